"""What a reader does in ten minutes with the bundled study, one control at a time."""

import json
from collections.abc import Iterator

Change = dict[str, object]
DESK = {"width": 1100, "dark": False, "phone": False}


def _part(kind: str, name: str) -> str:
    return json.dumps({"name": name, "type": kind}, separators=(",", ":"))


def opening() -> Change:
    """Open the page: the address and the width of the window arrive."""
    return {"url.search": "", "viewport.data": DESK}


def view_changes(values: dict[str, object]) -> Iterator[Change]:
    """Give the changes in order.

    Parameters
    ----------
    values : dict
        The page's values by "id.property", for the places that its menus offer.
    """
    for series in ("attacks", "strikes", "both", "attacks"):
        yield {"series.value": series}
    for countries in (["Iraq"], ["Syria"], ["Jordan"], ["Iraq", "Syria"], []):
        yield {"country.value": countries}
    for weapons in (["drone"], ["rocket"], ["drone", "rocket"], []):
        yield {"weapon.value": weapons}
    for least in ("official", "media", "claimed"):
        yield {"confirmation.value": least}
    kept, *_ = values["location.data"]
    places = [place["value"] for place in kept["items"]]
    for chosen in (places[:1], places[1:2], places[:3], []):
        yield {"location.value": chosen}
    yield from _periods_and_looks()
    yield from _tabs()
    yield from _buttons()


def _periods_and_looks() -> Iterator[Change]:
    for start, end in (
        ("2023-10-17", "2023-12-31"),
        ("2023-12-01", "2024-02-29"),
        ("2023-11-01", "2024-01-31"),
        ("2023-10-17", "2024-11-21"),
        ("2023-10-17", "2024-02-29"),
    ):
        yield {"period.value": [start, end]}
    for smoothing in ("trailing", "none", "centred"):
        yield {"smoothing.value": smoothing}
    for shown in (["C-20231124-01"], ["C-20231124-01", "C-20240203-01", "C-20240128-01"]):
        yield {"shown.value": shown}
    yield {"theme.n_clicks": 1}


def _tabs() -> Iterator[Change]:
    for tab in ("changes", "totals", "map", "incidents", "around"):
        yield {"tab.value": tab}
    for event in ("C-20231124-01", "C-20240128-01", "C-20240203-01"):
        yield {"event.value": event}
    for before, after in ((14, 14), (60, 30)):
        yield {"before.value": before}
        yield {"after.value": after}
    yield {"gap.value": 3}
    yield {"country.value": ["Iraq"]}
    yield {"tab.value": "changes"}
    yield {"country.value": []}
    yield {"tab.value": "overview"}
    for by in ("country", "location", "confirmation"):
        yield {"by.value": by}


def _buttons() -> Iterator[Change]:
    for chart in ("timeline", "breakdown"):
        yield {f"{_part('show', chart)}.n_clicks": 1}
        yield {"wanted.data": {"name": chart}}
    clicked = {"points": [{"x": "2023-12-08"}]}
    yield {f"{_part('graph', 'timeline')}.clickData": clicked}
    yield {"reset.n_clicks": 1}
