from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics.changepoints.search import find_changepoints
from analytics.revisions import changed_findings
from analytics.revisions.changed_findings import side_by_side, verdicts
from analytics.revisions.sentence import findings_told
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.study import load_study
from tests.helpers.vintages import write_vintages


@pytest.fixture(scope="module")
def selection(tmp_path_factory):
    study = load_study(write_vintages(tmp_path_factory.mktemp("made")))
    return Selection(study, replace(default_view(study), event=""))


@pytest.fixture
def told_of(selection, monkeypatch):
    """Return what a download says where its only change has the given interval."""
    days = pd.date_range("2024-01-01", periods=140)
    numbers = np.random.default_rng(4).poisson(np.repeat([1.0, 5.0], 70))
    found = find_changepoints(pd.Series(numbers, days))
    assert len(found.table) == 1

    def told(low, high):
        table = found.table.assign(ratio_low=low, ratio_high=high)
        result = replace(found, table=table)
        monkeypatch.setattr(changed_findings.results, "changepoints", lambda _: result)
        return verdicts(selection)

    return told


def test_a_change_whose_interval_includes_no_change_is_told_without_its_way(told_of):
    settled, open_ = told_of(2.0, 8.0), told_of(0.5, 40.0)
    table = side_by_side(settled, open_, days="both")
    answer, point = table.itertuples()
    assert (point.status, answer.status) == ("same", "moved")
    assert point.old.startswith("rose ")
    assert point.new == point.old.replace("rose", "changed")
    assert " rose to " in answer.old
    assert "; by how much is not settled (0.5 to 40 times the rate before)." in answer.new
    assert not any(word in answer.new for word in ("rose", "fell"))
    gone = side_by_side(open_, verdicts_of_nothing(open_), days="both").assign(reason="revised")
    assert f"1 change point vanished (changed {point.old.removeprefix('rose ')})" in findings_told(
        gone
    )


def verdicts_of_nothing(like):
    return replace(like, changes=like.changes.iloc[:0])


def test_a_change_that_stays_open_is_no_moved_answer(told_of):
    open_ = told_of(0.5, 40.0)
    assert set(side_by_side(open_, open_, days="both")["status"]) == {"same"}
