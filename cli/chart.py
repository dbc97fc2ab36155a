"""The commands that write charts, and make them again."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from cli.options import (
    BUNDLED,
    edited_words,
    force_option,
    open_view,
    plain_errors,
    study_option,
    told_while_waiting,
    unit_option,
    view_options,
    written,
)

if TYPE_CHECKING:
    from analytics.selection.selected import Selection
    from report.figure.order import FigureOrder

Written = TypeVar("Written")
# What a chart waits for at first.
DRAWING = "Drawing the chart"
CHARTS = (
    "timeline",
    "around",
    "totals",
    "reconciled",
    "regimes",
    "breakdown",
    "where",
    "where-map",
    "responses",
    "exchanges",
    "map",
    "revisions",
)
# What charts were called before.
OLD_CHARTS = {"tallies": "totals"}
# The chart that a link's tab opens with.
TABS = {"changes": "regimes", "around": "around", "totals": "totals", "map": "map"}
TABS |= {"where": "where", "responses": "responses", "revisions": "revisions", "tallies": "totals"}
SCALES = ("one", "own")
NAMED = ("none", *(f"{side}..{last}" for side in ("one", "other") for last in (1, 3, 7, 14)))
PRESETS = ("column", "page", "slide", "square")
ENDINGS = ("svg", "png", "pdf", "html")
# Of files that hold the drawing itself, not what draws it.
DRAWN = (".svg", ".png", ".pdf")


class ChartName(click.Choice):
    """A chart by its name, or by the name that it had before."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name that the chart has now; with --all, what stands there is the study."""
        if ctx and ctx.params.get("every") and value not in self.choices:
            return value
        return super().convert(OLD_CHARTS.get(value, value), param, ctx)


@click.command()
@click.argument("name", type=ChartName(CHARTS), required=False)
@study_option
@click.option("--view", "link", help="Link of the page, or its query string: what it shows.")
@view_options
@unit_option
@click.option("--by", help="Breakdown and where: what divides, as weapon or any other column.")
@click.option("--scale", type=click.Choice(SCALES), help="Where: one for all groups, or its own.")
@click.option(
    "--between",
    nargs=2,
    metavar="ONE OTHER",
    help="Responses and exchanges: the two series; of one a part as in SERIES:COLUMN=VALUE.",
)
@click.option(
    "--quiet", type=click.IntRange(0, 13), help="Quiet days that join an episode. Default 1."
)
@click.option(
    "--named",
    type=click.Choice(NAMED),
    help="Responses: what was named before looking; one..3 is series ONE on days 1 to 3.",
)
@click.option("--older", help="Revisions: the older download, a day listed in study.toml.")
@click.option("--newer", help="Revisions: the newer download, a day, or main.")
@click.option("--title", help="In place of the finding, which the record keeps.")
@click.option("--note", help="A sentence of your own under the chart.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write; folder with --all.")
@click.option(
    "--all", "every", is_flag=True, is_eager=True, help="Every chart, into the folder --out."
)
@click.option("--as", "ending", type=click.Choice(ENDINGS), default="svg", help="With --all.")
@click.option("--fragment", is_flag=True, help="HTML to put into a page of your own.")
@click.option("--cite", is_flag=True, help="Print a citation of the chart.")
@click.option("--preset", type=click.Choice(PRESETS), help="What it is for; sets size and type.")
@click.option("--width", default=1000, show_default=True, type=click.IntRange(280, 4000))
@click.option("--dark", is_flag=True, help="Dark theme.")
@click.option("--grey", is_flag=True, help="Without colour, for print.")
@force_option
@plain_errors
def chart(
    name: str | None,
    folder: Path,
    link: str | None,
    title: str | None,
    note: str | None,
    out: Path | None,
    every: bool,
    ending: str,
    fragment: bool,
    cite: bool,
    between: tuple[str, str] | None,
    preset: str | None,
    width: int,
    dark: bool,
    grey: bool,
    force: bool,
    **chosen: object,
) -> None:
    """Write a chart as SVG, PNG, PDF or HTML, by the file's ending.

    Its data (CSV) and what makes it again (JSON) are written beside it. Without a NAME a link
    says which chart; with --all every chart is written.

    Example: escalation chart timeline --from 2023-11-01 --to 2024-01-31 --out attacks.svg
    """
    from charts.style.presets import look_for
    from report.figure.engine import warm_up
    from report.figure.export import export_figure, export_fragment
    from report.figure.order import FigureOrder

    if not out and (every or not cite):
        raise click.UsageError("Say where to write by --out, or ask for a citation by --cite.")
    if every and name and name not in CHARTS and folder == BUNDLED:
        folder, name = Path(name), None
    if every and (name or fragment or cite):
        raise click.UsageError("--all is for every chart: no NAME, --fragment or --cite with it.")
    if every and (title or note):
        raise click.UsageError("--title and --note are of one chart: name it in place of --all.")
    look = look_for(preset or "", dark=dark or _dark(link), grey=grey, width=width)
    if out and (f".{ending}" if every else out.suffix.lower()) in DRAWN:
        warm_up()
    name = name or _named(link, every)
    words = edited_words(name, title=title, note=note)
    sides = dict(zip(("one", "other"), between, strict=True)) if between else {}
    selection = open_view(folder, {**chosen, **sides, "edited": words}, link)
    if every or name == "timeline":
        _tell_spoilt(selection)
    order = FigureOrder(chart=name, selection=selection, look=look, folder=_folder_argument(folder))
    if out and every:
        _all(order, out, ending, force)
    elif out and fragment:
        path = written(_told(lambda force: export_fragment(order, out, force=force)), force)
        click.echo(f"Wrote {path}")
    elif out:
        for path in written(_told(lambda force: export_figure(order, out, force=force)), force):
            click.echo(f"Wrote {path}")
    if cite:
        from report.figure.citation import citation

        with told_while_waiting(DRAWING):
            text = citation(selection, name, link if link and "://" in link else "")
        click.echo(text)


def _told(write: Callable[[bool], Written]) -> Callable[[bool], Written]:
    """Tell how far writing is, and nothing while it is asked whether files may be replaced."""

    def told(force: bool) -> Written:
        with told_while_waiting(DRAWING):
            return write(force)

    return told


def _tell_spoilt(selection: "Selection") -> None:
    """Say why the bars have no tops of what is still to come, where a download hinders that."""
    from analytics.nowcast.newest_days import spoilt_download

    if hindered := spoilt_download(selection):
        click.echo(f"Note: {hindered}", err=True)


def _named(link: str | None, every: bool) -> str:
    """Return the chart that the tab of a link opens with."""
    if every:
        return ""
    if not link:
        raise click.UsageError(f"Name a chart: {', '.join(CHARTS)}; or ask for --all.")
    from analytics.selection.link import link_parts

    return TABS.get(link_parts(link).get("tab", ""), "timeline")


def _dark(link: str | None) -> bool:
    """Tell whether a link shows the dark theme."""
    from analytics.selection.link import link_parts

    return link_parts(link or "").get("theme") == "dark"


def _folder_argument(folder: Path) -> str:
    return "" if folder == BUNDLED else str(folder)


def _all(order: "FigureOrder", out: Path, ending: str, force: bool) -> None:
    """Write every chart with progress, and name those that cannot be drawn."""
    from report.figure.export import export_all

    def write(force: bool) -> tuple[list[Path], dict[str, str]]:
        with click.progressbar(length=len(CHARTS), label="Charts", file=sys.stderr) as bar:
            return export_all(
                order, CHARTS, out, ending=ending, force=force, progress=lambda: bar.update(1)
            )

    paths, missing = written(write, force)
    for path in paths:
        click.echo(f"Wrote {path}")
    for name, sentence in missing.items():
        click.echo(f"Not drawn: {name}. {sentence}", err=True)


@click.command()
@click.argument("record", type=click.Path(path_type=Path))
@click.option(
    "--study", "folder", type=click.Path(path_type=Path), help="Its folder now, if it has moved."
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write the files to.")
@force_option
@plain_errors
def reproduce(record: Path, folder: Path | None, out: Path | None, force: bool) -> None:
    """Make a figure again from the .json beside it, and say what differs.

    Exit code 1 when its numbers or its words differ, or a file beside the record is not the one
    recorded; 0 when only the bytes of the drawing made now do.

    Example: escalation reproduce attacks.json --out again
    """
    from data.vintages import open_study
    from report.figure.reproduce import Reproduced, read_record, reproduce

    values = read_record(record)
    named = str(folder or "") or str(values["study"].get("folder", ""))
    study = open_study(named or BUNDLED)

    def again(force: bool) -> Reproduced:
        return reproduce(values, study, beside=record.parent, folder=named, out=out, force=force)

    done = written(again, force)
    for path in done.written:
        click.echo(f"Wrote {path}")
    click.echo(str(done))
    if not (done.same_numbers and done.same_on_disk):
        raise SystemExit(1)
