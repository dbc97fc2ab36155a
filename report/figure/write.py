"""Write a figure with its data and its origin beside it, or a table alone."""

import os
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go

from charts.tables.safe_csv import safe_csv
from data.errors import EscalationError
from report.figure.record import Provenance, as_json, record
from report.figure.render import draw_image
from report.files import check_targets, write_all

ENDINGS = (".svg", ".png", ".pdf", ".html")


def write_figure(
    figure: go.Figure,
    path: str | os.PathLike,
    *,
    table: pd.DataFrame,
    scale: float = 2,
    force: bool = False,
    provenance: Provenance | None = None,
) -> tuple[Path, ...]:
    """Write a figure as SVG, PNG, PDF or HTML, with its data and its origin beside it.

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
    provenance : Provenance, optional
        Goes to the same name ending in ``.json``.

    Returns
    -------
    tuple of Path
        The figure's file, the data's, and the record's where there is one.

    Raises
    ------
    EscalationError
        When the ending is unknown, a file exists, the folder cannot be written, or the figure
        cannot be drawn; no file is left behind then.
    """
    target = Path(path)
    check_targets(figure_paths(target, record=provenance is not None), force=force)
    files = contents(figure, target, table=table, scale=scale)
    if provenance:
        told = record(provenance, figure, files)
        files |= {target.with_suffix(".json").name: as_json(told)}
    paths = {target.with_name(name): content for name, content in files.items()}
    write_all(paths, force=force)
    return tuple(paths)


def figure_paths(target: Path, *, record: bool) -> tuple[Path, ...]:
    """Return the files that a figure of this name has.

    Parameters
    ----------
    target : Path
    record : bool
        Whether its origin is written too.

    Returns
    -------
    tuple of Path

    Raises
    ------
    EscalationError
        When the ending is unknown.
    """
    if target.suffix.lower() not in ENDINGS:
        raise EscalationError(
            f"Cannot write {target.name}: the name must end in {', '.join(ENDINGS)}."
        )
    return target, *(target.with_suffix(end) for end in (".csv", ".json")[: 1 + record])


def contents(
    figure: go.Figure, target: Path, *, table: pd.DataFrame, scale: float
) -> dict[str, bytes]:
    """Return what a figure's file and its data's file hold.

    Parameters
    ----------
    figure : Figure
    target : Path
        Its ending says the format.
    table : DataFrame
    scale : float

    Returns
    -------
    dict of bytes
        By the file's name, the figure first.
    """
    drawn = draw_image(figure, target.suffix.lower()[1:], scale=scale)
    return {
        target.name: drawn,
        target.with_suffix(".csv").name: safe_csv(table).encode("utf-8"),
    }


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
    check_targets((target,), force=force)
    write_all({target: safe_csv(table).encode("utf-8")}, force=force)
    return target
