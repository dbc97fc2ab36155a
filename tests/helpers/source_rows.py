"""Rows as the sources write them, made up."""

import io
import zipfile

from data.sources.gdelt import BARE


def acled_row(number: int, day: str, **changes: object) -> dict:
    return {
        "event_id_cnty": f"NOW{number}",
        "event_date": day,
        "year": day[:4],
        "time_precision": "1",
        "disorder_type": "Political violence",
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "actor1": "Rebels",
        "interaction": "State forces-Rebel group",
        "country": "Nowhere",
        "location": "Town",
        "latitude": "33.5000",
        "longitude": "44.2500",
        "source": "Paper",
        "notes": f'Clash {number}, "near" the town.',
        "fatalities": number % 3,
        "timestamp": 1700000000 + number,
        **changes,
    }


def ucdp_row(number: int, day: str, **changes: object) -> dict:
    return {
        "id": number,
        "year": int(day[:4]),
        "code_status": "Clear",
        "type_of_violence": 1,
        "conflict_name": "Nowhere: Government",
        "side_a": "Government of Nowhere",
        "side_b": "Rebels",
        "where_coordinates": "Town",
        "latitude": 33.5,
        "longitude": 44.25,
        "country": "Nowhere",
        "country_id": 999,
        "date_prec": 1,
        "date_start": f"{day}T00:00:00",
        "date_end": f"{day}T00:00:00",
        "best": number % 4,
        "high": number % 4 + 2,
        "low": 0,
        **changes,
    }


def gdelt_line(number: int, day: str, *, country: str = "NW", root: str = "19") -> bytes:
    cells = {
        "GLOBALEVENTID": str(number),
        "SQLDATE": day,
        "MonthYear": day[:6],
        "Year": day[:4],
        "EventRootCode": root,
        "ActionGeo_FullName": "Town, Province, Nowhere",
        "ActionGeo_CountryCode": country,
        "ActionGeo_Lat": "33.5",
        "ActionGeo_Long": "44.2",
        "DATEADDED": day,
        "SOURCEURL": "http://example.org/a",
        "Actor1Name": 'THE "GROUP',
    }
    return "\t".join(cells.get(name, "") for name in BARE[58]).encode() + b"\n"


def packed(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), content)
    return file.getvalue()
