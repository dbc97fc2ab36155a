"""Series that an imported file could be divided into, as examples in its ``study.toml``."""

import pandas as pd

from data.sources.outcome import Outcome

FORCES = ["Military Forces of *", "Police Forces of *"]
EXAMPLES: dict[str, list[dict]] = {
    "acled": [
        {
            "name": "battles and explosions",
            "label": "Battles and explosions, not by state forces",
            "where": {
                "event_type": ["Battles", "Explosions/Remote violence"],
                "inter1": ["2", "3", "Rebel group", "Political militia"],
            },
        },
        {
            "name": "strikes",
            # Without it, the name would stand for a file of strikes.
            "table": "events",
            "label": "Air strikes and shelling by state forces",
            "where": {
                "sub_event_type": ["Air/drone strike", "Shelling/artillery/missile attack"],
                "actor1": FORCES,
            },
        },
    ],
    "ucdp": [
        {
            "name": "battles",
            "label": "State-based violence (UCDP)",
            "where": {"type_of_violence": ["1"], "side_a": ["Government of *"]},
        },
        {
            "name": "events of one-sided violence",
            "label": "One-sided violence (UCDP)",
            "where": {"type_of_violence": ["3"]},
        },
    ],
    "gdelt": [
        {
            "name": "reports of fights",
            "label": "Report codings of fights, not events (GDELT)",
            "where": {"EventRootCode": ["19"], "ActionGeo_CountryCode": ["IZ", "SY"]},
        },
        {
            "name": "reports of assaults",
            "label": "Report codings of assaults, not events (GDELT)",
            "where": {"EventRootCode": ["18"], "ActionGeo_CountryCode": ["IZ", "SY"]},
        },
    ],
    "gtd": [
        {
            "name": "bombings",
            "label": "Bombings (GTD)",
            "where": {"attacktype1_txt": ["Bombing/Explosion"]},
        },
        {
            "name": "armed assaults",
            "label": "Armed assaults (GTD)",
            "where": {"attacktype1_txt": ["Armed Assault"]},
        },
    ],
}
# Columns of an own spreadsheet that divide it well, the best first.
DIVIDING = ("weapon", "attributed_to", "country", "location")


def example_series(outcome: Outcome) -> list[dict]:
    """List series for a file, with conditions on columns that it has.

    Parameters
    ----------
    outcome : Outcome

    Returns
    -------
    list of dict
        ``name``, ``label``, and ``where`` or ``sum``, as in ``[[series]]``.
    """
    examples = EXAMPLES.get(outcome.format) or _divided(outcome)
    series = []
    for example in examples:
        where = {name: to for name, to in example["where"].items() if name in outcome.events}
        if where:
            series.append(example | {"where": where})
    if "killed" in outcome.events:
        series.append({"name": "deaths", "label": "Deaths", "sum": "killed"})
    return series


def _divided(outcome: Outcome) -> list[dict]:
    """Take the two values that an own spreadsheet has most often in a column that divides it."""
    for column in DIVIDING:
        values = outcome.events.get(column, pd.Series(dtype="str")).dropna()
        common = values[values.map(str.isprintable).astype(bool)].value_counts().index[:2]
        if len(common) == 2:
            return [
                {"name": name, "label": f"Incidents: {value}"[:80], "where": {column: [value]}}
                for name, value in zip(("first incidents", "second incidents"), common, strict=True)
            ]
    return []
