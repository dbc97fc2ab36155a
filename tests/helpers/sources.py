"""Small files of each source, made up: the rows of real ones may not be passed on."""

import csv
import io
import re
from pathlib import Path

from data.containers.opening import read_grid
from data.files.options import Options
from data.sources.gdelt import BARE
from data.sources.outcome import Outcome
from data.sources.recognise import read_events

ACLED_2022 = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,"
    "assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,"
    "country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,"
    "notes,fatalities,tags,timestamp"
)
ACLED_CELLS = {
    "data_id": "{n}",
    "event_id_cnty": "XXX{n}",
    "event_id_no_cnty": "{n}",
    "event_date": "{date}",
    "year": "2022",
    "time_precision": "1",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Military Forces of Nowhere (2011-)",
    "actor2": "Rebels",
    "interaction": "12",
    "country": "Nowhere",
    "region": "Nowhere",
    "location": "Town",
    "latitude": "33.5",
    "longitude": "44.25",
    "source": "Paper",
    "notes": 'A clash, it was said, "near" the town.\nTwo lines.',
    "fatalities": "2",
    "timestamp": "1650000000",
}
UCDP_HEADER = (
    "id,year,type_of_violence,conflict_name,side_a,side_b,where_coordinates,latitude,longitude,"
    "country,date_prec,date_start,date_end,deaths_civilians,best,high,low"
)
HXL = ",#date+year,,,,,#loc+name,#geo+lat,#geo+lon,#country+name,,#date+start,#date+end,,,,"
UCDP = f"""{UCDP_HEADER}
{HXL}
1,2014,1,Nowhere,Government of Nowhere,R,Town,33.5,44.2,Nowhere,1,2014-01-22,2014-01-22,0,5,6,4
2,2014,1,Nowhere,Government of Nowhere,R,Town,33.5,44.2,Nowhere,2,2014-01-23,2014-01-25,0,3,3,3
3,2014,1,Nowhere,Government of Nowhere,R,Town,33.5,44.2,Nowhere,3,2014-02-03,2014-02-09,0,3,3,3
4,2014,1,Nowhere,Government of Nowhere,R,Town,,,Nowhere,4,2014-03-01,2014-03-31,0,0,3,0
5,2014,1,Nowhere,Government of Nowhere,R,Town,,,Nowhere,5,2014-01-01,2014-12-31,0,9,9,9
"""
GTD = """\
eventid,iyear,imonth,iday,approxdate,extended,country,country_txt,city,latitude,longitude,\
specificity,location,summary,attacktype1_txt,gname,claimed,weaptype1_txt,nkill,nwound,scite1
201401010001,2014,1,1,,0,95,Iraq,Baghdad,33.3,44.4,1,A street,One line,Bombing/Explosion,\
Unknown,0,Explosives,2,,Paper
201401010002,2014,1,0,,0,95,Iraq,Basra,,,5,,,Armed Assault,A group,1,Firearms,0.5,-99,
201400000003,2014,0,0,,0,95,Iraq,Mosul,36.3,43.1,1,,,Armed Assault,A group,0,Firearms,,3,
201402300004,2014,2,30,,0,95,Iraq,Mosul,36.3,43.1,1,,,Armed Assault,A group,0,Firearms,,3,
201402270005,2014,2,27,February 26-27,0,95,Iraq,Mosul,36.3,43.1,1,,,Armed Assault,A group,0,F,,3,
"""
OWN = """\
Incident ID,Day of incident,Country,Town,Latitude,Longitude,Weapon Type,Deaths,Wounded,Link,Remarks
1,2024-01-02,Iraq,Base,33.79,42.44,drone,0,,https://example.org/1,first
2,2024-01-03,Syria,Post,,,rocket,,2,https://example.org/2,second
3,2024-01-05,Iraq,Base,33.79,42.44,,1,,,third
"""
OWN_OPTIONS = Options(columns={"date": "Day of incident"})


def acled_headers(page: Path) -> dict[str, tuple[str, list[str]]]:
    """Return name = an example date and the columns, from the list of headers seen."""
    text = page.read_text(encoding="utf-8")
    found = re.findall(r"## (\S+) \(.*dates like `([^`]+)`\)\n```\n(.*?)\n```", text)
    return {name: (date, header.split(",")) for name, date, header in found}


def acled(header: str | list[str], dates: list[str]) -> bytes:
    """Write ACLED rows under a header, every cell quoted."""
    names = header.split(",") if isinstance(header, str) else header
    rows = [
        [ACLED_CELLS.get(name.lower(), "").format(n=n, date=date) for name in names]
        for n, date in enumerate(dates, 1)
    ]
    return written([names, *rows], quoting=csv.QUOTE_ALL)


def gdelt(width: int, roots: list[str]) -> list[list[str]]:
    """Return rows of a GDELT file of 57, 58 or 61 columns."""
    cells = {
        "SQLDATE": "20151027",
        "MonthYear": "201510",
        "Year": "2015",
        "ActionGeo_FullName": "Town, Province, Nowhere",
        "ActionGeo_Lat": "33.5",
        "ActionGeo_Long": "44.2",
        "SOURCEURL": 'http://example.org/"quoted',
        "Actor1Name": '"A" GROUP',
    }
    return [
        [{**cells, "GLOBALEVENTID": str(n), "EventRootCode": root}.get(c, "") for c in BARE[width]]
        for n, root in enumerate(roots, 1)
    ]


def bare(rows: list[list[str]]) -> bytes:
    """Write rows with tabs, and no quotes whatever they hold."""
    return "".join("\t".join(row) + "\n" for row in rows).encode()


def written(rows: list[list[str]], **choices: object) -> bytes:
    """Write rows as CSV."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n", **choices).writerows(rows)
    return text.getvalue().encode()


def read(content: bytes, options: Options | None = None, *, file: str = "made.csv") -> Outcome:
    """Read the bytes of a file as ``escalation import`` does."""
    options = options or Options()
    return read_events(read_grid(content, file=file, options=options), options)


def adds_up(outcome: Outcome) -> bool:
    """Tell whether every row of the file is accounted for, once."""
    left = sum(outcome.left_out.values())
    return (
        outcome.rows_in == len(outcome.events) + left + len(outcome.rejected)
        and outcome.rows_in == outcome.table["rows"].sum()
        and outcome.events.index.is_unique
        and not set(outcome.events.index) & set(outcome.rejected["row"])
    )
