"""The command that writes a study as static pages."""

from pathlib import Path

import click

from cli.options import open_view, plain_errors, print_json


@click.command()
@click.argument("folder", metavar="STUDY", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder of the site, wherever it is; else [publish] of study.toml names one.",
)
@click.option("--view", "link", help="Link of the page, or its query string: what is shown.")
@click.option(
    "--address", help="Where the folder will be read, for the links of the feed: https://…"
)
@click.option(
    "--force", is_flag=True, help="The site is of this study, although the title is another."
)
@click.option("--quiet", is_flag=True, help="Print only what is wrong.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for another program.")
@plain_errors
def publish(
    folder: Path,
    out: Path | None,
    link: str | None,
    address: str | None,
    force: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Write all views of a study as static pages: for a web server, or a memory stick.

    Each download of the data is a brief in a folder of its own; the first page lists them, the
    newest first, and those of before stay as they are. Nothing is loaded from elsewhere. Files
    that did not change are left alone, and only what was published here is taken away.

    Example: escalation publish studies/sahel --out site
    """
    from analytics.findings.beside import begin_effects
    from cli.report import progress_bar
    from data.settings.publish import check_address
    from data.settings.unknown import refuse_unknown
    from report.content.plan import read_plan
    from report.figure.engine import warm_up
    from report.schedule.kept import read_runs
    from report.schedule.published import alarms_told, run_briefs, site_folder
    from report.schedule.view import selection_of
    from report.site.publish import publish_site
    from report.site.store import check_site_folder

    selection = open_view(folder, {}, link)
    study = selection.study
    refuse_unknown(study.warnings, ("publish", "run"))
    if link is None:
        # A brief shows what the runs of the study show.
        selection = selection_of(study, study.settings["run"]["view"])
    settings = study.settings["publish"]
    if address is not None:
        settings = settings | {"address": check_address(address)}
    place = out or (site_folder(study) if settings["folder"] else None)
    if place is None:
        raise click.UsageError(
            "Where to? Name a folder by --out, or in a table [publish] of study.toml."
        )
    check_site_folder(place, study.title, renamed=force)
    # This forks the process, which has no second thread before.
    begin_effects(selection, of_all_events=True, in_all_ways=True)
    warm_up()
    kept = study.folder / study.settings["run"]["out"]
    with progress_bar(place.name) as progress:
        done = publish_site(
            selection,
            place,
            settings,
            plan=read_plan(study.folder),
            runs=run_briefs(kept, read_runs(kept).finished),
            alarms=alarms_told(selection),
            renamed=force,
            in_command=True,
            progress=progress,
        )
    if as_json:
        print_json(done.values)
    elif not quiet:
        click.echo(str(done))
