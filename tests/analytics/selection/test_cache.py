import ast
import gc
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from weakref import ref

import numpy as np
import pandas as pd
import pytest

from analytics.findings import results
from analytics.findings.alternatives import changepoint_sensitivity, effect_sensitivity
from analytics.findings.answer import answer_of
from analytics.selection import cache
from analytics.selection.cache import remembered
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.study import load_study
from tests.helpers.paths import ROOT


class Thing:
    """Stands for a study: hashed by identity, weakly referable."""


def test_a_result_is_computed_once_for_each_study_view_and_argument():
    calls = []

    @remembered
    def double(selection, number):
        calls.append((selection.view, number))
        return f"{selection.view} {number}"

    study = Thing()
    one, other = Selection(study, "one"), Selection(study, "other")
    asked = [(one, 2), (Selection(study, "one"), 2), (one, 3), (other, 2)]
    assert [double(*words) for words in asked] == ["one 2", "one 2", "one 3", "other 2"]
    assert double(Selection(Thing(), "one"), 2) == "one 2"
    assert calls == [("one", 2), ("one", 3), ("other", 2), ("one", 2)]


def test_the_oldest_result_of_a_study_goes_first():
    calls = []
    count = remembered(lambda selection: calls.append(selection.view), most=3)
    study = Thing()
    for view in [0, 1, 2, 3, 3, 0]:
        count(Selection(study, view))
    assert calls == [0, 1, 2, 3, 0]


def test_an_error_is_not_remembered():
    @remembered
    def fail(selection):
        raise ValueError("not now")

    selection = Selection(Thing(), "view")
    for _ in range(2):
        with pytest.raises(ValueError, match="not now"):
            fail(selection)


def test_threads_that_ask_at_once_compute_once():
    calls, both = [], threading.Barrier(2)

    @remembered
    def count(selection):
        calls.append(selection.view)
        time.sleep(0.05)
        return selection.view

    def ask(selection):
        both.wait(10)
        return count(selection)

    selection = Selection(Thing(), "view")
    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(ask, [selection] * 2)) == ["view", "view"]
    assert calls == ["view"]


def test_what_a_process_beside_computes_is_waited_for_and_not_computed_again(monkeypatch):
    calls = []

    @remembered
    def double(selection, number):
        calls.append(number)
        return f"{selection.view} {number}"

    study, waited = Thing(), []

    def begin(compute):
        # Stands for the process: it has memories of its own.
        found = [{("one", 2): "from beside"}]
        return lambda: waited.append(1) or found

    monkeypatch.setattr(cache, "beside", begin)
    cache.remember_beside(study, lambda: None, [double])
    assert not waited
    assert double(Selection(study, "one"), 2) == "from beside"
    assert double(Selection(study, "one"), 3) == "one 3"
    assert (waited, calls) == ([1], [3])
    assert double.results(study) == {("one", 2): "from beside", ("one", 3): "one 3"}


def test_what_a_process_beside_could_not_compute_is_computed_here(monkeypatch):
    count = remembered(lambda selection: selection.view)
    study = Thing()
    monkeypatch.setattr(cache, "beside", lambda compute: lambda: None)
    cache.remember_beside(study, lambda: None, [count])
    assert count(Selection(study, "view")) == "view"


@pytest.mark.parametrize(
    "finding",
    [
        results.changepoints,
        answer_of,
        results.regimes,
        results.effect,
        results.official_totals,
        changepoint_sensitivity,
        effect_sensitivity,
    ],
    ids=lambda finding: finding.__name__,
)
def test_a_study_shown_and_dropped_leaves_the_memory(study_folder, finding):
    study = load_study(study_folder)
    result = finding(Selection(study, default_view(study)))
    gone = ref(study)
    del study
    gc.collect()
    assert gone() is None
    del result


def test_no_room_keeps_a_study_in_a_cache_of_its_own():
    for path in [
        *ROOT.glob("analytics/**/*.py"),
        *ROOT.glob("charts/**/*.py"),
        *ROOT.glob("dashboard/**/*.py"),
    ]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and {"study", "selection"} & {
                a.arg for a in node.args.args
            }:
                marks = {ast.unparse(mark).partition("(")[0] for mark in node.decorator_list}
                assert not marks & {"cache", "lru_cache"}, f"{path.name}: use @remembered"


def test_the_remembered_answer_is_the_computed_one(study_folder):
    study = load_study(study_folder)
    view = default_view(study)
    first = results.changepoints(Selection(study, view))
    assert results.changepoints(Selection(study, view)) is first
    again = results.changepoints(Selection(load_study(study_folder), view))
    assert again is not first
    pd.testing.assert_frame_equal(again.table, first.table)


def test_all_results_of_a_process_have_one_room_and_the_unused_go_first():
    room = cache.Room(most=20_000)
    one, other = cache.Kept(99, room), cache.Kept(99, room)
    for name in ("used", "unused"):
        one[name] = bytes(1000)
    for number in range(40):
        assert one["used"]
        other[number] = bytes(1000)
    assert room.held <= 20_000
    assert (list(one), list(other)) == (["used"], list(range(40 - len(other), 40)))
    assert len(other) >= 15


def test_of_large_results_as_many_stay_as_one_view_takes():
    room = cache.Room(most=10_000)
    kept = cache.Kept(99, room)
    for number in range(20):
        kept[number] = bytes(5000)
    assert list(kept) == list(range(20 - cache.LARGE_TABLES, 20))


def test_results_of_studies_that_are_gone_take_no_room():
    room = cache.Room(most=10_000)
    gone, kept = cache.Kept(99, room), cache.Kept(99, room)
    kept["first"] = bytes(4000)
    gone["large"] = bytes(5000)
    del gone
    kept["second"] = bytes(4000)
    assert list(kept) == ["first", "second"]
    assert room.held < 9_000


def test_a_result_weighs_what_it_holds_without_the_study(study_folder):
    days = np.zeros(1000)
    frame = pd.DataFrame({"a": np.zeros(1000), "b": ["a text that is rather long"] * 1000})
    least = 8_000 + 26_000
    assert least <= cache.weight_of(frame) < 100_000
    assert 8_000 <= cache.weight_of([days[:3], days[3:5]]) < 9_000
    study = load_study(study_folder)
    assert cache.weight_of((study, days)) < 9_000


def test_many_rows_that_are_alike_are_weighed_by_some_of_them():
    rows = [[f"2024-01-{1 + k % 28:02d}", float(k)] for k in range(3200)]
    apart = sum(map(cache.weight_of, rows))
    assert 0.9 * apart < cache.weight_of(rows) < 1.1 * apart
    # Of few rows each is weighed: one of them may hold much.
    assert cache.weight_of([["a"], ["b" * 100_000]]) > 100_000
