"""Footer and number of a slide: a new one has neither until they are copied from its layout."""

from copy import deepcopy

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.shapes.placeholder import LayoutPlaceholder, SlidePlaceholder
from pptx.slide import Slide, SlideLayout

from report.slide_text import points, text_height, write_items

SIZES = (10, 9, 8, 7, 6)
# Smaller than this, the footer takes the place of the date as well.
LEGIBLE = 9


def placeholders_of(layout: SlideLayout, *kinds: PP_PLACEHOLDER) -> list[LayoutPlaceholder]:
    """Return the placeholders of some kinds that a layout has."""
    return [shape for shape in layout.placeholders if shape.placeholder_format.type in kinds]


def add_footer(slide: Slide, layout: SlideLayout, text: str) -> None:
    """Copy footer and number from the layout, and write the footer.

    Parameters
    ----------
    slide : Slide
    layout : SlideLayout
        Its own.
    text : str
        Study, data date and hash.
    """
    for shape in placeholders_of(layout, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER):
        copied = deepcopy(shape._element)
        slide.shapes._spTree.append(copied)
        copied.xpath(".//p:cNvPr")[0].set("id", str(slide.shapes._next_shape_id))
        if shape.placeholder_format.type == PP_PLACEHOLDER.FOOTER:
            number = shape.placeholder_format.idx
            made = next(p for p in slide.placeholders if p.placeholder_format.idx == number)
            _write(made, layout, text)


def _write(shape: SlidePlaceholder, layout: SlideLayout, text: str) -> None:
    if not _fits(shape, text, LEGIBLE):
        _widen(shape, layout)
    size = next((size for size in SIZES if _fits(shape, text, size)), SIZES[-1])
    write_items(shape.text_frame, [text], size=size)


def _fits(shape: SlidePlaceholder, text: str, size: float) -> bool:
    height = text_height([text], width=points(shape.width) - 15, size=size)
    return height <= points(shape.height)


def _widen(shape: SlidePlaceholder, layout: SlideLayout) -> None:
    """Take the place of the date, which no slide has, where it stands beside the footer."""
    for date in placeholders_of(layout, PP_PLACEHOLDER.DATE):
        if date.top == shape.top and date.height == shape.height:
            left, right = min(date.left, shape.left), shape.left + shape.width
            right, top, height = max(right, date.left + date.width), shape.top, shape.height
            shape.left, shape.top, shape.width, shape.height = left, top, right - left, height
