import io
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Inches, Mm

from data.errors import EscalationError
from report.content.blocks import Bullets, Heading, Link, Paragraph
from report.word.write import write_word
from tests.helpers.report import FINDING, hostile_table, made_report, map_picture, table_block
from tests.helpers.waiting import until_the_clock_has_turned


def opened(content):
    return docx.Document(io.BytesIO(content))


@pytest.fixture(scope="module")
def content():
    return write_word(made_report())


@pytest.fixture(scope="module")
def document(content):
    return opened(content)


def styled(document, name):
    return [p.text for p in document.paragraphs if p.style.name == name]


def fields(element):
    return [node.text.strip() for node in element.iter(qn("w:instrText"))]


def test_headings_are_headings_and_the_contents_lead_to_them(document):
    assert styled(document, "Title") == ["Made up"]
    assert styled(document, "Heading 1") == ["Summary", "Change points", "Places"]
    assert styled(document, "Heading 2") == ["What cannot be answered"]
    assert styled(document, "Heading 3") == ["Further"]
    body = document.element.body
    names = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    leads = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))]
    listed = [name for name in leads if name]
    assert len(listed) == 3
    assert set(listed) <= names
    # One page up front, then the contents.
    assert [p.text for p in document.paragraphs if p.paragraph_format.page_break_before] == [
        "Contents"
    ]


def test_captions_are_numbered_by_fields(document):
    assert styled(document, "Caption") == [
        "Figure 1. The timeline.",
        "Table 1. Where it happened.",
        "Figure 2. The around.",
        "Figure 3. The map.",
    ]
    assert fields(document.element.body) == [
        "SEQ Figure \\* ARABIC",
        'TOC \\o "1-1" \\h \\z \\u',
        *[f"PAGEREF _Toc{number:06d} \\h" for number in (1, 3, 4)],
        "SEQ Table \\* ARABIC",
        *["SEQ Figure \\* ARABIC"] * 2,
    ]
    kinds = [node.get(qn("w:fldCharType")) for node in document.element.iter(qn("w:fldChar"))]
    # The contents are a field around those of their pages.
    assert kinds[:3] == ["begin", "separate", "end"]
    assert [kinds.count(kind) for kind in ("begin", "separate", "end")] == [8, 8, 8]
    asked = document.settings.element.find(qn("w:updateFields"))
    assert asked is not None
    assert asked.get(qn("w:val")) == "true"


def test_every_picture_says_what_it_shows(document):
    told = [(p.get("descr"), p.get("title")) for p in document.element.iter(qn("wp:docPr"))]
    names = ("timeline", "around", "map")
    assert told == [(f"Chart of the {name}. {FINDING}", f"The {name}.") for name in names]
    # 170 mm at 300 dots an inch.
    shape = document.inline_shapes[0]
    image = document.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed]
    assert shape.width == Mm(170)
    assert image.image.px_width == pytest.approx(170 / 25.4 * 300, abs=2)


def test_heading_rows_repeat_and_rows_stay_whole(document):
    table = document.tables[0]
    assert table.style.name == "Report Table"
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows] == [
        True,
        *[False] * 3,
    ]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert [cell.text for cell in table.rows[1].cells] == ["Place 0", "0", "Paper"]


def test_sources_are_relationships(document):
    addresses = {rel.target_ref for rel in document.part.rels.values() if rel.is_external}
    assert addresses == {
        *(f"https://example.org/{k}" for k in range(3)),
        "https://example.org/why",
        "https://example.org/places",
    }


def test_the_footer_names_the_data_and_the_page(document):
    footer = document.sections[0].footer
    assert footer.paragraphs[-1].text.startswith("Made up · Data to 12 Jan 2024 · hash 1a2b")
    assert fields(footer._element) == ["PAGE", "NUMPAGES"]


def test_the_properties_have_no_clock(document):
    properties = document.core_properties
    assert (properties.title, properties.author) == ("Made up", "A. Author")
    assert properties.created == properties.modified
    assert f"{properties.modified:%Y-%m-%d}" == "2024-01-12"
    language = document.styles.element.find(f".//{qn('w:lang')}")
    assert language.get(qn("w:val")) == "en-GB"


def test_same_report_same_bytes(content):
    until_the_clock_has_turned()
    assert write_word(made_report()) == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert not any("vba" in name or "thumbnail" in name for name in archive.namelist())


HOSTILE = "nul\0 bell\a lone\ud800 not\uffff <b>&amp; \u202eafter"


def test_what_xml_cannot_hold_is_left_out():
    report = made_report(
        Heading(level=1, text=HOSTILE),
        Paragraph(text=HOSTILE),
        Bullets(items=(Link(HOSTILE, f"https://example.org/{HOSTILE}"),)),
        hostile_table(HOSTILE),
        replace(map_picture(description=HOSTILE), caption=HOSTILE),
        title=HOSTILE,
        footer=HOSTILE,
        author=HOSTILE,
    )
    document = opened(write_word(report))
    assert styled(document, "Heading 1") == ["nul bell lone not <b>&amp; \u202eafter"]


@pytest.mark.parametrize(
    "address", ["https://[bad", "javascript:alert(1)", "https://", "file:///x"]
)
def test_a_bad_address_is_text(address):
    document = opened(write_word(made_report(Bullets(items=(Link("Here", address),)))))
    assert styled(document, "List Bullet") == ["Here"]
    assert not any(rel.is_external for rel in document.part.rels.values())


def test_right_to_left_text_runs_so():
    document = opened(
        write_word(made_report(Paragraph(text="هجوم drone"), Paragraph(text="drone")))
    )
    last, first = document.paragraphs[-1]._p, document.paragraphs[-2]._p
    assert first.pPr.find(qn("w:bidi")) is not None
    assert first.r_lst[0].rPr.find(qn("w:rtl")) is not None
    assert last.pPr.find(qn("w:bidi")) is None


def test_two_thousand_rows_come_whole():
    report = made_report(Heading(level=1, text="Appendix"), table_block(2000, small=True))
    assert len(opened(write_word(report)).tables[0]._tbl.tr_lst) == 2001


def template_of(folder, change, name="house.docx"):
    document = docx.Document()
    change(document)
    document.save(folder / name)
    return folder / name


def house_style(document):
    document.styles["Heading 1"].font.name = "Georgia"
    document.styles.add_style("Report Table", WD_STYLE_TYPE.TABLE)
    document.sections[0].page_width = Mm(216)
    document.sections[0].footer.paragraphs[0].text = "House of Reports"
    document.add_paragraph("Sample text")


def test_a_template_gives_its_styles_page_and_footer(tmp_path, caplog):
    template = template_of(tmp_path, house_style)
    document = opened(write_word(made_report(), template=template))
    assert document.styles["Heading 1"].font.name == "Georgia"
    assert document.sections[0].page_width == pytest.approx(Mm(216), abs=1000)
    footer = [p.text for p in document.sections[0].footer.paragraphs]
    assert footer[0] == "House of Reports"
    assert footer[1].startswith("Made up · Data to")
    assert "Sample text" not in [p.text for p in document.paragraphs]
    assert styled(document, "Heading 1")[0] == "Summary"
    assert caplog.messages == []


def test_a_template_without_a_style_gets_a_plain_one(tmp_path, caplog):
    def spoil(document):
        for name in ("Caption", "List Bullet"):
            document.styles[name].delete()
        document.styles["Table Grid"].delete()

    document = opened(write_word(made_report(), template=template_of(tmp_path, spoil)))
    assert styled(document, "Caption")[0] == "Figure 1. The timeline."
    assert "no styles Caption, List Bullet: plain ones were added" in caplog.text
    assert "no table style" in caplog.text


@pytest.mark.parametrize("taken", [("w:pgSz",), ("w:pgMar",), ("w:pgSz", "w:pgMar"), ()])
def test_a_template_that_names_no_page_gets_words_usual_one(tmp_path, taken):
    def spoil(document):
        section = document.element.body.sectPr
        for tag in taken:
            section.remove(section.find(qn(tag)))
        if not taken:
            document.element.body.remove(section)

    document = opened(write_word(made_report(), template=template_of(tmp_path, spoil)))
    (stop,) = document.sections[0].footer.paragraphs[-1].paragraph_format.tab_stops
    # Letter without an inch at either side; python-docx's template has an inch and a quarter.
    assert stop.position == (Inches(6) if taken == ("w:pgSz",) else Inches(6.5))


def test_a_style_of_another_kind_under_a_name_that_is_used_is_one_sentence(tmp_path):
    def spoil(document):
        document.styles["Caption"].delete()
        document.styles.add_style("Caption", WD_STYLE_TYPE.CHARACTER)

    with pytest.raises(EscalationError, match="style Caption is not one of paragraphs"):
        write_word(made_report(), template=template_of(tmp_path, spoil))


def test_a_dotx_is_taken_as_well(tmp_path):
    path = template_of(tmp_path, lambda document: None)
    parts = zipfile.ZipFile(path)
    with zipfile.ZipFile(tmp_path / "house.dotx", "w") as made:
        for name in parts.namelist():
            part = parts.read(name)
            made.writestr(name, part.replace(b"document.main+xml", b"template.main+xml"))
    content = write_word(made_report(), template=tmp_path / "house.dotx")
    assert styled(opened(content), "Title") == ["Made up"]
    types = zipfile.ZipFile(io.BytesIO(content)).read("[Content_Types].xml")
    assert b"template.main+xml" not in types


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("house.docx", b"not a package", "house.docx cannot be read as a Word file"),
        ("house.docx", b"", "house.docx cannot be read as a Word file"),
        ("house.pptx", b"", "house.pptx is not for Word: give one that ends in .docx or .dotx"),
        ("house.docm", b"", "house.docm may hold macros"),
        ("house.docx", None, "Cannot read the template"),
    ],
)
def test_a_bad_template_is_one_sentence(tmp_path, name, content, message):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(EscalationError, match=message) as caught:
        write_word(made_report(), template=tmp_path / name)
    assert "\n" not in str(caught.value)


def test_a_package_that_is_no_document_is_one_sentence(tmp_path):
    with zipfile.ZipFile(tmp_path / "house.docx", "w") as archive:
        archive.writestr("letter.txt", "Dear reader")
    with pytest.raises(EscalationError, match="cannot be read as a Word file"):
        write_word(made_report(), template=tmp_path / "house.docx")


def test_a_report_of_one_sentence_needs_no_contents():
    document = opened(write_word(made_report(Heading(level=1, text="A"), Paragraph(text=FINDING))))
    assert [p.text for p in document.paragraphs][-1] == FINDING
    assert "Contents" not in [p.text for p in document.paragraphs]
