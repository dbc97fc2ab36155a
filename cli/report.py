"""The command that writes a view of a study as a document."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from cli.options import (
    early_force_option,
    edited_words,
    may_replace,
    open_view,
    plain_errors,
    study_option,
    unit_option,
    view_options,
)


@click.command()
@study_option
@click.option("--view", "link", help="Link of the page, or its query string: what it shows.")
@view_options
@unit_option
@click.option("--by", help="What the breakdown divides by: weapon, country or any other column.")
@click.option("--title", help="Title of the report, in place of the study's.")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="File to write: .pdf, .docx, .pptx or .html.",
)
@click.option(
    "--template", type=click.Path(path_type=Path), help="Your own Word or PowerPoint template."
)
@early_force_option
@plain_errors
def report(
    folder: Path,
    link: str | None,
    title: str | None,
    out: Path,
    template: Path | None,
    force: bool,
    **chosen: object,
) -> None:
    """Write a report of a view as PDF, Word, PowerPoint or HTML, by the file's ending.

    A report.toml in the study's folder chooses sections, title, author, logo and language.

    Example: escalation report --study data/studies/iraq-syria-2023 --out brief.pdf
    """
    from analytics.findings.beside import begin_effects
    from report.content.plan import read_plan
    from report.document import check_report, write_report
    from report.figure.engine import warm_up

    check_report(out, template)
    words = edited_words("report", title=title)
    selection = open_view(folder, {**chosen, "edited": words}, link)
    # This forks the process, which has no second thread before.
    begin_effects(selection, of_all_events=True)
    warm_up()
    plan = read_plan(selection.study.folder)
    for warning in plan.warnings:
        click.echo(f"Note: {warning}", err=True)
    with progress_bar(out.name) as progress:
        path = write_report(
            selection,
            out,
            plan=plan,
            template=template,
            force=force or may_replace(out),
            progress=progress,
        )
    click.echo(f"Wrote {path}")


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int, str], None]]:
    """Show how far it is on a terminal; a file or a pipe gets nothing."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(
        length=1, label=label, file=sys.stderr, hidden=hidden, item_show_func=lambda what: what
    ) as bar:

        def progress(done: int, total: int, what: str) -> None:
            bar.length = total
            bar.update(done - bar.pos, what)

        yield progress
