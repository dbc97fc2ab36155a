import re
from pathlib import Path

import pytest

from analytics.methods import methods_in_plain_words
from report.content.blocks import Bullets, Heading, Paragraph, TableBlock
from report.content.markdown import MOST_CHARACTERS, MOST_COLUMNS, blocks_of
from report.page.blocks import block_html

BUNDLED = Path(__file__).parents[3] / "data" / "studies" / "iraq-syria-2023" / "SOURCES.md"


def test_markdown_becomes_blocks():
    text = "# T\n\nOne **bold** [page](https://example.org).\n- a `b`\n  c\n- d\n"
    text += "\n| x | |\n|--|--|\n| 1 | 2 |\n"
    title, words, items, table = blocks_of(text, level=2)
    assert (title.level, title.text) == (2, "T")
    assert words.text == "One bold page (https://example.org)."
    assert items.items == ("a b c", "d")
    assert table.frame.iloc[0].tolist() == ["1", "2"]
    assert list(table.frame) == ["x", " "]


def test_the_bundled_account_loses_no_word():
    for text in (BUNDLED.read_text(encoding="utf-8"), methods_in_plain_words()):
        # A link and a mark of emphasis are written with signs that are no words.
        written = re.sub(r"\[([^]]*)\]\(([^)]*)\)|^\s*\d+\. ", r"\1", text, flags=re.MULTILINE)
        assert words_of(told(blocks_of(text, level=1))) == words_of(written)


def told(blocks):
    parts = []
    for block in blocks:
        match block:
            case Heading() | Paragraph():
                parts.append(block.text)
            case Bullets():
                parts += block.items
            case TableBlock():
                parts += [*block.frame, *block.frame.to_numpy().ravel()]
    return " ".join(parts)


def words_of(text):
    return re.findall(r"\w+", text.replace("_", ""))


def test_lists_in_lists_and_numbers_become_items_in_their_order():
    (items,) = blocks_of("1. a\n   - b\n\n     c\n   - d\n2. e\n", level=1)
    assert items.items == ("a", "b c", "d", "e")


def test_quotes_code_and_rules_keep_their_words():
    blocks = blocks_of("> quoted\n\n---\n\n```python\nx = 1\n```\n\n    y = 2\n", level=1)
    assert [block.text for block in blocks] == ["quoted", "x = 1", "y = 2"]


def test_columns_of_one_name_are_all_kept():
    (table,) = blocks_of("| a | a | | |\n|-|-|-|-|\n| 1 | 2 | 3 | 4 |\n", level=1)
    assert [name.strip() for name in table.frame] == ["a", "a", "", ""]
    assert table.frame.iloc[0].tolist() == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[here](https://example.org/a)", "here (https://example.org/a)"),
        ("<https://example.org/a>", "https://example.org/a"),
        ("[https://example.org](https://example.org)", "https://example.org"),
        ("[a **b**](http://example.org)", "a b (http://example.org)"),
        ("[here](javascript:alert(1))", "here"),
        ("[here](  JaVaScRiPt:alert(1) )", "here"),
        ("[here](java&#115;cript:alert(1))", "here"),
        ("[here](data:text/html;base64,PHNjcmlwdD4=)", "here"),
        ("[here](file:///etc/passwd)", "here"),
        ("[here](vbscript:x)", "here"),
        ("[here](//example.org/a)", "here"),
        ("[here](other.md)", "here"),
        ("[here](https://[bad)", "here (https://%5Bbad)"),
        ("[here](http://[:])", "here"),
        ("<javascript:alert(1)>", "javascript:alert(1)"),
        ("![picture](https://example.org/a.png)", "!picture (https://example.org/a.png)"),
        ("[a]\n\n[a]: https://example.org", "[a] [a]: https://example.org"),
    ],
)
def test_a_link_leads_to_the_web_or_nowhere(written, shown):
    assert told(blocks_of(written, level=1)) == shown


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<div onclick='x'>\n\n**a**\n\n</div>",
        "a <b>c</b> <!-- d --> &lt;e&gt;",
        "<img src=x onerror=alert(1)>",
    ],
)
def test_html_stays_text(html):
    blocks = blocks_of(html, level=1)
    assert all(isinstance(block, Paragraph) for block in blocks)
    # What a browser would read as a tag comes out of the page as text.
    page = "".join(block_html(block, 1) for block in blocks)
    assert not re.search(r"<(script|div|b|img|!--)", page)
    assert "&lt;" in page


MANY = 20_000
HOSTILE = {
    "brackets": "[" * MANY,
    "half links": "[a](" * MANY,
    "half images": "![a](" * MANY,
    "emphasis in emphasis": "**" * MANY + "a" + "**" * MANY,
    "half emphasis": "*a " * MANY,
    "quotes in quotes": ">" * MANY + "a",
    "lists in lists": "- " * MANY + "a",
    "lists further in": "".join("  " * depth + "- a\n" for depth in range(300)),
    "tags": "<a " * MANY,
    "entities": "&#0;" * MANY,
    "columns": "|a" * 9000 + "|\n" + "|-" * 9000 + "|\n" + "|\n" * MANY,
    "ticks": "".join("`" * count + " " for count in range(500)),
    "one address, many times": "[x]: https://" + "a" * 90_000 + "\n\n" + "[x] " * 20_000,
    "no letters": "\0\ufffe\u202e\n" * MANY,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_bounded(name):
    text = HOSTILE[name]
    # What is made of it is hardly longer than it.
    assert len(told(blocks_of(text, level=1))) <= 1.2 * len(text)


def test_a_table_too_wide_for_a_page_is_a_list():
    row = "|a|" + "|" * MOST_COLUMNS + "b|\n"
    (items,) = blocks_of(row + "|-" * (MOST_COLUMNS + 2) + "|\n" + row, level=1)
    assert items.items == ("a | b", "a | b")


def test_a_text_that_is_too_long_says_so():
    *_, before, note = blocks_of("word\n\n" * MOST_CHARACTERS, level=1)
    assert before.text == "word"
    assert re.fullmatch(r"Characters of this text that are left out here: 1,000,00\d\.", note.text)
    assert note.style == "note"
    whole = "a" * MOST_CHARACTERS
    assert blocks_of(whole, level=1) == [Paragraph(text=whole)]
    assert (
        blocks_of(whole + "b", level=1)[1].text
        == "Characters of this text that are left out here: 1."
    )
