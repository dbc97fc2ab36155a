"""The command that fetches rows from a source into a download of a study."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import import_options, plain_errors, show_words

if TYPE_CHECKING:
    from data.fetching.ask import Ask

SOURCES = "acled|ucdp|gdelt|hapi|URL"


@click.command()
@click.argument("source", metavar=f"[{SOURCES}]", required=False, default="")
@click.option(
    "--study",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    help="The study's folder; made, with its study.toml, where it is not there yet.",
)
@click.option("--from", "start", help="First day, for a new study: 2024-01-01.")
@click.option("--to", "end", help="Last day, for a new study. Default: up to the day of each run.")
@click.option(
    "--event-type",
    "event_types",
    multiple=True,
    help="Only this kind, as the source writes it; may be repeated. GDELT: a CAMEO root code.",
)
@click.option(
    "--release",
    "releases",
    multiple=True,
    help="UCDP: this release, such as 25.1 or 26.0.7; may be repeated. Default: the newest.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be asked, and ask nothing.")
@import_options
@plain_errors
def fetch(
    source: str,
    folder: Path,
    start: str | None,
    end: str | None,
    event_types: tuple[str, ...],
    releases: tuple[str, ...],
    dry_run: bool,
    **reading: object,
) -> None:
    """Fetch rows into a new download of a study; what was there before is kept.

    A study that is there says in [fetch] of its study.toml what is asked; for a new one the options
    say it. Rows that have not changed make no new download. A run that fails or is killed changes
    nothing. escalation diff says what a download added, changed and deleted.

    Passwords and tokens are taken from the environment (ACLED_EMAIL and ACLED_PASSWORD, UCDP_TOKEN,
    HAPI_APP_IDENTIFIER) or from the system's keyring, and written nowhere.

    hapi fetches published monthly counts, and says whether the study's list matches them.

    Example: escalation fetch acled --study studies/iraq --country Iraq --from 2024-01-01
    """
    from data.fetching.credentials import Credentials
    from data.fetching.fetch import fetch_into
    from data.fetching.plan import plan_text
    from data.fetching.web import Web

    given = {name: value for name, value in reading.items() if value not in (None, ())}
    given |= {"start": start, "end": end, "event_types": event_types, "releases": releases}
    new, day = _new_ask(source, folder, given), _today(folder)
    if dry_run:
        click.echo(plan_text(new or _study_ask(source, folder, day)))
        return
    web = Web(Credentials())
    found = fetch_into(folder, source=source, new=new, day=day, web=web, progress=show_words)
    click.echo(str(found))
    if source == "hapi":
        _compare(folder)


def _today(folder: Path) -> date:
    """Return the day of the fetch, where the study's days are local."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from data.faults import SETTINGS_FILE
    from data.fetching.fetch import study_settings

    zone = study_settings(folder)["timezone"] if (folder / SETTINGS_FILE).exists() else "UTC"
    return datetime.now(ZoneInfo(zone)).date()


def _study_ask(source: str, folder: Path, day: date) -> "Ask":
    from data.fetching.ask import ask_of_study
    from data.fetching.fetch import study_settings

    return ask_of_study(study_settings(folder, ("fetch",)), source=source, day=day)


def _new_ask(source: str, folder: Path, given: dict) -> "Ask | None":
    """Return what is asked for a study that is to be made; None where there is one."""
    from data.errors import FetchError
    from data.faults import SETTINGS_FILE
    from data.fetching.ask import make_ask

    asked = [name for name, value in given.items() if value]
    if (folder / SETTINGS_FILE).exists():
        if asked:
            raise click.UsageError(
                f"{folder} says in [fetch] of its {SETTINGS_FILE} what is asked: change it there."
            )
        return None
    if not source or source == "hapi":
        raise FetchError(
            f"{folder} is no study yet: make it by escalation fetch acled, ucdp, gdelt or an "
            "address, or by escalation import."
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FetchError(f"{folder} holds something else already: name a folder that is not there.")
    columns = dict(str(text).partition("=")[::2] for text in given.get("columns", ()))
    kinds = given["event_types"]
    if source == "gdelt":
        # Its kinds of event are CAMEO root codes, by either option.
        kinds = (*kinds, *given.pop("roots", ()))
    names = ("date_order", "language", "encoding", "sheet", "rows", "timezone", "roots")
    reading = {name: given[name] for name in names if given.get(name)}
    reading |= {"columns": columns} if columns else {}
    reading |= {"format": given["format_"]} if given.get("format_") else {}
    return make_ask(
        source,
        countries=given.get("countries", ()),
        start=_day(given["start"], "--from"),
        end=_day(given["end"], "--to"),
        day=_today(folder),
        event_types=kinds,
        releases=given["releases"],
        reading={name: list(v) if isinstance(v, tuple) else v for name, v in reading.items()},
    )


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"{option} is {text}: write a date as year-month-day.") from None


def _compare(folder: Path) -> None:
    """Say whether the study's list matches the published months."""
    from analytics.findings.results import published_months
    from analytics.selection.options import default_view
    from analytics.selection.selected import Selection
    from data.study import load_study

    study = load_study(folder)
    found = published_months(Selection(study, default_view(study)))
    if found is not None:
        click.echo(found.table.to_string(index=False))
        click.echo(str(found))
