from dataclasses import replace

import pandas as pd
import pytest

from analytics.effects.before_after import ALPHA
from analytics.findings import results
from analytics.findings.alternatives import changepoint_sensitivity
from analytics.findings.answer import answer_of
from analytics.findings.multiple_events import event_effects
from analytics.findings.named_periods import period_effect
from analytics.methods import methods_in_plain_words
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.study import load_study
from report.content.blocks import Bullets, Heading, Link, Paragraph, Picture, TableBlock
from report.content.build import build_report
from report.content.plan import SECTIONS, Plan
from report.content.sections.sources import _published
from report.content.sections.summary import CAUSE, _room_beside
from tests.helpers.study import FILES, changed, write_study

ONE_DAY = changed("study.toml", "end = 2024-01-31", "end = 2024-01-01")
NOTHING_ELSE = {
    "strikes.csv": None,
    "context.csv": None,
    "official_totals.csv": None,
    "study.toml": (
        'title = "Alone"\ncredit = ""\ntimezone = "UTC"\n[coverage]\nstart = 2024-01-01\n'
        'end = 2024-01-31\n[files]\nattacks = "attacks.csv"\n'
        '[[series]]\nname = "battles"\n'
    ),
}


@pytest.fixture(scope="module")
def report(study):
    return build_report(Selection(study, default_view(study)))


def told(report):
    """Return every sentence of a report."""
    words = []
    for block in report.blocks:
        if isinstance(block, Heading | Paragraph):
            words.append(block.text)
        elif isinstance(block, Bullets):
            words += block.items
    return words


def headings(report):
    return [b.text for b in report.blocks if isinstance(b, Heading) and b.level == 1]


def test_a_full_report_says_what_the_page_says(study, report):
    view, words = default_view(study), told(report)
    assert answer_of(Selection(study, view)).finding in words
    assert str(results.changepoints(Selection(study, view))) in words
    assert str(changepoint_sensitivity(Selection(study, view))) in words
    assert str(event_effects(Selection(study, view))) in words
    assert CAUSE in words


def test_a_full_report_shows_every_chart(report):
    names = [block.name for block in report.blocks if isinstance(block, Picture)]
    assert names == ["timeline", "around", "responses", "exchanges", "totals", "breakdown", "map"]
    for block in report.blocks:
        if isinstance(block, Picture):
            assert block.chart.alt
            assert block.caption
            assert len(block.chart.table)


def test_the_data_behind_it_belong_to_it(study, report):
    assert set(report.files) == {
        *(f"{name}.csv" for name in ("timeline", "around", "totals", "breakdown", "map")),
        *("responses.csv", "exchanges.csv"),
        "incidents.csv",
    }
    lines = report.files["incidents.csv"].decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 219 + 23
    assert study.digest in report.footer


def test_each_kind_of_document_says_of_itself_whether_it_holds_the_incidents(study):
    plan, selection = Plan(sections=("incidents",), rows=3), Selection(study, default_view(study))
    for holds, said in ((True, "The file incidents.csv in this document has"), (False, "holds no")):
        report = build_report(selection, plan, holds_files=holds)
        [told] = [block.text for block in report.blocks if isinstance(block, Paragraph)]
        assert said in told
        assert bool(report.files) == holds


def test_tables_hold_nothing_but_text(report):
    for block in report.blocks:
        if isinstance(block, TableBlock):
            assert block.frame.map(lambda cell: isinstance(cell, str)).all(axis=None), block.caption
            assert set(block.right) <= set(block.frame.columns)


def test_a_plan_chooses_and_orders_the_sections(study):
    plan = Plan(sections=("incidents", "coverage"), title="Mine", author="A. Author", rows=3)
    report = build_report(Selection(study, default_view(study)), plan)
    assert headings(report) == ["Appendix: the incidents", "Series and coverage"]
    assert (report.title, report.author) == ("Mine", "A. Author")
    table = next(block for block in report.blocks if isinstance(block, TableBlock))
    assert len(table.frame) == 3
    assert isinstance(table.frame["Source"].iloc[0], Link)


def test_progress_is_told_section_by_section(study):
    seen = []
    build_report(
        Selection(study, default_view(study)),
        Plan(sections=("methods", "sources")),
        progress=lambda *step: seen.append(step),
    )
    assert seen == [(0, 2, "methods"), (1, 2, "sources")]


def test_dates_and_numbers_follow_the_language_and_sentences_do_not(study):
    view = default_view(study)
    report = build_report(Selection(study, view), Plan(sections=("changes",), language="de"))
    table = next(block for block in report.blocks if isinstance(block, TableBlock))
    result = results.changepoints(Selection(study, view))
    day = result.table["changepoint"].iloc[0]
    months = {1: "Jan.", 2: "Feb."}
    said = f"{day.day}. {months[day.month]} {day.year}"
    assert table.frame["First day of the new period"].iloc[0] == said
    rate = f"{result.table['rate_before'].iloc[0]:.1f}"
    assert table.frame["From a day"].iloc[0] == rate.replace(".", ",")
    assert str(result) in told(report)


@pytest.mark.parametrize("changes", [ONE_DAY | {"official_totals.csv": None}, NOTHING_ELSE, {}])
def test_what_cannot_be_computed_says_so_in_its_place(tmp_path, changes):
    if changes.get("official_totals.csv", "") is None and "study.toml" in changes:
        toml = changes["study.toml"].replace('official_totals = "official_totals.csv"\n', "")
        changes = changes | {"study.toml": toml}
    study = load_study(write_study(tmp_path, changes))
    report = build_report(Selection(study, default_view(study)))
    assert len(headings(report)) == len(SECTIONS)
    for block, after in zip(report.blocks, report.blocks[1:], strict=False):
        both = isinstance(block, Heading) and isinstance(after, Heading)
        assert not both or after.level > block.level, f"nothing under {block.text}"


def test_the_noun_is_the_study_s_own(tmp_path):
    study = load_study(write_study(tmp_path, NOTHING_ELSE))
    words = " ".join(told(build_report(Selection(study, default_view(study)))))
    assert "3 of 3 rows count as battles in view." in words
    assert "attacks" not in " ".join(
        told(
            build_report(
                Selection(study, default_view(study)), Plan(sections=("summary", "coverage"))
            )
        )
    )


def test_without_weapons_the_breakdown_divides_by_what_is_known(tmp_path):
    attacks = FILES["attacks.csv"].replace(",drone,", ",,").replace(",rocket,", ",,")
    study = load_study(write_study(tmp_path, {"attacks.csv": attacks}))
    report = build_report(
        Selection(study, default_view(study)), Plan(sections=("breakdown", "map"))
    )
    picture = next(block for block in report.blocks if isinstance(block, Picture))
    assert picture.caption == "The listed events by country."
    table = next(block for block in report.blocks if isinstance(block, TableBlock))
    assert "Weapons" not in table.frame


def test_publishers_are_counted_under_the_noun_of_the_study(tmp_path):
    study = load_study(write_study(tmp_path, NOTHING_ELSE))
    report = build_report(Selection(study, default_view(study)), Plan(sections=("sources",)))
    table = next(block for block in report.blocks if isinstance(block, TableBlock))
    assert list(table.frame) == ["Publisher", "Battles"]


def test_a_front_page_full_of_words_gets_a_lower_figure():
    few, many = (_room_beside(["x" * 80] * number) for number in (6, 14))
    assert few - many == pytest.approx(8 * 6.8 / 170 * 720, abs=1)


def test_the_words_on_cause_are_those_of_the_methods():
    assert CAUSE in " ".join(methods_in_plain_words().split())


def test_comparisons_are_counted_and_corrected(study):
    view = replace(default_view(study), event="2023-12-20")
    effects = event_effects(Selection(study, view))
    assert "2023-12-20" in set(effects.table["event"])
    tested = effects.table["pvalue"].dropna().sort_values()
    # Holm: the smallest times their number, never falling after that.
    assert effects.table["holm"].min() == pytest.approx(min(1, tested.iloc[0] * len(tested)))
    assert (effects.table["holm"].dropna() >= effects.table["pvalue"].dropna()).all()
    assert f"p < {ALPHA:g}" in str(effects)
    # What a table calls a change is one after the correction too, or says that it is not.
    called = {}
    for row in effects.table.itertuples():
        called.setdefault(row.verdict, []).append(row.holm < ALPHA)
    assert called["fell; not after Holm's correction"] == [False, False]
    assert called["fell"] == [True]
    (rows,) = [
        block.frame
        for block in build_report(Selection(study, view), Plan(sections=("events",))).blocks
        if isinstance(block, TableBlock) and "p, Holm" in block.frame
    ]
    assert list(rows["The rate"]) == list(effects.table["verdict"])


def test_the_events_section_and_the_summary_lead_with_the_period_named_beforehand(study):
    selection = Selection(study, default_view(study))
    period = period_effect(selection)
    said = str(period)
    assert said.startswith("Gaza ceasefire, 24 to 30 Nov 2023.")
    assert said in told(build_report(selection, Plan(sections=("events",))))
    assert period.brief in told(build_report(selection, Plan(sections=("summary",))))
    other = selection.under(event="C-20240128-01")
    assert said not in told(build_report(other, Plan(sections=("events",))))


def test_the_front_page_says_how_sure_and_names_each_event_that_is_not_settled(study):
    selection = Selection(study, default_view(study))
    words = told(build_report(selection, Plan(sections=("summary",))))
    assert any(line.startswith("A series like this without any change") for line in words)
    open_ = [line for line in words if line.startswith("The data do not settle whether")]
    # Which days are compared is said, for a period that begins with an event has others.
    assert "in the 28 days from each of these, against the 28 days before: “" in open_[0]
    rows = event_effects(selection).table
    for row in rows.itertuples():
        named = [f"“{row.label}” (" in line for line in open_]
        assert any(named) == (row.verdict == "not settled")


def test_rows_without_any_address_have_no_publisher():
    table = pd.DataFrame({"source_url": pd.Series([None, None], dtype="str")})
    assert _published(table, "events").empty


def test_a_report_without_an_event_asks_its_reader_for_none(study):
    selection = Selection(study, default_view(study)).under(event="")
    words = told(build_report(selection, Plan(sections=("summary", "events"))))
    assert "No event was chosen for this view." in words
    assert not any("choose a listed one" in line for line in words)
