"""Made-up shapes of provinces, and a study whose events lie in them."""

import json

from tests.helpers.study import TOML, write_study

HEAD = (
    "event_id,date,date_precision,country,admin1,location,lat,lon,weapon,source_url,confirmation\n"
)
NAMED = TOML.replace('weapon = ["drone", "rocket"]', "") + (
    '\n[map]\nshapes = "admin1.geojson"\nproperty = "shapeName"\n'
    'names = { "Al Anbar" = "Anbar" }\n\n[filters]\nadmin1 = "Province"\n'
)


def box(west, south, east, north):
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(name, *rings, kind="Polygon"):
    parts = [list(rings)] if kind == "MultiPolygon" else list(rings)
    return {
        "type": "Feature",
        "properties": {"shapeName": name},
        "geometry": {"type": kind, "coordinates": parts},
    }


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


SHAPES = collection(
    feature("Al Anbar", box(39, 31, 43, 35)),
    feature("Nineveh", box(41, 35, 44, 37), box(42, 35.5, 43, 36)),
    feature("Basra", box(46, 29, 48, 31), kind="MultiPolygon"),
)
# Rises in Anbar, is quiet in Erbil, which has no shape; of Basra there is no event.
PLACES = {"Anbar": (33.0, 41.0), "Nineveh": (36.3, 43.1), "Erbil": (36.2, 44.0)}
DAYS = {
    "Anbar": [*range(1, 22, 3), *(day for day in range(22, 32) for _ in range(4))],
    "Nineveh": [3, 9, 12, 20, 28],
    "Erbil": [4, 18],
}


def shaped(folder, changes=None):
    """Write the study."""
    rows = [
        f"{name}{k},2024-01-{day:02d},day,Iraq,{name},{name} town,{lat},{lon},drone,"
        f"https://example.org/{k},official\n"
        for name, (lat, lon) in PLACES.items()
        for k, day in enumerate(DAYS[name])
    ]
    files = {
        "study.toml": NAMED,
        "attacks.csv": HEAD + "".join(rows),
        "admin1.geojson": SHAPES,
    }
    return write_study(folder, files | (changes or {}))
