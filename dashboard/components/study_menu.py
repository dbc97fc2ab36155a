"""The menu of studies in the header, where a server has several."""

from collections import Counter

from dash import html

from dashboard import ids
from dashboard.session.active_study import Opened
from dashboard.shelf.addresses import FILE_ADDRESS, here, server_root, study_address


def study_menu(opened: Opened) -> html.Details | None:
    """Return the links to the other studies, the list of all, and the reader's own file.

    Parameters
    ----------
    opened : Opened

    Returns
    -------
    Details or None
        None where one study is served.
    """
    if opened.several is None:
        return None
    links = [("All studies, with their answers", f"{server_root()}/")]
    links += [(text, study_address(name)) for name, text in study_labels(opened).items()]
    held = opened.held()
    links += [(f"Your file: {held.file}", f"{server_root()}{FILE_ADDRESS}/")] if held else []
    page = f"{server_root()}{here()}/"
    return html.Details(
        [
            html.Summary("▾", **ids.hyphened({"aria-label": "Choose another study"})),
            html.Div(
                [_link(text, address, page) for text, address in links], className="menu-items"
            ),
        ],
        className="menu studies-menu",
    )


def study_labels(opened: Opened) -> dict[str, str]:
    """Return what each study is called, in the order in which they are served.

    Of those whose titles are the same each has its name as well.
    """
    titles = opened.several.titles if opened.several else {}
    same = Counter(titles.values())
    return {n: f"{title} ({n})" if same[title] > 1 else title for n, title in titles.items()}


def _link(text: str, address: str, page: str) -> html.A:
    current = ids.hyphened({"aria-current": "page"}) if address == page else {}
    return html.A(text, href=address, className="menu-item study-link", **current)
