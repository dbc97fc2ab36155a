"""Components of the page as HTML, for what is seen before the scripts can draw them."""

from html import escape

from dash.development.base_component import Component

# Of an element, what changes how it looks or reads; names, values and clicks come later.
KEPT = {"className": "class", "role": "role"}
PREFIX = "aria-"
PLAIN = "dash_html_components"


def markup(part: object) -> str:
    """Return components as HTML; every text of theirs is text and nothing else.

    Parameters
    ----------
    part : component, str, number, list of them or None
        A component may be what JSON says of one; what only a script can draw is left out.

    Returns
    -------
    str
    """
    if part is None:
        return ""
    if isinstance(part, list | tuple):
        return "".join(map(markup, part))
    values = part.to_plotly_json() if isinstance(part, Component) else part
    if not isinstance(values, dict):
        return escape(str(values))
    if values["namespace"] != PLAIN:
        return ""
    tag, props = values["type"].lower(), values["props"]
    kept = {KEPT.get(name, name): value for name, value in props.items() if _is_kept(name)}
    words = "".join(f' {name}="{escape(str(value))}"' for name, value in kept.items() if value)
    return f"<{tag}{words}>{markup(props.get('children'))}</{tag}>"


def _is_kept(name: str) -> bool:
    return name in KEPT or name.startswith(PREFIX)
