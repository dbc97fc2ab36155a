"""A report as one HTML file that works from a memory stick and asks nothing of any server."""

import html
from pathlib import Path

from report.content.blocks import Block, Heading, Picture, Report
from report.content.build import Progress
from report.content.logo import logo_kind
from report.figure.html_assets import font_faces, plotly_script
from report.page.blocks import anchor, block_html, cell_html, data_link, image_html

FOLDER = Path(__file__).resolve().parent
# The browser itself refuses whatever would be fetched.
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; font-src data:; connect-src 'none'; form-action 'none'; base-uri 'none'"
)
KINDS = {"png": "png", "jpg": "jpeg", "svg": "svg+xml"}


def write_page(report: Report, *, progress: Progress) -> bytes:
    """Write a report as one HTML file.

    Parameters
    ----------
    report : Report
    progress : callable
        Is told how many figures are drawn, of how many, and the next one.

    Returns
    -------
    bytes
        UTF-8; the same for the same report.

    Raises
    ------
    EscalationError
        When a figure cannot be drawn.
    """
    body = "\n".join(_body(report, progress))
    css = (FOLDER / "page.css").read_text(encoding="utf-8")
    script = (FOLDER / "page.js").read_text(encoding="utf-8")
    title, description = html.escape(report.title), html.escape(report.subtitle)
    author = f'<meta name="author" content="{html.escape(report.author)}">' if report.author else ""
    page = (
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f'<title>{title}</title><meta name="description" content="{description}">{author}'
        f'<meta name="data" content="{html.escape(report.footer)}">'
        f"<style>{font_faces()}\n{css}</style></head>\n"
        f'<body><a class="skip" href="#main">Skip to the summary</a>\n<div class="page">\n{body}\n'
        f"</div>\n<script>{plotly_script()}</script>\n<script>{script}</script>\n</body>\n</html>\n"
    )
    return page.encode("utf-8")


def _body(report: Report, progress: Progress) -> list[str]:
    """Return header, list of sections, every block, and the files that are inside."""
    pictures = sum(isinstance(block, Picture) for block in report.blocks)
    done, parts = 0, []
    for number, block in enumerate(report.blocks):
        if isinstance(block, Picture):
            progress(done, pictures, block.name)
            done += 1
        parts.append(block_html(block, number))
    files = ", ".join(data_link(name, content) for name, content in report.files.items())
    given = f"<p>Data in this file: {files}.</p>" if files else ""
    return [
        _header(report),
        _contents(report.blocks),
        '<main id="main" tabindex="-1">',
        *parts,
        "</main>",
        f"<footer>{given}<p>{cell_html(report.footer)}</p></footer>",
    ]


def _header(report: Report) -> str:
    kind = KINDS.get(logo_kind(report.logo), "")
    logo = image_html(report.logo, kind, "Logo") if kind else ""
    author = f'<p class="muted">{cell_html(report.author)}</p>' if report.author else ""
    return (
        f'<header>{logo}<h1 dir="auto">{cell_html(report.title)}</h1>'
        f'<p class="muted">{cell_html(report.subtitle)}</p>{author}</header>'
    )


def _contents(blocks: tuple[Block, ...]) -> str:
    """Return the list of sections."""
    items = "".join(
        f'<li><a href="#{anchor(block, number)}">{cell_html(block.text)}</a></li>'
        for number, block in enumerate(blocks)
        if isinstance(block, Heading) and block.level == 1
    )
    return f'<nav aria-label="Contents"><ol>{items}</ol></nav>'
