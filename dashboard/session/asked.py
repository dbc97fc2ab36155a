"""What a browser says of itself with its first request: its address, its width, its theme."""

import flask

DEFAULT = {"width": 1000, "dark": False, "phone": False}
WIDTHS = (280, 4000)


def asked_search() -> str | None:
    """Return the query string of the page that asks; None where it does not say."""
    return flask.request.args.get("search") if flask.has_request_context() else None


def asked_viewport() -> dict[str, int | bool]:
    """Return the width of the asking page's charts, and what its system is set to."""
    if not flask.has_request_context():
        return dict(DEFAULT)
    given = flask.request.args
    marks = {name: given.get(name) == "true" for name in ("dark", "phone")}
    return {"width": held_width(given.get("width", "")), **marks}


def held_width(text: str) -> int:
    """Read a width in pixels, held to what a figure can have."""
    low, high = WIDTHS
    whole = text.isdecimal() and len(text) < 6
    return min(max(int(text), low), high) if whole else int(DEFAULT["width"])
