import json
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import escalation
from escalation.notebook import CHART, RESULTS, STUDY, as_html
from escalation.output import OF_RESULTS

ROOT = Path(__file__).resolve().parents[2]
EVIL = "<script>alert(1)</script>"
DAYS = pd.date_range("2023-10-17", periods=120)
COUNTS = pd.Series(np.random.default_rng(8).poisson(np.repeat([0.4, 3.0], 60)), index=DAYS)
CELL = """
import json
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
import escalation
import pandas as pd
days = pd.date_range("2024-01-01", periods=60)
counts = pd.Series([0] * 30 + [4] * 30, days, name="raids")
effect = escalation.event_effect(counts, "2024-01-31")
shown, _ = shell.display_formatter.format(effect)
print(json.dumps([str(effect), shown]))
"""


@pytest.mark.parametrize(("module", "name"), [*RESULTS, STUDY, CHART])
def test_what_is_shown_is_known_by_a_name_that_exists(module, name):
    assert getattr(import_module(module), name).__name__ == name


def test_whatever_has_a_chart_is_shown():
    drawn = {(kind.__module__, kind.__name__) for kind, _ in OF_RESULTS}
    assert drawn <= set(RESULTS)


def test_a_result_shows_its_sentence_its_table_and_its_figure():
    result = escalation.find_changepoints(COUNTS.rename("raids"))
    shown = as_html(result)
    assert f"<p>{result}</p>" in shown
    assert len(re.findall("<tr", shown)) == len(result.table) + 1
    assert re.search(r'<img src="data:image/svg\+xml;base64,[^"]+" alt="[^"]*[Rr]aids', shown)


def test_what_comes_from_the_data_is_escaped():
    shown = as_html(escalation.find_changepoints(COUNTS.rename(EVIL)))
    frame = pd.DataFrame({"date": DAYS, "country": EVIL})
    study = as_html(escalation.study(frame, title=EVIL))
    for text in (shown, study):
        assert "&lt;" in text
        assert "<script" not in text.lower()


def test_a_study_shows_its_size_and_its_warnings():
    shown = as_html(escalation.study(pd.DataFrame({"date": DAYS, "killed": 1}), title="Raids"))
    assert "Raids: 120 incidents, 2023-10-17 to 2024-02-13." in shown
    assert "the day of the first event, is taken" in shown


def test_a_long_table_is_cut_and_says_so(study_folder):
    study = escalation.load_study(study_folder)
    result = escalation.reconcile(study)
    shown = as_html(result)
    assert len(re.findall("<tr", shown)) == 21
    assert f"and {len(result.table) - 20} more rows in .table" in shown


def test_ipython_is_told_by_the_import(tmp_path):
    pytest.importorskip("IPython", reason="needs IPython, of requirements-dev.txt")
    run = subprocess.run(
        [sys.executable, "-c", CELL],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "IPYTHONDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    said, shown = json.loads(run.stdout)
    assert shown["text/plain"] == said
    assert shown["text/html"].startswith(f"<div><p>{said}</p>")
