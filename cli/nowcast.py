"""The command that says how complete the newest days are: what is still to come."""

from pathlib import Path

import click

from cli.options import (
    force_option,
    open_view,
    plain_errors,
    print_json,
    view_options,
    written,
)


@click.command()
@click.argument("folder", metavar="STUDY", type=click.Path(path_type=Path))
@click.option(
    "--by",
    default="",
    help="Column whose values are the sources that delays are told for. Default: the publisher.",
)
@view_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON for another program.")
@click.option("--out", type=click.Path(path_type=Path), help="CSV file for the days.")
@force_option
@plain_errors
def nowcast(
    folder: Path, by: str, as_json: bool, out: Path | None, force: bool, **chosen: object
) -> None:
    """Say how complete the newest days are, and how many events are still to come of each.

    Earlier downloads of the study tell it: it takes six, taken on different days. What is
    expected is never part of a count.

    Example: escalation nowcast studies/sahel --out newest.csv
    """
    from analytics.nowcast.newest_days import nowcast_of
    from report.figure.export import write_table
    from report.terminal.newest_days import nowcast_text, nowcast_values

    selection = open_view(folder, chosen)
    result = nowcast_of(selection, by)
    if out:
        written(lambda force: write_table(result.table, out, force=force), force)
    if as_json:
        print_json(nowcast_values(result, selection))
        return
    click.echo(nowcast_text(result, selection))
    if out:
        click.echo(f"\nWrote {out}")
