"""What a page may send for a callback: its shape, and the type of every value in it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dashboard import ids
from data.tables.cells import is_day

Check = Callable[[Any], bool]
# How Dash writes that an id stands for all components of a kind.
MANY = '["ALL"]'
WIDEST = 100_000
LONGEST_LIST = 10_000


def is_callback(body: object, known: Mapping[str, Mapping[str, Any]]) -> bool:
    """Tell whether a body is what the page sends for a callback.

    Parameters
    ----------
    body : object
        Values of JSON.
    known : mapping
        The callbacks of the page by their output, as Dash has them.

    Returns
    -------
    bool
    """
    if not isinstance(body, dict) or not isinstance(body.get("output"), str):
        return False
    found = known.get(body["output"])
    if found is None or not _are_outputs(body["output"], body.get("outputs")):
        return False
    changed = body.get("changedPropIds", [])
    return (
        isinstance(changed, list)
        and all(isinstance(name, str) and _is_input(name, found) for name in changed)
        and _are_values(body.get("inputs", []), found["inputs"])
        and _are_values(body.get("state", []), found["state"])
    )


def _is_input(name: str, found: Mapping[str, Any]) -> bool:
    """Tell whether a property is one that sets a callback off; those of a pattern are many."""
    names = {f"{part['id']}.{part['property']}" for part in found["inputs"]}
    return name.startswith("{") or name in names


def _are_outputs(output: str, sent: object) -> bool:
    """Tell whether the outputs are those that the callback's name lists; without any it does."""
    if sent is None:
        return True
    many = output[2:-2].split("...") if output.startswith("..") else None
    if many is None:
        return isinstance(sent, dict) and _is_place(sent)
    places = [sent] if isinstance(sent, dict) else sent
    return isinstance(places, list) and len(places) == len(many) and all(map(_is_place, places))


def _is_place(sent: object) -> bool:
    """Tell whether a property of a component is named, or several under a pattern."""
    parts = sent if isinstance(sent, list) else [sent]
    return all(
        isinstance(part, dict)
        and isinstance(part.get("id"), str | dict)
        and isinstance(part.get("property"), str)
        for part in parts
    )


def _are_values(sent: object, known: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether each value is given, with its control; a pattern of many gives a list."""
    if not isinstance(sent, list) or len(sent) != len(known):
        return False
    of_many = [MANY in str(part.get("id")) for part in known]
    if any(isinstance(given, list) is not many for given, many in zip(sent, of_many, strict=True)):
        return False
    parts = [part for given in sent for part in (given if isinstance(given, list) else [given])]
    return all(
        isinstance(part, dict)
        and isinstance(part.get("id"), str | dict)
        and isinstance(part.get("property"), str)
        and _fits(part["id"], part["property"], part.get("value"))
        for part in parts
    )


def _fits(identity: str | dict, prop: str, value: object) -> bool:
    kind = identity if isinstance(identity, str) else identity.get("type")
    if isinstance(identity, dict) and not isinstance(identity.get("name"), str):
        return False
    check = CHECKS.get((kind, prop)) if isinstance(kind, str) else None
    if check is None:
        check = {"n_clicks": _is_count, "id": _is_object}.get(prop)
    # What a control holds is checked with the view that it becomes part of.
    return value is None or (check or _is_plain)(value)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_count(value: object) -> bool:
    return isinstance(value, int)


def _is_plain(value: object) -> bool:
    """Tell whether a value is text, a number, or a list of such."""
    if isinstance(value, list):
        return len(value) <= LONGEST_LIST and all(isinstance(one, str | int) for one in value)
    return isinstance(value, str | int | float)


def _is_viewport(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    width = value.get("width")
    # What is true or false is no number here.
    if isinstance(width, bool) or not isinstance(width, int | float):
        return False
    return 0 < width <= WIDEST and isinstance(value.get("dark"), bool)


def _is_period(value: object) -> bool:
    days = value if isinstance(value, list) else [None]
    return len(days) in (0, 2) and all(day is None or isinstance(day, str) for day in days)


def _is_clicked(value: object) -> bool:
    days = value.get("days") if isinstance(value, dict) else None
    return isinstance(days, str) and _are_days(days.split(".."))


def _is_picked(value: object) -> bool:
    name = value.get("name") if isinstance(value, dict) else None
    return isinstance(name, str) and _are_days([day for day in name.split("..") if day])


def _are_days(days: list[str]) -> bool:
    return len(days) <= 2 and all(map(is_day, days))


def _is_paired(value: object) -> bool:
    """Tell whether a value names two groups, or none, and over which days."""
    if not isinstance(value, dict) or not isinstance(value.get("since"), str):
        return False
    pair = value.get("pair")
    if not isinstance(pair, list) or len(pair) not in (0, 2):
        return False
    return all(isinstance(one, str) for one in pair)


def _is_named(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("name"), str)


def _is_asked(value: object) -> bool:
    return _is_named(value) and isinstance(value, dict) and isinstance(value.get("search"), str)


def _is_drawn(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(key, str) for key in value.values())


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


CHECKS: dict[tuple[str, str], Check] = {
    (ids.URL, "search"): _is_text,
    (ids.MARK, "data"): _is_text,
    (ids.TAB, "value"): _is_text,
    (ids.CONFIRMATION, "value"): _is_text,
    (ids.VIEWPORT, "data"): _is_viewport,
    (ids.PERIOD, "value"): _is_period,
    (ids.CLICKED, "data"): _is_clicked,
    (ids.PICKED, "data"): _is_picked,
    (ids.PAIR, "data"): _is_paired,
    (ids.WANTED, "data"): _is_named,
    (ids.DRAWN, "data"): _is_drawn,
    (ids.SHELL, "navbar"): _is_object,
    (ids.BURGER, "opened"): _is_count,
    ("ask", "data"): _is_text,
    ("follow", "data"): _is_text,
    (ids.ASKED, "data"): _is_asked,
    (ids.ASKED_FURTHER, "data"): _is_asked,
    (ids.WHERE, "id"): _is_named,
    ("paired", "id"): _is_named,
    ("one", "value"): _is_text,
    ("other", "value"): _is_text,
    ("since", "value"): _is_text,
    # A chart that is drawn anew sets off its table; what it shows does not matter then.
    ("graph", "figure"): _is_object,
}
