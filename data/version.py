"""The product's name and version, as figures and files give them."""

import functools
import tomllib
from importlib.metadata import version as installed_version
from pathlib import Path

NAME = "escalation"
ROOT = Path(__file__).resolve().parent.parent


@functools.cache
def version() -> str:
    """Return the version: of the working tree where there is one, else of the installed package.

    Returns
    -------
    str
    """
    # An installed package's record is as old as its installation; the tree's file is not.
    tree = ROOT / "pyproject.toml"
    if tree.is_file():
        project = tomllib.loads(tree.read_text(encoding="utf-8")).get("project", {})
        if project.get("name") == NAME:
            return str(project["version"])
    return installed_version(NAME)


def software_line() -> str:
    """Name the product and its version: "Made with escalation 0.1.0"."""
    return f"Made with {NAME} {version()}"
