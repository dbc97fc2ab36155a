import ast
import gc
from weakref import ref

import pandas as pd
import pytest

from analytics.findings.alternatives import effects_of, robustness_of
from analytics.findings.results import answer_of, changepoints_of, effect_of, regimes_of, tallies_of
from analytics.selection.cache import REMEMBERED, remembered
from analytics.selection.counts import default_view
from data.study import load_study
from tests.helpers.paths import ROOT


class Thing:
    """Stands for a study: hashed by identity, weakly referable."""


def test_a_result_is_computed_once_for_each_study_and_argument():
    calls = []

    @remembered
    def double(study, number):
        calls.append((study, number))
        return number * 2

    one, other = Thing(), Thing()
    assert [double(one, 2), double(one, 2), double(one, 3), double(other, 2)] == [4, 4, 6, 4]
    assert calls == [(one, 2), (one, 3), (other, 2)]


def test_the_oldest_result_of_a_study_goes_first():
    calls = []
    count = remembered(lambda study, number: calls.append(number))
    thing = Thing()
    for number in [*range(REMEMBERED + 1), 0]:
        count(thing, number)
    assert calls[-1] == 0
    assert len(calls) == REMEMBERED + 2


def test_an_error_is_not_remembered():
    @remembered
    def fail(study):
        raise ValueError("not now")

    thing = Thing()
    for _ in range(2):
        with pytest.raises(ValueError, match="not now"):
            fail(thing)


@pytest.mark.parametrize(
    "finding",
    [changepoints_of, answer_of, regimes_of, effect_of, tallies_of, robustness_of, effects_of],
    ids=lambda finding: finding.__name__,
)
def test_a_study_shown_and_dropped_leaves_the_memory(study_folder, finding):
    study = load_study(study_folder)
    result = finding(study, default_view(study))
    gone = ref(study)
    del study
    gc.collect()
    assert gone() is None
    del result


def test_no_room_keeps_a_study_in_a_cache_of_its_own():
    for path in [
        *ROOT.glob("analytics/*.py"),
        *ROOT.glob("charts/*.py"),
        *ROOT.glob("dashboard/*.py"),
    ]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and "study" in [a.arg for a in node.args.args]:
                marks = {ast.unparse(mark).partition("(")[0] for mark in node.decorator_list}
                assert not marks & {"cache", "lru_cache"}, f"{path.name}: use @remembered"


def test_the_remembered_answer_is_the_computed_one(study_folder):
    study = load_study(study_folder)
    view = default_view(study)
    first = changepoints_of(study, view)
    assert changepoints_of(study, view) is first
    again = changepoints_of(load_study(study_folder), view)
    assert again is not first
    pd.testing.assert_frame_equal(again.table, first.table)
