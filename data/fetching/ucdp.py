"""UCDP's georeferenced events: a token, releases that roll, and pages that have to add up.

What is known of the service, and from where: the token in the header ``x-ucdp-access-token`` (since
February 2026), ``pagesize``, ``page`` from 0, ``NextPageUrl``, ``TotalPages`` and 5,000 requests a
day from ucdp.uu.se/apidocs and the description of the API that was made of it (apis.io, Uppsala);
that a release which is not out answers 404, from programs that ask for the month that is running.
Whether errors count towards the 5,000 is not said there; they are taken to.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from data.errors import FetchError
from data.faults import count_of_rows
from data.fetching.ask import A_DAY, Ask, next_month
from data.fetching.spool import Got, Spool
from data.fetching.web import Question, Web

UCDP_PAGE = 1000
UCDP_TOKEN = "UCDP_TOKEN"
HOW = "UCDP gives a token to those who write to the maintainer named at ucdp.uu.se/apidocs"
# Of the 5,000 requests of a day so many are used by one run at most.
MOST_REQUESTS = 4000
NOT_OUT = (404,)


@dataclass(frozen=True, kw_only=True)
class Release:
    """A release of UCDP's events.

    Attributes
    ----------
    name : str
        Yearly "25.1"; of candidate events, one month "26.0.7" or several "26.01.26.06".
    start, end : date
        Days that it covers, both inclusive.
    """

    name: str
    start: date
    end: date


def release_of(name: str) -> Release:
    """Tell which days a release covers, by its number.

    Parameters
    ----------
    name : str

    Raises
    ------
    FetchError
    """
    parts = [int(part) for part in name.split(".")]
    try:
        if len(parts) == 4:
            start, last = date(2000 + parts[0], parts[1], 1), date(2000 + parts[2], parts[3], 1)
            return Release(name=name, start=start, end=next_month(last) - A_DAY)
        if len(parts) == 3 and parts[1] == 0:
            start = date(2000 + parts[0], parts[2], 1)
            return Release(name=name, start=start, end=next_month(start) - A_DAY)
        if len(parts) == 2 and parts[1]:
            return Release(name=name, start=date(1989, 1, 1), end=date(1999 + parts[0], 12, 31))
    except ValueError:
        pass
    raise FetchError(
        f"{name} is no release of UCDP: a yearly one is like 25.1, a month like 26.0.7."
    )


@dataclass
class _Service:
    """Asks UCDP, and counts how often."""

    web: Web
    address: str
    token: str

    def page(
        self, release: str, country: str, ask: Ask, number: int, rows: int
    ) -> dict[str, Any] | None:
        """Ask for one page; None where there is no such release."""
        if self.web.asked >= MOST_REQUESTS:
            raise FetchError(
                f"This takes more than {MOST_REQUESTS:,} of the 5,000 questions that UCDP answers "
                "in a day: ask for fewer countries or a shorter time."
            )
        question = Question(
            address=f"{self.address}/api/gedevents/{release}",
            words=ucdp_words(ask, country, number, rows),
            headers={"x-ucdp-access-token": self.token},
            secret=True,
            expected=(200, 401, 403, *NOT_OUT),
        )
        status, body = self.web.answer_in_json(question)
        if status in (401, 403):
            raise FetchError(f"UCDP does not accept {UCDP_TOKEN} (status {status}): {HOW}.")
        if status in NOT_OUT:
            return None
        if not isinstance(body, dict) or not isinstance(body.get("Result"), list):
            raise FetchError(f"UCDP answered without rows for release {release}, page {number}.")
        return body


def ucdp_words(ask: Ask, country: str, number: int, rows: int) -> dict[str, str]:
    """Return what one page is asked by."""
    words = {"pagesize": str(rows), "page": str(number)}
    words |= {"StartDate": str(ask.start), "EndDate": str(ask.end)}
    return words | ({"Country": country} if country else {})


def fetch_ucdp(ask: Ask, web: Web, address: str, spool: Spool) -> Got:
    """Ask UCDP for the releases that cover what is asked.

    Parameters
    ----------
    ask : Ask
        Countries are numbers of Gleditsch and Ward, by which UCDP chooses, or names, of which
        the rows are chosen here.
    web : Web
    address : str
    spool : Spool
        Takes the rows; of one id the row of the later release.

    Returns
    -------
    Got

    Raises
    ------
    FetchError
        A page that is lost is a failure and no short file.
    """
    service = _Service(web=web, address=address, token=web.credentials.need(UCDP_TOKEN, HOW))
    releases = [release_of(name) for name in ask.releases] or _newest(service, ask)
    numbers = [name for name in ask.countries if name.isdigit()]
    names = {name.casefold() for name in ask.countries if not name.isdigit()}
    if numbers and names:
        raise FetchError("Name the countries of UCDP by their numbers, or by names: not by both.")
    pages = others = 0
    for release in releases:
        for country in numbers or [""]:
            found, read = _release(service, release.name, country, ask)
            kept = [r for r in found if not names or str(r.get("country")).casefold() in names]
            others, pages = others + len(found) - len(kept), pages + read
            spool.add(kept)
    if not len(spool):
        raise FetchError(f"UCDP gave no row for {ask}: see how it names or numbers the countries.")
    named = ", ".join(release.name for release in releases)
    notes = [f"Releases: {named}."]
    if spool.replaced:
        were = "was" if spool.replaced == 1 else "were"
        notes.append(f"{count_of_rows(spool.replaced)} {were} replaced by a later release.")
    return Got(
        file=None,
        rows=len(spool),
        digest=spool.digest(),
        pages=pages,
        promised=pages,
        start=max(ask.start, min(release.start for release in releases)),
        end=min(ask.end, max(release.end for release in releases)),
        notes=tuple(notes),
        left_out={"another country": others} if others else {},
        marks={"releases": named},
    )


def _newest(service: _Service, ask: Ask) -> list[Release]:
    """Find the newest yearly release, and the months of candidate events after it."""
    year = ask.day.year - 2000
    tried = [f"{number}.1" for number in (year, year - 1, year - 2)]
    yearly = next((name for name in tried if _is_out(service, name, ask)), "")
    if not yearly:
        raise FetchError(f"UCDP has none of the yearly releases {', '.join(tried)}.")
    releases = [release_of(yearly)]
    month = releases[0].end + A_DAY
    while month <= ask.end:
        name = f"{month.year - 2000}.0.{month.month}"
        if not _is_out(service, name, ask):
            break
        releases.append(release_of(name))
        month = next_month(month)
    return [one for one in releases if one.end >= ask.start] or releases[-1:]


def _is_out(service: _Service, name: str, ask: Ask) -> bool:
    return service.page(name, "", ask, 0, 1) is not None


def _release(
    service: _Service, release: str, country: str, ask: Ask
) -> tuple[list[dict[str, Any]], int]:
    """Read every page of a release, and see that they add up."""
    why = ""
    for _ in range(2):
        rows, pages, why = _pages(service, release, country, ask)
        if not why:
            return rows, pages
    raise FetchError(
        f"The pages of UCDP's release {release} do not add up, twice: {why}. Nothing was changed: "
        "run it again later."
    )


def _pages(
    service: _Service, release: str, country: str, ask: Ask
) -> tuple[list[dict[str, Any]], int, str]:
    """Read the pages of a release; say what does not add up, or nothing."""
    rows: list[dict[str, Any]] = []
    total = pages = 0
    number = 0
    while number < max(pages, 1):
        body = service.page(release, country, ask, number, UCDP_PAGE)
        if body is None:
            if number:
                return rows, number, f"page {number} of {pages} is not there"
            raise FetchError(f"UCDP has no release {release}, or not yet.")
        told = _count(body, "TotalCount"), _count(body, "TotalPages")
        if number and told != (total, pages):
            return rows, number, f"page {number} speaks of {told[0]:,} rows, the first of {total:,}"
        total, pages = told
        last = number >= pages - 1
        if bool(body.get("NextPageUrl")) == last and pages:
            return rows, number, f"page {number} of {pages} names a wrong next one"
        rows += body["Result"]
        number += 1
    once = {str(row.get("id")): row for row in rows if isinstance(row, dict)}
    if len(once) != total:
        return rows, number, f"{total:,} rows were promised and {len(once):,} came"
    return list(once.values()), number, ""


def _count(body: dict[str, Any], name: str) -> int:
    found = body.get(name)
    if type(found) is not int or found < 0:
        raise FetchError(f"UCDP does not say {name}, so that nobody knows whether all rows came.")
    return found
