"""The command that compares two downloads of the same sources."""

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
@click.argument("old")
@click.argument("new")
@click.option(
    "--study", "folder", type=click.Path(path_type=Path), help="Folder; OLD and NEW are its days."
)
@view_options
@click.option("--rows", default=20, show_default=True, help="Revised rows to print.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for another program.")
@click.option("--out", type=click.Path(path_type=Path), help="CSV file for every revised row.")
@force_option
@plain_errors
def diff(
    old: str,
    new: str,
    folder: Path | None,
    rows: int,
    as_json: bool,
    out: Path | None,
    force: bool,
    **chosen: object,
) -> None:
    """List what was added, changed and deleted between two downloads, and which findings moved.

    OLD and NEW are folders of studies, FOLDER@2024-01-15, or with --study two of its vintages.

    Example: escalation diff 2024-01-15 2024-03-05 --study studies/redsea --out diff.csv
    """
    from analytics.revisions.compare import revisions_of
    from data.vintages import open_study
    from report.figure.export import write_table
    from report.terminal.revisions import comparison_text, comparison_values

    names = [f"{folder}@{name}" if folder else name for name in (old, new)]
    first, selection = open_study(names[0]), open_view(names[1], chosen)
    second = selection.study
    result = revisions_of(first, second, selection.view)
    if out:
        written(lambda force: write_table(result.table, out, force=force), force)
    if as_json:
        print_json(comparison_values(result, first, second))
        return
    click.echo(comparison_text(result, first, second, rows=rows))
    if out:
        click.echo(f"\nWrote {out}")
