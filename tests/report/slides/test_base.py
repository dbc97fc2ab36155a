import zipfile

import pptx
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Inches

from charts.style.colours import COLOURS
from report.slides.tables import table_style
from report.slides.write import BASE


def part(name):
    with zipfile.ZipFile(BASE) as archive:
        return parse_xml(archive.read(name))


def test_our_deck_is_wide_and_has_the_three_layouts():
    deck = pptx.Presentation(BASE)
    assert deck.slide_width == Inches(13.333)
    assert deck.slide_height == Inches(7.5)
    names = [layout.name for layout in deck.slide_layouts]
    assert names == ["Title Slide", "Title and Content", "Title Only"]
    assert len(deck.slides) == 0


def test_our_deck_holds_nothing_that_a_program_left_in_it():
    with zipfile.ZipFile(BASE) as archive:
        names = archive.namelist()
        assert not any(b"External" in archive.read(name) for name in names)
    assert not any(word in name for name in names for word in ("thumbnail", "printer", "vba"))
    properties = pptx.Presentation(BASE).core_properties
    assert (properties.author, properties.last_modified_by, properties.title) == ("", "", "")


def test_its_colours_are_those_of_the_figures():
    theme, light = part("ppt/theme/theme1.xml"), COLOURS[False]
    wanted = {"dk1": light.ink, "dk2": light.muted, "lt2": light.grid}
    wanted |= {"accent1": light.events, "accent2": light.strikes, "accent3": light.ceasefire}
    wanted |= {"accent4": light.muted, "accent5": light.other, "accent6": light.events_text}
    wanted |= {"hlink": light.strikes_text, "folHlink": light.strikes_text}
    for slot, colour in wanted.items():
        (value,) = theme.iter(qn(f"a:{slot}"))
        assert f"#{value[0].get('val')}" == colour.upper(), slot
    assert {font.get("typeface") for font in theme.iter(qn("a:latin"))} == {"Arial"}


def test_its_table_style_is_the_one_that_tables_take():
    styles = part("ppt/tableStyles.xml")
    (style,) = styles
    assert style.get("styleName") == "Report Table"
    assert table_style(pptx.Presentation(BASE)) == style.get("styleId") == styles.get("def")
