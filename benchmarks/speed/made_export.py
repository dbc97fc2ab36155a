"""A large file as ACLED exports them, made up: the rows of real ones may not be passed on."""

from itertools import islice
from pathlib import Path

import numpy as np

HEADER = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,"
    "assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,"
    "country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,"
    "notes,fatalities,tags,timestamp"
)
TYPES = (
    ("Political violence", "Battles", "Armed clash"),
    ("Political violence", "Explosions/Remote violence", "Air/drone strike"),
    ("Political violence", "Violence against civilians", "Attack"),
    ("Demonstrations", "Protests", "Peaceful protest"),
)
NOTES = (
    "On {day}, unidentified gunmen clashed with the forces near town {place}, and a vehicle was "
    'burnt; a spokesman called it ""an isolated case"". No group claimed it. Casualties unknown '
    "(coded as 0).",
    "Around {day}, a drone hit a depot outside town {place}, reports say.\nTwo workers were "
    "wounded, one later died in hospital, according to a local paper and residents by telephone.",
)
AT_ONCE = 20_000


def write_export(path: Path, rows: int, *, misshapen: bool) -> None:
    """Write an export.

    Parameters
    ----------
    path : Path
    rows : int
        Also the seed, so that the same file is made every time.
    misshapen : bool
        Whether the row in the middle has a cell too many.
    """
    rng = np.random.default_rng(rows)
    day = np.datetime64("2018-01-01") + np.sort(rng.integers(0, 365 * 6, rows))
    columns = zip(
        np.datetime_as_string(day),
        rng.choice([1, 1, 1, 1, 2, 3], rows).tolist(),
        rng.integers(0, len(TYPES), rows).tolist(),
        rng.integers(1, 9, (rows, 2)).tolist(),
        rng.integers(0, 4000, rows).tolist(),
        rng.uniform(29, 37, rows).tolist(),
        rng.uniform(39, 48, rows).tolist(),
        rng.poisson(0.6, rows).tolist(),
        strict=True,
    )
    lines = (_line(number, *cells) for number, cells in enumerate(columns, 1))
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER + "\n")
        for start in range(0, rows, AT_ONCE):
            piece = list(islice(lines, AT_ONCE))
            if misshapen and start <= rows // 2 < start + AT_ONCE:
                piece[rows // 2 - start] += ",one cell too many"
            file.write("\n".join(piece) + "\n")


def _line(
    number: int,
    day: str,
    precision: int,
    kind: int,
    sides: list[int],
    place: int,
    lat: float,
    lon: float,
    killed: int,
) -> str:
    """Write one row; notes hold commas, quotes and line breaks."""
    disorder, event, sub_event = TYPES[kind]
    one, two = sides
    note = NOTES[number % 2].format(day=day, place=place)
    return (
        f"XXX{number},{day},{day[:4]},{precision},{disorder},{event},{sub_event},"
        f"Military Forces of Nowhere (2018-),Police {one},{one},Rebel Group {two},,"
        f"{two},{one}{two},,999,Middle East,Nowhere,Province {place % 19},"
        f"District {place % 211},,Town {place},"
        f'{lat:.4f},{lon:.4f},1,Paper {place % 97}; Agency,National,"{note}",{killed},'
        f",{1_710_000_000 + number}"
    )
