import pytest

from data.study import load_study
from report.content.logo import MOST_BYTES, PNG, logo_kind
from report.content.plan import SECTIONS, Plan, PlanError, read_plan
from tests.helpers.study import write_study

FULL = """\
title = "Brief"
author = "Desk"
logo = "logo.svg"
language = "ar"
rows = 10
sections = ["sources", "summary"]
"""


def test_a_study_without_a_plan_has_the_default_one(tmp_path):
    assert read_plan(tmp_path) == Plan()
    assert Plan().sections == SECTIONS


def test_every_key_is_read(tmp_path):
    (tmp_path / "report.toml").write_text(FULL, encoding="utf-8")
    (tmp_path / "logo.svg").write_text("<svg/>")
    plan = read_plan(tmp_path)
    assert plan == Plan(
        title="Brief",
        author="Desk",
        logo=b"<svg/>",
        language="ar",
        rows=10,
        sections=("sources", "summary"),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("language = 'xx'", 'report.toml, language: found "xx", expected one of en, ar,'),
        ("sections = ['sumary']", "report.toml, sections: found"),
        ("sections = ['map', 'map']", "each at most once"),
        ("sections = []", "expected a list of summary, coverage,"),
        ("rows = 2001", 'found "2001", expected a whole number of rows from 0 to 2000'),
        ("rows = true", "a whole number of rows"),
        ("title = 3", "expected text in quotes"),
        ("logo = 'none.png'", "a file of this name in the folder"),
        ("logo = '../out.png'", "a file inside the study's folder"),
        ("logo = 'text.png'", "a PNG, JPEG or SVG image"),
        ("title = ", "found broken TOML"),
        ("title = 'a'\n\0", "UTF-8"),
    ],
)
def test_a_fault_names_key_value_and_what_is_allowed(tmp_path, text, said):
    (tmp_path / "report.toml").write_text(text)
    (tmp_path / "text.png").write_text("not an image")
    with pytest.raises(PlanError) as caught:
        read_plan(tmp_path)
    assert said in str(caught.value)
    assert str(caught.value).count("\n") == 0


def test_all_faults_are_told_at_once(tmp_path):
    (tmp_path / "report.toml").write_text("rows = -1\nlanguage = 1\nauthor = []")
    with pytest.raises(PlanError, match="3 faults"):
        read_plan(tmp_path)


def test_an_unknown_key_is_only_a_warning(tmp_path):
    (tmp_path / "report.toml").write_text("colour = 'red'")
    plan = read_plan(tmp_path)
    assert "report.toml, colour" in str(plan.warnings[0])


def test_a_plan_is_no_part_of_the_data(tmp_path):
    digest = load_study(write_study(tmp_path)).digest
    (tmp_path / "report.toml").write_text("title = 'x'")
    assert load_study(tmp_path).digest == digest


def test_a_logo_is_known_by_its_content():
    assert logo_kind(PNG + b"rest") == "png"
    assert logo_kind(b"\xff\xd8\xff\xe0") == "jpg"
    assert logo_kind(b'<?xml version="1.0"?><svg></svg>') == "svg"
    assert logo_kind(b"<html><svg></html>") == ""
    assert MOST_BYTES == 5_000_000
