"""The command that watches units: what wakes me."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import open_view, plain_errors, print_json, view_options

if TYPE_CHECKING:
    from analytics.alarms.rules import WatchRules
    from analytics.selection.selected import Selection

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
@click.option(
    "--replay",
    "replayed",
    is_flag=True,
    help="Keep and send nothing: say what would have been sent over the study's own past, from "
    "--since or a year after its begin (half-way in a shorter one), beside the rules of others.",
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
    replayed: bool,
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

    With --replay it says what it would have sent over the study's own past, beside the rules of
    others, and keeps nothing.

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
    if replayed:
        _replay(selection, by, rules, since, as_json)
        return
    files = Files(state=state or selection.study.folder / STATE_FILE, feed=feed, log=log)
    run = run_watch(selection, by, rules, since=since, files=files, page=page)
    if as_json:
        print_json(watch_values(run, selection))
    else:
        click.echo(watch_text(run, selection))
    if run.state.new:
        raise SystemExit(NEW_ALARM)


def _replay(
    selection: "Selection", by: str, rules: "WatchRules", since: str | None, as_json: bool
) -> None:
    """Print what a watch over the past would have sent."""
    from analytics.alarms.presets.replay import replay
    from report.alarms.run import replay_result
    from report.terminal.replay import replay_text, replay_values

    found = replay(replay_result(selection, by, rules, since=since))
    if as_json:
        print_json(replay_values(found, selection))
    else:
        click.echo(replay_text(found, selection))
