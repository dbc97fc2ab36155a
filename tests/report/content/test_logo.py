import zlib

import pytest

from report.content.logo import BROKEN, PNG, check_logo


def piece(kind, content=b""):
    whole = kind + content
    return len(content).to_bytes(4, "big") + whole + zlib.crc32(whole).to_bytes(4, "big")


WHOLE = (
    PNG + piece(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0") + piece(b"IDAT", b"x") + piece(b"IEND")
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


def svg(inside):
    return SVG.format(inside).encode()


def test_a_whole_image_can_be_used():
    assert check_logo(WHOLE) == ""
    assert check_logo(svg('<path d="M0 0"/><use href="#a"/><image xlink:href="data:,x"/>')) == ""
    assert check_logo(b"\xff\xd8\xff\xe0 \xff\xc0 size \xff\xd9") == ""


@pytest.mark.parametrize(
    "content",
    [PNG, WHOLE[:-5], WHOLE.replace(b"IDATx", b"IDATy"), b"\xff\xd8\xff\xe0", svg("<a"), b"<svg"],
)
def test_a_broken_one_is_told(content):
    assert check_logo(content) == BROKEN


@pytest.mark.parametrize(
    "inside",
    [
        '<image href="https://example.org/a.png"/>',
        '<image xlink:href="//example.org/a.png"/>',
        '<style>@import "https://example.org/a.css"</style>',
        '<rect style="fill: url(https://example.org/a.svg#x)"/>',
        '<use href="file:///etc/passwd"/>',
    ],
)
def test_one_that_names_something_elsewhere_is_refused(inside):
    assert "names nothing elsewhere" in check_logo(svg(inside))


def test_one_that_unfolds_is_refused():
    bomb = b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + svg("&a;")
    assert "without entities" in check_logo(b'<?xml version="1.0"?>' + bomb)
