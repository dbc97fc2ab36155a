"""Make a figure again from the record beside it, and say what differs."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analytics.selection.reach import check_reach
from analytics.selection.selected import Selection
from analytics.selection.view import View
from charts.catalogue import OLD_CHARTS
from charts.style.presets import look_for
from data.errors import EscalationError
from data.study import Study
from report.figure.export import ENDINGS, figure_files
from report.figure.order import FORMAT, FigureOrder, fingerprint, versions
from report.files import write_into

MOST_SCALE, MOST_WIDTH = 20, 4000
MISSING = "none"


@dataclass(frozen=True, kw_only=True, eq=False)
class Reproduced:
    """Outcome of :func:`reproduce`.

    Parameters
    ----------
    name : str
        The figure's file.
    table : DataFrame
        ``what`` was compared, what was ``recorded``, what was found ``now``, and ``same``.
    written : tuple of Path
        Files that were made.
    """

    name: str
    table: pd.DataFrame
    written: tuple[Path, ...]

    @property
    def same(self) -> bool:
        """Whether every file came out with the same bytes."""
        return self._all_same("file", "data")

    @property
    def same_on_disk(self) -> bool:
        """Whether no file beside the record is another than it names; one may be missing."""
        disk = self.table[(self.table["kind"] == "disk") & (self.table["now"] != MISSING)]
        return bool(disk["same"].all())

    @property
    def same_numbers(self) -> bool:
        """Whether the data came out with the same bytes, and the words with the same text."""
        return self._all_same("data", "words")

    def _all_same(self, *kinds: str) -> bool:
        return bool(self.table.loc[self.table["kind"].isin(kinds), "same"].all())

    def __str__(self) -> str:
        """Say the finding in one sentence."""
        files = self.table[self.table["kind"].isin(["file", "data"])]
        other = self.table[~self.table["same"] & (self.table["kind"] != "disk")]
        said = "; ".join(f"{row.what}: {row.recorded}, now {row.now}" for row in other.itertuples())
        return " ".join((self._said_again(len(files), said), *self._said_of_disk()))

    def _said_of_disk(self) -> list[str]:
        disk = self.table[(self.table["kind"] == "disk") & ~self.table["same"]]
        return [
            f"{row.what} is not beside the record, so it was not checked."
            if row.now == MISSING
            else f"{row.what} on disk is not the one recorded: {row.recorded}, now {row.now}."
            for row in disk.itertuples()
        ]

    def _said_again(self, files: int, said: str) -> str:
        if self.same:
            aside = f" All the same, something differs: {said}." if said else ""
            return f"{self.name} came out with the same bytes, {files} files.{aside}"
        if self.same_numbers:
            return f"{self.name} came out with the same numbers and words, other bytes. {said}."
        return f"{self.name} did not come out the same. {said}."


def read_record(path: str | os.PathLike) -> dict:
    """Read the record of a figure.

    Parameters
    ----------
    path : path

    Returns
    -------
    dict

    Raises
    ------
    EscalationError
        When the file cannot be read or holds something else.
    """
    try:
        values = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise EscalationError(f"Cannot read {path}: {error.strerror}.") from error
    except ValueError as error:
        raise EscalationError(f"{path} is not the record of a figure: {error}.") from error
    except RecursionError:
        raise EscalationError(
            f"{path} is not the record of a figure: it is nested deeper than any."
        ) from None
    parts = ("study", "view", "look", "versions", "files")
    if not isinstance(values, dict) or not all(isinstance(values.get(p), dict) for p in parts):
        raise EscalationError(
            f"{path} is not the record of a figure: name the .json file that "
            "escalation chart writes beside it."
        )
    if values.get("format") != FORMAT:
        raise EscalationError(
            f"{path} was written in form {values.get('format')!r}, this version reads {FORMAT}: "
            "use the version that it names."
        )
    if not values["files"] or any(Path(name).name != name for name in values["files"]):
        raise EscalationError(
            f"{path} names no files, or such in other folders: it was changed by hand."
        )
    return values


def reproduce(
    values: dict,
    study: Study,
    *,
    beside: Path,
    folder: str = "",
    out: Path | None = None,
    force: bool = False,
) -> Reproduced:
    """Make a figure again, and hold the files beside its record against the record too.

    Parameters
    ----------
    values : dict
        From :func:`read_record`.
    study : Study
        Which the record names.
    beside : Path
        The folder of the record, where its files lie.
    folder : str
        As the study is named.
    out : Path, optional
        Folder to write the files to, made if need be; without one they are only compared.
    force : bool
        Replace files that exist.

    Returns
    -------
    Reproduced

    Raises
    ------
    EscalationError
    """
    try:
        rows = [*_on_disk(values, beside)]
        again, files = _compared(values, study, folder)
    except (KeyError, TypeError, AttributeError, OverflowError) as error:
        raise EscalationError(f"The record is damaged: {error!r} cannot be read.") from error
    written = tuple(out / name for name in files) if out else ()
    if out:
        write_into(out, dict(zip(written, files.values(), strict=True)), force=force)
    table = pd.DataFrame([*again, *rows], columns=["kind", "what", "recorded", "now", "same"])
    return Reproduced(name=next(iter(files)), table=table, written=written)


def _on_disk(values: dict, beside: Path) -> Iterator[tuple]:
    """Compare the files beside the record, before any of them is written anew."""
    for name, recorded in values["files"].items():
        was, now = str(recorded["sha256"]), MISSING
        path = beside / name
        try:
            if path.is_file():
                now = fingerprint(path.read_bytes())["sha256"]
        except OSError as error:
            raise EscalationError(f"Cannot read {path}: {error.strerror}.") from error
        yield "disk", name, was[:12], now[:12], was == now


def _compared(values: dict, study: Study, folder: str) -> tuple[list[tuple], dict[str, bytes]]:
    selection = Selection(study, View(**values["view"]["fields"]))
    check_reach(selection.view, study)
    asked = values["look"]
    if not (0 < float(asked["scale"]) <= MOST_SCALE and 0 < int(asked["width"]) <= MOST_WIDTH):
        raise EscalationError(
            f"The record asks for a figure {asked['width']} pixels wide, too much."
        )
    look = look_for(
        asked["preset"],
        dark=bool(asked["dark"]),
        grey=bool(asked["grey"]),
        width=int(asked["width"]),
    )
    order = FigureOrder(
        chart=OLD_CHARTS.get(values["chart"], values["chart"]),
        selection=selection,
        look=look,
        folder=folder,
        scale=float(asked["scale"]),
    )
    names = [name for name in values["files"] if Path(name).suffix.lower() in ENDINGS]
    files = figure_files(order, names)
    return [*_rows(values, files)], files


def _rows(values: dict, files: dict[str, bytes]) -> Iterator[tuple]:
    # The record of what was made now is the last of its files.
    told = json.loads(list(files.values())[-1])
    for key in ("hash", "data_date"):
        was, now = str(values["study"][key]), str(told["study"][key])
        yield "study", f"study {key.replace('_', ' ')}", was, now, was == now
    for name, now in versions().items():
        was = str(values["versions"].get(name, ""))
        yield "version", f"version of {name}", was or "none", now or "none", was == now
    yield "words", "words", str(values["alt"]), told["alt"], values["alt"] == told["alt"]
    for name, recorded in values["files"].items():
        made = fingerprint(files[name])
        same = recorded["sha256"] == made["sha256"]
        yield (
            "data" if name.endswith(".csv") else "file",
            f"bytes of {name}",
            recorded["sha256"][:12],
            made["sha256"][:12],
            same,
        )
