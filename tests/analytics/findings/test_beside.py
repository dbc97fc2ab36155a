import os
import sys

import pytest

from analytics.findings import beside, named_periods, results
from analytics.findings.alternatives import effect_sensitivity
from analytics.findings.other_methods import methods_beside
from analytics.responses.of_study import first_responses
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.study import load_study


@pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="needs a fork and two cores"
)
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
