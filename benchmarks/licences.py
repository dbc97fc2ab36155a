"""``make licences``: the licences of what is needed; fails on one that nobody has looked at."""

import re
import sys
import tomllib
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
# What allows use, change and passing on, of which the last three ask for more than a notice:
# changes of their own files are passed on under the same terms.
KNOWN = {
    *("MIT", "BSD", "Apache", "ISC", "PSF", "ZPL", "HPND", "Zlib", "0BSD", "CC0", "Unlicense"),
    *("Zope", "Python Software Foundation", "MPL", "Mozilla Public License"),
}
# Whoever passes on what has one of these owes more than a notice.
ASK_FOR_MORE = {"GPL", "AGPL", "LGPL", "GPLv2", "GPLv3", "GNU", "SSPL", "BUSL", "Proprietary"}
# Read in the files that they bring along, for their metadata state none.
READ = {
    "quickjs-ng": "MIT (its LICENSE: Ganesh Viswanathan, 2026; the engine in it is MIT as well)",
    "resvg-py": "MIT (its LICENSE: baseplate-admin, 2024; the resvg in it is Apache 2.0 or MIT)",
    "kaleido": "MIT (its LICENSE.txt: Plotly)",
    "typst": "Apache 2.0",
    "escalation": "",
}


def licence_of(name: str) -> str:
    """Return what a distribution states of its licence; empty where it states nothing.

    Parameters
    ----------
    name : str
        As pip knows it.

    Returns
    -------
    str
    """
    found = distribution(name).metadata
    if stated := found.get("License-Expression", ""):
        return stated
    classes = [
        text.rpartition("::")[2].strip()
        for text in found.get_all("Classifier") or []
        if text.startswith("License ::") and text != "License :: OSI Approved"
    ]
    if classes:
        return ", ".join(classes)
    written = (found.get("License") or "").strip().partition("\n")[0][:60]
    return written or READ.get(_plain(name), "")


def is_known(licence: str) -> bool:
    """Tell whether a licence is one of those that were looked at."""
    parts = re.split(r"\bAND\b|,", licence)
    return bool(licence) and all(
        any(_is_one_known(choice) for choice in re.split(r"\bOR\b", part)) for part in parts
    )


def _is_one_known(licence: str) -> bool:
    words = set(re.findall(r"[A-Za-z0-9]+", licence))
    named = any(set(re.findall(r"[A-Za-z0-9]+", known)) <= words for known in KNOWN)
    return named and not words & ASK_FOR_MORE


def needed(names: list[str]) -> list[str]:
    """Return all that some distributions need, themselves among it, as far as it is installed."""
    found: dict[str, Distribution] = {}
    waiting = list(names)
    while waiting:
        name = _plain(waiting.pop())
        if name in found:
            continue
        found[name] = distribution(name)
        for line in found[name].requires or []:
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name)
    return sorted(found)


def required() -> list[str]:
    """Return what requirements.txt names, and what all extras need."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    kept = [line.partition("#")[0].strip() for line in lines]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    return [Requirement(line).name for line in [*kept, *extras] if line]


def main() -> int:
    """Print a line for each distribution; 1 where a licence is not known."""
    unknown = []
    for name in needed(required()):
        licence = licence_of(name)
        print(f"{name:28} {licence or 'states none'}")
        if not is_known(licence):
            unknown.append(name)
    if unknown:
        print(
            f"Not looked at yet: {', '.join(unknown)}. Read what each allows, and add it to "
            "benchmarks/licences.py.",
            file=sys.stderr,
        )
    return bool(unknown)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main())
