"""Whether a module of the user's own hides one of ours, and which file that is."""

import sys
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path

OURS = Path(__file__).resolve().parent.parent
ROOMS = ("data", "analytics", "charts", "report", "dashboard", "cli")


class HiddenRoom(ImportError):
    """A module of the user's own has the name of a package that this one is made of."""


def check_rooms() -> None:
    """Find out whether each package that this one is made of is the one that Python would import.

    Raises
    ------
    HiddenRoom
        The sentence names the file and says what to do.

    Notes
    -----
    The folder of a script or notebook comes first on Python's search path, so a ``data.py`` there
    is imported in place of ours. Nothing is imported to find that out.
    """
    for room in ROOMS:
        spec = _spec(room)
        if spec is None or _ours(spec, room):
            continue
        raise HiddenRoom(_message(room, _place(spec)))


def as_command() -> bool:
    """Tell whether Python was started as the command ``escalation``.

    Its errors are sentences without a traceback; ``python -m`` calls a program "-m" until it runs.
    """
    return bool(sys.argv) and (sys.argv[0] == "-m" or Path(sys.argv[0]).stem == "escalation")


def _message(room: str, place: Path | None) -> str:
    package = f"the package {room!r}, which escalation is made of: "
    if place is None:
        return f"A module made while running hides {package}give it another name."
    what = "folder" if place.is_dir() else "file"
    return f"{place} hides {package}rename that {what} and start Python anew."


def _spec(room: str) -> ModuleSpec | None:
    """Return where a package comes from, or would; a loaded one is asked first."""
    loaded = sys.modules.get(room)
    if loaded is None:
        return find_spec(room)
    place = getattr(loaded, "__file__", None)
    return loaded.__spec__ or ModuleSpec(room, None, origin=place)


def _ours(spec: ModuleSpec, room: str) -> bool:
    return spec.origin is not None and Path(spec.origin).resolve() == OURS / room / "__init__.py"


def _place(spec: ModuleSpec) -> Path | None:
    """Return the file or folder of a foreign module; a package's folder, not its first file."""
    if spec.submodule_search_locations:
        return Path(next(iter(spec.submodule_search_locations)))
    return Path(spec.origin) if spec.origin else None
