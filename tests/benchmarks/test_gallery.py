"""The gallery of docs/exports.md: every picture is there, and is what the product draws now."""

import re

import pytest

from benchmarks.cases import gallery
from data.study import load_study
from tests.helpers.figures import marks, parsed, text_boxes


@pytest.fixture(scope="module")
def drawn():
    return gallery.pictures(load_study(gallery.STUDY))


def test_the_page_shows_every_picture_and_no_other(drawn):
    page = gallery.PAGE.read_text(encoding="utf-8")
    named = re.findall(r'src="gallery/([^"]+)\.svg"', page)
    assert sorted(named) == sorted(drawn) == sorted(p.stem for p in gallery.FOLDER.glob("*.svg"))
    assert gallery.gallery(drawn) in page


def test_every_picture_is_what_the_product_draws(drawn):
    # Texts, marks and places, not bytes: another processor may round the last digit differently.
    for file, (_, picture, _) in drawn.items():
        kept = (gallery.FOLDER / f"{file}.svg").read_text(encoding="utf-8")
        now, before = (meaning(svg) for svg in (picture.decode("utf-8"), kept))
        assert now[0] == before[0], f"{file}: run make gallery"
        assert now[1] == pytest.approx(before[1], abs=0.01), f"{file}: run make gallery"


def meaning(svg):
    """Return the texts and the kinds of marks of a picture, and every place in it in pixels."""
    root = parsed(svg)
    boxes, paths = text_boxes(root), marks(root, land=True)
    names = [*(text for text, _ in boxes), *(kind for kind, _ in paths)]
    return names, [place for _, places in [*boxes, *paths] for place in places]
