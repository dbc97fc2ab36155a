"""What is asked of a source: by ``[fetch]`` of a study, or on the command line for a new one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from data.errors import FetchError
from data.files.options import Options, from_words
from data.settings.fetch import link_fault

LINKED = "link"
A_DAY = timedelta(days=1)
# Months that hold more rows than one answer are few; what is longer is asked month by month.
WHOLE_DAYS = 31


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What is asked.

    Attributes
    ----------
    source : str
        ``acled``, ``ucdp``, ``gdelt``, ``hapi`` or ``link``.
    link : str
        Address of the file, of ``link``.
    countries, event_types, releases : tuple of str
        Empty asks for all.
    start, end : date
        Both inclusive.
    day : date
        On which it is asked.
    reading : dict
        What the file does not say itself.
    kind : str
        Of the published months that are counted.
    """

    source: str
    start: date
    end: date
    day: date
    link: str = ""
    countries: tuple[str, ...] = ()
    event_types: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()
    reading: dict[str, Any] = field(default_factory=dict)
    kind: str = ""

    @property
    def values(self) -> dict[str, Any]:
        """Plain values for the record; without what was left out."""
        found = {
            "source": self.link or self.source,
            "countries": list(self.countries),
            # A file holds the days that it holds.
            "start": "" if self.link else str(self.start),
            "end": "" if self.link else str(self.end),
            "event_types": list(self.event_types),
            "releases": list(self.releases),
            "reading": self.reading,
            "kind": self.kind,
        }
        return {name: value for name, value in found.items() if value}

    @property
    def same(self) -> dict[str, Any]:
        """What has to be asked again for two answers to be comparable: all but the last day."""
        return {name: value for name, value in self.values.items() if name != "end"}

    @property
    def name(self) -> str:
        """The source in a sentence."""
        return urlsplit(self.link).hostname or "" if self.source == LINKED else NAMES[self.source]

    def __str__(self) -> str:
        """Say what is asked in one line."""
        if self.source == LINKED:
            return f"the file {self.link}"
        where = ", ".join(self.countries) or "all countries"
        what = f", {', '.join(self.event_types)}" if self.event_types else ""
        return f"{self.name}: {where}, {self.start} to {self.end}{what}"


NAMES = {"acled": "ACLED", "ucdp": "UCDP", "gdelt": "GDELT", "hapi": "HDX HAPI"}


def ask_of_study(settings: dict, *, source: str, day: date) -> Ask:
    """Return what a study asks of its source.

    Parameters
    ----------
    settings : dict
        Of the study.
    source : str
        As given on the command line; empty for the one of ``[fetch]``.
    day : date
        Of the fetch.

    Raises
    ------
    FetchError
        When the study fetches nothing, or something else.
    """
    fetch = settings["fetch"]
    if source == "hapi":
        return _months_of_study(settings, day)
    if not fetch or not fetch["source"]:
        wanted = source or "acled"
        raise FetchError(
            "study.toml has no [fetch] table with a source: write what is to be fetched there, "
            f'such as [fetch] and below it source = "{wanted}" and countries = ["Iraq"].'
        )
    if source and source != fetch["source"]:
        raise FetchError(
            f"This study fetches from {fetch['source']}, as [fetch] of study.toml says, and not "
            f"from {source}: its rows would be mixed. Make another study of it."
        )
    start = fetch["start"] or settings["coverage"]["start"]
    return make_ask(
        fetch["source"],
        countries=tuple(fetch["countries"]),
        start=start,
        end=fetch["end"],
        day=day,
        event_types=tuple(fetch["event_types"]),
        releases=tuple(fetch["releases"]),
        reading=fetch["reading"],
    )


def _months_of_study(settings: dict, day: date) -> Ask:
    months = (settings["fetch"] or {}).get("months")
    if not months:
        raise FetchError(
            "study.toml does not say whose published months are fetched: write [fetch.hapi] and "
            'below it countries = ["IRQ"], codes of three letters.'
        )
    start = months["start"] or settings["coverage"]["start"]
    return Ask(
        source="hapi",
        countries=tuple(months["countries"]),
        # Months are whole: one that begins before the study is none of its own.
        start=start if start.day == 1 else next_month(start),
        end=day,
        day=day,
        kind=months["kind"],
    )


def make_ask(
    source: str,
    *,
    countries: tuple[str, ...],
    start: date | None,
    end: date | None,
    day: date,
    event_types: tuple[str, ...] = (),
    releases: tuple[str, ...] = (),
    reading: dict[str, Any] | None = None,
) -> Ask:
    """Put together what is asked, and see that it can be.

    Parameters
    ----------
    source : str
        A named one, or an address.
    day : date
        Of the fetch: nothing later is asked.

    Raises
    ------
    FetchError
    """
    is_link = source not in NAMES
    if is_link and (fault := link_fault(source)):
        raise FetchError(f"This address cannot be fetched from: {fault}.")
    if not is_link and not start:
        raise FetchError("Say from which day on: --from 2024-01-01.")
    last = min(end or day, day)
    first = start or last
    if first > last:
        raise FetchError(f"Nothing can be asked from {first} to {last}: the first day is later.")
    if source == "acled" and not countries:
        raise FetchError(
            "Say of which countries, as ACLED names them: --country Iraq. An answer to an ask for "
            "all of them comes back empty or cut."
        )
    if source == "gdelt":
        for root in event_types:
            if not re.fullmatch("0[1-9]|1[0-9]|20", root):
                raise FetchError(f"{root} is no CAMEO root code: these run from 01 to 20.")
    if source == "gdelt" and not countries:
        raise FetchError(
            "Say of which countries, by their code in ActionGeo_CountryCode: --country IZ."
        )
    return Ask(
        source=LINKED if is_link else source,
        link=source if is_link else "",
        countries=countries,
        start=first,
        end=last,
        day=day,
        event_types=event_types,
        releases=releases,
        reading=reading or {},
    )


def reading_options(ask: Ask) -> Options:
    """Return the options by which a file is read."""
    reading = ask.reading
    words = {name: reading.get(name) for name in ("date_order", "language", "encoding", "sheet")}
    columns = tuple(f"{name}={column}" for name, column in reading.get("columns", {}).items())
    return from_words(
        format_=reading.get("format") or (None if ask.source == LINKED else ask.source),
        columns=columns,
        roots=ask.event_types if ask.source == "gdelt" else tuple(reading.get("roots", ())),
        countries=ask.countries if ask.source == LINKED else (),
        rows=reading.get("rows"),
        timezone=reading.get("timezone"),
        **words,
    )


def next_month(day: date) -> date:
    """Return the first day of the next month."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Days of one country, asked for at once."""

    country: str
    start: date
    end: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    def halves(self) -> tuple["Stretch", "Stretch"]:
        """Divide it into two; of at least two days."""
        middle = self.start + A_DAY * (self.days // 2 - 1)
        return (
            Stretch(country=self.country, start=self.start, end=middle),
            Stretch(country=self.country, start=middle + A_DAY, end=self.end),
        )

    def __str__(self) -> str:
        """Say it in words."""
        where = f"{self.country}, " if self.country else ""
        return f"{where}{self.start} to {self.end}"


def stretches(ask: Ask) -> Iterator[Stretch]:
    """Divide what is asked by country and, where it is long, by month.

    Yields
    ------
    Stretch
        Each day of each country once.
    """
    for country in ask.countries or ("",):
        first = ask.start
        while first <= ask.end:
            short = (ask.end - first).days < WHOLE_DAYS
            last = ask.end if short else min(ask.end, next_month(first) - A_DAY)
            yield Stretch(country=country, start=first, end=last)
            first = last + A_DAY
