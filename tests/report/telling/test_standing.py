import json
from dataclasses import replace
from datetime import date

import pytest

from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.study import load_study
from report.telling.message import Occasion, compose
from report.telling.standing import still_standing
from report.telling.written import NAMED_IN_LINE, NAMED_UNITS, as_plain_text, parts, quiet_line
from tests.helpers.runs import point, summary
from tests.helpers.watched import write_watched

OCCASION = Occasion(day=date(2024, 5, 1), since=date(2024, 4, 24))
FALL = point("2024-02-01", "2024-02-05", 1.8, 0.9)
IN_ALARM = "in alarm since 1 Mar 2024, 5.2 a week in the last 28 days, 2.6 times the usual 2.0"
LISTED = "3.0 times the rate before (2.0 to 4.0), between 1 and 5 Feb 2024"


@pytest.fixture(scope="module")
def selection(tmp_path_factory):
    study = load_study(write_watched(tmp_path_factory.mktemp("made"), 120))
    return Selection(study, default_view(study))


def watch(*units, by="location", end=None, usual=2.0, withdrawn=None):
    """Give units in alarm as ``watch --json`` does, or alarms that have ended."""
    over = f"since {end} usual" if end else "it lasts"
    return {
        "by": by,
        "sentence": f"{len(units)} alarms.",
        "units": [{"unit": unit, "now": 5.25, "usual": usual} for unit in units],
        "alarms": [
            {
                "unit": unit, "begin": "2024-03-01", "end": end, "withdrawn": withdrawn,
                "sentence": f"{unit}: 12 events; {over}.", "rows": [], "link": "", "command": "c",
            }
            for unit in units
        ],
    }  # fmt: skip


def scan(firm=(), watched=(), by=("location",), ratio=3.0):
    """Give the lists of a scan as ``scan --json`` does."""
    change = {
        "change_low": "2024-02-01", "change_high": "2024-02-05", "change_ratio": ratio,
        "change_ratio_low": 2.0, "change_ratio_high": 4.0,
    }  # fmt: skip
    rows = [(unit, True) for unit in firm] + [(unit, False) for unit in watched]
    table = [{"unit": unit, "firm": on, "watch_list": True, **change} for unit, on in rows]
    return {"by": list(by), "sentence": "Some listed.", "table": table}


def composed(selection, new, old, found=FALL):
    return compose(
        selection, OCCASION, {"search": summary(found), **new}, {"search": summary(FALL), **old}
    )


def sentences(new, old):
    return [one["sentence"] for one in still_standing(new, old, [])]


def test_a_quiet_week_names_what_still_stands_with_its_figures_of_now(selection):
    old = {"watch": watch("Djibo"), "scan": scan(firm=["Djibo"], ratio=2.8)}
    new = {"watch": watch("Djibo"), "scan": scan(firm=["Djibo"])}
    values = composed(selection, new, old)
    assert values["status"] == "quiet"
    assert values["subject"] == "Watched: no new finding, 1 still in alarm, 1 May 2024"
    assert as_plain_text(values) == (
        f"No new finding in Watched since 24 Apr 2024. Still: Djibo: {IN_ALARM}; on the firm list "
        f"with {LISTED}. The view as a whole: The rate fell.\n"
    )
    (standing,) = values["standing"]
    assert (standing["unit"], standing["alarm_since"], standing["list"]) == (
        "Djibo", "2024-03-01", "firm",
    )  # fmt: skip
    assert json.loads(json.dumps(values)) == values


def test_a_run_without_a_search_has_no_answer_for_the_view(selection):
    known = {"watch": watch("Djibo")}
    values = compose(selection, OCCASION, known, known)
    assert quiet_line(values).endswith(f"Still: Djibo: {IN_ALARM}.")


def test_a_message_with_news_has_what_stands_apart_from_what_is_new(selection):
    deeper = point("2024-02-01", "2024-02-05", 1.8, 0.4, ratio=(0.2, 0.1, 0.4))
    new = {"watch": watch("Djibo", "Kaya"), "scan": scan(firm=["Djibo", "Fada"])}
    old = {"watch": watch("Djibo"), "scan": scan(firm=["Djibo"])}
    values = composed(selection, new, old, deeper)
    told = dict(parts(values))
    assert told["Still so"] == [f"Djibo: {IN_ALARM}; on the firm list with {LISTED}."]
    assert [line.partition(":")[0] for line in told["New alarms"]] == ["Kaya"]
    assert f"New: Fada: {LISTED}." in told["What has changed since 24 Apr 2024"]


def test_nothing_stands_that_is_new_withdrawn_ended_or_of_the_first_run():
    now = {"watch": watch("A"), "scan": scan(firm=["A"], watched=["B"])}
    assert sentences(now, {}) == []
    assert sentences(now, {"watch": watch("A"), "scan": scan()}) == [f"A: {IN_ALARM}"]
    assert sentences({"watch": watch("A", end="2024-03-29")}, {"watch": watch("A")}) == []
    assert sentences({"watch": watch("A", withdrawn="2024-03-29")}, {"watch": watch("A")}) == []
    known = {"scan": scan(watched=["B"])}
    assert sentences(now, known) == [f"B: on the watch list with {LISTED}"]


def test_units_of_different_columns_are_not_one():
    both = {"watch": watch("Mali", by="country"), "scan": scan(firm=["Mali"])}
    assert sentences(both, both) == [f"Mali: {IN_ALARM}", f"Mali: on the firm list with {LISTED}"]


def test_a_unit_without_a_usual_rate_is_no_multiple_of_it():
    never = {"watch": watch("A", usual=0.0)}
    (said,) = sentences(never, never)
    assert said.endswith("5.2 a week in the last 28 days, usual are 0.00")


def test_a_unit_that_is_weaker_is_told_once_with_the_list_it_is_on(selection):
    old, new = {"scan": scan(firm=["Djibo"])}, {"scan": scan(watched=["Djibo"], ratio=2.4)}
    values = composed(selection, new, old)
    assert (values["status"], values["standing"]) == ("news", [])
    text = as_plain_text(values)
    assert "Weaker: on the watch list now, no longer on the firm list. Then: Djibo: 3.0 " in text
    assert "Now: Djibo: 2.4 times the rate before" in text
    assert "No longer found" not in text
    gone = as_plain_text(composed(selection, {"scan": scan()}, old))
    assert f"No longer found: Djibo: {LISTED}." in gone
    # A week later it stands where it was told to be.
    assert "Still: Djibo: on the watch list" in as_plain_text(composed(selection, new, new))


def test_an_alarm_that_ends_is_named_in_a_quiet_week_too(selection):
    new, old = {"watch": watch("A", end="2024-03-29")}, {"watch": watch("A")}
    values = composed(selection, new, old)
    assert (values["status"], values["standing"]) == ("quiet", [])
    assert "Over: A: 12 events; since 2024-03-29 usual." in as_plain_text(values)
    news = compose(selection, replace(OCCASION, notes=["Nothing was fetched."]), {**new}, {**old})
    assert "- Over: A: 12 events; since 2024-03-29 usual.\n" in as_plain_text(news)


def test_many_are_cut_and_counted_and_the_json_has_all(selection):
    many = {"scan": scan(firm=[f"Unit {number}" for number in range(30)])}
    values = composed(selection, many, many)
    assert len(values["standing"]) == 30
    line = quiet_line(values)
    assert line.count("on the firm list") == NAMED_IN_LINE
    assert ". 25 more. The view as a whole: The rate fell." in line
    still = dict(parts(values))["Still so"]
    assert (len(still), still[-1]) == (NAMED_UNITS + 1, "10 more.")


def test_a_message_of_an_earlier_version_is_still_told(selection):
    values = composed(selection, {}, {})
    kept = {name: value for name, value in values.items() if name not in ("standing", "rows")}
    assert as_plain_text(kept) == as_plain_text(values)
    assert dict(parts(kept)) == dict(parts(values))
