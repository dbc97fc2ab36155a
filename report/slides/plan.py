"""Which slides a report becomes: the answer, then a finding a slide, further tables at the end."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from report.content.blocks import Block, Bullets, Heading, Paragraph, Picture, Report, TableBlock
from report.slides.text import Strong

LONGEST_TITLE = 320
# Rows of a small table that a slide takes.
WHOLE = 16
# Rows of a table that fills less than half of a slide, and of two that fill one.
FEW, BOTH = 5, 6


@dataclass(frozen=True, kw_only=True, eq=False)
class Slide:
    """One slide, before it has a place in a file.

    Parameters
    ----------
    title : str
        The finding.
    items : list of str
        Sentences on the slide.
    block : Picture, TableBlock or None
    notes : list of str
        What the speaker reads: the full sentences.
    further : bool
        A table without a finding of its own.
    below : Slide or None
        Another small table that shares the slide.
    """

    title: str
    items: list[str] = field(default_factory=list)
    block: Picture | TableBlock | None = None
    notes: list[str] = field(default_factory=list)
    further: bool = False
    below: "Slide | None" = None

    @property
    def small(self) -> bool:
        """Whether it is a table that leaves half of its slide empty."""
        return isinstance(self.block, TableBlock) and len(self.block.frame) <= FEW


def plan_slides(report: Report) -> list[Slide]:
    """Cut a report into slides.

    Parameters
    ----------
    report : Report

    Returns
    -------
    list of Slide
        Tables without a finding of their own come last; long ones are left to the documents.
    """
    # What names the data is on every slide, so it heads none.
    data = report.footer.rpartition(" · ")[2]
    slides = [slide for section in _sections(report.blocks) for slide in _cut(section, data)]
    slides = sorted(slides, key=lambda slide: slide.further)
    return _paired([slide for slide in slides if not slide.further]) + _paired(
        [slide for slide in slides if slide.further]
    )


def _paired(slides: Sequence[Slide]) -> list[Slide]:
    """Put two small tables in a row on one slide, so that none has a table in its top alone."""
    paired: list[Slide] = []
    for slide in slides:
        last = paired[-1] if paired else None
        if last and last.below is None and _share(last, slide):
            paired[-1] = replace(last, below=slide)
        else:
            paired.append(slide)
    return paired


def _share(first: Slide, second: Slide) -> bool:
    """Tell whether both are small tables that fit one slide."""
    blocks = [one.block for one in (first, second) if one.small]
    rows = [len(block.frame) for block in blocks if isinstance(block, TableBlock)]
    return len(rows) == 2 and sum(rows) <= BOTH


def _sections(blocks: Sequence[Block]) -> list[list[Block]]:
    found: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            found.append([])
        found[-1].append(block)
    return found


def _cut(section: Sequence[Block], data: str) -> list[Slide]:
    """Cut one section; what was said since the last slide is in the notes of the next one."""
    front = _front(section)
    slides = [front] if front else []
    heading = used = ""
    before: Block | None = None
    said: list[str] = []
    for block in section:
        made = None
        if isinstance(block, Heading):
            heading = block.text
        elif isinstance(block, Paragraph) and block.style in ("body", "note"):
            said.append(block.text)
        elif isinstance(block, Bullets):
            said += block.items
            made = _listed(heading, block, slides) if front else None
        elif isinstance(block, Picture):
            said += [block.caption, *[text for _, text in block.chart.events]]
            said += block.chart.by_reader
            made = Slide(title=block.chart.title, block=block)
        elif isinstance(block, TableBlock) and _wanted(block):
            above = before.text if isinstance(before, Paragraph) else ""
            # A heading names the first table below it; a further one is named by its caption.
            named = heading if heading != used else plain_title(block)
            made, used = _of_table(block, named, "" if data in above else above), heading
        if made is not None:
            made.notes.extend(said)
            said = []
            slides += [made] if made not in slides else []
        before = block
    if slides:
        slides[-1].notes.extend(said)
    return slides


def _front(section: Sequence[Block]) -> Slide | None:
    """Put the leading sentences on one slide: the first of them is the answer."""
    told = {
        style: [b.text for b in section if isinstance(b, Paragraph) and b.style == style]
        for style in ("lead", "caution")
    }
    if not told["lead"]:
        return None
    answer, *rest = told["lead"]
    return Slide(title=answer, items=[*rest, *told["caution"]], notes=[answer, *rest])


def _listed(heading: str, block: Bullets, slides: Sequence[Slide]) -> Slide:
    """Put the lists of the front page on one slide."""
    last = slides[-1]
    if last.block is None and last is not slides[0]:
        last.items.extend([Strong(heading), *block.items])
        return last
    return Slide(title=heading, items=list(block.items))


def _wanted(block: TableBlock) -> bool:
    """Tell whether a table is for a slide: the long ones of an appendix are not."""
    if block.frame.empty or not block.caption:
        return False
    if block.slide != "whole":
        return block.slide == "first rows"
    return not block.small or len(block.frame) <= WHOLE


def _of_table(block: TableBlock, heading: str, finding: str) -> Slide:
    """Head a table by the sentence right above it, which is its finding."""
    if 0 < len(finding) <= LONGEST_TITLE:
        return Slide(title=finding, block=block)
    if finding or block.slide == "first rows":
        return Slide(title=heading, block=block)
    return Slide(title=plain_title(block), block=block, further=True)


def plain_title(block: TableBlock) -> str:
    """Return the caption of a table as a title."""
    return block.caption.rstrip(".")
