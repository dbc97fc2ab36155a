"""The command that watches units: what wakes me."""

from pathlib import Path

import click

from cli.options import open_view, plain_errors, view_options

LOOKS = ("daily", "weekly")
NEW_ALARM = 10


@click.command("watch")
@click.argument("folder", metavar="STUDY", type=click.Path(path_type=Path))
@click.option("--by", required=True, help="Column that divides what is counted into units.")
@click.option(
    "--budget",
    default="1 a quarter",
    show_default=True,
    help="False alarms expected over all units together: a number and a week, month, quarter or "
    "year.",
)
@click.option(
    "--looks",
    type=click.Choice(LOOKS),
    default=LOOKS[0],
    show_default=True,
    help="How often it is looked.",
)
@click.option(
    "--careful",
    is_flag=True,
    help="Keep the budget by the simple bound: fewer false alarms than that, and less is found.",
)
@click.option("--since", help="First day watched; at first the last 28 days, later as before.")
@click.option(
    "--least",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Events in the last 28 days without which there is no alarm.",
)
@click.option("--mute", multiple=True, help="A unit that gives no alarm; may be repeated.")
@click.option(
    "--state",
    type=click.Path(path_type=Path),
    help="File of what was seen so far. Default: watch.json in the study's folder.",
)
@click.option("--feed", type=click.Path(path_type=Path), help="Atom feed to write.")
@click.option("--log", type=click.Path(path_type=Path), help="File of JSON lines to write.")
@click.option(
    "--page",
    default="http://127.0.0.1:8050/",
    show_default=True,
    help="Address of the page, for the links of alarms.",
)
@view_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON for another program.")
@plain_errors
def watch(
    folder: Path,
    by: str,
    budget: str,
    looks: str,
    careful: bool,
    since: str | None,
    least: int,
    mute: tuple[str, ...],
    state: Path | None,
    feed: Path | None,
    log: Path | None,
    page: str,
    as_json: bool,
    **chosen: object,
) -> None:
    """Watch many units, and say which has begun to rise.

    Over all units together no more false alarms are expected than --budget says. What was seen is
    kept beside the study; the same data give the same answer again, so that a run can be stopped
    and repeated.

    Exit code 10 when the data show an alarm that earlier data did not, 0 when all is quiet, 1 when
    something is wrong.

    Example: escalation watch studies/sahel --by admin1 --feed alarms.xml
    """
    from analytics.alarms.rules import WatchRules
    from analytics.alarms.threshold import read_budget
    from report.alarms.run import STATE_FILE, Files, run_watch
    from report.terminal.alarms import watch_text, watch_values

    selection = open_view(folder, chosen)
    rules = WatchRules(
        budget=read_budget(budget), looks=looks, careful=careful, least=least, muted=frozenset(mute)
    )
    files = Files(state=state or selection.study.folder / STATE_FILE, feed=feed, log=log)
    run = run_watch(selection, by, rules, since=since, files=files, page=page)
    if as_json:
        import json

        click.echo(json.dumps(watch_values(run, selection), indent=2, ensure_ascii=False))
    else:
        click.echo(watch_text(run, selection))
    if run.state.new:
        raise SystemExit(NEW_ALARM)
