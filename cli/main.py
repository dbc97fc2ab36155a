"""The command line: one thin command per verb, and the one place where errors become exit codes."""

import errno
import gc
import io
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import click

from cli.chart import chart, reproduce
from cli.compare import compare_by
from cli.compile import compile_
from cli.diff import diff
from cli.fetch import fetch
from cli.nowcast import nowcast
from cli.options import (
    import_options,
    open_view,
    plain_errors,
    print_json,
    show_progress,
    study_option,
    told_while_waiting,
    view_options,
)
from cli.publish import publish
from cli.report import report
from cli.responses import responses_between
from cli.run import run_steps
from cli.scan import scan
from cli.serve import password, serve
from cli.watch import watch

# As a shell tells that a command was stopped by Ctrl+C.
INTERRUPTED = 130
STOPPED = "Stopped. Every file is whole or as it was; the same command may be given again."
UNWRITABLE = (errno.ENOSPC, errno.EIO, errno.EDQUOT)
# Commands that look at one view and end. Python looks for garbage whenever it has made 700 objects
# more than were freed, which is a twentieth of their time.
SHORT = {"analyse", "chart", "report"}
OBJECTS = (100_000, 20, 50)
# A server lives long, and looks often enough that what it lets go of stays small.
SERVERS, FEWER_OBJECTS = {"serve"}, (20_000, 10, 10)


def _version(context: click.Context, option: click.Parameter, wanted: bool) -> None:
    """Print the version of the working tree or of the installed package."""
    if not wanted:
        return
    from data.version import NAME, version

    click.echo(f"{NAME} {version()}")
    context.exit()


@contextmanager
def _stopping_noted() -> Iterator[list[int]]:
    """Have it noted when somebody stops this process, which is then interrupted as ever.

    Yields
    ------
    list of int
        Gets the signal once it comes.
    """
    came: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        came.append(number)
        signal.default_int_handler(number, frame)

    # Of a program that has its own way with it, or runs this in a thread, nothing is changed.
    main = threading.current_thread() is threading.main_thread()
    if not main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield came
        return
    signal.signal(signal.SIGINT, stop)
    try:
        yield came
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


class Output(click.Group):
    """Commands whose output may find no room."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; where somebody stops it, say that nothing is left half done."""
        with _stopping_noted() as stopped:
            try:
                return super().invoke(ctx)
            except (KeyboardInterrupt, Exception) as error:
                # In the midst of compiled code an interruption arrives as a library's error.
                if not isinstance(error, KeyboardInterrupt) and not stopped:
                    raise
        click.echo(STOPPED, err=True)
        raise SystemExit(INTERRUPTED)

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command; where its output cannot be written, say so and stop."""
        try:
            return super().main(*args, **extra)
        except OSError as error:
            # Files have sentences of their own; what is left is the terminal, a pipe, a device.
            if error.errno not in UNWRITABLE:
                raise
            click.echo(f"The output cannot be written: {error.strerror}.", err=True)
            # What is still buffered would fail once more at the end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(1) from None


@click.group(cls=Output, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the version and exit.",
)
@click.pass_context
def main(context: click.Context) -> None:
    """Say from a list of incidents whether it is escalating, since when, and by how much."""
    if context.invoked_subcommand in SHORT:
        gc.set_threshold(*OBJECTS)
    if context.invoked_subcommand in SERVERS:
        gc.set_threshold(*FEWER_OBJECTS)
    # A pipe or file on Windows has an old code page, which lacks most scripts of place names.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@plain_errors
def check(folder: Path) -> None:
    """List every fault of a study with its file, row and column.

    Exit code 1 when there are faults; warnings alone do not fail.

    Example: escalation check data/studies/iraq-syria-2023
    """
    from analytics.selection.data_label import study_line
    from analytics.selection.study_series import rows_or_sum, series_names
    from analytics.wording import plain_count
    from data.settings.vintages import MAIN
    from data.study import check_study, load_study
    from data.vintages import vintage_days
    from report.content.plan import check_plan
    from report.schedule.view import selection_of

    found = check_study(folder) + check_plan(folder)[1]
    for fault in found:
        click.echo(f"{fault.severity}: {fault}")
    faults = sum(fault.severity == "fault" for fault in found)
    if faults:
        many = "fault" if faults == 1 else "faults"
        click.echo(f"{faults} {many}: nothing was loaded.", err=True)
        raise SystemExit(1)
    study = load_study(folder)
    selection_of(study, study.settings["run"]["view"])
    counted = {name: rows_or_sum(study, name) for name in series_names(study)}
    rows = {"context events": study.context, "reports of totals": study.official_totals}
    counted |= {name: f"{len(table):,}" for name, table in rows.items() if len(table)}
    totals = ", ".join(
        plain_count(1, name) if many == "1" else f"{many} {name}" for name, many in counted.items()
    )
    click.echo(f"No faults. {totals}; {study.start:%Y-%m-%d} to {study.end:%Y-%m-%d}.")
    click.echo(f"{study_line(study)}.")
    if days := [name for name in vintage_days(study) if name != MAIN]:
        click.echo(f"Further downloads: {', '.join(days)}.")


@main.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Folder to make.")
@click.option("--dry-run", is_flag=True, help="Say how the file is read, and write nothing.")
@import_options
@plain_errors
def import_(
    file: Path,
    out: Path | None,
    dry_run: bool,
    format_: str | None,
    columns: tuple[str, ...],
    date_order: str | None,
    language: str | None,
    encoding: str | None,
    sheet: str | None,
    roots: tuple[str, ...],
    countries: tuple[str, ...],
    timezone: str | None,
    rows: str | None,
) -> None:
    """Make a study of a file: ACLED, UCDP GED, GDELT, GTD, or a spreadsheet of your own.

    The source is recognised by the content. Every row is kept, left out for a reason that is
    told, or listed in rejected.csv.

    With --dry-run nothing is written: it says how the columns are understood, which days the file
    holds, and what becomes of its rows, cautions first.

    Example: escalation import incidents.xlsx --out studies/incidents --map date=Day
    """
    from data.files.options import from_words
    from data.importing.import_file import import_file, preview_file

    options = from_words(
        format_=format_,
        columns=columns,
        date_order=date_order,
        language=language,
        encoding=encoding,
        sheet=sheet,
        roots=roots,
        countries=countries,
        timezone=timezone,
        rows=rows,
    )
    if dry_run:
        click.echo(preview_file(file, options, progress=show_progress).preview())
        click.echo("Nothing is written: --out FOLDER in place of --dry-run makes the study.")
        return
    if out is None:
        raise click.UsageError("Missing option '--out' (or --dry-run, which writes nothing).")
    click.echo(str(import_file(file, out, options, progress=show_progress)))


@main.command()
@study_option
@view_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON for another program.")
@plain_errors
def analyse(folder: Path, as_json: bool, **chosen: object) -> None:
    """Print the answer, the change points, the effect of the event and the totals.

    Example: escalation analyse --country Iraq --event 2023-12-01 --before 7
    """
    from analytics.findings.beside import begin_effects
    from report.terminal.analysis import as_text, summarise

    selection = open_view(folder, chosen)
    begin_effects(selection)
    # What computes in a process beside this one was begun before, and tells nothing.
    with told_while_waiting("Searching for changes"):
        summary = summarise(selection)
    if as_json:
        print_json(summary)
    else:
        click.echo(as_text(summary))


main.add_command(compare_by)
main.add_command(scan)
main.add_command(watch)
main.add_command(run_steps)
main.add_command(responses_between)
main.add_command(diff)
main.add_command(nowcast)
main.add_command(fetch)
main.add_command(chart)
main.add_command(reproduce)
main.add_command(report)
main.add_command(publish)
main.add_command(serve)
main.add_command(password)
main.add_command(compile_)


if __name__ == "__main__":
    main()
