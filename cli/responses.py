"""The command that asks what follows what: two series, each after the episodes of the other."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import counting_options, open_view, plain_errors, print_json, study_option

if TYPE_CHECKING:
    import pandas as pd

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
    default=1,
    show_default=True,
    help="Quiet days that still join two days to one episode.",
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
@click.option("--json", "as_json", is_flag=True, help="Print JSON for another program.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the tables, as CSV.")
@click.option("--force", is_flag=True, help="Replace files that exist.")
@plain_errors
def responses_between(
    folder: Path,
    between: tuple[str, str] | None,
    gap: int,
    least: tuple[int, int] | None,
    responder: str | None,
    window: str | None,
    as_json: bool,
    out: Path | None,
    force: bool,
    **chosen: object,
) -> None:
    """Say what follows what: how many events there were after each episode of the other series.

    Both directions are always told together, with what could have been found in such a record. A
    response that you name by --responder and --window before looking is told with its own
    p-value; all others are corrected for everything that was looked at.

    Example: escalation responses --responder attacks --window 3
    """
    from analytics.responses.of_study import Asking, read_side, study_responses
    from report.terminal.what_follows import responses_tables, responses_text, responses_values

    selection = open_view(folder, chosen)
    asking = Asking(
        gap=gap,
        least=least or (None, None),
        responder=responder or "",
        window=int(window or 0),
    )
    sides = (read_side(between[0]), read_side(between[1])) if between else None
    result = study_responses(selection, sides, asking)
    paths = write_tables(responses_tables(result), out, force=force) if out else []
    if as_json:
        print_json(responses_values(result, selection))
        return
    click.echo(responses_text(result, selection))
    for path in paths:
        click.echo(f"Wrote {path}")


def write_tables(tables: dict[str, "pd.DataFrame"], folder: Path, *, force: bool) -> list[Path]:
    """Write tables as CSV files into a folder, which is made where it does not exist."""
    from report.figure.export import write_table

    folder.mkdir(parents=True, exist_ok=True)
    return [
        write_table(table, folder / f"{name}.csv", force=force) for name, table in tables.items()
    ]
