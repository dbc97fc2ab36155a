"""A small study with something on each of its pages, published, and what a test reads of it."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.study import load_study
from report.site import figures
from report.site.publish import publish_site
from tests.helpers.study import write_study

TOML = """\
title = "{title}"
credit = "Nobody"
timezone = "UTC"

[coverage]
start = 2024-01-01
end = {end}

[files]
events = "attacks.csv"
strikes = "strikes.csv"
context = "context.csv"

[events]
shown = ["C1", "C2"]
before_after = "C1"
before = 14
after = 14

[publish]
{more}
"""
HEADER = "event_id,date,date_precision,country,location,lat,lon,weapon,source_url,source_publisher,"
HEADER += "confirmation,summary\n"
LATER = pd.Timestamp("2024-02-29")


def rows_of(rate, days, place, seed):
    """Draw rows of a made list: each has its number, and words that are nowhere else."""
    drawn = np.random.default_rng(seed).poisson(rate, days)
    found = []
    for day, many in enumerate(drawn):
        date = f"{pd.Timestamp('2024-01-01') + pd.Timedelta(days=day):%Y-%m-%d}"
        for _ in range(many):
            n = len(found)
            found.append(
                f"Q{place[:1]}{n:03d},{date},day,{place},Base,33.79,42.44,drone,"
                f"https://example.org/zqx{n},Zqxpaper,media,Zqxwords {n}\n"
            )
    return "".join(found)


def write_site_study(folder, *, title="Made up", end=LATER, more="", days=60, **files):
    """Write the study as it was on a day."""
    folder.mkdir(exist_ok=True)
    attacks = HEADER + rows_of(1.2, days, "Iraq", 3) + rows_of(0.5, days, "Syria", 4)
    toml = TOML.format(title=title, end=f"{end:%Y-%m-%d}", more=more)
    changes = {"study.toml": toml, "attacks.csv": attacks, "official_totals.csv": None} | files
    return write_study(folder, changes)


def view_of(folder):
    """Give the study's own view."""
    study = load_study(folder)
    return Selection(study, default_view(study))


def publish_small(folder, out, **asked):
    """Publish a study with few views, charts of one width and no drawn figures."""
    selection = view_of(folder)
    view = replace(selection.view, **asked.pop("filters", {}))
    selection = Selection(selection.study, view)
    settings = selection.study.settings["publish"] | {"views": ["overview", "incidents"]}
    settings |= asked.pop("settings", {})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figures, "WIDTHS", (340,))
        patch.setattr(figures, "draw_image", lambda chart, kind, scale: b"<svg/>")
        return publish_site(selection, out, settings, **asked)


class Page(HTMLParser):
    """The tags of a page, its headings, its ids, and where it leads."""

    def __init__(self, path):
        super().__init__()
        self.path, self.tags, self.headings = path, [], []
        self.text = path.read_text(encoding="utf-8")
        self.feed(self.text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        if data.strip() and re.fullmatch("h[1-6]", self.tags[-1][0] if self.tags else ""):
            self.headings.append((int(self.tags[-1][0][1]), data))

    def all(self, tag):
        return [given for name, given in self.tags if name == tag]


def pages_of(out):
    """Give every page of a site."""
    return [Page(path) for path in sorted(Path(out).rglob("*.html"))]


def files_of(out):
    """Give every file of a site by its path, with when it was last written."""
    paths = [path for path in sorted(Path(out).rglob("*")) if path.is_file()]
    return {
        path.relative_to(out).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in paths
    }
