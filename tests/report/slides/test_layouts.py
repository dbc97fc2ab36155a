import io
import zipfile
from dataclasses import replace

import pptx
import pytest
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml.ns import qn
from pptx.util import Inches

from data.errors import EscalationError
from report.slides.write import write_slides
from tests.helpers.report import (
    made_report,
    map_picture,
    timeline_picture,
)
from tests.helpers.slides import charts, opened


def template_of(folder, change, name="house.pptx"):
    deck = pptx.Presentation()
    change(deck)
    deck.save(folder / name)
    return folder / name


def house_style(deck):
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    deck.slide_layouts[5].name = "Title Only"
    deck.slides.add_slide(deck.slide_layouts[0]).shapes.title.text = "Sample"


def test_a_template_gives_its_layouts_and_loses_its_slides(tmp_path, caplog):
    content = write_slides(made_report(), template=template_of(tmp_path, house_style))
    deck = opened(content)
    layouts = [slide.slide_layout.name for slide in deck.slides]
    assert layouts[:3] == ["Title Slide", "Title and Content", "Title Only"]
    assert len(list(deck.slide_layouts)) == 11
    assert deck.slides[0].shapes.title.text_frame.text == "Made up"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        slides = [name for name in archive.namelist() if name.startswith("ppt/slides/slide")]
        assert len(slides) == len(deck.slides)
        assert not any(b"Sample" in archive.read(name) for name in slides)
    assert caplog.messages == []


def test_a_dark_template_gets_dark_charts(tmp_path):
    def darken(deck):
        colours = deck.slide_master._element.find(qn("p:clrMap"))
        for name, slot in (("bg1", "dk1"), ("tx1", "lt1")):
            colours.set(name, slot)

    looks = []
    picture = map_picture()

    def redraw(look):
        looks.append(look.dark)
        return picture.redraw(look)

    report = made_report(replace(picture, redraw=redraw), timeline_picture())
    deck = opened(write_slides(report, template=template_of(tmp_path, darken)))
    assert looks == [True]
    (chart,) = charts(deck.slides[2])
    assert chart.font.color.theme_color == MSO_THEME_COLOR.TEXT_1


def test_a_template_that_names_no_size_has_that_of_the_format(tmp_path):
    def spoil(deck):
        deck.element.remove(deck.element.sldSz)
        for layout in deck.slide_layouts:
            for shape in list(layout.placeholders)[1:]:
                shape._element.getparent().remove(shape._element)

    deck = opened(write_slides(made_report(), template=template_of(tmp_path, spoil)))
    footers = [shape for shape in deck.slides[1].shapes if shape.name == "Footer"]
    assert footers[0].top + 1.3 * footers[0].height == pytest.approx(Inches(7.5), rel=1e-6)


def test_a_template_without_a_layout_or_a_footer_says_so(tmp_path, caplog):
    def spoil(deck):
        for layout in list(deck.slide_layouts):
            if layout.name != "Section Header":
                deck.slide_layouts.remove(layout)
            else:
                for shape in list(layout.placeholders)[2:]:
                    shape._element.getparent().remove(shape._element)

    deck = opened(write_slides(made_report(), template=template_of(tmp_path, spoil)))
    assert {slide.slide_layout.name for slide in deck.slides} == {"Section Header"}
    assert "no layout Title Only: Section Header is used" in caplog.text
    assert "no footer" in caplog.text
    for slide in deck.slides:
        assert any("hash 1a2b" in one.text_frame.text for one in slide.shapes if one.has_text_frame)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("house.pptx", b"not a package", "house.pptx cannot be read as a PowerPoint file"),
        ("house.docx", b"", "house.docx is not for PowerPoint"),
        ("house.potm", b"", "house.potm may hold macros"),
    ],
)
def test_a_bad_template_is_one_sentence(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(EscalationError, match=message):
        write_slides(made_report(), template=tmp_path / name)


def test_a_word_file_under_another_name_is_one_sentence(tmp_path):
    import docx

    docx.Document().save(tmp_path / "house.pptx")
    with pytest.raises(EscalationError, match="cannot be read as a PowerPoint file"):
        write_slides(made_report(), template=tmp_path / "house.pptx")
