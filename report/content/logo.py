"""The image on a report's first page: which kinds it may be, told by its content."""

import re
import zlib
from xml.etree import ElementTree

MOST_BYTES = 5_000_000
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
BROKEN = "an image that is whole: this one ends too early, or was changed"
CSS_URL = re.compile(r"""(?:url\(|@import)\s*["']?([^"')]*)""")
ALLOWED = f"a PNG, JPEG or SVG image of at most {MOST_BYTES // 1_000_000} MB"


def logo_kind(content: bytes) -> str:
    """Tell what kind of image bytes are.

    Parameters
    ----------
    content : bytes

    Returns
    -------
    str
        "png", "jpg", "svg", or empty for anything else.
    """
    if content.startswith(PNG):
        return "png"
    if content.startswith(JPEG):
        return "jpg"
    start = content[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"<svg", b"<?xml", b"<!--", b"<!DOCTYPE svg")) and b"<svg" in content:
        return "svg"
    return ""


def check_logo(content: bytes) -> str:
    """Say what an image should have been; empty where it can be used.

    Parameters
    ----------
    content : bytes

    Returns
    -------
    str
    """
    kind = logo_kind(content)
    if not kind or len(content) > MOST_BYTES:
        return ALLOWED
    return {"png": _check_png, "jpg": _check_jpeg, "svg": _check_svg}[kind](content)


def _check_png(content: bytes) -> str:
    """Walk through the pieces of a PNG: each has its length before it, and a sum behind it."""
    at, kinds = len(PNG), []
    while at + 12 <= len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        piece = content[at + 4 : at + 8 + size]
        if zlib.crc32(piece) != int.from_bytes(content[at + 8 + size : at + 12 + size], "big"):
            return BROKEN
        kinds.append(piece[:4])
        at += 12 + size
    whole = kinds[:1] == [b"IHDR"] and b"IDAT" in kinds and kinds[-1:] == [b"IEND"]
    return "" if whole else BROKEN


def _check_jpeg(content: bytes) -> str:
    """Look for the size and the end of a JPEG: what was cut off while it was copied has none."""
    sized = re.search(rb"\xff[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf]", content)
    return "" if sized and b"\xff\xd9" in content[-1024:] else BROKEN


def _check_svg(content: bytes) -> str:
    """Read an SVG; nothing in it may be fetched from elsewhere, nor unfold to more than it is."""
    if b"<!ENTITY" in content:
        return "an SVG image without entities; save it anew from a drawing program"
    try:
        elements = list(ElementTree.fromstring(content).iter())
    except (ElementTree.ParseError, ValueError, RecursionError):
        return BROKEN
    named = [v for e in elements for k, v in e.attrib.items() if k.rpartition("}")[2] == "href"]
    styles = [v for e in elements for v in (*e.attrib.values(), e.text or "")]
    named += [place for text in styles for place in CSS_URL.findall(text)]
    remote = any(not place.strip().startswith(("#", "data:")) for place in named)
    return "an SVG image that holds all it shows, and names nothing elsewhere" if remote else ""
