"""The slides of a report, one by one: the opening, sentences, charts, pictures and tables."""

import io
from contextlib import suppress
from dataclasses import replace

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.shapes.autoshape import Shape
from pptx.shapes.placeholder import SlidePlaceholder
from pptx.slide import Slide as Made
from pptx.util import Emu, Inches

from analytics.wording import plain_date
from charts.chart import Chart
from charts.style.theme import Look, NoRoom
from report.content.blocks import Picture, Report, TableBlock
from report.office.pictures import EMU_PER_INCH, logo_image, printed_png
from report.office.text import clean
from report.slides.effect_chart import add_effect
from report.slides.layouts import ITEM_SIZES, Box, Deck, add_slide, body_of, master_is_dark
from report.slides.plan import Slide, plain_title
from report.slides.tables import add_table, is_whole_in, table_style
from report.slides.text import Strong, describe, fitting_size, points, write_items
from report.slides.timeline_chart import add_timeline

# The list of events beside the timeline.
ASIDE, MOST_EVENTS = 0.25, 12
# Pixels of a figure for each inch of the slide, so that its type can be read from afar.
PIXELS, DOTS = 76, 200
# A plot is not pressed further than this; after that the whole figure becomes smaller.
LEAST_STRETCH = 0.6
LOGO, GAP, CAPTION = Inches(0.7), Inches(0.06), Inches(0.35)
# The heading of a second table, and the share of a slide that is not left empty under a first.
HEAD, SECOND, EMPTY = Inches(0.75), (18, 16, 15, 14, 13, 12, 11, 10), 0.3


def write_opening(deck: Deck, report: Report) -> None:
    """Write the first slide.

    Parameters
    ----------
    deck : Deck
    report : Report
    """
    slide = add_slide(deck, "opening", title=report.title)
    said = [report.subtitle, report.author, f"Data of {plain_date(report.date)}"]
    under = [one for one in slide.placeholders if one != slide.shapes.title and _subtitle(one)]
    if under:
        _fill(under[0], [text for text in said if text])
    if report.logo:
        logo = io.BytesIO(logo_image(report.logo))
        shape = slide.shapes.add_picture(logo, Emu(deck.room.left), Inches(0.5), height=LOGO)
        describe(shape, title="Logo", alt="Logo")


def _subtitle(shape: SlidePlaceholder) -> bool:
    kinds = (PP_PLACEHOLDER.SUBTITLE, PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT)
    return shape.placeholder_format.type in kinds


def _fill(shape: Shape, items: list[str]) -> None:
    width, height = points(shape.width) - 32, points(shape.height) - 8
    size = fitting_size(items, width=width, height=height, sizes=ITEM_SIZES)
    write_items(shape.text_frame, items, size=size)


def write_slide(deck: Deck, slide: Slide) -> None:
    """Write one slide.

    Parameters
    ----------
    deck : Deck
    slide : Slide
    """
    if slide.below and not _both_whole(deck, slide, slide.below):
        write_slide(deck, replace(slide, below=None))
        write_slide(deck, slide.below)
        return
    kind = "text" if slide.items else "plain"
    spoken = [*slide.notes]
    if slide.below:
        spoken += [slide.below.title, *slide.below.notes]
    notes = "\n".join(dict.fromkeys(clean(text) for text in spoken))
    made = add_slide(deck, kind, title=slide.title, notes=notes)
    if slide.block is None:
        if slide.items:
            _sentences(deck, made, slide)
    elif isinstance(slide.block, TableBlock):
        _tables(deck, made, slide)
    elif slide.block.name == "timeline" and slide.block.chart.bars:
        _timeline(deck, made, slide.block)
    elif slide.block.name == "around" and slide.block.chart.bars:
        add_effect(made, slide.block, deck.room)
    else:
        _picture(deck, made, slide.block)


def _sentences(deck: Deck, made: Made, slide: Slide) -> None:
    body: Shape | None = body_of(made)
    if body is None:
        body = made.shapes.add_textbox(*deck.room.sides)
        body.text_frame.word_wrap = True
    _fill(body, list(slide.items))


def _both_whole(deck: Deck, slide: Slide, below: Slide) -> bool:
    """Tell whether a slide has room for all rows of the two tables that are to share it."""
    first, second = slide.block, below.block
    assert isinstance(first, TableBlock)
    assert isinstance(second, TableBlock)
    half = _half(deck.room)
    whole, height = is_whole_in(first, replace(half, height=half.height - CAPTION))
    # Its caption stands between the two.
    rest = _rest(deck.room, half.top + height + CAPTION + GAP + 3 * GAP)
    under = replace(rest, height=rest.height - HEAD - CAPTION)
    return whole and is_whole_in(second, under)[0]


def _half(room: Box) -> Box:
    return replace(room, height=room.height // 2)


def _rest(room: Box, top: int) -> Box:
    """Return what is left of a room below a height."""
    return replace(room, top=top, height=room.top + room.height - top)


def _tables(deck: Deck, made: Made, slide: Slide) -> None:
    """Add a table and, where it is small, what is said of it or a second one below."""
    room, block = deck.room, slide.block
    assert isinstance(block, TableBlock)
    half = _half(room) if slide.below else room
    bottom = _table(deck, made, block, slide.title, half) + 3 * GAP
    rest = _rest(room, bottom)
    if slide.below is not None:
        below = slide.below
        assert isinstance(below.block, TableBlock)
        head = replace(rest, height=HEAD)
        written = made.shapes.add_textbox(*head.sides)
        written.text_frame.word_wrap, written.text_frame.margin_left = True, 0
        size = fitting_size(
            [below.title],
            width=points(head.width) - 8,
            height=points(HEAD) - 6,
            sizes=SECOND,
            bold=True,
        )
        write_items(written.text_frame, [Strong(below.title)], size=size)
        under = replace(rest, top=rest.top + HEAD, height=rest.height - HEAD)
        _table(deck, made, below.block, below.title, under)
    elif rest.height > room.height * EMPTY:
        said = [text for text in dict.fromkeys(slide.notes) if text and text != slide.title]
        if said:
            written = made.shapes.add_textbox(*rest.sides)
            written.name, written.text_frame.word_wrap = "What is said of it", True
            written.text_frame.margin_left = 0
            _fill(written, said)


def _table(deck: Deck, made: Made, block: TableBlock, title: str, room: Box) -> int:
    """Add a table, say how many of its rows found no room, and return where it ends."""
    box = replace(room, height=room.height - CAPTION)
    shown, bottom = add_table(made, block, box, style=table_style(deck.file))
    said = "" if plain_title(block) == title else clean(block.caption)
    if shown < len(block.frame):
        said += f" {shown} of {len(block.frame)} rows; the report as Word or PDF has all."
    if said.strip():
        below = Box(left=room.left, top=bottom + GAP, width=room.width, height=CAPTION)
        _caption(made, said.strip(), below)
        bottom += GAP + CAPTION
    return bottom


def _caption(made: Made, text: str, box: Box) -> None:
    written = made.shapes.add_textbox(*box.sides)
    written.text_frame.word_wrap = True
    written.text_frame.margin_left = 0
    size = fitting_size(
        [text], width=points(box.width) - 14, height=points(box.height) - 6, sizes=(12, 11, 10, 9)
    )
    write_items(written.text_frame, [text], size=size)


def _timeline(deck: Deck, made: Made, picture: Picture) -> None:
    """Draw the timeline, its events numbered in it and listed beside it."""
    room, events = deck.room, picture.chart.events
    listed = [f"{place}  {text}" for place, (_, text) in enumerate(events, 1)]
    if not 0 < len(listed) <= MOST_EVENTS:
        add_timeline(made, picture, room)
        return
    width = round(room.width * (1 - ASIDE))
    add_timeline(made, picture, replace(room, width=width), events=events)
    left = room.left + width
    box = Box(left=left, top=room.top, width=room.width - width, height=room.height)
    written = made.shapes.add_textbox(*box.sides)
    written.name, written.text_frame.word_wrap = "Listed events", True
    size = fitting_size(
        listed,
        width=points(box.width) - 16,
        height=points(box.height) - 8,
        sizes=(14, 13, 12, 11, 10, 9),
    )
    write_items(written.text_frame, listed, size=size)


def _picture(deck: Deck, made: Made, picture: Picture) -> None:
    room = deck.room
    width, height = (round(side / EMU_PER_INCH * PIXELS) for side in (room.width, room.height))
    # The slide has a title of its own.
    look = Look(width=width, dark=master_is_dark(deck.file), titled=False)
    chart = _low(picture, look, height=height)
    drawn, wide = printed_png(chart, widest=room.width, highest=room.height, dots=DOTS)
    left, top, _, _ = room.sides
    shape = made.shapes.add_picture(io.BytesIO(drawn), left, top, width=Emu(wide))
    shape.left = Emu(room.left + (room.width - wide) // 2)
    describe(shape, title=picture.caption, alt=picture.chart.alt)


def _low(picture: Picture, look: Look, *, height: int) -> Chart:
    """Draw a chart for a slide, with a lower plot where it would be too tall."""
    chart = picture.redraw(look)
    layout = chart.figure.layout
    over, plot = layout.height - height, layout.height - layout.margin.t - layout.margin.b
    if over > 0 and plot > 0:
        with suppress(NoRoom):
            return picture.redraw(replace(look, stretch=max(LEAST_STRETCH, 1 - over / plot)))
    return chart
