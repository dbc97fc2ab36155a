"""The command that writes charts."""

from pathlib import Path

import click

from cli_options import open_view, plain_errors, study_option, view_options

CHARTS = (
    "timeline",
    "around",
    "tallies",
    "reconciled",
    "regimes",
    "breakdown",
    "map",
    "revisions",
)
PRESETS = ("column", "page", "slide", "square")


@click.command()
@click.argument("name", type=click.Choice(CHARTS))
@study_option
@view_options
@click.option("--by", help="What the breakdown divides by: weapon, country, location, confidence.")
@click.option("--older", help="Revisions: the older download, a day listed in study.toml.")
@click.option("--newer", help="Revisions: the newer download, a day, or main.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="File to write.")
@click.option("--preset", type=click.Choice(PRESETS), help="What it is for; sets size and type.")
@click.option("--width", default=1000, show_default=True, type=click.IntRange(280, 4000))
@click.option("--dark", is_flag=True, help="Dark theme.")
@click.option("--grey", is_flag=True, help="Without colour, for print.")
@click.option("--force", is_flag=True, help="Replace files that exist.")
@plain_errors
def chart(
    name: str,
    folder: Path,
    out: Path,
    preset: str,
    width: int,
    dark: bool,
    grey: bool,
    force: bool,
    **chosen: object,
) -> None:
    """Write a chart as SVG, PNG, PDF or HTML, by the file's ending, with its data as CSV beside it.

    Example: escalation chart timeline --from 2023-11-01 --to 2024-01-31 --out attacks.svg
    """
    from charts.gallery import draw
    from charts.presets import image_scale, look_for
    from report.figure import write_figure

    study, view = open_view(folder, chosen)
    look = look_for(preset or "", dark=dark, grey=grey, width=width, credit=study.credit)
    figure, table = draw(name, study, view, look)
    scale = image_scale(figure, 2)
    for path in write_figure(figure, out, table=table, scale=scale, force=force):
        click.echo(f"Wrote {path}")
