"""HDX HAPI: how many events and deaths somebody else has published for each month and area.

What is known of the service, and from where: the path, the fields and 10,000 rows an answer from
hdx-hapi.readthedocs.io and its changes of 18 February 2025 (version 2); that the identifier may
stand in the header ``X-HDX-HAPI-APP-IDENTIFIER`` from the description of its questions. That a
country's months stand at one level of area only, that the newest month is not over, and that
``fatalities`` may be blank, was seen by others on the service itself, and not confirmed by it.
The counts are ACLED's, published by OCHA. Civilian targeting is a part of political violence:
kinds are never added up.
"""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from data.errors import FetchError
from data.fetching.ask import A_DAY, Ask, next_month
from data.fetching.spool import Got, Spool
from data.fetching.web import Question, Web

ROWS_A_PAGE = 10_000
MOST_PAGES = 200
IDENTIFIER = "HAPI_APP_IDENTIFIER"
HOW = "HDX HAPI asks who is asking, by an identifier that hapi.humdata.org/docs makes of a name"
PATH = "api/v2/coordination-context/conflict-events"
CREDIT = "ACLED (acleddata.com) by HDX HAPI, OCHA"
ROW_KEY = "row"


def fetch_months(ask: Ask, web: Web, address: str, spool: Spool, draft: Path) -> Got:
    """Ask for the published months of some countries.

    Parameters
    ----------
    ask : Ask
        Countries are codes of three letters.
    web : Web
    address : str
    spool : Spool
        Takes the rows.
    draft : Path
        Folder for the table of months.

    Returns
    -------
    Got

    Raises
    ------
    FetchError
    """
    identifier = web.credentials.need(IDENTIFIER, HOW)
    pages = 0
    for country in ask.countries:
        found, read = _country(ask, web, address, country, identifier)
        pages += read
        rows = [row for row in map(_row, _finest(found)) if _is_over(row, ask)]
        if not rows:
            raise FetchError(
                f"HDX HAPI has no whole month of {ask.kind} for {country} from {ask.start} on: see "
                "whether the code of the country is right."
            )
        spool.add(rows)
    if spool.replaced:
        raise FetchError(
            f"HDX HAPI gives {spool.replaced:,} months of an area twice, with other counts: which "
            "is right cannot be told. Nothing was changed."
        )
    path = spool.write_csv(draft / "months.csv")
    with path.open(encoding="utf-8", newline="") as file:
        months = sorted({row["month"] for row in csv.DictReader(file)})
    last = date.fromisoformat(months[-1])
    return Got(
        file=path,
        rows=len(spool),
        digest=spool.digest(),
        pages=pages,
        promised=None,
        start=date.fromisoformat(months[0]),
        end=next_month(last) - A_DAY,
        notes=("The month that is running is left out.",),
    )


def month_words(ask: Ask, country: str, number: int) -> dict[str, str]:
    """Return what one page is asked by."""
    return {
        "output_format": "json",
        "location_code": country,
        "event_type": ask.kind,
        "start_date": str(ask.start),
        "end_date": str(ask.end),
        "limit": str(ROWS_A_PAGE),
        "offset": str(number * ROWS_A_PAGE),
    }


def _country(
    ask: Ask, web: Web, address: str, country: str, identifier: str
) -> tuple[list[dict[str, Any]], int]:
    """Read the pages of a country; those that overlap have left a row out elsewhere."""
    for _ in range(2):
        pages = _pages_of(ask, web, address, country, identifier)
        keys = [_row(row)[ROW_KEY] for page in pages for row in page]
        if len(pages) == 1 or len(keys) == len(set(keys)):
            return [row for page in pages for row in page], len(pages)
    raise FetchError(
        f"The pages of HDX HAPI for {country} overlap, twice. Nothing was changed: run it again "
        "later."
    )


def _pages_of(
    ask: Ask, web: Web, address: str, country: str, identifier: str
) -> list[list[dict[str, Any]]]:
    """Read pages until one is not full."""
    pages: list[list[dict[str, Any]]] = []
    for number in range(MOST_PAGES):
        question = Question(
            address=f"{address}/{PATH}",
            words=month_words(ask, country, number),
            headers={"X-HDX-HAPI-APP-IDENTIFIER": identifier},
            secret=True,
        )
        body = web.json(question)
        found = body.get("data") if isinstance(body, dict) else None
        if not isinstance(found, list):
            raise FetchError(f"HDX HAPI answered without rows for {country}.")
        pages.append([row for row in found if isinstance(row, dict)])
        if len(found) < ROWS_A_PAGE:
            return pages
    raise FetchError(f"HDX HAPI gave more than {MOST_PAGES} pages for {country}.")


def _finest(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep the rows of the smallest areas: larger ones would count the same events again."""
    levels = [_level(row) for row in rows]
    finest = max(levels, default=0)
    return [row for row, level in zip(rows, levels, strict=True) if level == finest]


def _level(row: Mapping[str, Any]) -> int:
    told = row.get("admin_level")
    if isinstance(told, int):
        return told
    return 2 if row.get("admin2_code") else 1 if row.get("admin1_code") else 0


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of months under our names; a blank count stays unknown."""
    month = str(row.get("reference_period_start", ""))[:10]
    area = {
        "country": row.get("location_code"),
        "admin1": row.get("admin1_name") or row.get("provider_admin1_name"),
        "admin2": row.get("admin2_name") or row.get("provider_admin2_name"),
        "kind": row.get("event_type"),
    }
    codes = [row.get("admin1_code"), row.get("admin2_code")]
    key = "|".join(str(part or "") for part in (month, *area.values(), *codes))
    counts = {"events": row.get("events"), "deaths": row.get("fatalities")}
    return {ROW_KEY: key, "month": month, **area, **counts}


def _is_over(row: Mapping[str, Any], ask: Ask) -> bool:
    """Tell whether a month is one that is asked for, and over."""
    try:
        month = date.fromisoformat(row["month"])
    except ValueError:
        raise FetchError(f'HDX HAPI gives a month that is none: "{row["month"][:20]}".') from None
    over = next_month(month) <= ask.day
    return over and month.day == 1 and month >= ask.start and row["kind"] == ask.kind
