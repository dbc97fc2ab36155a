"""Which figure is wanted, and the record of it: what makes it again, from which data."""

import hashlib
import json
import platform
import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, TypedDict

from analytics.selection.link import view_query
from analytics.selection.selected import Selection
from charts.chart import Chart
from charts.style.presets import image_scale
from charts.style.theme import Look
from data import version as product

# What a figure's numbers and its drawing depend on.
PACKAGES = (
    *("numpy", "pandas", "scipy", "statsmodels", "plotly"),
    *("quickjs-ng", "uharfbuzz", "resvg-py", "typst"),
)
FORMAT = 1


@dataclass(frozen=True, kw_only=True)
class FigureOrder:
    """Which figure is wanted, of what, and how it is to look.

    Parameters
    ----------
    chart : str
        Of ``charts.catalogue.CHARTS``.
    selection : Selection
    look : Look
        As it is asked for.
    folder : str
        The study's folder as it was named; empty for the bundled study.
    scale : float
        Pixels of a PNG per pixel of the layout, where the look's preset gives none.
    """

    chart: str
    selection: Selection
    look: Look
    folder: str = ""
    scale: float = 2

    def command(self, name: str) -> str:
        """Return the command that makes the figure again, under the file's name."""
        look, query = self.look, view_query(self.selection.view, self.selection.study)
        words = ["escalation", "chart", self.chart]
        words += ["--study", self.folder] if self.folder else []
        words += ["--view", query] if query else []
        words += ["--preset", look.preset] if look.preset else ["--width", str(look.width)]
        words += [f"--{name}" for name in ("dark", "grey") if getattr(look, name)]
        return shlex.join([*words, "--out", name])


def record(order: FigureOrder, chart: Chart, files: Mapping[str, bytes]) -> dict[str, object]:
    """Return what stands in the file beside a figure.

    Parameters
    ----------
    order : FigureOrder
    chart : Chart
        As drawn.
    files : mapping of str to bytes
        Content of each file by its name, the figure first.

    Returns
    -------
    dict
        Plain values; the same for the same figure, without a clock.
    """
    selection, look, source = order.selection, order.look, chart.source
    study = selection.study
    return {
        "format": FORMAT,
        "made_with": product.software_line().removeprefix("Made with "),
        "command": order.command(next(iter(files))),
        "chart": order.chart,
        "title": chart.title,
        **_by_reader(chart, selection),
        "subtitle": chart.subtitle,
        "alt": chart.alt,
        "study": {
            "folder": order.folder,
            "name": study.name,
            "title": study.title,
            "vintage": study.vintage,
            "hash": source.digest,
            "data_date": "" if source.as_of is None else f"{source.as_of:%Y-%m-%d}",
            "data": source.data,
            "credit": source.credit,
        },
        "view": {
            "query": view_query(selection.view, study),
            "fields": asdict(selection.view),
        },
        "look": {
            "preset": look.preset,
            "width": look.width,
            "dark": look.dark,
            "grey": look.grey,
            "scale": round(image_scale(chart, order.scale), 6),
        },
        "versions": versions(),
        "files": {name: fingerprint(content) for name, content in files.items()},
    }


def _by_reader(chart: Chart, selection: Selection) -> dict[str, object]:
    """Say what of a figure its reader has written; a title's finding is kept beside it."""
    told: dict[str, object] = {}
    if chart.found:
        told["title_edited"] = {"by": "reader", "finding": chart.found}
    if chart.note:
        told["note"] = {"by": "reader", "text": chart.note}
    if selection.view.added:
        told["added_by_reader"] = [asdict(one) for one in selection.view.added]
    return told


def carried_on(told: dict[str, Any], path: Path) -> dict[str, Any]:
    """Return a record that keeps the other formats of the same figure which an older one names.

    Parameters
    ----------
    told : dict
        From :func:`record`.
    path : Path
        Where the older one is, if there is one.

    Returns
    -------
    dict
        ``told`` itself where the older one is of another figure, or none.
    """
    try:
        older = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):  # lists in lists, deeper than any record
        return told
    own, told = ("command", "files"), json.loads(as_json(told))
    if not isinstance(older, dict) or not isinstance(older.get("files"), dict):
        return told
    if {k: v for k, v in older.items() if k not in own} != {
        k: v for k, v in told.items() if k not in own
    }:
        return told
    return told | {"command": older["command"], "files": older["files"] | told["files"]}


def carries_on(content: bytes, path: Path) -> bool:
    """Tell whether a record only adds formats to the one that is there."""
    told = json.loads(content)
    return bool(carried_on(told | {"files": {}}, path)["files"])


def as_json(values: dict[str, object]) -> bytes:
    """Write a record."""
    return (json.dumps(values, indent=2, ensure_ascii=False) + "\n").encode("utf-8")


class Fingerprint(TypedDict):
    """Size and SHA-256 of a file."""

    bytes: int
    sha256: str


def fingerprint(content: bytes) -> Fingerprint:
    """Return size and SHA-256 of a file."""
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def versions() -> dict[str, str]:
    """Return the version of everything that a figure depends on.

    Returns
    -------
    dict of str
        Empty for what is not installed.
    """
    return {
        product.NAME: product.version(),
        "python": platform.python_version(),
        **{name: _installed(name) for name in PACKAGES},
    }


@cache
def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
