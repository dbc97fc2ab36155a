"""The command that compares groups: where is it rising."""

from pathlib import Path

import click

from cli.options import (
    force_option,
    open_view,
    plain_errors,
    print_json,
    study_option,
    view_options,
    written,
)

SINCE = ("recent", "event", "change")


@click.command("compare")
@click.option(
    "--by",
    required=True,
    help="Column that divides what is counted: country, location, weapon, confirmation, actor, "
    "or any other of its table.",
)
@study_option
@view_options
@click.option(
    "--pair",
    nargs=2,
    metavar="ONE OTHER",
    help="Also compare two of the groups: did one change otherwise than the other?",
)
@click.option(
    "--since",
    type=click.Choice(SINCE),
    default=SINCE[0],
    show_default=True,
    help="With --pair: the last days, the days around the event, or since the newest change.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for another program.")
@click.option("--out", type=click.Path(path_type=Path), help="CSV file for the table of groups.")
@force_option
@plain_errors
def compare_by(
    by: str,
    folder: Path,
    pair: tuple[str, str] | None,
    since: str,
    as_json: bool,
    out: Path | None,
    force: bool,
    **chosen: object,
) -> None:
    """Compare groups: the rate of the last days against usual, group by group.

    What changed most stands first. It says how many groups were looked at, and what that does to
    the findings.

    Example: escalation compare --by country --pair Iraq Syria --since event
    """
    from analytics.groups.compare import compare_groups
    from analytics.groups.pair import compare_pair
    from report.figure.export import write_table
    from report.terminal.groups import groups_text, groups_values

    selection = open_view(folder, chosen)
    result = compare_groups(selection, by)
    two = compare_pair(selection, pair, by, since=since) if pair else None
    if out:
        written(lambda force: write_table(result.table, out, force=force), force)
    if as_json:
        print_json(groups_values(result, two, selection))
        return
    click.echo(groups_text(result, two, selection))
    if out:
        click.echo(f"\nWrote {out}")
