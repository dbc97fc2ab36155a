import io
import zipfile

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from charts.style.colours import COLOURS
from report.content.blocks import Bullets, Heading, Paragraph
from report.word.blocks import STYLES
from report.word.styles import BASE, TABLE_HEADINGS, TABLE_STYLE, typeface
from report.word.write import write_word
from tests.helpers.report import FINDING, made_report, table_block

NAMED = ["Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "TOC Heading", "toc 1"]
NAMED += ["Caption", "List Bullet", "Footer", "Report Table Text", "Report Table Small"]


def written(template=None):
    report = made_report(
        *(Heading(level=1, text=name) for name in "ABC"),
        Paragraph(text=FINDING),
        Bullets(items=("One.", "Two.")),
        table_block(),
    )
    return docx.Document(io.BytesIO(write_word(report, template=template)))


def saved(document, folder):
    document.save(folder / "house.docx")
    return folder / "house.docx"


def is_bold(document, name):
    """Tell whether a paragraph in a heading row is bold: Word turns off what two styles turn on."""
    table_style = document.styles[document.tables[0].style.name].element
    by_table = bool(table_style.xpath("w:tblStylePr[@w:type='firstRow']/w:rPr/w:b"))
    return by_table != bool(document.styles[name].font.bold)


def test_our_document_has_every_style_that_is_written():
    base = docx.Document(BASE)
    names = {style.name for style in base.styles}
    assert {*NAMED, *STYLES.values(), *TABLE_HEADINGS, TABLE_STYLE, "Hyperlink"} <= names
    assert not base.paragraphs
    assert typeface(base) == "Arial"


def test_our_document_holds_nothing_but_what_we_put_there():
    with zipfile.ZipFile(BASE) as archive:
        names = set(archive.namelist())
        assert not any(b"External" in archive.read(name) for name in names)
    assert names == {
        *("[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/document.xml"),
        *("word/_rels/document.xml.rels", "word/styles.xml", "word/settings.xml"),
        *("word/theme/theme1.xml", "word/numbering.xml"),
    }
    properties = docx.Document(BASE).core_properties
    assert (properties.author, properties.last_modified_by, properties.title) == ("", "", "")


def test_its_colours_are_those_of_the_figures():
    light = COLOURS[False]
    ours = {light.ink, light.muted, light.grid, light.strikes_text}
    xml = docx.Document(BASE).styles.element
    used = xml.xpath(".//@w:color | .//w:color/@w:val")
    assert {f"#{colour}" for colour in used} == {colour.upper() for colour in ours}


def test_a_change_of_the_table_style_changes_the_tables():
    document = written()
    table = document.tables[0]
    assert table.style.name == TABLE_STYLE
    assert table.style.type == WD_STYLE_TYPE.TABLE
    # Nothing below the style says otherwise: no border, shade, type or colour of its own.
    assert not table._tbl.xpath(".//w:tblBorders | .//w:tcBorders | .//w:shd")
    assert not table._tbl.xpath(".//w:rPr[not(w:rStyle)]")
    used = set(table._tbl.xpath(".//w:pStyle/@w:val"))
    assert used == {"ReportTableHeading", "ReportTableText"}
    for style in document.styles:
        if style.style_id in {*used, "Normal"}:
            assert style.font.color.rgb is style.font.bold is style.font.name is None
    assert document.styles["Normal"].font.size is None


def test_headings_of_tables_are_bold_once():
    assert all(is_bold(written(), name) for name in TABLE_HEADINGS)


@pytest.mark.parametrize("bold", [True, False])
def test_headings_of_tables_are_bold_once_in_a_template(tmp_path, bold):
    template = docx.Document()
    style = template.styles.add_style("Plain Table 2", WD_STYLE_TYPE.TABLE).element
    if bold:
        inner = (
            f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr>'
        )
        style.append(parse_xml(inner))
    document = written(saved(template, tmp_path))
    assert document.tables[0].style.name == "Plain Table 2"
    assert all(is_bold(document, name) for name in TABLE_HEADINGS)


@pytest.mark.parametrize("numbered", [True, False])
def test_a_template_without_bullets_gets_them(tmp_path, caplog, numbered):
    template = docx.Document()
    template.styles["List Bullet"].delete()
    if not numbered:
        relations = template.part.rels
        (key,) = [key for key, rel in relations.items() if rel.reltype.endswith("/numbering")]
        del relations[key]
    document = written(saved(template, tmp_path))
    assert "no style List Bullet: a plain one was added" in caplog.text
    number = document.styles["List Bullet"].element.xpath("w:pPr/w:numPr/w:numId/@w:val")
    numbering = document.part.numbering_part.element
    (listed,) = numbering.xpath(f"w:num[@w:numId='{number[0]}']/w:abstractNumId/@w:val")
    (abstract,) = numbering.xpath(f"w:abstractNum[@w:abstractNumId='{listed}']")
    assert [node.get(qn("w:val")) for node in abstract.iter(qn("w:numFmt"))] == ["bullet"]
    tags = [child.tag for child in numbering if child.tag in (qn("w:abstractNum"), qn("w:num"))]
    assert tags == sorted(tags)  # the format wants these in this order


def test_what_is_added_takes_typeface_and_colour_from_the_template(tmp_path):
    template = docx.Document()
    template.styles["Caption"].delete()
    template.styles["Normal"].name = "NORMAL"
    template.styles["NORMAL"].element.styleId = "Standard"
    template.styles["NORMAL"].font.name = "Georgia"
    document = written(saved(template, tmp_path))
    for name in ("Caption", "Report Note", "Report Table Text"):
        style = document.styles[name]
        assert style.base_style.style_id == "Standard"
        assert style.font.name is style.font.color.rgb is None
    assert len(document.styles.element.xpath("w:style[@w:default='1'][@w:type='paragraph']")) == 1


def test_a_template_s_own_contents_style_is_used(tmp_path):
    template = docx.Document()
    template.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    document = written(saved(template, tmp_path))
    listed = [p.text for p in document.paragraphs if p.style.name == "toc 1"]
    assert listed == ["A\t", "B\t", "C\t"]


def test_an_identifier_that_is_taken_is_not_given_twice(tmp_path):
    template = docx.Document()
    template.styles.add_style("House Note", WD_STYLE_TYPE.PARAGRAPH).element.styleId = "ReportNote"
    identifiers = [style.style_id for style in written(saved(template, tmp_path)).styles]
    assert len(set(identifiers)) == len(identifiers)
