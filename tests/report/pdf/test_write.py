import io
from dataclasses import replace

import pandas as pd
import pytest
from pypdf import PdfReader

from analytics.findings.answer import answer_of
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.study import load_study
from report.content.blocks import Heading, Picture, TableBlock
from report.content.build import build_report
from report.content.plan import SECTIONS, Plan
from report.document import report_bytes
from report.pdf.write import write_pdf
from tests.helpers.study import write_study

# Where it begins, in points.
FOOTER = 18 / 25.4 * 72


def as_text(reader):
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.fixture(scope="module")
def brief(study):
    return PdfReader(io.BytesIO(report_bytes(Selection(study, default_view(study)), ".pdf")))


def test_the_first_page_has_the_answer_and_nothing_of_the_next_section(study, brief):
    first = " ".join(brief.pages[0].extract_text().split())
    assert answer_of(Selection(study, default_view(study))).finding in first
    assert "What cannot be answered" in first
    assert "Contents" not in first
    assert "Contents" in brief.pages[1].extract_text()


@pytest.mark.parametrize("choice", [{"country": ("Iraq",)}, {"weapon": ("drone",)}])
def test_a_first_page_with_more_to_say_has_a_smaller_figure_and_words(study, choice):
    view = replace(default_view(study), **choice)
    plan = Plan(sections=("summary", "sources"))
    pages = PdfReader(io.BytesIO(report_bytes(Selection(study, view), ".pdf", plan=plan))).pages
    # Its last words stand on it.
    assert "what caused it is not in these data" in " ".join(pages[0].extract_text().split())
    assert "What cannot be answered" not in pages[1].extract_text()


def test_every_section_has_a_bookmark(brief):
    top = [entry.title for entry in brief.outline if not isinstance(entry, list)]
    assert len([title for title in top if title != "Contents"]) == len(SECTIONS)


def test_every_page_names_study_date_and_hash(study, brief):
    for number, page in enumerate(brief.pages, 1):
        text = page.extract_text()
        assert study.digest in text
        assert f"{number} / {len(brief.pages)}" in text


def test_it_is_tagged_and_says_what_it_is(study, brief):
    assert brief.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert brief.trailer["/Root"]["/Lang"] == "en"
    assert brief.metadata.title == study.title
    assert brief.metadata.creation_date.date() == study.data_date.date()
    assert (
        "<pdfuaid:part>1</pdfuaid:part>" in brief.trailer["/Root"]["/Metadata"].get_data().decode()
    )


def test_every_figure_has_its_alternative_text(study, brief):
    report = build_report(Selection(study, default_view(study)), Plan(sections=("summary",)))
    alt = next(block.chart.alt for block in report.blocks if isinstance(block, Picture))
    found = {str(o.get("/Alt")) for o in objects(brief) if o.get("/S") == "/Figure"}
    assert alt in found


def objects(reader):
    """Return the dictionaries of a PDF."""
    for generation in reader.xref.values():
        for number in generation:
            found = reader.get_object(number)
            if hasattr(found, "get"):
                yield found
    for number in reader.xref_objStm:
        found = reader.get_object(number)
        if hasattr(found, "get"):
            yield found


def test_figures_are_vectors_in_the_one_bundled_font(brief):
    fonts, images = set(), 0
    for found in objects(brief):
        if found.get("/Type") == "/Font" and "/BaseFont" in found:
            fonts.add(str(found["/BaseFont"]).split("+")[-1])
        images += found.get("/Subtype") == "/Image"
    assert {name.partition("-")[0] for name in fonts} == {"EscalationSans"}
    assert images == 0


def test_the_data_are_inside(brief):
    rows = brief.attachments["incidents.csv"][0].decode("utf-8-sig").splitlines()
    assert len(rows) == 1 + 219 + 23
    assert "timeline.csv" in brief.attachments


def test_the_same_study_gives_the_same_bytes(study):
    plan = Plan(sections=("summary", "changes"))
    one, two = (
        report_bytes(Selection(study, default_view(study)), ".pdf", plan=plan) for _ in range(2)
    )
    assert one == two


def test_a_table_that_breaks_repeats_its_heading(brief):
    last = brief.pages[-1].extract_text()
    assert "What happened" in last
    assert "Appendix" not in last


@pytest.mark.parametrize("words", [140, 1500])
def test_no_row_is_lost_of_a_table_or_a_row_that_is_taller_than_a_page(study, words):
    plan = Plan(sections=("summary",))
    report = build_report(Selection(study, default_view(study)), plan=plan)
    cells = [" ".join(f"w{row}x{word}" for word in range(words)) for row in range(10)]
    frame = pd.DataFrame({"cut": [f"cut {row}" for row in range(10)], "changes": cells})
    table = TableBlock(frame=frame, caption="Cuts.")
    report = replace(report, blocks=(*report.blocks, Heading(level=2, text="Cuts"), table))
    reader = PdfReader(io.BytesIO(write_pdf(report, progress=lambda *step: None)))
    above = []

    def note(piece, user, text, font, size):
        # What runs into the footer can be read by a program, and by nobody else.
        if text[5] * user[3] + user[5] > FOOTER:
            above.append(piece)

    for page in reader.pages:
        page.extract_text(visitor_text=note)
    found = "".join("".join(above).split())
    assert [word for row in cells for word in row.split() if word not in found] == []
    assert all(f"cut{row}" in found for row in range(10))


def test_texts_are_set_as_they_are(tmp_path):
    odd = r"#let x = 1 $a$ *b* _c_ [d] <e> @f \ `g` // عربي кириллица"
    study = load_study(write_study(tmp_path))
    plan = Plan(sections=("coverage",), title=odd, author="A & B")
    reader = PdfReader(
        io.BytesIO(report_bytes(Selection(study, default_view(study)), ".pdf", plan=plan))
    )
    assert reader.metadata.title == odd
    assert reader.metadata.author == "A & B"
    assert r"#let x = 1 $a$ *b* _c_ [d] <e> @f \ `g` //" in as_text(reader)


def test_letters_that_no_font_has_do_not_stop_it(tmp_path):
    study = load_study(write_study(tmp_path))
    plan = Plan(sections=("coverage",), title="\U00013000 \U0001f600 \u4e2d")
    assert report_bytes(Selection(study, default_view(study)), ".pdf", plan=plan).startswith(
        b"%PDF"
    )


def test_a_logo_stands_on_the_first_page(tmp_path):
    study = load_study(write_study(tmp_path))
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    plan = Plan(sections=("coverage",), logo=svg)
    report = build_report(Selection(study, default_view(study)), plan)
    with_logo = write_pdf(report, progress=lambda *step: None)
    alts = {str(o.get("/Alt")) for o in objects(PdfReader(io.BytesIO(with_logo))) if o.get("/S")}
    assert "Logo" in alts
