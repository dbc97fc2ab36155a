"""What the views of a page load: a figure is made without the classes of plotly that check it."""

import subprocess
import sys

from tests.helpers.paths import ROOT

# Loads more than 50 modules, and no view needs it.
SLOW = "plotly.graph_objs._scatter"
OPEN_ALL = f"""
import sys
from cli.options import BUNDLED
from dashboard.app import create_app
from dashboard.session.url_state import TABS
from data.study import load_study

app = create_app(load_study(BUNDLED))
for tab in TABS:
    app.callbacks["show_view"](f"?tab={{tab}}", {{"width": 1100, "dark": False}})
print("{SLOW}" in sys.modules)
"""


def test_no_view_loads_what_takes_longer_than_an_answer():
    run = subprocess.run(
        [sys.executable, "-c", OPEN_ALL], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "False"
