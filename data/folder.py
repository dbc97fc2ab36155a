"""Bytes of the files in a study's folder, and of none outside it."""

from pathlib import Path

from data.faults import SETTINGS_FILE, Fault


def check_folder(path: Path) -> list[Fault]:
    """Find out whether a path can be a study at all: a folder with a ``study.toml``."""
    allowed = f"a folder that holds a {SETTINGS_FILE}"
    try:
        if path.is_dir():
            return []
        found = "a file" if path.exists() else "no such folder"
    except (OSError, ValueError) as error:
        found = f"a path that cannot be looked up ({error})"
    return [Fault(file=str(path), value=found, allowed=allowed)]


def read_member(folder: Path, name: str, *, column: str | None) -> tuple[bytes | None, list[Fault]]:
    """Read one file of a study.

    Parameters
    ----------
    folder : Path
    name : str
        Relative to the folder; may lie in a folder inside it, but nowhere else.
    column : str or None
        Key of ``study.toml`` that gives the name; None when the product does.

    Returns
    -------
    content : bytes or None
    faults : list of Fault
        At most one.
    """
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            found, allowed = name, "a file inside the study's folder"
        elif path.is_file():
            return path.read_bytes(), []
        else:
            found, allowed = None if column is None else name, "a file of this name in the folder"
    # A loop of links is a RuntimeError before Python 3.13, an odd character a ValueError.
    except (OSError, RuntimeError, ValueError) as error:
        found, allowed = name, f"a file that can be read ({error})"
    file = name if column is None else SETTINGS_FILE
    return None, [Fault(file=file, column=column, value=found, allowed=allowed)]
