"""What a figure's file says of itself: title, alternative text, data, product, size in print."""

import hashlib
import html
import re
import struct
import zlib

from charts.chart import Chart
from charts.style.presets import INCH, POINTS, printed_mm
from data.version import software_line

# Where the picture itself begins; what describes it stands before.
IHDR_END = 8 + 25
METRE = 1


def label_svg(svg: bytes, chart: Chart) -> bytes:
    """Give an SVG its title, description, data and size in print.

    Parameters
    ----------
    svg : bytes
    chart : Chart

    Returns
    -------
    bytes
        An image with a name for screen readers; its size is in millimetres where the figure was
        made for print.
    """
    fields = fields_of(chart)
    mark = hashlib.sha256("\n".join(fields.values()).encode("utf-8")).hexdigest()[:8]
    names = {"title": f"title-{mark}", "desc": f"desc-{mark}"}
    start = svg.index(b"<svg")
    end = svg.index(b">", start)
    opening = svg[start:end].decode("utf-8")
    if chart.preset:
        for side, length in zip(("width", "height"), printed_mm(chart), strict=True):
            opening = re.sub(rf' {side}="[^"]*"', f' {side}="{length:.3f}mm"', opening, count=1)
    opening += f' role="img" aria-labelledby="{names["title"]} {names["desc"]}"'
    elements = f'<title id="{names["title"]}">{html.escape(fields["Title"])}</title>'
    elements += f'<desc id="{names["desc"]}">{html.escape(fields["Description"])}</desc>'
    line = ". ".join(fields[name] for name in ("Source", "Software") if fields[name])
    elements += f"<metadata>{html.escape(line)}</metadata>"
    return svg[:start] + f"{opening}>{elements}".encode() + svg[end + 1 :]


def label_png(png: bytes, chart: Chart) -> bytes:
    """Give a PNG its texts, and the resolution at which it has its size in print.

    Parameters
    ----------
    png : bytes
    chart : Chart

    Returns
    -------
    bytes
    """
    pixels = struct.unpack(">I", png[16:20])[0]
    per_metre = round(pixels / (printed_mm(chart)[0] / 1000))
    chunks = [_chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, METRE))]
    # Keyword; not compressed; no language; the text itself in UTF-8.
    chunks += [
        _chunk(b"iTXt", name.encode("ascii") + b"\0\0\0\0\0" + text.encode("utf-8", "replace"))
        for name, text in fields_of(chart).items()
        if text
    ]
    return png[:IHDR_END] + b"".join(chunks) + _without_size(png[IHDR_END:])


def _chunk(kind: bytes, content: bytes) -> bytes:
    checked = kind + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


def _without_size(rest: bytes) -> bytes:
    """Leave out a resolution that the drawing program has written."""
    kept, at = [], 0
    while at < len(rest):
        (length,) = struct.unpack(">I", rest[at : at + 4])
        whole = rest[at : at + length + 12]
        kept += [] if whole[4:8] == b"pHYs" else [whole]
        at += length + 12
    return b"".join(kept)


def fields_of(chart: Chart) -> dict[str, str]:
    """Return what a file says of its figure, under the PNG standard's names.

    Parameters
    ----------
    chart : Chart

    Returns
    -------
    dict of str
        ``Title``, ``Description`` (the alternative text), ``Source`` (the data) and ``Software``.
    """
    return {
        "Title": chart.title,
        "Description": chart.alt,
        "Source": chart.source.data,
        "Software": software_line().removeprefix("Made with "),
    }


def page_points(chart: Chart) -> tuple[float, float]:
    """Return width and height in print in points of 1/72 inch."""
    width, height = printed_mm(chart)
    return width / INCH * POINTS, height / INCH * POINTS
