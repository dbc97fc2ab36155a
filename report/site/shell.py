"""What stands around the content of every page: policy, styling, the list of views, the data."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from report.page.blocks import cell_html

# Scripts and styles come from files beside the pages, on a server or on a disk; the browser itself
# refuses whatever would be fetched from elsewhere. Styles are also written by plotly as it draws,
# and stand in the marks of pictures; that lets no script in.
POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file: 'unsafe-inline'; "
    "img-src 'self' file: data: blob:; font-src data:; connect-src 'none'; object-src 'none'; "
    "form-action 'none'; base-uri 'none'"
)
# Bars of the first series up, of the second down, as on the timeline.
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">'
    '<path fill="#D55E00" d="M2 8V5h3v3zM7 8V1h3v7z"/>'
    '<path fill="#0072B2" d="M11 9h3v6h-3zM7 9h3v3H7z"/></svg>'
)
CAUSE = (
    "A change of rate is a fact about the list of incidents; what caused it is not in these data."
)


@dataclass(frozen=True, kw_only=True)
class Shell:
    """What the pages of one brief have in common.

    Parameters
    ----------
    study : str
        Title of the study.
    told : str
        Which brief this is.
    shown : str
        What is counted: period and filters.
    source : str
        Whose data, and which.
    caution : str
        Of the study; empty for none.
    language : str
    author : str
    shared : dict of str to str
        Kind = name of the shared scripts and styles.
    views : sequence of (str, str)
        Name of a page and what the list of views calls it.
    """

    study: str
    told: str
    shown: str
    source: str
    caution: str
    language: str
    author: str
    shared: dict[str, str]
    views: Sequence[tuple[str, str]]

    def page(
        self, *, title: str, body: str, here: str, lead: str = "", charts: str = "", up: str = "../"
    ) -> bytes:
        """Write one page.

        Parameters
        ----------
        title : str
        body : str
            HTML.
        here : str
            Name of the page under which this one stands in the list of views.
        lead : str
            A heading for a page that has none of its own.
        charts : str
            Of a page with charts, what these are drawn from.
        up : str
            The way from the page to the folder of the site.

        Returns
        -------
        bytes
        """
        named = title if title == self.study else f"{title} · {self.study}"
        heading = f'<h1 dir="auto">{cell_html(lead)}</h1>\n' if lead else ""
        text = (
            '<!doctype html>\n<html lang="en">\n'
            f"<head>{self._head(named, up, bool(charts))}</head>\n"
            f'<body data-language="{html.escape(self.language)}">'
            '<a class="skip" href="#main">Skip to the content</a>\n<div class="page">\n'
            f'{self._header(here, up)}\n<main id="main" tabindex="-1">\n{heading}{body}\n</main>\n'
            f"{self._footer()}\n</div>\n{charts}\n</body>\n</html>\n"
        )
        return text.encode("utf-8", "replace")

    def _head(self, title: str, up: str, charts: bool) -> str:
        place = f"{up}shared"
        scripts = (["plotly"] if charts else []) + ["script"]
        author = f'<meta name="author" content="{html.escape(self.author)}">' if self.author else ""
        return "\n".join(
            [
                '<meta charset="utf-8">',
                f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
                '<meta name="viewport" content="width=device-width, initial-scale=1">',
                '<meta name="referrer" content="no-referrer">',
                f"<title>{html.escape(title)}</title>",
                f'<meta name="description" content="{html.escape(self.shown)}">{author}',
                f'<link rel="icon" type="image/svg+xml" href="data:image/svg+xml,{quote(ICON)}">',
                f'<link rel="alternate" type="application/atom+xml" href="{up}feed.xml" '
                'title="Briefs">',
                f'<link rel="stylesheet" href="{place}/{self.shared["style"]}">',
                *[f'<script defer src="{place}/{self.shared[one]}"></script>' for one in scripts],
            ]
        )

    def _header(self, here: str, up: str) -> str:
        views = [
            f'<li><a href="{name}.html"{CURRENT * (name == here)}>{html.escape(label)}</a></li>'
            for name, label in self.views
        ]
        briefs = f'<li><a href="{up}index.html"{CURRENT * (not up)}>All briefs</a></li>'
        told = f'<p class="muted" dir="auto">{cell_html(self.told)}</p>' if self.told else ""
        return (
            f'<header class="site"><p class="study" dir="auto">{cell_html(self.study)}</p>{told}'
            f'<nav aria-label="Views"><ul>{"".join(views)}{briefs}</ul></nav></header>'
        )

    def _footer(self) -> str:
        caution = f'<p dir="auto">{cell_html(self.caution)}</p>' if self.caution else ""
        shown = f'<p dir="auto">{cell_html(self.shown)}.</p>' if self.shown else ""
        return (
            f"<footer>{shown}{caution}<p>{CAUSE}</p>"
            f'<p dir="auto">{cell_html(self.source)}</p></footer>'
        )


CURRENT = ' aria-current="page"'
