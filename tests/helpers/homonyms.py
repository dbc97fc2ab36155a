"""A made study of two countries that share names of places."""

import numpy as np
import pandas as pd

DAYS = 200
# By country and province: events a day, in the first 150 days and after them.
RATES = {
    ("Burkina Faso", "Est"): (0.3, 3.0),
    ("Cameroon", "Est"): (0.5, 0.5),
    ("Burkina Faso", "Sahel"): (0.4, 0.4),
    ("Cameroon", "Littoral"): (0.4, 0.4),
    (None, "Est"): (0.1, 0.1),
    (None, "Sahel"): (0.1, 0.1),
}
UNITS = {
    "Est (Burkina Faso)",
    "Est (Cameroon)",
    "Est (country unknown)",
    "Sahel",
    "Littoral",
}
PERIOD = {"start": "2024-01-01", "end": "2024-07-18"}


def homonyms() -> pd.DataFrame:
    """Make the events: "Est" lies in both countries, and rises in one."""
    rng = np.random.default_rng(4)
    index = pd.date_range(PERIOD["start"], PERIOD["end"])
    frames = []
    for number, ((country, province), (before, after)) in enumerate(RATES.items()):
        days = index.repeat(rng.poisson(np.where(np.arange(DAYS) < 150, before, after)))
        frames.append(
            pd.DataFrame(
                {
                    "date": days,
                    "country": country,
                    "admin1": province,
                    "location": f"{province} town",
                    "lat": 5.0 + number,
                    "lon": 3.0 + 2 * number,
                }
            )
        )
    events = pd.concat(frames, ignore_index=True)
    return events.assign(event_id=[f"E{number}" for number in range(len(events))])


def sizes() -> dict[str, int]:
    """Count the events of each province as its unit is called."""
    found: dict[str, int] = {}
    for country, province in homonyms()[["country", "admin1"]].itertuples(index=False):
        known = country if isinstance(country, str) else "country unknown"
        name = f"{province} ({known})" if province == "Est" else province
        found[name] = found.get(name, 0) + 1
    return found
