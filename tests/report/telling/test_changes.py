import pytest

from report.telling.changes import alarms_changed, findings_changed, new_alarms, units_changed
from tests.helpers.runs import point, summary

FALL = point("2024-02-01", "2024-02-05", 1.8, 0.9)


def told(old, new, revisions=()):
    return [(one.what, one.status) for one in findings_changed(old, new, revisions)]


def test_without_an_earlier_run_every_finding_is_new():
    (change,) = findings_changed(None, summary(FALL))
    assert (change.what, change.status, change.old) == ("change point", "new", "")
    assert change.new == (
        "Fell by 50 % (30 to 70 %), from 1.8 to 0.9 a day, between 1 and 5 February 2024"
    )


def test_the_same_findings_are_no_news():
    assert told(summary(FALL, effect=(0.5, 0.2, 0.9)), summary(FALL, effect=(0.5, 0.2, 0.9))) == []


@pytest.mark.parametrize(
    ("now", "status"),
    [
        (point("2024-02-01", "2024-02-05", 1.8, 1.0, ratio=(0.55, 0.4, 0.7)), "updated"),
        (point("2024-02-01", "2024-02-05", 1.8, 0.4, ratio=(0.2, 0.1, 0.4)), "revised"),
        (point("2024-02-12", "2024-02-14", 1.8, 0.9), "revised"),
    ],
)
def test_a_number_within_its_own_interval_is_no_revision(now, status):
    (change,) = findings_changed(summary(FALL), summary(now))
    assert change.status == status
    assert "from 1.8 to 0.9 a day" in change.old
    assert change.new != change.old
    assert change.is_news == (status == "revised")


def test_what_is_found_no_longer_is_told_with_its_old_number():
    (change,) = findings_changed(summary(FALL), summary())
    assert (change.status, change.new) == ("gone", "")
    assert "from 1.8 to 0.9" in change.old


def test_a_comparison_of_downloads_says_why():
    row = {"finding": "change point", "reason": "revised", "status": "vanished"}
    near = row | {"first": "2024-02-03", "last": "2024-02-04"}
    far = row | {"first": "2024-03-03", "last": "2024-03-04"}
    assert findings_changed(summary(FALL), summary(), [near])[0].reason == "revised"
    assert findings_changed(summary(FALL), summary(), [far])[0].reason == ""


def test_another_verdict_is_news_with_both_answers():
    old = summary(FALL, verdict="not settled", sentence="Whether it fell is not settled.")
    (change,) = findings_changed(old, summary(FALL, sentence="It fell."))
    assert (change.what, change.status) == ("answer", "revised")
    assert (change.old, change.new) == ("Whether it fell is not settled.", "It fell.")


def test_a_rise_from_nothing_has_no_upper_bound_and_is_the_same_again():
    rise = point("2024-02-01", "2024-02-05", 0.0, 0.9, ratio=(None, None, None), evidence=None)
    assert told(summary(rise), summary(rise)) == []
    assert told(None, summary(rise)) == [("change point", "new")]


@pytest.mark.parametrize(
    ("old", "new", "status"),
    [
        (None, (0.5, 0.2, 0.9), "new"),
        ((0.5, 0.2, 0.9), None, "gone"),
        ((0.5, 0.2, 0.9), (0.7, 0.4, 1.2), "updated"),
        ((0.5, 0.2, 0.9), (1.1, 0.9, 1.4), "revised"),
        ((0.5, None, None), (9.1, 2.0, None), "updated"),
    ],
)
def test_an_effect_is_held_against_its_interval(old, new, status):
    assert told(summary(effect=old), summary(effect=new)) == [("effect", status)]


def alarm(unit="A", begin="2024-03-01", *, sentence="A rose.", withdrawn=None, rows=("1", "2")):
    return {
        "unit": unit, "begin": begin, "sentence": sentence, "withdrawn": withdrawn,
        "rows": list(rows),
    }  # fmt: skip


def test_alarms_are_new_end_and_are_withdrawn():
    old = {"alarms": [alarm("A"), alarm("B")]}
    new = {
        "alarms": [
            alarm("A", sentence="A is back to usual."),
            alarm("B", sentence="B was withdrawn.", withdrawn="2024-03-08"),
            alarm("C"),
            alarm("D", withdrawn="2024-03-08"),
        ]
    }
    found = alarms_changed(old, new)
    assert [(one.new, one.status) for one in found] == [
        ("A is back to usual.", "updated"), ("B was withdrawn.", "gone"), ("A rose.", "new"),
    ]  # fmt: skip
    assert [one["unit"] for one in new_alarms(old, new)] == ["C"]
    assert {one.reason for one in found} == {""}
    ended = {"alarms": [alarm("A", sentence="A is back to usual.") | {"end": "2024-03-06"}]}
    (over,) = alarms_changed({"alarms": [alarm("A")]}, ended)
    assert (over.status, over.reason) == ("updated", "ended")
    assert alarms_changed(new, new) == []


def scan(*rows):
    """Give the firm units of a scan: name, first and last day, ratio with its interval."""
    names = ("unit", "change_low", "change_high", "change_ratio", "change_ratio_low")
    names += ("change_ratio_high",)
    return {"table": [dict(zip(names, row, strict=True)) | {"firm": True} for row in rows]}


def test_units_join_the_firm_list_change_and_leave_it():
    days = ("2024-02-01", "2024-02-05")
    old = scan(
        ("A", *days, 3.0, 2.0, 4.0), ("B", *days, 3.0, 2.0, 4.0), ("C", *days, 3.0, 2.0, 4.0)
    )
    new = scan(
        ("D", *days, None, 2.0, None),
        ("A", *days, 3.4, 2.0, 4.5),
        ("B", "2024-03-01", "2024-03-05", 3.0, 2.0, 4.0),
    )
    found = units_changed(old, new)
    assert [(one.new or one.old)[0] + one.status for one in found] == [
        "Dnew", "Aupdated", "Brevised", "Cgone",
    ]  # fmt: skip
    assert found[1].new == "A: 3.4 times the rate before (2.0 to 4.5), between 1 and 5 Feb 2024"
    assert units_changed(new, new) == []
    assert {one.status for one in units_changed(None, new)} == {"new"}
    quiet = {"table": [row | {"firm": False} for row in new["table"]]}
    assert units_changed(None, quiet) == []


def test_a_unit_that_is_still_on_the_watch_list_is_weaker_and_not_gone():
    days = ("2024-02-01", "2024-02-05")
    old = scan(*((unit, *days, 3.0, 2.0, 4.0) for unit in "ABC"))
    new = scan(("A", *days, 2.4, 1.5, 3.9), ("B", None, None, None, None, None))
    off = {"firm": False, "watch_list": True}
    new["table"] = [row | off for row in new["table"]]
    weaker, unsettled, gone = units_changed(old, new)
    assert (weaker.status, weaker.reason, weaker.unit) == ("revised", "weaker", "A")
    assert weaker.new == "A: 2.4 times the rate before (1.5 to 3.9), between 1 and 5 Feb 2024"
    assert unsettled.reason == "weaker"
    assert unsettled.new == "B: a change whose days and size are not settled"
    assert (gone.unit, gone.status, gone.new, gone.reason) == ("C", "gone", "", "")
    # The same figure on the lesser list is weaker all the same.
    same = {"table": [row | off for row in old["table"]]}
    assert [one.reason for one in units_changed(old, same)] == ["weaker"] * 3
    # Who was on the watch list before was no finding, and is none.
    assert units_changed(new, new) == []


def test_a_first_answer_is_new_and_a_lost_one_gone():
    none = summary(sentence="Too few days.")
    del none["answer"]["verdict"]
    (change,) = findings_changed(none, summary(sentence="No change.", verdict="no sign"))
    assert (change.what, change.status, change.old) == ("answer", "new", "")
    (change,) = findings_changed(summary(sentence="It fell."), none)
    assert (change.status, change.old, change.new) == ("gone", "It fell.", "")
