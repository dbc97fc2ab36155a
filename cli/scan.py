"""The command that scans many units: where has it changed."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import (
    DATE_ORDERS,
    counting_options,
    early_force_option,
    may_replace,
    open_view,
    plain_errors,
    print_json,
    show_progress,
)

if TYPE_CHECKING:
    from pandas import DataFrame

    from analytics.panel.executors import Crew
    from analytics.panel.units import UnitCounts

ORDERS = ("strongest", "newest", "largest")
# What else than rows a file has no place for: these are choices of a study.
OF_FILES = ("start", "end")
# To know them all rows would have to be held at once.
REPEATS = (
    "Every row counts, one that repeats an earlier one too: escalation import leaves those out, "
    "and the study that it makes can be scanned."
)


@click.command("scan")
@click.argument("source", metavar="SOURCE", type=click.Path(path_type=Path))
@click.option("--by", required=True, help="Column that makes the units, or several: admin1,actor.")
@click.option(
    "--sort",
    "order",
    type=click.Choice(ORDERS),
    default=ORDERS[0],
    show_default=True,
    help="By the evidence of a change, by the date of the newest, or by how large it is at least.",
)
@click.option(
    "--last",
    "recent",
    type=click.IntRange(7, 366),
    default=28,
    show_default=True,
    help="Days that are now.",
)
@click.option("--series", help="Of a study: what is counted.")
@counting_options
@click.option(
    "--map", "columns", multiple=True, help="Of a file: which column is the day: date=Day."
)
@click.option("--date-order", type=click.Choice(DATE_ORDERS), help="Of a file: of 03/04/2024.")
@click.option("--timezone", help="Of a file: where days are cut, of times with an offset.")
@click.option(
    "--workers",
    type=click.IntRange(1),
    help="Processes on this machine. Default: one for each core where there is much to do.",
)
@click.option("--scheduler", metavar="TCP://…", help="Compute on a cluster of Dask instead.")
@click.option(
    "--screen/--no-screen",
    "screened",
    default=None,
    help="Whether units that a bound shows to be on neither list are left unweighed. Default: "
    "where there are many units and days.",
)
@click.option("--rows", type=click.IntRange(1), default=30, show_default=True, help="Rows printed.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for another program, all rows.")
@click.option("--out", type=click.Path(path_type=Path), help="File for all rows: .csv or .parquet.")
@early_force_option
@plain_errors
def scan(
    source: Path,
    by: str,
    order: str,
    recent: int,
    columns: tuple[str, ...],
    date_order: str | None,
    timezone: str | None,
    workers: int | None,
    scheduler: str | None,
    screened: bool | None,
    rows: int,
    as_json: bool,
    out: Path | None,
    force: bool,
    **chosen: object,
) -> None:
    """Search every unit for changes, and list those that changed: firm, and to watch.

    SOURCE is the folder of a study, or a file or folder of Parquet or CSV of any size: ACLED, UCDP
    GED, GDELT, or one with a column of days; of files every row counts, repeats too. A unit is a
    value of the column, or of several together. The firm list holds whatever links the units; the
    watch list holds where they move independently beside their region.

    Example: escalation scan ged/ --by dyad_name,adm_1 --sort newest --out changed.parquet
    """
    from analytics.panel.all_units import scan_all
    from analytics.panel.listing import ordered_rows
    from report.figure.row_file import check_row_file, write_row_file
    from report.terminal.scan import Scanned, scan_text, scan_values

    if workers and scheduler:
        raise click.UsageError("--workers and --scheduler both say who computes: give one.")
    if out:
        force = force or may_replace(out)
        check_row_file(out, force=force)
    names = tuple(name.strip() for name in by.split(",") if name.strip())
    of_file = {"columns": columns, "date_order": date_order, "timezone": timezone}
    units, data, called = _counted(source, names, of_file, chosen)
    crew = _crew(units, workers, scheduler)
    try:
        result = scan_all(units, days=recent, crew=crew, screened=screened, progress=show_progress)
    finally:
        crew.close()
    scanned = Scanned(source=source.name, data=data, days=recent, units=units, result=result)
    if out:
        write_row_file(called(ordered_rows(result, order)), out, force=force)
    if as_json:
        print_json(scan_values(scanned, order))
        return
    click.echo(scan_text(scanned, order, rows))
    if out:
        click.echo(f"\nWrote {out}")


def _counted(
    source: Path, by: tuple[str, ...], of_file: dict, chosen: dict
) -> tuple["UnitCounts", str, Callable[["DataFrame"], "DataFrame"]]:
    """Count a study, or the rows of files.

    Also say in a line which data they are, and give what calls a table's counts by what they are.
    """
    from analytics.panel.units import count_units, units_of_rows
    from analytics.selection.data_label import study_line
    from analytics.selection.study_series import by_what_it_counts
    from analytics.wording import plain_count
    from data.faults import SETTINGS_FILE
    from data.files.options import from_words
    from data.streaming.counted import count_rows, open_rows

    if (source / SETTINGS_FILE).is_file():
        if any(of_file.values()):
            raise click.UsageError("--map, --date-order and --timezone are of files: a study says.")
        selection = open_view(source, chosen)
        study, series = selection.study, selection.measured
        called = partial(by_what_it_counts, study=study, series=series)
        return count_units(selection, by), study_line(study), called
    idle = [name for name, value in chosen.items() if value and name not in OF_FILES]
    if idle:
        raise click.UsageError(
            f"{source.name} is no study, whose choices these are: {', '.join(idle)}."
        )
    counted = count_rows(source, open_rows(source), by, from_words(**of_file), tell=show_progress)
    units = units_of_rows(counted, start=chosen["start"], end=chosen["end"])
    units = replace(units, notes=(*units.notes, REPEATS))
    rows = plain_count(counted.rows, "rows")
    return units, f"{rows} of {counted.source.name} read from {source.name}", lambda table: table


def _crew(units: "UnitCounts", workers: int | None, scheduler: str | None) -> "Crew":
    """Tell who computes: whom the user says, else as many processes as the work is worth."""
    from analytics.panel.all_units import is_much
    from analytics.panel.executors import cluster, one_process, several_processes

    if scheduler:
        return cluster(scheduler)
    if workers:
        return several_processes(workers) if workers > 1 else one_process()
    return several_processes() if is_much(units) else one_process()
