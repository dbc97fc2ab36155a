"""An SVG that looks the same everywhere: well formed, with the letters it uses inside."""

import base64
import re
from xml.etree import ElementTree

from charts.style.fonts import FAMILY, reduced
from data.errors import EscalationError

BOLD = re.compile(r"font-weight:\s*(bold|[6-9]00)")
DEFINED = "<defs><style>{}</style></defs>"
FACE = (
    "@font-face{{font-family:'{family}';font-weight:{weight};"
    "src:url(data:font/ttf;base64,{data}) format('truetype')}}"
)


def letters(svg: str) -> dict[bool, set[str]]:
    """Return the characters that an SVG draws, regular and bold.

    Parameters
    ----------
    svg : str

    Returns
    -------
    dict
        From whether it is bold to characters.

    Raises
    ------
    EscalationError
        When the SVG is not well formed.
    """
    found: dict[bool, set[str]] = {False: set(), True: set()}
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as error:
        raise EscalationError(f"The figure came out as a broken SVG ({error}).") from error
    for text in root.iter("{http://www.w3.org/2000/svg}text"):
        _collect(text, False, found)
    return found


def _collect(element: ElementTree.Element, bold: bool, found: dict[bool, set[str]]) -> None:
    bold = bold or bool(BOLD.search(element.get("style", "")))
    found[bold].update(element.text or "")
    for child in element:
        _collect(child, bold, found)
        found[bold].update(child.tail or "")


def with_fonts(svg: str) -> str:
    """Put the letters that an SVG uses into it, and no others.

    Parameters
    ----------
    svg : str

    Returns
    -------
    str
    """
    faces = [
        FACE.format(family=FAMILY, weight=700 if bold else 400, data=_encoded(used, bold))
        for bold, used in letters(svg).items()
        if used
    ]
    return _after_opening(svg, DEFINED.format("".join(faces))) if faces else svg


def _encoded(used: set[str], bold: bool) -> str:
    return base64.b64encode(reduced(used, bold=bold)).decode("ascii")


def _after_opening(svg: str, added: str) -> str:
    opened = svg.index(">", svg.index("<svg")) + 1
    return svg[:opened] + added + svg[opened:]
