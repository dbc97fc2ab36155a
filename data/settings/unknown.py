"""Keys of ``study.toml`` that nothing reads: which known one may be meant, and who refuses them."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches

from data.errors import EscalationError
from data.faults import SETTINGS_FILE, Fault

UNKNOWN = "an unknown key"
# A guess that is further off confuses.
ALIKE = 0.7
# Tables inside others, which are easily written at the top of the file.
INSIDE = {
    "scan": "run.scan",
    "watch": "run.watch",
    "email": "tell.email",
    "webhook": "tell.webhook",
    "hapi": "fetch.hapi",
}


def unknown_key(key: str, known: Collection[str], *, of: str, file: str) -> Fault:
    """Warn of a key that nothing reads.

    Parameters
    ----------
    key : str
    known : collection of str
        What stands beside it.
    of : str
        Name of its table, with a dot at its end; empty at the top of the file.
    file : str

    Returns
    -------
    Fault
        A warning.
    """
    places = {name: f"{of}{name}" for name in known} | ({} if of else INSIDE)
    near = get_close_matches(key.lower(), places, n=1, cutoff=ALIKE)
    meant = places[near[0]] if near else ""
    names = ", ".join(sorted(known)) or "none"
    allowed = f"{meant}, or another of {names}" if meant else f"one of {names}"
    return Fault(
        file=file,
        column=f"{of}{key}",
        value=UNKNOWN,
        allowed=f"{allowed}; it is not used",
        severity="warning",
        meant=meant,
    )


def refuse_unknown(faults: Iterable[Fault], tables: Collection[str]) -> None:
    """Refuse unknown keys in the tables that a command goes by; others are only warned of.

    Parameters
    ----------
    faults : iterable of Fault
    tables : collection of str
        Names of tables at the top of the file.

    Raises
    ------
    EscalationError
        Where somebody may wait for what such a key was to do, such as a message.
    """
    wrong = [
        fault
        for fault in faults
        if fault.file == SETTINGS_FILE
        and fault.value == UNKNOWN
        and {_table(fault.column or ""), _table(fault.meant)} & set(tables)
    ]
    if not wrong:
        return
    told = [f"{one.column}{f' ({one.meant} may be meant)' if one.meant else ''}" for one in wrong]
    them = "it, or take it" if len(told) == 1 else "them, or take them"
    raise EscalationError(
        f"{SETTINGS_FILE} has {' and '.join(told)}, which nothing reads: correct {them} out."
    )


def _table(key: str) -> str:
    return key.partition(".")[0]
