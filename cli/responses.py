"""The command that asks what follows what: two series, each after the episodes of the other."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import (
    counting_options,
    force_option,
    open_view,
    plain_errors,
    print_json,
    study_option,
    written,
)

if TYPE_CHECKING:
    import pandas as pd

    from analytics.selection.selected import Selection

WINDOWS = ("1", "3", "7", "14")


@click.command("responses")
@study_option
@counting_options
@click.option(
    "--between",
    nargs=2,
    metavar="ONE OTHER",
    help="The two series, each with conditions of its own where wanted: strikes, or "
    "strikes:country=Iraq,munition=rocket. Without it the first two of the study.",
)
@click.option(
    "--gap",
    type=click.IntRange(0, 13),
    help="Quiet days that still join two days to one episode. Default 1.",
)
@click.option(
    "--least",
    nargs=2,
    type=int,
    metavar="N N",
    help="Events that make a day of ONE and of OTHER count. Without it 1, or of a series that "
    "hardly rests the smallest number with which episodes end within a week.",
)
@click.option("--responder", help="Series whose response you named before looking.")
@click.option(
    "--window", type=click.Choice(WINDOWS), help="Last day after an episode, named with it."
)
@click.option(
    "--before-events",
    "before",
    multiple=True,
    metavar="KIND|DAY",
    help="Ask in place of all that whether the days before announced events differ: a kind of the "
    "study's context events, such as ceasefire_start, or a day; may be repeated.",
)
@click.option(
    "--series", help="With --before-events: the series that is asked about. Without it the first."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for another program.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the tables, as CSV.")
@force_option
@plain_errors
def responses_between(
    folder: Path,
    between: tuple[str, str] | None,
    gap: int | None,
    least: tuple[int, int] | None,
    responder: str | None,
    window: str | None,
    before: tuple[str, ...],
    series: str | None,
    as_json: bool,
    out: Path | None,
    force: bool,
    **chosen: object,
) -> None:
    """Say what follows what: how many events there were after each episode of the other series.

    Both directions are always told together, with what could have been found in such a record. A
    response that you name by --responder and --window before looking is told with its own
    p-value; all others are corrected for everything that was looked at.

    With --before-events the days before announced events are held against those expected: is
    there more before a ceasefire?

    Example: escalation responses --responder attacks --window 3
    """
    pair = {"between": between, "least": least, "responder": responder, "window": window}
    given = [name for name, value in {**pair, "gap": gap}.items() if value is not None]
    if before and given:
        raise click.UsageError(f"--before-events is asked of one series: --{given[0]} is of two.")
    if series and not before:
        raise click.UsageError("--series goes with --before-events; two series with --between.")
    selection = open_view(folder, {**chosen, "series": series})
    if before:
        _before_events(selection, before, as_json=as_json, out=out, force=force)
        return
    from analytics.responses.of_study import Asking, default_sides, read_side, study_responses
    from report.terminal.what_follows import responses_tables, responses_text, responses_values

    asking = Asking(
        gap=1 if gap is None else gap,
        least=least or (None, None),
        responder=responder or "",
        window=int(window or 0),
    )
    sides = (read_side(between[0]), read_side(between[1])) if between else default_sides(selection)
    result = study_responses(selection, sides, asking)
    paths = _save(responses_tables(result), out, force)
    if as_json:
        print_json(responses_values(result, selection, sides))
        return
    click.echo(responses_text(result, selection, sides))
    for path in paths:
        click.echo(f"Wrote {path}")


def _before_events(
    selection: "Selection", events: tuple[str, ...], *, as_json: bool, out: Path | None, force: bool
) -> None:
    """Say whether the days before announced events differ."""
    from analytics.responses.anticipation import study_anticipation
    from report.terminal import before_events

    selection = selection.under(series=selection.measured, dates="precise")
    result = study_anticipation(selection, events)
    paths = _save(before_events.anticipation_tables(result), out, force)
    if as_json:
        print_json(before_events.anticipation_values(result, selection))
        return
    click.echo(before_events.anticipation_text(result, selection))
    for path in paths:
        click.echo(f"Wrote {path}")


def _save(tables: "dict[str, pd.DataFrame]", folder: Path | None, force: bool) -> list[Path]:
    """Write tables as CSV files into a folder, where one is named."""
    from report.figure.export import write_tables

    if folder is None:
        return []
    return written(lambda force: write_tables(tables, folder, force=force), force)
