import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import escalation
from charts.catalogue import CHARTS
from escalation.choosing import NAMES
from report.content.plan import SECTIONS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")


def test_the_import_loads_no_library(tmp_path):
    code = "import sys, escalation; print(*{name.partition('.')[0] for name in sys.modules})"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    slow = {"pandas", "numpy", "plotly", "narwhals", "pyarrow", "statsmodels", "click", "data"}
    assert not slow & set(run.stdout.split())


def test_every_public_name_is_there_and_nothing_else_is_public():
    assert dir(escalation) == sorted(escalation.__all__)
    for name in escalation.__all__:
        assert getattr(escalation, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'find_change_points'"):
        _ = escalation.find_change_points


def test_the_page_lists_every_public_name():
    listed = re.findall(r"^\| `(\w+)", PAGE, re.MULTILINE)
    assert sorted(listed) == sorted(escalation.__all__)


@pytest.mark.parametrize("name", [n for n in escalation.__all__ if n[0].islower()])
def test_every_function_tells_its_arguments_its_result_and_its_errors(name):
    text = inspect.getdoc(getattr(escalation, name))
    for part in ("Parameters", "Returns", "Raises"):
        assert f"\n{part}\n{'-' * len(part)}\n" in text, f"{name} does not tell its {part}"
    for argument in inspect.signature(getattr(escalation, name)).parameters:
        assert re.search(rf"^(\w+, )*\**{argument}\b", text, re.MULTILINE), (name, argument)


@pytest.mark.parametrize("names", [CHARTS, SECTIONS, NAMES], ids=["charts", "sections", "choices"])
def test_what_can_be_chosen_is_told(names):
    told = set(re.findall(r"[\w-]+", PAGE + escalation.plot.__doc__ + escalation.report.__doc__))
    assert not set(names) - told


def test_ten_lines_lead_from_a_frame_to_a_pdf(tmp_path, monkeypatch, study_folder, capsys):
    (lines,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert sum(bool(line) for line in lines.splitlines()) == 10
    (tmp_path / "incidents.csv").write_bytes((study_folder / "attacks.csv").read_bytes())
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(compile(lines, "docs/python.md", "exec"), names)
    changes, effect = capsys.readouterr().out.splitlines()
    assert changes == str(names["changes"])
    assert changes.startswith("Attacks fell by ")
    assert "per day" in effect or "a day" in effect
    assert (tmp_path / "brief.pdf").read_bytes().startswith(b"%PDF")
    assert "plotly" in (tmp_path / "changes.html").read_text(encoding="utf-8")
