"""Write a figure with its data beside it, or a table alone, whole or not at all."""

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go

from charts.csv import safe_csv
from data.errors import EscalationError
from report.drawing import draw_image

ENDINGS = (".svg", ".png", ".pdf", ".html")


def write_figure(
    figure: go.Figure,
    path: str | os.PathLike,
    *,
    table: pd.DataFrame,
    scale: float = 2,
    force: bool = False,
) -> tuple[Path, Path]:
    """Write a figure as SVG, PNG, PDF or HTML, and its data as CSV beside it.

    Parameters
    ----------
    figure : Figure
        Its layout holds width and height in pixels.
    path : path
        Its ending says the format; the data go to the same name ending in ``.csv``.
    table : DataFrame
        What the figure shows.
    scale : float
        Pixels of a PNG per pixel of the layout.
    force : bool
        Replace files that exist.

    Returns
    -------
    figure file, data file : Path

    Raises
    ------
    EscalationError
        When the ending is unknown, a file exists, the folder cannot be written, or the figure
        cannot be drawn; no file is left behind then.
    """
    target = Path(path)
    beside = target.with_suffix(".csv")
    if target.suffix.lower() not in ENDINGS:
        raise EscalationError(
            f"Cannot write {target.name}: the name must end in {', '.join(ENDINGS)}."
        )
    _check_targets((target, beside), force=force)
    drawn = draw_image(figure, target.suffix.lower()[1:], scale=scale)
    _write_all({target: drawn, beside: safe_csv(table).encode("utf-8")})
    return target, beside


def write_table(table: pd.DataFrame, path: str | os.PathLike, *, force: bool = False) -> Path:
    """Write a table as CSV that a spreadsheet opens without running anything.

    Parameters
    ----------
    table : DataFrame
    path : path
        Ends in ``.csv``.
    force : bool
        Replace a file that exists.

    Returns
    -------
    Path

    Raises
    ------
    EscalationError
        When the ending is another, the file exists, or the folder cannot be written; nothing is
        left behind then.
    """
    target = Path(path)
    if target.suffix.lower() != ".csv":
        raise EscalationError(f"Cannot write {target.name}: the name must end in .csv.")
    _check_targets((target,), force=force)
    _write_all({target: safe_csv(table).encode("utf-8")})
    return target


def _check_targets(paths: tuple[Path, ...], *, force: bool) -> None:
    """Refuse before any work what could not be written afterwards."""
    folder = paths[0].parent
    if not folder.is_dir():
        raise EscalationError(f"There is no folder {folder}: make it, or choose another.")
    for path in paths:
        if path.is_dir():
            raise EscalationError(f"{path} is a folder: give the name of a file.")
        if path.exists() and not force:
            raise EscalationError(f"{path} exists: choose another name, or replace it by --force.")


def _write_all(contents: dict[Path, bytes]) -> None:
    """Write every file under a passing name first, then give all of them their own."""
    old: dict[Path, bytes] = {}
    given: list[Path] = []
    with ExitStack() as undo:
        try:
            old |= {path: path.read_bytes() for path in contents if path.exists()}
            ready = {path: _passing(path, content, undo) for path, content in contents.items()}
            for path, name in ready.items():
                os.replace(name, path)
                given.append(path)
        except OSError as error:
            _put_back(given, old)
            names = " and ".join(str(path) for path in contents)
            raise EscalationError(f"Cannot write {names}: {error.strerror}.") from error


def _passing(path: Path, content: bytes, undo: ExitStack) -> str:
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    undo.callback(Path(name).unlink, missing_ok=True)
    with os.fdopen(number, "wb") as file:
        file.write(content)
    # A temporary file is for its owner only; a report's figure is an ordinary file.
    os.chmod(name, 0o666 & ~_umask())
    return name


def _put_back(given: list[Path], old: dict[Path, bytes]) -> None:
    """Undo what was written before the failure: a figure without its data is worse than none."""
    for path in given:
        path.unlink(missing_ok=True)
        if path in old:
            path.write_bytes(old[path])


def _umask() -> int:
    """Return the process's mask for new files."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
