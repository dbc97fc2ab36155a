"""Where each of several studies stands in a server: its name, and the path that it is under."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import flask

from data.errors import EscalationError

SHELF = "/s/"
# Where a dropped file stands among several studies: it is its reader's, and of none of them.
FILE_ADDRESS = "/file"
# The path under which a request came, as far as it says what it is about; empty for the start.
ADDRESS = "escalation.address"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
FOREIGN = re.compile(r"[^A-Za-z0-9._-]+")
Answer = Callable[[dict[str, Any], Callable], Iterable[bytes]]


def named_folders(given: Sequence[str | Path]) -> dict[str, Path]:
    """Name the studies that are served by their folders, or as is asked: ``north=studies/iraq``.

    Parameters
    ----------
    given : sequence of path
        A folder that is given twice is taken once.

    Returns
    -------
    dict of str to Path
        In the order given. Folders of one name are told apart by the folders that they lie in,
        whatever their order, so that a link stays that of its study.

    Raises
    ------
    EscalationError
        When two would still have one name.
    """
    asked = list(dict.fromkeys(_asked(Path(one)) for one in given))
    own = [name or address_name(folder) for name, folder in asked]
    names = [
        alone if name or own.count(alone) == 1 else f"{address_name(folder.parent)}-{alone}"
        for alone, (name, folder) in zip(own, asked, strict=True)
    ]
    for name in names:
        if names.count(name) > 1:
            both = [str(asked[k][1]) for k, other in enumerate(names) if other == name]
            raise EscalationError(
                f"{' and '.join(both[:2])} would both stand under the name {name}: name one of "
                f"them, as in other={both[1]}."
            )
    return {name: folder for name, (_, folder) in zip(names, asked, strict=True)}


def _asked(given: Path) -> tuple[str, Path]:
    """Read a folder, and the name that is asked for it."""
    name, equals, folder = str(given).partition("=")
    if equals and NAME.fullmatch(name) and not given.exists():
        return name, Path(folder).resolve()
    return "", given.resolve()


def address_name(folder: Path) -> str:
    """Write a folder's name as a part of an address."""
    return FOREIGN.sub("-", folder.name).strip("-._") or "study"


class Addresses:
    """Take the address of a study off a request's path, and remember which that was.

    Parameters
    ----------
    answer : callable
        The WSGI application.
    names : collection of str
        Of the studies.
    alone : bool
        One study that stands at the root itself: its address among several leads there, so that a
        link outlasts the other studies.
    """

    def __init__(self, answer: Answer, names: Collection[str], *, alone: bool = False) -> None:
        self.answer, self.names, self.alone = answer, names, alone

    def __call__(self, environ: dict[str, Any], start: Callable) -> Iterable[bytes]:
        """Answer a request."""
        path, root = environ.get("PATH_INFO", ""), environ.get("SCRIPT_NAME", "")
        name, stroke, rest = self._read(path)
        if not name:
            return self.answer(environ, start)
        address = FILE_ADDRESS if name == FILE_ADDRESS else f"{SHELF}{name}"
        if self.alone or (not stroke and (name in self.names or name == FILE_ADDRESS)):
            query = environ.get("QUERY_STRING", "")
            there = f"{root}/{quote(rest)}" if self.alone else f"{root}{address}/"
            moved = [("Location", f"{there}?{query}" if query else there)]
            start("302 Found" if self.alone else "308 Permanent Redirect", moved)
            return [b""]
        environ |= {"SCRIPT_NAME": f"{root}{address}", "PATH_INFO": f"/{rest}", ADDRESS: address}
        return self.answer(environ, start)

    def _read(self, path: str) -> tuple[str, str, str]:
        """Return the name in a path, the stroke after it, and the rest; no name where it has none.

        A name that is not served is taken off as well, for the answer says so; of a study that
        stands alone it is left.
        """
        if path.startswith(SHELF):
            name, stroke, rest = path.removeprefix(SHELF).partition("/")
            known = name in self.names or (not self.alone and bool(stroke))
            return (name if known else ""), stroke, rest
        if not self.alone and f"{path}/".startswith(f"{FILE_ADDRESS}/"):
            rest = path.removeprefix(FILE_ADDRESS)
            return FILE_ADDRESS, rest[:1], rest[1:]
        return "", "", ""


def here() -> str:
    """Return the address of the study that a request is about; empty outside of any."""
    return flask.request.environ.get(ADDRESS, "") if flask.has_request_context() else ""


def server_root() -> str:
    """Return the path of the whole server, which a proxy may have given it; often empty."""
    return flask.request.script_root.removesuffix(here())


def study_address(name: str) -> str:
    """Return the path of a study, from the root of the machine."""
    return f"{server_root()}{SHELF}{name}/"


def up_to_root() -> str:
    """Return how a page refers to what all studies of the server share: their scripts."""
    return "../" * here().count("/")
