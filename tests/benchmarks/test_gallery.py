"""The gallery of docs/exports.md: every picture is there, and is what the product draws now."""

import re

import pytest

from benchmarks.cases import gallery
from data.study import load_study


@pytest.fixture(scope="module")
def drawn():
    return gallery.pictures(load_study(gallery.STUDY))


def test_the_page_shows_every_picture_and_no_other(drawn):
    page = gallery.PAGE.read_text(encoding="utf-8")
    named = re.findall(r'src="gallery/([^"]+)\.svg"', page)
    assert sorted(named) == sorted(drawn) == sorted(p.stem for p in gallery.FOLDER.glob("*.svg"))
    assert gallery.gallery(drawn) in page


def test_every_picture_is_what_the_product_draws(drawn):
    for file, (_, picture, _) in drawn.items():
        assert (gallery.FOLDER / f"{file}.svg").read_bytes() == picture, f"{file}: run make gallery"
