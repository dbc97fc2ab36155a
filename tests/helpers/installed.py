"""Use the product as it was installed: the page, charts and reports, far from the checkout.

A program of its own, since a test has the checkout on its path. It is started in an empty
folder: ``python -P .../installed.py``.
"""

import re
from importlib.metadata import distribution
from pathlib import Path

from click.testing import CliRunner, Result

from cli.main import main
from cli.options import BUNDLED
from cli.serve import export_functions
from dashboard.app import create_app
from data.study import load_study
from data.version import NAME, version

ROOMS = ("analytics", "charts", "cli", "dashboard", "data", "escalation", "report")


def check_home() -> None:
    """Hold that the code in use stands beside the record of its installation."""
    record = distribution(NAME)
    home = Path(record.locate_file("")).resolve()
    assert record.version == version()
    assert list(home.glob(f"{NAME}-*.dist-info")), f"{home} is no installation"
    for room in ROOMS:
        found = Path(__import__(room).__file__).resolve().parent
        assert found == home / room, f"{room} comes from {found}, not from {home}"
    assert home not in Path.cwd().resolve().parents
    assert not list(Path.cwd().iterdir()), "start this in an empty folder"


def open_page() -> None:
    """Open the page, everything that it loads before its first view, and that view."""
    app = create_app(load_study(BUNDLED), exports=export_functions())
    browser = app.server.test_client()
    page = read(browser, "/")
    # Addresses are relative, so that the page can stand under a path of its own.
    files = [f"/{name}" for name in re.findall(r'(?:src|href)="/?([^":]+)"', page)]
    assert any("dash-renderer" in file for file in files), page[:500]
    for path in ("/_dash-layout", "/_dash-dependencies", *files):
        read(browser, path)
    look = {"width": 1000, "dark": False, "phone": False}
    assert app.callbacks["show_view"]("", look)["content"]["answer"]


def read(browser, path: str) -> str:
    """Return what the page's server answers, which must be a success with something in it."""
    with browser.get(path) as response:
        assert response.status_code == 200, f"{path}: {response.status}"
        content = response.get_data()
    assert content, f"{path} is empty"
    return content.decode("utf-8", "replace")


def write_files() -> None:
    """Write a chart as every kind of file, the map, and a report as a page and as PDF."""
    for words in (
        "chart timeline --out timeline.svg",
        "chart breakdown --out breakdown.png",
        "chart map --out map.html",
        "report --out report.html",
        "report --out report.pdf",
    ):
        run(words)
        assert Path(words.split()[-1]).stat().st_size


def compile_first() -> None:
    """Hold that the first command that computes says that it compiles, and that no other does."""
    told = [run("analyse --json").stderr.count("Compiling what computes") for _ in range(2)]
    assert told == [1, 0], f"told {told} times"
    assert run("compile").stdout.startswith("Compiled already; kept in ")


def run(words: str) -> Result:
    """Run a command, which must succeed."""
    result = CliRunner().invoke(main, words.split(), catch_exceptions=False)
    assert result.exit_code == 0, f"{words}: {result.output}"
    return result


if __name__ == "__main__":
    check_home()
    compile_first()
    open_page()
    write_files()
    print(f"{NAME} {version()} works as installed: a page, charts and reports.")
