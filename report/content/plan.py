"""``report.toml`` of a study: what its report holds, in which order, and who signs it."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from charts.tables.locale import ENGLISH, LANGUAGES
from data.errors import EscalationError
from data.faults import Fault, fault_list
from data.files.text import read_text
from data.settings.document import ANY_TEXT, Keys
from data.study_files import read_member
from report.content.logo import check_logo

PLAN_FILE = "report.toml"
SECTIONS = (
    "summary",
    "coverage",
    "changes",
    "events",
    "responses",
    "totals",
    "breakdown",
    "map",
    "methods",
    "sources",
    "incidents",
)
# Sections that a report holds where its plan names them.
FURTHER_SECTIONS = ("where",)
EVERY_SECTION = (*SECTIONS, *FURTHER_SECTIONS)
# What sections were called before.
OLD_SECTIONS = {"tallies": "totals"}
# Who wants all of them finds them in the file that the document carries.
ROWS = 50
MOST_ROWS = 2000


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a report is to hold.

    Parameters
    ----------
    sections : tuple of str
        Of ``SECTIONS`` and ``FURTHER_SECTIONS``, in the order of the report; old names become
        those of now.
    title : str
        Empty for the study's own.
    author : str
    logo : bytes
        PNG, JPEG or SVG; empty without one.
    language : str
        Of dates and numbers.
    rows : int
        Incidents listed in the appendix.
    warnings : tuple of Fault
        What was found but not used.
    """

    sections: tuple[str, ...] = SECTIONS
    title: str = ""
    author: str = ""
    logo: bytes = b""
    language: str = ENGLISH
    rows: int = ROWS
    warnings: tuple[Fault, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "sections", _in_new_names(self.sections))


class PlanError(EscalationError):
    """A ``report.toml`` that cannot be followed; the text lists every fault, one line each."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        if len(faults) == 1:
            super().__init__(f"The report cannot be planned: {faults[0]}.")
        else:
            super().__init__(
                f"The report cannot be planned, {len(faults)} faults:\n{fault_list(faults)}"
            )


def read_plan(folder: Path) -> Plan:
    """Read the ``report.toml`` of a study's folder.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    Plan
        The default one where there is no such file.

    Raises
    ------
    PlanError
        With every fault.
    """
    plan, found = check_plan(folder)
    faults = tuple(fault for fault in found if fault.severity == "fault")
    if faults:
        raise PlanError(faults)
    return replace(plan, warnings=found)


def check_plan(folder: Path) -> tuple[Plan, tuple[Fault, ...]]:
    """Read the ``report.toml`` of a folder as far as it goes, and list what is wrong with it."""
    if not (folder / PLAN_FILE).exists():
        return Plan(), ()
    content, faults = read_member(folder, PLAN_FILE, column=None)
    text, misread = read_text(content, file=PLAN_FILE) if content is not None else ("", [])
    faults = [*faults, *misread]
    try:
        parsed = {} if faults else tomllib.loads(text)
    # A number of thousands of digits or a list nested a thousand deep is not a TOMLDecodeError.
    except (ValueError, RecursionError) as error:
        faults = [Fault(file=PLAN_FILE, value="broken TOML", allowed=f"TOML ({error})")]
    if faults:
        return Plan(), tuple(faults)
    keys = Keys(table=parsed, faults=faults, file=PLAN_FILE)
    plan = Plan(
        sections=tuple(keys.take("sections", SECTION_LIST, list(SECTIONS))),
        title=keys.take("title", ANY_TEXT, ""),
        author=keys.take("author", ANY_TEXT, ""),
        language=keys.take("language", ONE_LANGUAGE, ENGLISH),
        rows=keys.take("rows", ROW_COUNT, ROWS),
        logo=_logo(folder, keys),
    )
    keys.close()
    return plan, tuple(faults)


def _logo(folder: Path, keys: Keys) -> bytes:
    """Return the bytes of the image that is named; none, and a fault, where it is not one."""
    name = keys.take("logo", ANY_TEXT, "")
    if not name:
        return b""
    content, faults = read_member(folder, name, column="logo")
    keys.faults += [replace(fault, file=PLAN_FILE) for fault in faults]
    if content is None:
        return b""
    if allowed := check_logo(content):
        keys.fault("logo", name, allowed)
        return b""
    return content


def _in_new_names(sections: Iterable[str]) -> tuple[str, ...]:
    return tuple(OLD_SECTIONS.get(name, name) for name in sections)


def _is_sections(value: object) -> bool:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        return False
    names = _in_new_names(value)
    return bool(names) and set(names) <= set(EVERY_SECTION) and len(set(names)) == len(names)


SECTION_LIST = (
    f"a list of {', '.join(EVERY_SECTION)}, each at most once",
    _is_sections,
)
ONE_LANGUAGE = (f"one of {', '.join(LANGUAGES)}", lambda value: value in LANGUAGES)
ROW_COUNT = (
    f"a whole number of rows from 0 to {MOST_ROWS}",
    lambda value: type(value) is int and 0 <= value <= MOST_ROWS,
)
