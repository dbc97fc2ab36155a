"""Build the wheel, install it, and use it far from the checkout.

``python -m tests.helpers.wheel`` does so with all that it needs, in an empty environment.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHECK = ROOT / "tests" / "helpers" / "installed.py"
NOT_SOURCE = shutil.ignore_patterns(".*", "__pycache__", "build", "*.egg-info")


def run(*command: object, **options) -> str:
    """Run a command that must succeed, and return what it printed."""
    words = [str(word) for word in command]
    result = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", **options)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def pip(python: str | Path, *words: object) -> None:
    """Run an environment's pip."""
    run(python, "-m", "pip", "--quiet", "--disable-pip-version-check", *words)


def build_wheel(folder: Path) -> Path:
    """Build the wheel from a copy: a build leaves folders that the next takes for source."""
    shutil.copytree(ROOT, folder / "source", ignore=NOT_SOURCE)
    options = ("--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", folder)
    pip(sys.executable, "wheel", *options, folder / "source")
    (built,) = folder.glob("*.whl")
    return built


def use_installed(python: str | Path, folder: Path) -> str:
    """Use the installed product in an empty folder."""
    folder.mkdir()
    variables = {**os.environ, "PYTHONPATH": ""}
    return run(python, "-P", CHECK, cwd=folder, env=variables)


def main() -> None:
    """Install everything into an empty environment, and use it there."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        venv.create(folder / "environment", with_pip=True)
        scripts = folder / "environment" / ("Scripts" if os.name == "nt" else "bin")
        python = scripts / "python"
        pip(python, "install", "--constraint", ROOT / "constraints.txt", build_wheel(folder))
        print(use_installed(python, folder / "empty"), end="")


if __name__ == "__main__":
    main()
