"""Which layouts of a deck carry which slides, where there is room on them, and their footers."""

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.shapes.placeholder import LayoutPlaceholder, SlidePlaceholder
from pptx.slide import Slide, SlideLayout
from pptx.util import Emu, Inches, Length

from report.slides.text import (
    fitting_size,
    no_autofit,
    points,
    text_height,
    text_lines,
    write_items,
)

TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
TEXTS = (PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.BODY)
NAMES = {
    "opening": ("Title Slide", "Title"),
    "text": ("Title and Content", "Title and Text"),
    "plain": ("Title Only",),
}
TITLE_SIZES = (26, 24, 22, 20, 18, 16, 14, 12, 11, 10)
ITEM_SIZES = (22, 20, 18, 16, 15, 14, 13, 12, 11, 10, 9)
FOOTER_SIZES = (10, 9, 8, 7, 6)
# A title is read from afar: two lines of these sizes.
READABLE, MOST_LINES = (26, 24, 22, 20, 18, 16), 2
SENTENCE = re.compile(r"[.;](?= [A-Z\d]| [a-z]{3,} )")
# Smaller than this, the footer takes the place of the date as well.
LEGIBLE = 9


def placeholders_of(layout: SlideLayout, *kinds: PP_PLACEHOLDER) -> list[LayoutPlaceholder]:
    """Return the placeholders of some kinds that a layout has."""
    shapes = list(layout.placeholders)
    return [shape for shape in shapes if shape.placeholder_format.type in kinds]


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
            placeholder = next(p for p in slide.placeholders if p.placeholder_format.idx == number)
            _write(placeholder, layout, text)


def _write(shape: SlidePlaceholder, layout: SlideLayout, text: str) -> None:
    if not _fits(shape, text, LEGIBLE):
        _widen(shape, layout)
    size = next((size for size in FOOTER_SIZES if _fits(shape, text, size)), FOOTER_SIZES[-1])
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


@dataclass(frozen=True, kw_only=True)
class Box:
    """A place on a slide, in English Metric Units."""

    left: int
    top: int
    width: int
    height: int

    @property
    def sides(self) -> tuple[Length, Length, Length, Length]:
        """Left, top, width and height, as python-pptx takes them."""
        return Emu(self.left), Emu(self.top), Emu(self.width), Emu(self.height)


@dataclass(frozen=True, kw_only=True, eq=False)
class Deck:
    """A deck being written.

    Parameters
    ----------
    file : Presentation
    layouts : dict of str to SlideLayout
        For ``opening``, ``text`` and ``plain`` slides.
    room : Box
        What a slide has below its title and above its footer.
    footer : str
    """

    file: Presentation
    layouts: dict[str, SlideLayout]
    room: Box
    footer: str


def prepare(file: Presentation, footer: str, say: Callable[[str], None]) -> Deck:
    """Choose the layouts of a deck.

    Parameters
    ----------
    file : Presentation
        Without slides.
    footer : str
    say : callable
        Is told what the deck lacks.

    Returns
    -------
    Deck
    """
    layouts = {kind: _layout(file, kind, say) for kind in NAMES}
    if not any(placeholders_of(layouts["plain"], PP_PLACEHOLDER.FOOTER)):
        say("The template's layouts have no footer: study, date and hash stand in a text box.")
    return Deck(file=file, layouts=layouts, room=_room(file, layouts), footer=footer)


def _size(file: Presentation) -> tuple[int, int]:
    """Return width and height of a slide; where a deck names none, the format has 4:3."""
    return file.slide_width or Inches(10), file.slide_height or Inches(7.5)


def _layout(file: Presentation, kind: str, say: Callable[[str], None]) -> SlideLayout:
    """Find a layout by its name, else by what it holds."""
    layouts = list(file.slide_layouts)
    for name in NAMES[kind]:
        for layout in layouts:
            if layout.name.strip().lower() == name.lower() and placeholders_of(layout, *TITLES):
                return layout
    texts = 1 if kind == "text" else 0
    fitting = [
        one
        for one in layouts
        if placeholders_of(one, *TITLES) and len(placeholders_of(one, *TEXTS)) == texts
    ]
    titled = [one for one in layouts if placeholders_of(one, *TITLES)]
    found = next(iter(fitting or titled or layouts))
    say(f"The template has no layout {NAMES[kind][0]}: {found.name or 'its first'} is used.")
    return found


def _room(file: Presentation, layouts: dict[str, SlideLayout]) -> Box:
    """Take the room of the text, or what is left between title and footer."""
    width, height = _size(file)
    texts = placeholders_of(layouts["text"], *TEXTS)
    if texts and texts[0].width and texts[0].height > height / 3:
        shape = texts[0]
        return Box(left=shape.left, top=shape.top, width=shape.width, height=shape.height)
    titles = placeholders_of(layouts["plain"], *TITLES)
    ends = [shape.top + shape.height for shape in titles if shape.height]
    top = round(min(max([*ends, height * 0.2]), height * 0.4))
    side = round(width * 0.05)
    return Box(left=side, top=top, width=width - 2 * side, height=round(height * 0.9) - top)


def add_slide(deck: Deck, kind: str, *, title: str, notes: str = "") -> Slide:
    """Add a slide with its title, notes and footer.

    Parameters
    ----------
    deck : Deck
    kind : {"opening", "text", "plain"}
    title : str
    notes : str

    Returns
    -------
    Slide
    """
    layout = deck.layouts[kind]
    slide = deck.file.slides.add_slide(layout)
    rest = _title(slide, title)
    if rest and title not in notes:
        notes = f"{title}\n{notes}"
    for shape in list(slide.placeholders):
        used = TITLES + (TEXTS if kind == "text" else (PP_PLACEHOLDER.SUBTITLE,))
        if shape.placeholder_format.type not in used:
            shape._element.getparent().remove(shape._element)
    add_footer(slide, layout, deck.footer)
    if not placeholders_of(layout, PP_PLACEHOLDER.FOOTER):
        bottom = _size(deck.file)[1]
        height = round(bottom * 0.04)
        room = replace(deck.room, top=bottom - round(1.3 * height), height=height)
        box = slide.shapes.add_textbox(*room.sides)
        box.name = "Footer"
        write_items(box.text_frame, [deck.footer], size=9)
    if notes:
        slide.notes_slide.notes_text_frame.text = notes
    return slide


def _title(slide: Slide, title: str) -> str:
    """Write the title in at most two lines, and return the sentences that found no room there."""
    shape = slide.shapes.title
    if shape is None:
        return ""
    width, height = points(shape.width) - 14, points(shape.height) - 8
    kept, size = title, 0.0
    for kept in _beginnings(title):
        lines = {one: text_lines(kept, width=width, size=one, bold=True) for one in READABLE}
        size = next((one for one, number in lines.items() if number <= MOST_LINES), 0.0)
        if size:
            break
    if not size:
        # A single sentence of that length stays whole.
        size = fitting_size([kept], width=width, height=height, sizes=TITLE_SIZES, bold=True)
    write_items(shape.text_frame, [kept], size=size)
    no_autofit(shape.text_frame)
    return title[len(kept) :].strip()


def _beginnings(title: str) -> list[str]:
    """Return a text whole, then without its last sentence or half sentence, and so on."""
    ends = [match.start() + 1 for match in SENTENCE.finditer(title)]
    return [title, *[title[:end].rstrip(";") + "." * (title[end - 1] == ";") for end in ends[::-1]]]


def master_is_dark(file: Presentation) -> bool:
    """Tell whether the master writes light text on a dark ground."""
    colours = file.slide_master._element.find(qn("p:clrMap"))
    return colours.get("bg1", "").startswith("dk")


def body_of(slide: Slide) -> SlidePlaceholder | None:
    """Return the placeholder for a slide's sentences, if its layout has one."""
    found = [one for one in slide.placeholders if one.placeholder_format.type in TEXTS]
    return found[0] if found else None
