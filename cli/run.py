"""The command that does a study's week: fetch, compare, search, scan, watch, report, tell."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.options import plain_errors, print_json

if TYPE_CHECKING:
    from analytics.selection.selected import Selection

EXAMPLES = ("cron", "systemd")


@click.command("run")
@click.argument("folder", metavar="STUDY", type=click.Path(path_type=Path))
@click.option("--report-only", is_flag=True, help="Fetch nothing, tell nobody: make the brief.")
@click.option(
    "--since",
    metavar="DAY",
    help="Say what has changed since the last run up to this day, in place of the last run.",
)
@click.option("--example", type=click.Choice(EXAMPLES), help="Print a schedule, and do nothing.")
@click.option("--quiet", is_flag=True, help="Print only what is wrong.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for another program.")
@plain_errors
def run_steps(
    folder: Path,
    report_only: bool,
    since: str | None,
    example: str | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Do all steps of a study: fetch, compare downloads, search, scan, watch, report, tell.

    [run] and [tell] of study.toml say what is done and who is told. What each step gave is kept
    beside the study: a run that was killed goes on where it stopped, and one that is repeated on
    the same day with the same data sends nothing.

    Exit code 0 when nothing is new, 10 when something is, 11 when a step failed or a message may
    not have arrived (the rest is done), 12 when another run is going on, 1 when nothing could be
    done.

    Example: escalation run studies/sahel
    """
    from report.schedule.examples import example_of, this_program

    if example:
        click.echo(example_of(example, folder, this_program()), nl=False)
        return
    from analytics.findings.beside import begin_effects
    from report.schedule.go import BUSY, INCOMPLETE, Around, Busy, run_study

    def prepare(selection: "Selection") -> None:
        steps = selection.study.settings["run"]["steps"]
        published = "publish" in steps
        begin_effects(
            selection, of_all_events=published or "report" in steps, in_all_ways=published
        )

    around = Around(say=lambda line: None if quiet else click.echo(line, err=True), prepare=prepare)
    try:
        done = run_study(folder, report_only=report_only, since=since, around=around)
    except Busy as error:
        if not quiet:
            click.echo(str(error), err=True)
        raise SystemExit(BUSY) from None
    if as_json:
        print_json({"line": dict(done.line), "message": dict(done.letter.values)})
    elif not quiet:
        click.echo(done.letter.text, nl=False)
        click.echo(f"\nKept in {done.folder}")
    if done.code == INCOMPLETE and quiet:
        for line in _wrong(done.line):
            click.echo(line, err=True)
    raise SystemExit(done.code)


def _wrong(line: Mapping[str, Any]) -> list[str]:
    """Say which steps failed, and which messages may not have arrived."""
    steps = [f"{one['step']}: {one['said']}" for one in line["steps"] if one["outcome"] == "failed"]
    told = [f"{one['way']}: {one['said']}" for one in line["told"] if one["state"] != "sent"]
    return [*steps, *told]
