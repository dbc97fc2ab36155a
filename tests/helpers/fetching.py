"""Fetches against the server on this machine, without waiting."""

import csv
import json
from datetime import date
from pathlib import Path

from data.fetched import read_index
from data.fetching.ask import make_ask
from data.fetching.credentials import Credentials
from data.fetching.fetch import fetch_into
from data.fetching.result import Fetched
from data.fetching.web import Web
from tests.helpers.source_rows import acled_row, gdelt_line, packed, ucdp_row
from tests.helpers.source_server import EMAIL, IDENTIFIER, PASSWORD, UCDP_TOKEN, SourceServer

FIRST, SECOND = date(2024, 3, 1), date(2024, 3, 8)
START = date(2024, 1, 1)
HAPI = '\n[fetch.hapi]\ncountries = ["NWH"]\n'
CSV = "Incident ID,Day,Country,Town,Latitude,Longitude,Weapon\n"


def environment(server: SourceServer) -> dict[str, str]:
    """Return what the environment says: where the sources are, and the secrets."""
    sources = ("ACLED", "UCDP", "GDELT", "HAPI")
    addresses = {f"ESCALATION_{name}_ADDRESS": server.address for name in sources}
    secrets = {"ACLED_EMAIL": EMAIL, "ACLED_PASSWORD": PASSWORD, "UCDP_TOKEN": UCDP_TOKEN}
    return addresses | secrets | {"HAPI_APP_IDENTIFIER": IDENTIFIER}


def fill(server: SourceServer) -> None:
    """Put rows into every source."""
    days = [f"2024-01-{n % 28 + 1:02d}" for n in range(40)]
    server.acled = [acled_row(n, day) for n, day in enumerate(days)]
    server.ucdp = {
        "23.1": [ucdp_row(n, f"2022-12-{n % 28 + 1:02d}") for n in range(20)],
        "23.0.1": [ucdp_row(100 + n, f"2023-01-{n % 28 + 1:02d}") for n in range(12)],
    }
    for day in range(1, 6):
        add_gdelt_day(server, f"2024010{day}")
    server.months = [month(f"2024-0{n}", area, 4) for n in (1, 2, 3) for area in ("North", "South")]
    rows = "".join(f"{n},{day},Nowhere,Town,33.5,44.2,rocket\n" for n, day in enumerate(days))
    server.files["rows.csv"] = ((CSV + rows).encode(), {"ETag": '"one"'})
    names = CSV.strip().split(",")
    listed = [dict(zip(names, line.split(","), strict=True)) for line in rows.splitlines()]
    server.files["r.json"] = (json.dumps(listed).encode(), {"ETag": '"one"'})


def add_gdelt_day(server: SourceServer, day: str, rows: int = 6) -> None:
    first = int(day[4:]) * 100
    lines = [
        gdelt_line(first + n, day, country="NW" if n % 2 else "XX", root="19" if n % 3 else "04")
        for n in range(rows)
    ]
    server.gdelt[day] = packed(f"{day}.export.CSV", b"".join(lines))


def month(begin: str, area: str, events: int | None, kind: str = "political_violence") -> dict:
    return {
        "location_code": "NWH",
        "admin_level": 1,
        "admin1_code": f"NWH-{area}",
        "admin1_name": area,
        "event_type": kind,
        "events": events,
        "fatalities": None,
        "reference_period_start": f"{begin}-01T00:00:00",
        "reference_period_end": f"{begin}-28T00:00:00",
    }


def new_fetch(folder: Path, source: str, *, day: date = FIRST, **asked: object) -> Fetched:
    """Make a study by a fetch."""
    given = {"countries": ("Nowhere",), "start": START, "end": None, **asked}
    if source == "ucdp":
        given["start"], day = date(2022, 12, 1), date(2023, 3, 1)
    if source == "gdelt":
        given["countries"] = ("NW",)
    if "://" in source:
        given |= {"countries": (), "start": None}
    ask = make_ask(source, day=day, **given)
    return fetch_into(folder, source=source, new=ask, day=day, web=quick_web())


def fetch_again(
    folder: Path, *, day: date = SECOND, source: str = "", waits: list | None = None
) -> Fetched:
    """Fetch for a study that is there."""
    return fetch_into(folder, source=source, new=None, day=day, web=quick_web(waits))


def quick_web(waits: list | None = None) -> Web:
    """Ask without waiting; what would have been waited is noted."""
    return Web(Credentials(), sleep=(waits if waits is not None else []).append)


def ids(folder: Path, name: str = "") -> list[str]:
    """Give the names of the rows of a download, the newest by default."""
    index = read_index(folder)
    entry = next(one for one in reversed(index.downloads) if name in ("", one["name"]))
    with (folder / entry["file"]).open(encoding="utf-8", newline="") as file:
        return sorted(row["event_id"] for row in csv.DictReader(file))


def contents(folder: Path) -> dict[str, bytes]:
    """Give every file of a folder but the lock, and the days that GDELT keeps to go on with."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock" and "days" not in path.parts
    }
