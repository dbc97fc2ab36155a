"""Draw docs/gallery and write the gallery of docs/exports.md.

Run by ``make gallery``; every picture is what ``escalation chart`` writes for the same options.
"""

import html
from pathlib import Path

from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from charts.catalogue import CHARTS, draw
from charts.style.presets import look_for
from data.study import Study, load_study
from report.figure.render import draw_image

ROOT = Path(__file__).resolve().parents[2]
STUDY = ROOT / "data" / "studies" / "iraq-syria-2023"
PAGE, FOLDER = ROOT / "docs" / "exports.md", ROOT / "docs" / "gallery"
BEGIN, END = "<!-- made by make gallery -->", "<!-- end of the gallery -->"
# A study with one download has no revisions to draw.
NAMES = tuple(name for name in CHARTS if name != "revisions")
# The timeline again: name, options of the command, and what it is for.
VARIANTS = (
    ("timeline-column", "--preset column", {"preset": "column"}),
    ("timeline-slide", "--preset slide", {"preset": "slide"}),
    ("timeline-square", "--preset square", {"preset": "square"}),
    ("timeline-dark", "--preset page --dark", {"preset": "page", "dark": True}),
    ("timeline-grey", "--preset page --grey", {"preset": "page", "grey": True}),
)


def pictures(study: Study) -> dict[str, tuple[str, bytes, str]]:
    """Draw every picture of the gallery.

    Parameters
    ----------
    study : Study

    Returns
    -------
    dict of str to (command, SVG, alternative text)
        By the name of the file without its ending.
    """
    orders = {name: (name, "--preset page", {"preset": "page"}) for name in NAMES}
    orders |= {file: ("timeline", options, look) for file, options, look in VARIANTS}
    drawn = {}
    for file, (chart, options, chosen) in orders.items():
        picture = draw(chart, Selection(study, default_view(study)), look_for(**chosen))
        command = f"escalation chart {chart} {options} --out {chart}.svg"
        drawn[file] = (command, draw_image(picture, "svg", scale=1), picture.alt)
    return drawn


def gallery(drawn: dict[str, tuple[str, bytes, str]]) -> str:
    """Return the gallery as Markdown."""
    parts = [BEGIN]
    for file, (command, _, alt) in drawn.items():
        text = html.escape(" ".join(alt.split()), quote=True)
        parts.append(f'`{command}`\n\n<img src="gallery/{file}.svg" alt="{text}" width="720">')
    return "\n\n".join([*parts, END])


def main() -> None:
    """Draw the pictures and put them into the page."""
    drawn = pictures(load_study(STUDY))
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.svg"):
        old.unlink()
    for file, (_, picture, _) in drawn.items():
        (FOLDER / f"{file}.svg").write_bytes(picture)
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{gallery(drawn)}{after}", encoding="utf-8")
    print(f"Drew {len(drawn)} pictures into {FOLDER.name}, and named them in {PAGE.name}.")


if __name__ == "__main__":
    main()
