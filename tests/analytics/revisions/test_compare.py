import re
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pandas as pd
import pytest

from analytics.changepoints.matching import match_changes
from analytics.errors import InvalidOption
from analytics.revisions.compare import compare_vintages, revisions_of, whole_view
from analytics.revisions.reporting_delay import reporting_lag
from analytics.selection.options import default_view
from data.study import load_study
from tests.helpers.vintages import TOML, made_attacks, write_vintages

FIRST, SECOND, MAIN = "2024-02-15", "2024-03-20", "main"


@pytest.fixture(scope="module")
def studies(tmp_path_factory):
    folder = write_vintages(tmp_path_factory.mktemp("made"))
    return {name: load_study(folder, vintage=name) for name in (FIRST, SECOND, MAIN)}


@pytest.fixture(scope="module")
def compared(studies):
    old, new = studies[FIRST], studies[MAIN]
    return compare_vintages(old, new, whole_view(old, new, default_view(new)))


def statuses(result, days, finding):
    table = result.findings
    return table.loc[(table["days"] == days) & (table["finding"] == finding), "status"].tolist()


def test_a_result_is_frozen_has_a_table_and_is_one_sentence(compared):
    with pytest.raises(FrozenInstanceError):
        compared.series = "x"
    assert len(compared.table)
    assert str(compared).endswith(".")
    assert ". " not in str(compared)
    assert str(compared).startswith("From 15 Feb 2024 to 30 Apr 2024, ")


def test_a_study_against_itself_is_not_revised(studies):
    main = studies[MAIN]
    result = compare_vintages(main, main, default_view(main))
    assert result.table.empty
    assert set(result.findings["status"]) == {"same"}
    assert set(result.findings["days"]) == {"both"}
    assert "no row was added, changed or deleted" in str(result)
    assert "stayed" in str(result)
    assert str(result.lag).startswith("Nothing to compare")


def test_a_series_that_only_one_of_them_counts_is_refused(studies, tmp_path):
    folder = write_vintages(tmp_path)
    toml = folder / "study.toml"
    series = '[[series]]\nname = "raids"\n'
    toml.write_text(f"{toml.read_text('utf-8')}\n{series}", encoding="utf-8")
    renamed = load_study(folder)
    with pytest.raises(InvalidOption, match="counts 'raids', which the older one does not: it has"):
        compare_vintages(studies[MAIN], renamed, default_view(renamed))


def test_without_an_event_no_effect_is_told(studies):
    view = replace(default_view(studies[MAIN]), event="")
    result = revisions_of(studies[SECOND], studies[MAIN], view)
    assert "effect" not in str(result)
    assert "the answer and the change points stayed" in str(result)


def test_the_known_revisions_are_found_and_no_others(compared, studies):
    table = compared.table[compared.table["table"] == "events"]
    assert table.loc[table["change"] == "deleted", "id"].tolist() == ["GONE"]
    assert table.loc[table["change"] == "changed", "column"].tolist() == [
        "weapon",
        "date",
        "weapon",
    ]
    late = (table["change"] == "added") & (table["days"] == "both")
    dates = pd.to_datetime(made_attacks()["date"])
    ages = (pd.Timestamp(FIRST) - dates).dt.days
    held_back = (ages >= 0) & (ages < 10) & (dates.index % 2 == 1)
    assert late.sum() == held_back.sum()
    for name in ("events", "strikes", "context", "official_totals"):
        row = compared.counts.set_index("table").loc[name]
        kept = row["same"] + row["changed"] + row["renumbered"]
        assert row["old"] == kept + row["deleted"] == len(getattr(studies[FIRST], name))
        assert row["new"] == kept + row["added"] == len(getattr(studies[MAIN], name))


def test_what_further_days_show_is_no_revision(compared):
    assert statuses(compared, "both", "change point") == ["same"]
    assert statuses(compared, "own", "change point") == ["same", "appeared"]
    findings = compared.findings
    appeared = findings[findings["status"] == "appeared"].iloc[0]
    assert appeared["reason"] == "other days"
    assert (appeared["old"], appeared["new"][:4]) == ("", "fell")
    assert set(findings.loc[findings["days"] == "both", "reason"]) == {""}
    told = "over each one's own days the answer moved from “.+” to “.+” and 1 change point appeared"
    assert re.search(rf"{told} \({appeared['new']}\)", str(compared))
    assert compared.brief.endswith("the answer moved and 1 change point appeared.")


def test_a_revised_finding_is_called_so(tmp_path):
    attacks = made_attacks()
    early = attacks["date"] < "2024-02-01"
    # The first download held as many attacks in January as later, so nothing changes in it.
    ids = attacks.loc[early, "event_id"]
    extra = pd.concat([attacks[early].assign(event_id=ids + x) for x in "abc"])
    held = pd.concat([attacks[attacks["date"] <= SECOND], extra])
    write_vintages(tmp_path, {f"{SECOND}/attacks.csv": held.to_csv(index=False)})
    old, new = load_study(tmp_path, vintage=SECOND), load_study(tmp_path)
    result = revisions_of(old, new, default_view(new))
    assert statuses(result, "both", "change point") == ["appeared"]
    assert statuses(result, "both", "effect") == ["moved"]
    reasons = result.findings.set_index(["days", "finding", "status"])["reason"]
    assert reasons["own", "effect", "moved"] == "revised"
    own = result.findings[(result.findings["days"] == "own")]
    points = own[own["finding"] == "change point"]
    assert points["reason"].tolist() == ["revised", "other days"]
    told = "over the days that both cover the answer moved from “.+” to “.+”, the effect moved from"
    assert re.search(f"{told} “.+” to “.+ times", str(result))


def test_swapping_the_two_swaps_what_is_told(compared, studies):
    old, new = studies[FIRST], studies[MAIN]
    back = compare_vintages(new, old, whole_view(old, new, default_view(new)))
    there = compared.counts.set_index("table")
    for name, other in {"added": "deleted", "changed": "changed", "same": "same"}.items():
        assert (there[name] == back.counts.set_index("table")[other]).all()
    assert statuses(back, "own", "change point") == ["same", "vanished"]
    pd.testing.assert_frame_equal(back.lag.table, compared.lag.table)


def test_days_not_yet_complete_are_not_held_against_the_older_download(tmp_path):
    lag = {"study.toml": TOML.replace("end = 2024-04-30", "end = 2024-04-30\nlag = 10")}
    write_vintages(tmp_path, lag)
    old, new = load_study(tmp_path, vintage=FIRST), load_study(tmp_path)
    result = revisions_of(old, new, default_view(new))
    both = result.findings[result.findings["days"] == "both"]
    answers = both.loc[both["finding"] == "answer", ["old", "new"]].iloc[0]
    # What came in late lies on the days left out.
    for told in answers:
        assert " a day, between 23 and 31 January 2024" in told
        assert "Evidence of any change 6." in told
    assert result.daily["old"].dropna().index[-1] == pd.Timestamp(FIRST)
    assert result.lag.lag == 14


def test_no_day_in_common_is_said(tmp_path):
    own = "vintage = 2024-02-15\nend = 2024-01-31"
    toml = TOML.replace("vintage = 2024-02-15", own).replace(
        "vintage = 2024-03-20", "vintage = 2024-03-20\nstart = 2024-02-01"
    )
    write_vintages(tmp_path, {"study.toml": toml})
    old, new = (load_study(tmp_path, vintage=name) for name in (FIRST, SECOND))
    result = revisions_of(old, new, default_view(new))
    assert result.both is None
    assert set(result.table["days"]) == {"other"}
    assert set(result.findings["days"]) == {"own"}
    assert "no day is covered by both" in str(result)
    assert "nothing can be called a revision" in str(result)
    assert result.daily["old"].dropna().index[-1] < result.daily["new"].dropna().index[0]


def test_the_filters_of_a_view_hold_for_the_findings(studies):
    view = replace(default_view(studies[MAIN]), location=("Base",))
    result = revisions_of(studies[SECOND], studies[MAIN], view)
    counted = (made_attacks()["location"] == "Base").sum()
    assert result.daily["new"].sum() == counted


def test_a_narrower_period_stays_and_a_whole_one_is_widened(studies):
    old, new = studies[MAIN], studies[FIRST]
    whole = default_view(new)
    assert whole_view(old, new, whole).end == "2024-04-30"
    assert whole_view(old, new, replace(whole, end="2024-02-01")).end == "2024-02-01"


POINTS = ["changepoint", "ci_low", "ci_high", "rate_before", "rate_after"]


def points(*rows):
    """Return change points from the first, likeliest and last day of January, and a sign."""
    table = [
        (*(pd.Timestamp(2024, 1, day) for day in (day, low, high)), 2.0, 2.0 + sign)
        for low, day, high, sign in rows
    ]
    return pd.DataFrame(table, columns=POINTS)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ([(3, 5, 8, 1)], [(6, 8, 9, 1)], ["same"]),
        # Sets that touch while neither holds the other's likeliest day are two dates of one change.
        ([(3, 5, 7, 1)], [(6, 8, 9, 1)], ["moved"]),
        ([(3, 5, 7, 1)], [(6, 8, 9, -1)], ["vanished", "appeared"]),
        ([(3, 5, 7, 1)], [(18, 19, 20, 1)], ["moved"]),
        ([(3, 5, 7, 1)], [(3, 5, 7, 1), (18, 19, 20, -1)], ["same", "appeared"]),
        # A change of the other direction lies between, so that this is another rise.
        ([(3, 4, 5, 1), (9, 10, 11, -1)], [(9, 10, 11, -1), (18, 19, 20, 1)],
         ["vanished", "same", "appeared"]),
        ([], [(3, 5, 7, 1)], ["appeared"]),
        ([], [], []),
    ],
)  # fmt: skip
def test_change_points_are_matched_by_direction_and_dates(old, new, found):
    table = match_changes(points(*old), points(*new))
    assert table["status"].tolist() == found
    back = match_changes(points(*new), points(*old))["status"]
    turned = {"appeared": "vanished", "vanished": "appeared"}
    assert [turned.get(status, status) for status in back] == found
    assert len(table) == len(old) + len(new) - found.count("same") - found.count("moved")


def made_counts(share, *, days=60, rate=4):
    """Return counts now, and the part of them that was there then, by age."""
    index = pd.date_range("2024-01-01", periods=days)
    ages = np.arange(days)[::-1]
    then = [round(rate * share(age)) for age in ages]
    return pd.Series(then, index), pd.Series(rate, index), index[-1]


@pytest.mark.parametrize(
    ("share", "lag"),
    [
        (lambda age: 0.5 if age < 7 else 1, 7),
        (lambda age: 0.25 if age < 3 else 1, 3),
        (lambda age: 1, 0),
        (lambda age: 0.5, None),
    ],
)
def test_the_lag_is_the_age_from_which_days_are_complete(share, lag):
    then, now, taken = made_counts(share)
    result = reporting_lag(then, now, taken=taken, noun="attacks")
    assert result.lag == lag
    assert result.table["then"].sum() == then.sum()
    assert result.table["now"].sum() == now.sum()


def test_a_few_young_events_suggest_no_lag_beside_many_old_ones():
    days = pd.date_range("2023-01-01", periods=300)
    now = pd.Series(np.where(np.arange(300) < 200, 5, 0), days)
    now.iloc[[-60, -3, -2]] = 1
    then = now.copy()
    then.iloc[[-3, -2]] = 0
    result = reporting_lag(then, now, taken=days[-1], noun="attacks")
    assert result.lag is None
    assert "too few events" in str(result)


def test_the_lag_s_sentence_has_the_counts():
    then, now, taken = made_counts(lambda age: 0.5 if age < 7 else 1)
    said = str(reporting_lag(then, now, taken=taken, noun="attacks"))
    assert said.startswith("Of the 28 attacks now listed for the last 7 days to 29 Feb 2024, 14 ")


def test_days_after_the_older_data_were_taken_say_nothing():
    then, now, taken = made_counts(lambda age: 1)
    result = reporting_lag(then, now, taken=taken - pd.Timedelta(days=20), noun="attacks")
    assert result.table["now"].sum() == 40 * 4
