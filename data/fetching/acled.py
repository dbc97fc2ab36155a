"""ACLED: a password for a token, rows by country and month, and what became of those that left.

What is known of the service, and from where: the token address, the password grant and 5,000 rows
an answer from ACLED's own guide (acleddata.com/api-documentation/getting-started, .../elements-
acleds-api) and its R package acledR; that a good token may be followed by 403, from threads of its
users (dtacled/acledR#41, calesthio/Crucix#33); the list of deleted rows from
acleddata.com/api-documentation/deleted-endpoint. Whether an answer tells the number of all rows
could not be confirmed, so that nothing here relies on it: it is compared where it is there.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from data.errors import FetchError
from data.faults import count_of_rows
from data.fetching.ask import A_DAY, Ask, Stretch, stretches
from data.fetching.spool import Earlier, Got, Spool
from data.fetching.web import Question, Web

ROWS_A_PAGE = 5000
KEY = "event_id_cnty"
EMAIL, PASSWORD, REFRESH = "ACLED_EMAIL", "ACLED_PASSWORD", "ACLED_REFRESH_TOKEN"
HOW = "ACLED gives rows to those with an account of its own, by e-mail and password"
# A deletion may be noted a little before the day on which we last looked.
EARLIER_DAYS = 2
MOST_PAGES = 400
IDS_AT_ONCE = 50
# That many do not leave in a week; so many are no longer asked for one by one.
MOST_MISSING = 5000
NO_ACCESS = (
    "ACLED took the password and gave a token, and then refused the rows (status 403{said}): this "
    "account may not use the API. Accept the terms and complete the profile at acleddata.com, or "
    "ask access@acleddata.com for access to the API."
)


@dataclass
class AcledAccess:
    """Asks ACLED with a token that is held for one run; a keyring keeps what renews it."""

    web: Web
    address: str
    _token: str = field(default="", repr=False)
    _renewal: str = field(default="", repr=False)

    def rows(self, kind: str, words: dict[str, str]) -> dict[str, Any]:
        """Ask for one page.

        Parameters
        ----------
        kind : {"acled", "deleted"}
        words : dict of str to str

        Returns
        -------
        dict
            With the list ``data``.

        Raises
        ------
        FetchError
        """
        status, body = self._asked(kind, words)
        if status == 401:
            # A token lasts a day, and may end while we ask.
            self._token = ""
            status, body = self._asked(kind, words)
        if status == 401:
            raise FetchError("ACLED does not accept the token that it has just given.")
        if status == 403:
            said = _said(body)
            raise FetchError(NO_ACCESS.format(said=f": {said}" if said else ""))
        if not isinstance(body, dict) or not isinstance(body.get("data"), list):
            said = self.web.credentials.hide(_said(body))
            raise FetchError(f"ACLED answered without rows{f', and says: {said}' if said else ''}.")
        return body

    def _asked(self, kind: str, words: dict[str, str]) -> tuple[int, Any]:
        question = Question(
            address=f"{self.address}/api/{kind}/read",
            words={"_format": "json", **words},
            headers={"Authorization": f"Bearer {self._valid()}"},
            secret=True,
            expected=(200, 401, 403),
        )
        status, body = self.web.answer_in_json(question)
        # Refusals have come with status 200, and their own inside.
        inside = body.get("status") if isinstance(body, dict) else None
        return (inside if status == 200 and inside in (401, 403) else status), body

    def _valid(self) -> str:
        if not self._token:
            self._token = self._renewed() or self._new()
        return self._token

    def _renewed(self) -> str:
        """Return a token for the one that renews it; empty where there is none that still does."""
        renewal = self._renewal or self.web.credentials.find(REFRESH)
        if not renewal:
            return ""
        return self._granted({"grant_type": "refresh_token", "refresh_token": renewal})

    def _new(self) -> str:
        """Return a token for the password."""
        find = self.web.credentials.need
        login = {"username": find(EMAIL, HOW), "password": find(PASSWORD, HOW)}
        token = self._granted({"grant_type": "password", **login})
        if not token:
            raise FetchError(
                f"ACLED does not accept {EMAIL} and {PASSWORD}: see whether acleddata.com does."
            )
        return token

    def _granted(self, form: dict[str, str]) -> str:
        question = Question(
            address=f"{self.address}/oauth/token",
            form={"client_id": "acled", **form},
            secret=True,
            expected=(200, 400, 401, 403),
        )
        status, body = self.web.answer_in_json(question)
        if status != 200 or not isinstance(body, dict) or not body.get("access_token"):
            return ""
        self._renewal = str(body.get("refresh_token") or "")
        if self._renewal:
            self.web.credentials.keep(REFRESH, self._renewal)
        return self.web.credentials.learn(str(body["access_token"]))


def _said(body: Any) -> str:
    """Return what an answer without rows says, on one line."""
    if not isinstance(body, dict):
        return ""
    names = ("message", "messages", "error", "error_description")
    said = next((body[name] for name in names if body.get(name)), "")
    if isinstance(said, dict):
        said = said.get("message", "")
    return " ".join(str(said)[:160].split())


@dataclass
class _Reading:
    """Reads stretches of days, page by page."""

    access: AcledAccess
    ask: Ask
    spool: Spool
    pages: int = 0
    asked_again: int = 0
    overlaps: int = 0

    def stretch(self, part: Stretch) -> None:
        """Read one stretch whole, in pieces where its pages do not fit together."""
        pages, whole = self._pages(part)
        rows = [row for page in pages for row in page]
        if not whole and part.days > 1:
            # Fewer days need no second page, and one page cannot overlap another.
            self.asked_again += 1
            for half in part.halves():
                self.stretch(half)
            return
        if not whole:
            raise FetchError(
                f"The pages of ACLED for {part} do not fit together: a row is missing or comes "
                "twice, each time they are asked for. Nothing was changed: run it again later."
            )
        if not rows and part.days > 1 and self._is_long:
            # Large asks have come back empty: a quiet month is asked for in two halves.
            halves = [self._pages(half) for half in part.halves()]
            if any(page for found, _ in halves for page in found):
                self.asked_again += 1
                for half in part.halves():
                    self.stretch(half)
                return
        self.pages += len(pages)
        self.spool.add(rows)

    @property
    def _is_long(self) -> bool:
        return (self.ask.end - self.ask.start).days >= 31

    def _pages(self, part: Stretch) -> tuple[list[list[dict]], bool]:
        """Read the pages of a stretch; tell whether they fit together."""
        pages: list[list[dict]] = []
        seen: set[str] = set()
        total: int | None = None
        for number in range(1, MOST_PAGES + 1):
            rows, told = self._page(part, number)
            total = told if told is not None else total
            names = [str(row.get(KEY, "")) for row in rows]
            if number > 1 and (seen & set(names) or not rows):
                self.overlaps += len(seen & set(names))
                return [*pages, rows], False
            seen |= set(names)
            pages.append(rows)
            if len(rows) < ROWS_A_PAGE:
                return pages, total is None or total == len(seen)
        raise FetchError(f"ACLED gave more than {MOST_PAGES} pages for {part}.")

    def _page(self, part: Stretch, number: int) -> tuple[list[dict], int | None]:
        """Read one page, and the number of all rows where it tells one."""
        words = acled_words(self.ask, part, number)
        for _ in range(2):
            body = self.access.rows("acled", words)
            rows = [row for row in body["data"] if isinstance(row, dict)]
            count, total = _number(body.get("count")), _number(body.get("total_count"))
            full = len(rows) == ROWS_A_PAGE
            told = len(rows) if count is None else count
            if len(rows) == len(body["data"]) and (told == len(rows) or (full and told > 0)):
                return rows, total
            self.asked_again += 1
        raise FetchError(
            f"ACLED says that an answer for {part} has {told:,} rows, and {len(rows):,} came, "
            "twice. Nothing was changed: run it again later."
        )


def _number(value: object) -> int | None:
    return int(str(value)) if str(value).isdigit() else None


def acled_words(ask: Ask, part: Stretch, number: int) -> dict[str, str]:
    """Return what one page of a stretch is asked by."""
    words = {
        "country": part.country,
        "country_where": "=",
        "event_date": f"{part.start}|{part.end}",
        "event_date_where": "BETWEEN",
        "limit": str(ROWS_A_PAGE),
        "page": str(number),
    }
    if ask.event_types:
        words["event_type"] = ":OR:event_type=".join(ask.event_types)
    return words


def fetch_acled(ask: Ask, web: Web, address: str, spool: Spool, earlier: Earlier) -> Got:
    """Ask ACLED for its rows, and see to it that none is lost on the way.

    Parameters
    ----------
    ask : Ask
    web : Web
    address : str
        Where ACLED is asked.
    spool : Spool
        Takes the rows.
    earlier : Earlier
        Rows that were there and are not now must have been deleted, or moved out of what is asked.

    Returns
    -------
    Got

    Raises
    ------
    FetchError
    """
    access = AcledAccess(web=web, address=address)
    reading = _Reading(access=access, ask=ask, spool=spool)
    for part in stretches(ask):
        reading.stretch(part)
    if not len(spool):
        raise FetchError(
            f"ACLED gave no row for {ask}: see how it spells the countries and kinds of event, and "
            "which days this account may see. Nothing was changed."
        )
    notes = [f"{reading.asked_again} parts were asked again."] if reading.asked_again else []
    if earlier.keys:
        notes += _gone(access, ask, spool, earlier)
    return Got(
        file=None,
        rows=len(spool),
        digest=spool.digest(),
        pages=reading.pages,
        promised=None,
        start=ask.start,
        end=ask.end,
        notes=tuple(notes),
    )


def _gone(access: AcledAccess, ask: Ask, spool: Spool, earlier: Earlier) -> list[str]:
    """Account for the rows of the last download that are not in this one, in sentences."""
    listed = _deleted_since(access, date.fromisoformat(earlier.entry["checked"][-1]))
    missing = set(earlier.keys) - spool.keys()
    deleted, others = missing & listed, sorted(missing - listed)
    were = "was" if len(deleted) == 1 else "were"
    notes = [f"{count_of_rows(len(deleted))} of the last download {were} deleted by ACLED."]
    notes = notes if deleted else []
    if len(others) > MOST_MISSING:
        raise FetchError(
            f"{len(others):,} rows of the last download are not in this answer, and ACLED does not "
            "list them as deleted: a part of the answer is missing. Nothing was changed: run it "
            "again later."
        )
    if others:
        moved = _moved(access, ask, others)
        notes.append(
            f"{count_of_rows(len(others))} of the last download left without being listed as "
            f"deleted: {moved:,} {'has' if moved == 1 else 'have'} another country, day or kind "
            f"now, {len(others) - moved:,} {'is' if len(others) - moved == 1 else 'are'} gone."
        )
    if still := len(spool.keys() & listed):
        are = "is" if still == 1 else "are"
        notes.append(
            f"{count_of_rows(still)} that ACLED lists as deleted {are} still given, and kept."
        )
    return notes


def _deleted_since(access: AcledAccess, day: date) -> set[str]:
    """Ask which rows were deleted since a day."""
    since = datetime.combine(day - EARLIER_DAYS * A_DAY, time(), UTC)
    words = {
        "deleted_timestamp": str(int(since.timestamp())),
        "deleted_timestamp_where": ">=",
        "limit": str(ROWS_A_PAGE),
    }
    found: set[str] = set()
    for number in range(1, MOST_PAGES + 1):
        rows = access.rows("deleted", {**words, "page": str(number)})["data"]
        found |= {str(row.get(KEY, "")) for row in rows if isinstance(row, dict)}
        if len(rows) < ROWS_A_PAGE:
            break
    return found - {""}


def _moved(access: AcledAccess, ask: Ask, missing: list[str]) -> int:
    """Ask for missing rows by their names; one that should have been in the answer was lost."""
    moved = 0
    for at in range(0, len(missing), IDS_AT_ONCE):
        some = missing[at : at + IDS_AT_ONCE]
        words = {KEY: f":OR:{KEY}=".join(some), "limit": str(ROWS_A_PAGE), "page": "1"}
        rows = [row for row in access.rows("acled", words)["data"] if row.get(KEY) in some]
        lost = [row for row in rows if _is_asked(row, ask)]
        if lost:
            raise FetchError(
                f"ACLED still has {count_of_rows(len(lost))} of the last download that this "
                f"answer lacks ({lost[0][KEY]} first), so that a part of it was lost. Nothing was "
                "changed: run it again later."
            )
        moved += len(rows)
    return moved


def _is_asked(row: dict[str, Any], ask: Ask) -> bool:
    """Tell whether a row is one of those that were asked for."""
    kinds = {kind.casefold() for kind in ask.event_types}
    return (
        str(ask.start) <= str(row.get("event_date", ""))[:10] <= str(ask.end)
        and str(row.get("country", "")).casefold() in {name.casefold() for name in ask.countries}
        and (not kinds or str(row.get("event_type", "")).casefold() in kinds)
    )
