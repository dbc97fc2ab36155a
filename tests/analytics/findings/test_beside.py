import os
import sys

import pytest

from analytics.findings import beside, named_periods, other_methods, results
from analytics.findings.alternatives import effect_sensitivity
from analytics.findings.other_methods import LEVEL_TESTS, methods_beside
from analytics.responses.of_study import first_responses
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.study import load_study

TWO_CORES = pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="needs a fork and two cores"
)


@TWO_CORES
def test_the_effects_from_beside_are_those_of_this_process(study_folder, study, monkeypatch):
    here = Selection(study, default_view(study))
    other = load_study(study_folder)
    there = Selection(other, default_view(other))
    beside.begin_effects(there)
    # Whoever computes one of them in this process is found out.
    monkeypatch.setattr(results, "event_effect", None)
    monkeypatch.setattr("analytics.findings.other_methods.detect", None)
    monkeypatch.setattr("analytics.responses.of_study.responses", None)
    found = [
        results.effect(there),
        effect_sensitivity(there),
        named_periods.period_effect(there),
        methods_beside(there),
        first_responses(there),
    ]
    monkeypatch.undo()
    expected = [
        results.effect(here),
        effect_sensitivity(here),
        named_periods.period_effect(here),
        methods_beside(here),
        first_responses(here),
    ]
    assert list(map(str, found)) == list(map(str, expected))
    for one, same in zip(found, expected, strict=True):
        if same is not None:
            assert one.table.equals(same.table)


@TWO_CORES
def test_what_a_report_takes_of_other_methods_comes_from_beside(study_folder, study, monkeypatch):
    here = Selection(study, default_view(study))
    other = load_study(study_folder)
    there = Selection(other, default_view(other))
    monkeypatch.setattr(beside, "_compute_all_effects", lambda selection: None)
    beside.begin_effects(there, of_all_events=True)
    found = {}
    counts = here.counts("attacks")
    for selection in (there, here):
        with monkeypatch.context() as patched:
            if selection is there:
                patched.setattr(results, "find_regimes", None)
                patched.setattr(other_methods, "LEVEL_TESTS", {})
            found[selection] = [
                results.regimes(selection),
                *[other_methods.level_test(selection, counts, name) for name in LEVEL_TESTS],
            ]
    assert list(map(str, found[there])) == list(map(str, found[here]))
