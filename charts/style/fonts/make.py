"""Make the fonts of the figures out of the Noto fonts; README.md says from which package."""

import subprocess
import sys
import tempfile
from pathlib import Path

from fontTools import merge, subset
from fontTools.ttLib import TTFont

FAMILY = "Escalation Sans"
HERE = Path(__file__).resolve().parent
NOTO = "usr/share/fonts/truetype/noto"
# Latin, Greek, Cyrillic, Vietnamese, punctuation, currency, letter-like signs and fractions.
LATIN = [
    (0x20, 0x24F),
    (0x2B0, 0x52F),
    (0x1E00, 0x1EFF),
    (0x2000, 0x209F),
    (0x20A0, 0x20BF),
    (0x2100, 0x218F),
    (0xFFFD, 0xFFFD),
]
# Arabic with the letters of Persian, Kurdish and Urdu, and the ready-made forms.
ARABIC = [(0x600, 0x6FF), (0x750, 0x77F), (0xFB50, 0xFDFF), (0xFE70, 0xFEFF)]
MATHEMATICS = [(0x2190, 0x2199), (0x21D0, 0x21D4), (0x2200, 0x226F)]
SHAPES = [(0x25A0, 0x25FF), (0x2605, 0x2606), (0x26A0, 0x26A0), (0x2713, 0x2717)]
# What joins, places and kerns letters; small capitals and other alternatives are left out.
FEATURES = ["ccmp", "locl", "init", "medi", "fina", "isol", "rlig", "calt", "liga"]
FEATURES += ["mark", "mkmk", "kern"]
# Signs come in one weight only.
PARTS = {
    "NotoSans-{}": LATIN,
    "NotoSansArabic-{}": ARABIC,
    "NotoSansMath-Regular": MATHEMATICS,
    "NotoSansSymbols2-Regular": SHAPES,
}
ASCENT, DESCENT = 1069, 293  # of Noto Sans; the line is not to grow with the tallest Arabic letter
DAY = 0xD93B5C80  # 1 July 2019 in seconds since 1904, fixed so that the files come out the same


def main(package: str) -> None:
    """Write both weights, as TTF and as WOFF2."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["dpkg-deb", "-x", package, folder], check=True)
        for weight in ("Regular", "Bold"):
            parts = []
            for name, ranges in PARTS.items():
                source = Path(folder) / NOTO / f"{name.format(weight)}.ttf"
                parts.append(str(source.with_suffix(".part")))
                _reduce(source, ranges).save(parts[-1])
            font = merge.Merger().merge(parts)
            _measure(font)
            _name(font, weight)
            target = HERE / f"EscalationSans-{weight}"
            font.save(f"{target}.ttf")
            font.flavor = "woff2"
            font.save(f"{target}.woff2")


def _reduce(path: Path, ranges: list[tuple[int, int]]) -> TTFont:
    options = subset.Options(layout_features=FEATURES, hinting=False, notdef_outline=True)
    options.drop_tables += ["MATH"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    font = subset.load_font(path, options)
    wanted = subset.Subsetter(options)
    wanted.populate(unicodes=[code for low, high in ranges for code in range(low, high + 1)])
    wanted.subset(font)
    return font


def _measure(font: TTFont) -> None:
    font["hhea"].ascent = font["OS/2"].sTypoAscender = font["OS/2"].usWinAscent = ASCENT
    font["hhea"].descent = font["OS/2"].sTypoDescender = -DESCENT
    font["OS/2"].usWinDescent = DESCENT
    font["hhea"].lineGap = font["OS/2"].sTypoLineGap = 0
    font["head"].created = font["head"].modified = DAY
    font.recalcTimestamp = False


def _name(font: TTFont, weight: str) -> None:
    """Give the font a name of its own: it is not the whole of any Noto font."""
    table = font["name"]
    joined = FAMILY.replace(" ", "")
    names = {
        0: f"Made from Noto Sans, Noto Sans Arabic, Noto Sans Math and Noto Sans Symbols 2. "
        f"{table.getDebugName(0)}",
        1: FAMILY,
        2: weight,
        3: f"{joined}-{weight};1",
        4: f"{FAMILY} {weight}",
        5: "Version 1.0",
        6: f"{joined}-{weight}",
        13: table.getDebugName(13),
        14: table.getDebugName(14),
    }
    table.names = []
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)


if __name__ == "__main__":
    main(sys.argv[1])
