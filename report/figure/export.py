"""Charts of a view as files: drawn, scaled, and written with their data and their record."""

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from charts.catalogue import draw
from charts.style.presets import image_scale
from charts.tables.safe_csv import safe_csv
from data.errors import EscalationError
from report.figure.order import FigureOrder, as_json, record
from report.figure.render import draw_image
from report.files import check_targets, ending_of, write_all, write_into

ENDINGS = (".svg", ".png", ".pdf", ".html")


def figure_content(order: FigureOrder, kind: str) -> bytes:
    """Return a chart as the content of a file.

    Parameters
    ----------
    order : FigureOrder
    kind : {"svg", "png", "pdf", "html", "fragment"}

    Returns
    -------
    bytes

    Raises
    ------
    EscalationError
    """
    chart = draw(order.chart, order.selection, order.look)
    return draw_image(chart, kind, scale=image_scale(chart, order.scale))


def figure_files(order: FigureOrder, name: str) -> dict[str, bytes]:
    """Return a chart as the contents of its files: the figure, its data, and last its record.

    Written in this order, what is left of a run that was killed in between does not fit its record.

    Parameters
    ----------
    order : FigureOrder
    name : str
        Of the figure's file; its ending says the format.

    Returns
    -------
    dict of bytes
        By the name of the file.

    Raises
    ------
    EscalationError
    """
    target = Path(name)
    chart = draw(order.chart, order.selection, order.look)
    scale = image_scale(chart, order.scale)
    files = {
        name: draw_image(chart, target.suffix.lower()[1:], scale=scale),
        target.with_suffix(".csv").name: safe_csv(chart.table).encode("utf-8"),
    }
    return files | {target.with_suffix(".json").name: as_json(record(order, chart, files))}


def export_figure(order: FigureOrder, path: str | os.PathLike, *, force: bool) -> tuple[Path, ...]:
    """Write one chart with its data and its record.

    Parameters
    ----------
    order : FigureOrder
    path : path
        Its ending says the format; the data go to the same name ending in ``.csv``, the record to
        that in ``.json``.
    force : bool
        Replace files that exist.

    Returns
    -------
    tuple of Path

    Raises
    ------
    EscalationError
        When the ending is unknown, a file exists, the folder cannot be written, or the figure
        cannot be drawn; no file is left behind then.
    """
    target = Path(path)
    ending_of(target, ENDINGS)
    paths = (target, target.with_suffix(".csv"), target.with_suffix(".json"))
    check_targets(paths, force=force)
    files = figure_files(order, target.name)
    write_all(dict(zip(paths, files.values(), strict=True)), force=force)
    return paths


def export_all(
    order: FigureOrder,
    names: Iterable[str],
    folder: Path,
    *,
    ending: str,
    force: bool,
    progress: Callable[[], None],
) -> tuple[list[Path], dict[str, str]]:
    """Write every chart that can be drawn into a folder, all of them or none.

    Parameters
    ----------
    order : FigureOrder
        Of any chart.
    names : iterable of str
        Of the charts.
    folder : Path
        Is made if it is not there.
    ending : str
        Such as svg.
    force : bool
        Replace files that exist.
    progress : callable
        Is called after each chart.

    Returns
    -------
    written : list of Path
    missing : dict of str
        Why a chart cannot be drawn, by its name.

    Raises
    ------
    EscalationError
        When not one can be drawn, or the files cannot be written.
    """
    files: dict[Path, bytes] = {}
    missing: dict[str, str] = {}
    for name in names:
        try:
            written = figure_files(replace(order, chart=name), f"{name}.{ending}")
        except EscalationError as error:
            missing[name] = str(error)
        else:
            files |= {folder / file: content for file, content in written.items()}
        progress()
    if not files:
        raise EscalationError(f"No chart can be drawn: {next(iter(missing.values()))}")
    write_into(folder, files, force=force)
    return list(files), missing


def export_fragment(order: FigureOrder, path: Path, *, force: bool) -> Path:
    """Write one chart as HTML that is put into a page.

    Parameters
    ----------
    order : FigureOrder
    path : Path
        Ends in ``.html``.
    force : bool
        Replace a file that exists.

    Returns
    -------
    Path

    Raises
    ------
    EscalationError
    """
    if path.suffix.lower() != ".html":
        raise EscalationError(f"Cannot write {path.name}: a fragment's name must end in .html.")
    check_targets([path], force=force)
    write_all({path: figure_content(order, "fragment")}, force=force)
    return path


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
    ending_of(target, (".csv",))
    check_targets((target,), force=force)
    write_all({target: safe_csv(table).encode("utf-8")}, force=force)
    return target
