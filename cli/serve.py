"""The command that serves the page, and what the page gives away as files."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.options import BUNDLED, plain_errors

if TYPE_CHECKING:
    from analytics.selection.selected import Selection
    from charts.chart import Chart
    from charts.style.theme import Look
    from dashboard.export.functions import ExportFunctions, Progress

SHORTEST = 10


@click.command()
@click.argument("folders", nargs=-1, metavar="[STUDY]...", type=click.Path(path_type=Path))
@click.option(
    "--study",
    "named",
    multiple=True,
    type=click.Path(path_type=Path),
    show_default="the bundled study",
    help="The study's folder; may be repeated.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8050, show_default=True, help="Port to listen on.")
@click.option(
    "--allow-host",
    "allow",
    multiple=True,
    help="A name under which it answers besides; may be repeated.",
)
@click.option(
    "--store",
    type=click.Path(path_type=Path),
    help="Folder that keeps dropped files and reports over a restart; else a temporary one.",
)
@click.option(
    "--workers",
    default=1,
    show_default=True,
    help="Processes that answer, one for each core; more than one need gunicorn.",
)
@click.option("--prefix", default="", help="Path under which a proxy shows it: /escalation.")
@click.option(
    "--trusted-proxy",
    multiple=True,
    help="Address or network of a proxy that is believed, such as 127.0.0.1; may be repeated.",
)
@click.option(
    "--auth-header",
    default="",
    help="Header in which that proxy names the user, X-Forwarded-User; else nobody comes in.",
)
@click.option(
    "--password-file",
    type=click.Path(path_type=Path),
    help="Ask for the password whose hash `escalation password FILE` has written there.",
)
@click.option("--no-upload", is_flag=True, help="Take no files in.")
@click.option("--no-report", is_flag=True, help="Make no reports.")
@click.option(
    "--no-ahead", is_flag=True, help="Make no view before it is asked for, on a busy machine."
)
@click.option(
    "--access-log",
    type=click.Path(path_type=Path),
    help="Append a line of JSON for each request; rotated at 10 MB, five are kept.",
)
@click.option("--log-views", is_flag=True, help="Write there what the views say, not a hash.")
@click.option(
    "--allow-embed",
    multiple=True,
    help="Origin whose pages may frame it: https://desk.example; may be repeated.",
)
@plain_errors
def serve(folders: tuple[Path, ...], named: tuple[Path, ...], **chosen: Any) -> None:
    """Serve the dashboard until stopped.

    Of several studies each stands under its own address, /s/ and the name of its folder, and the
    start page lists them with their answers. NAME=FOLDER gives one another name. A study that
    cannot be read is listed with its fault, and the others are served.

    It answers under the address that it listens on, localhost and --allow-host only, so that no
    other site can read the study through a name of its own.

    Example: escalation serve --study data/studies/iraq-syria-2023 --port 8060

    Example: escalation serve studies/iraq studies/ukraine north=studies/mali
    """
    from cli.compile import make_ready
    from cli.worker import COMMAND
    from dashboard.server import serve as serve_study
    from dashboard.serving.settings import Serving
    from dashboard.work.nursery import Nursery

    given = (*named, *folders) or (BUNDLED,)
    nursery = Nursery(COMMAND)
    serving, exports = Serving(**chosen), export_functions()
    serve_study(given, serving, exports=exports, nursery=nursery, prepare=make_ready)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@plain_errors
def password(file: Path) -> None:
    """Ask for a password, and write its hash for serve --password-file.

    Example: escalation password team.hash
    """
    from werkzeug.security import generate_password_hash

    from data.errors import EscalationError

    given = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    if len(given) < SHORTEST:
        raise EscalationError(
            f"A password needs {SHORTEST} characters or more: choose a longer one."
        )
    try:
        number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise EscalationError(f"Cannot write {file}: {error.strerror}.") from None
    with os.fdopen(number, "w", encoding="utf-8") as stream:
        stream.write(f"{generate_password_hash(given)}\n")
    click.echo(f"Wrote {file}.")


def export_functions() -> "ExportFunctions":
    """Return what the page needs to make files: reports, figures and citations.

    Returns
    -------
    ExportFunctions
    """
    from dashboard.export.functions import ExportFunctions
    from report.figure.citation import citation

    return ExportFunctions(report=_report, figure=_figure, citation=citation, picture=_picture)


def _report(selection: "Selection", kind: str, progress: "Progress") -> bytes:
    """Write a report as the command line does, by the plan in the study's folder."""
    from report.content.plan import Plan, read_plan
    from report.document import report_bytes

    # The folder of a dropped file is gone.
    study = selection.study
    plan = read_plan(study.folder) if study.folder.is_dir() else Plan()
    return report_bytes(selection, f".{kind}", plan=plan, progress=progress)


def _figure(name: str, selection: "Selection", look: "Look", kind: str) -> bytes:
    """Draw a chart as the command line does."""
    from report.figure.export import figure_content
    from report.figure.order import FigureOrder

    return figure_content(FigureOrder(chart=name, selection=selection, look=look), kind)


def _picture(chart: "Chart") -> str:
    """Draw a chart for a page that has the font."""
    from report.figure.engine import svg_of

    return svg_of(chart.figure)
