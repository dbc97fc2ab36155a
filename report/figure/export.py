"""Charts of a view as files: drawn, scaled, and written with their data and their record."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from charts.catalogue import draw
from charts.style.presets import image_scale
from charts.tables.safe_csv import chart_csv, safe_csv
from data.errors import EscalationError
from report.figure.order import FigureOrder, as_json, carried_on, carries_on, record
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


def figure_files(
    order: FigureOrder, names: Sequence[str], *, beside: Path | None = None
) -> dict[str, bytes]:
    """Return a chart as the contents of its files: the figures, its data, and last its record.

    Written in this order, what is left of a run that was killed in between does not fit its record.

    Parameters
    ----------
    order : FigureOrder
    names : sequence of str
        Of the figures' files, alike but for the endings, which say the formats.
    beside : Path, optional
        Folder in which a record of the same figure in another format is carried on.

    Returns
    -------
    dict of bytes
        By the name of the file.

    Raises
    ------
    EscalationError
    """
    target = Path(names[0])
    chart = draw(order.chart, order.selection, order.look)
    scale = image_scale(chart, order.scale)
    files = {name: draw_image(chart, Path(name).suffix.lower()[1:], scale=scale) for name in names}
    files[target.with_suffix(".csv").name] = chart_csv(chart).encode("utf-8")
    told, note = record(order, chart, files), target.with_suffix(".json").name
    if beside:
        told = carried_on(told, beside / note)
    return files | {note: as_json(told)}


def export_figure(order: FigureOrder, path: str | os.PathLike, *, force: bool) -> tuple[Path, ...]:
    """Write one chart with its data and its record.

    Parameters
    ----------
    order : FigureOrder
    path : path
        Its ending says the format; the data go to the same name ending in ``.csv``, the record to
        that in ``.json``.
    force : bool
        Replace files that hold something else.

    Returns
    -------
    tuple of Path

    Raises
    ------
    EscalationError
        When the ending is unknown, a file holds something else, the folder cannot be written, or
        the figure cannot be drawn; no file is left behind then.
    """
    target = Path(path)
    ending_of(target, ENDINGS)
    paths = (target, target.with_suffix(".csv"), target.with_suffix(".json"))
    check_targets(paths, force=True)
    files = figure_files(order, [target.name], beside=target.parent)
    contents = dict(zip(paths, files.values(), strict=True))
    write_all(contents, force=force, over=_added_to(contents))
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
        Replace files that hold something else.
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
            drawn = replace(order, chart=name)
            written = figure_files(drawn, [f"{name}.{ending}"], beside=folder)
        except EscalationError as error:
            missing[name] = str(error)
        else:
            files |= {folder / file: content for file, content in written.items()}
        progress()
    if not files:
        raise EscalationError(f"No chart can be drawn: {next(iter(missing.values()))}")
    write_into(folder, files, force=force, over=_added_to(files))
    return list(files), missing


def _added_to(contents: Mapping[Path, bytes]) -> list[Path]:
    """Return the records that only have a further format added."""
    records = ((path, content) for path, content in contents.items() if path.suffix == ".json")
    return [path for path, content in records if carries_on(content, path)]


def export_fragment(order: FigureOrder, path: Path, *, force: bool) -> Path:
    """Write one chart as HTML that is put into a page.

    Parameters
    ----------
    order : FigureOrder
    path : Path
        Ends in ``.html``.
    force : bool
        Replace a file that holds something else.

    Returns
    -------
    Path

    Raises
    ------
    EscalationError
    """
    if path.suffix.lower() != ".html":
        raise EscalationError(f"Cannot write {path.name}: a fragment's name must end in .html.")
    check_targets([path], force=True)
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
        Replace a file that holds something else.

    Returns
    -------
    Path

    Raises
    ------
    EscalationError
        When the ending is another, the file holds something else, or the folder cannot be written;
        nothing is left behind then.
    """
    target = Path(path)
    ending_of(target, (".csv",))
    check_targets((target,), force=True)
    write_all({target: safe_csv(table).encode("utf-8")}, force=force)
    return target


def write_tables(
    tables: Mapping[str, pd.DataFrame], folder: Path, *, force: bool = False
) -> list[Path]:
    """Write tables as CSV files into a folder, all of them or none.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        By the names of their files, without the ending.
    folder : Path
        Is made if it is not there.
    force : bool
        Replace files that hold something else.

    Returns
    -------
    list of Path

    Raises
    ------
    EscalationError
    """
    files = {folder / f"{name}.csv": safe_csv(table) for name, table in tables.items()}
    contents = {path: text.encode("utf-8") for path, text in files.items()}
    write_into(folder, contents, force=force)
    return list(files)
