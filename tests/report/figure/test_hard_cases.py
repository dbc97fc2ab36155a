"""Studies and files that are hard to draw or to write: a correct figure, or one clear line."""

import os
import re

import pandas as pd
import pytest
from click.testing import CliRunner

from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from charts.catalogue import CHARTS, draw
from charts.style.presets import PRESETS, look_for
from charts.style.text_metrics import escape
from cli.main import main
from data.errors import EscalationError
from data.study import load_study
from report import files
from report.figure.render import draw_image
from tests.helpers.figures import boxes
from tests.helpers.study import ATTACKS, CONTEXT, TOML, changed, write_study

ARABIC = "قاعدة عين الأسد"
LONG = ("A sentence that does not end, " * 14)[:400]
NO_EVENTS = TOML[: TOML.index("[events]")].replace('context = "context.csv"\n', "")


def attacks(days, *, place="Base"):
    rows = [
        f"A{k},{day:%Y-%m-%d},day,Iraq,{place},33.79,42.44,{weapon},,,https://example.org/{k},media"
        for k, (day, weapon) in enumerate((day, w) for day in days for w in ("drone", "rocket"))
    ]
    return "\n".join([ATTACKS.splitlines()[0], *rows, ""])


def crowded_week():
    rows = [
        f"C{k},2024-01-{10 + k % 7:02d},{kind},Event {k} that has a label of some length,,"
        for k, kind in ((k, "ceasefire_start" if k != 2 else "ceasefire_end") for k in range(1, 41))
    ]
    shown = ", ".join(f'"C{k}"' for k in range(1, 41))
    return {
        "study.toml": TOML.replace('shown = ["C1"]', f"shown = [{shown}]"),
        "context.csv": "\n".join([CONTEXT.splitlines()[0], *rows, ""]),
    }


JANUARY = pd.date_range("2024-01-01", "2024-01-31")
CASES = {
    "right to left": {
        "study.toml": TOML.replace("Nobody", "وزارة الدفاع"),
        "attacks.csv": attacks(JANUARY, place=ARABIC),
        "context.csv": CONTEXT.replace("Pause begins", "بدء وقف إطلاق النار"),
    },
    "forty events in a week": crowded_week() | {"attacks.csv": attacks(JANUARY)},
    "no strikes": changed("study.toml", 'strikes = "strikes.csv"\n', "") | {"strikes.csv": None},
    "no change points": {"attacks.csv": attacks(JANUARY)},
    "one day": {
        "study.toml": NO_EVENTS.replace("2024-01-31", "2024-01-01"),
        "attacks.csv": attacks(JANUARY[:1]),
        "context.csv": None,
    },
    "long names": {
        "study.toml": TOML.replace("Nobody", LONG).replace("Made up", LONG),
        "attacks.csv": attacks(JANUARY, place=LONG.replace(",", "")),
        "context.csv": CONTEXT.replace("Pause begins", LONG.replace(",", "")),
    },
}


@pytest.fixture(scope="module", params=CASES)
def case(request, tmp_path_factory):
    return load_study(write_study(tmp_path_factory.mktemp("study"), CASES[request.param]))


@pytest.mark.parametrize("preset", PRESETS)
def test_every_chart_is_whole_or_says_in_one_line_why_not(case, preset):
    drawn, refused = {}, {}
    for name in CHARTS:
        look = look_for(preset)
        try:
            drawn[name] = draw(name, Selection(case, default_view(case)), look).figure
        except EscalationError as error:
            refused[name] = str(error)
    assert all(len(sentence.splitlines()) == 1 for sentence in refused.values())
    for figure in drawn.values():
        for _, (left, top, right, bottom) in boxes(figure):
            assert left >= 8
            assert right <= figure.layout.width
            assert top >= 0
            assert bottom <= figure.layout.height
        wide, high = PRESETS[preset].width_px, PRESETS[preset].height_px
        if high:
            assert figure.layout.width / figure.layout.height == pytest.approx(
                wide / high, rel=0.003
            )
    assert {"breakdown", "map"} <= set(drawn)
    assert "timeline" in drawn or preset == "square"


def made(folder, name):
    return load_study(write_study(folder, CASES[name]))


def bar_widths(svg):
    """Return the width of each bar of a figure in pixels."""
    for found in re.findall(r'<g class="point"><path d="M([\d.]+),[\d.]+V[\d.]+H([\d.]+)', svg):
        yield abs(float(found[1]) - float(found[0]))


def test_one_day_is_a_bar_under_its_own_date(tmp_path):
    study = made(tmp_path, "one day")
    chart = draw("timeline", Selection(study, default_view(study)), look_for("page"))
    figure = chart.figure
    svg = draw_image(chart, "svg", scale=1).decode("utf-8")
    assert next(bar_widths(svg)) > 300
    ticks = re.findall(r'class="xtick".*?</g>', svg, re.DOTALL)
    assert len(ticks) == 1
    rate = next(trace for trace in figure.data if trace.name == "rate")
    assert len(rate.x) == 2


def test_one_imprecise_event_is_no_wider_than_its_day(tmp_path):
    text = ATTACKS.replace("2024-01-03,approx", "2024-01-03,week")
    study = load_study(write_study(tmp_path, {"attacks.csv": text}))
    figure = draw("timeline", Selection(study, default_view(study)), look_for("page")).figure
    spread = next(trace for trace in figure.data if "imprecise" in str(trace.name))
    assert spread.width == pytest.approx(0.82 * 86_400_000)


def test_forty_events_in_a_week_are_all_there(tmp_path):
    study = made(tmp_path, "forty events in a week")
    figure = draw("timeline", Selection(study, default_view(study)), look_for("page")).figure
    said = " ".join(a.text.replace("<br>", " ") for a in figure.layout.annotations)
    assert {f"Event {k} " for k in range(1, 41)} <= set(re.findall(r"Event \d+ ", said))


def test_a_number_stays_behind_a_name_from_right_to_left():
    assert escape(f"Most attacks: {ARABIC}, 60") == f"Most attacks: {ARABIC}\u200e, 60"
    assert escape(ARABIC) == f"{ARABIC}\u200e"
    assert escape("Base, 60") == "Base, 60"


def chart(*words, **more):
    return CliRunner().invoke(main, ["chart", "breakdown", *map(str, words)], **more)


def test_a_folder_that_may_not_be_written_is_one_line(tmp_path, monkeypatch):
    def refused(*args, **options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files.tempfile, "mkstemp", refused)
    result = chart("--out", tmp_path / "a.svg")
    assert result.exit_code == 1
    assert result.stderr.strip().endswith("Permission denied.")
    assert len(result.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


class Full:
    """A file on a full disk."""

    def __init__(self, number):
        self.number = number

    def __enter__(self):
        return self

    def __exit__(self, *error):
        os.close(self.number)

    def write(self, content):
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("there", [False, True])
def test_a_full_disk_leaves_everything_as_it_was(tmp_path, monkeypatch, there):
    if there:
        for name in ("a.svg", "a.csv", "a.json"):
            (tmp_path / name).write_text("mine", encoding="utf-8")
    monkeypatch.setattr(files.os, "fdopen", lambda number, mode: Full(number))
    result = chart("--force", "--out", tmp_path / "a.svg")
    assert result.exit_code == 1
    assert "No space left on device" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    found = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert found == (dict.fromkeys(("a.svg", "a.csv", "a.json"), "mine") if there else {})


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.gif", "must end in .svg, .png, .pdf, .html"),
        ("a", "must end in"),
        (".svg", "must end in"),
    ],
)
def test_an_unknown_ending_is_one_line(tmp_path, name, said):
    result = chart("--out", tmp_path / name)
    assert result.exit_code == 1
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("beside", ["a.svg", "a.csv", "a.json"])
def test_no_file_that_exists_is_replaced_unasked(tmp_path, beside):
    (tmp_path / beside).write_text("mine", encoding="utf-8")
    result = chart("--out", tmp_path / "a.svg")
    assert result.exit_code == 1
    assert f"{beside} exists: choose another name, or replace it by --force." in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == [beside]
    assert (tmp_path / beside).read_text(encoding="utf-8") == "mine"


def test_no_passing_file_is_left_beside_the_figure(tmp_path):
    assert chart("--out", tmp_path / "a.pdf").exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "a.json", "a.pdf"]
