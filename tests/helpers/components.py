"""What a tree of components says, and the looks it is built for."""

from dash import no_update

from dashboard.components.table import Table

DESK = {"width": 1100, "dark": False, "phone": False}


PHONE = {"width": 360, "dark": True, "phone": True}


def text_of(component):
    """Collect every text below a component."""
    if component is None or component is no_update:
        return ""
    if isinstance(component, str | int | float):
        return str(component)
    if isinstance(component, list | tuple):
        return " ".join(text_of(part) for part in component)
    if isinstance(component, Table) and component.head:
        return text_of([component.caption, component.head, component.rows])
    return text_of(getattr(component, "children", ""))
