"""Which study a request is about: the only one, or one of several, each read when asked for."""

import contextlib
import logging
import secrets
import shutil
import threading
import tomllib
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path

import flask

from dashboard.shelf.addresses import FILE_ADDRESS, SHELF, here
from dashboard.store.contents import SERVED, Store
from data.errors import EscalationError, StudyError
from data.faults import SETTINGS_FILE
from data.kept_study import ABOUT, keep_study, kept_study
from data.study import Study, load_study

LOG = logging.getLogger(__name__)
# Of several studies each process has the last few at hand, and at least one.
MOST_AT_HAND, MOST_BYTES_AT_HAND = 8, 512 << 20
# A study with faults is not read again for so many seconds while its files are the same.
FAULTY_SECONDS = 10


class NoStudy(EscalationError):
    """An address that is about no one study: where it stands, the list of them is shown."""


class OneStudy:
    """The only study of a server: it stands at the root, and a dropped file takes its place.

    Parameters
    ----------
    study : Study
    """

    def __init__(self, study: Study) -> None:
        self.study = study

    def here(self) -> Study:
        """Return the study that a request is about."""
        return self.study

    def first(self) -> Study | None:
        """Return the study that is likeliest to be asked for first."""
        return self.study

    def key(self) -> str:
        """Return the key of that study, for work in a queue."""
        return ""

    def of_key(self, key: str) -> Study | None:
        """Return the study of a key; None where it is a dropped file's."""
        return None if key else self.study

    def shows_files(self) -> bool:
        """Tell whether what a request shows may be a dropped file."""
        return True

    def is_served(self, study: Study) -> bool:
        """Tell a study of the server from a dropped file."""
        return study is self.study


class Studies:
    """Several studies, each under an address of its own; none is read before it is asked for.

    Parameters
    ----------
    folders : mapping of str to Path
        By name, as :func:`~dashboard.shelf.addresses.named_folders` gives them.
    store : Store
        Keeps what was read, so that another process has it at once.
    most : int
        Studies at hand in this process.
    """

    def __init__(
        self, folders: Mapping[str, Path], store: Store, *, most: int = MOST_AT_HAND
    ) -> None:
        self.folders, self.store, self.most = dict(folders), store, most
        self.titles = {name: title_of(folder, name) for name, folder in folders.items()}
        self._at_hand: OrderedDict[str, tuple[int, Study]] = OrderedDict()
        self._lock = threading.Lock()
        # One study is read once, whoever else asks for it meanwhile.
        self._reading = {name: threading.Lock() for name in folders}
        self._faulty: dict[str, tuple[tuple[float, float], StudyError]] = {}

    def here(self) -> Study:
        """Return the study that a request is about, the same throughout the request.

        Raises
        ------
        NoStudy, StudyError
        """
        if "study" not in flask.g:
            flask.g.study = self.get(self._name_here())
        return flask.g.study

    def _name_here(self) -> str:
        address = here()
        name = address.removeprefix(SHELF)
        if address.startswith(SHELF) and name in self.folders:
            return name
        if address == FILE_ADDRESS:
            raise NoStudy("The file of this address is not held here: open it again.")
        if not address:
            raise NoStudy("")
        alike = [other for other, folder in self.folders.items() if folder.name == name]
        if alike:
            raise NoStudy(f"Several studies are called {name}: choose {' or '.join(alike)}.")
        raise NoStudy("There is no study under this address: choose one of these.")

    def first(self) -> Study | None:
        """Return the first study that can be read; None where none can."""
        for name in self.folders:
            with contextlib.suppress(StudyError):
                return self.get(name)
        return None

    def key(self) -> str:
        """Return the key of the study that a request is about, for work in a queue."""
        return served_key(self._name_here())

    def of_key(self, key: str) -> Study | None:
        """Return the study of a key; None where it is a dropped file's."""
        name = key.removeprefix(served_key(""))
        return self.get(name) if key.startswith(served_key("")) and name in self.folders else None

    def shows_files(self) -> bool:
        """Tell whether what a request shows may be a dropped file."""
        return here() == FILE_ADDRESS

    def is_served(self, study: Study) -> bool:
        """Tell a study of the server from a dropped file."""
        return not self.shows_files()

    def get(self, name: str) -> Study:
        """Return a study: at hand, as it was kept, or read now.

        Raises
        ------
        StudyError
            When it has faults; once its files have changed it is read anew.
        """
        with self._reading[name]:
            with self._lock:
                if name in self._at_hand:
                    self._at_hand.move_to_end(name)
                    return self._at_hand[name][1]
            study, size = self._checked(name)
            with self._lock:
                self._at_hand[name] = size, study
                while len(self._at_hand) > 1 and self._is_too_much():
                    self._at_hand.popitem(last=False)
        return study

    def _checked(self, name: str) -> tuple[Study, int]:
        """Read a study, unless it had faults a moment ago: reading may take seconds each time."""
        now, changed = self.store.clock(), changed_at(self.folders[name])
        (until, then), fault = self._faulty.get(name, ((0.0, 0.0), None))
        if fault is not None and now < until and changed == then:
            raise StudyError(fault.faults)
        self._faulty.pop(name, None)
        try:
            return self._read(name)
        except StudyError as error:
            self._faulty[name] = (self.store.clock() + FAULTY_SECONDS, changed), error
            raise

    def _is_too_much(self) -> bool:
        size = sum(size for size, _ in self._at_hand.values())
        return len(self._at_hand) > self.most or size > MOST_BYTES_AT_HAND

    def _read(self, name: str) -> tuple[Study, int]:
        kept = self.store.study_folder(served_key(name))
        if not (kept / ABOUT).exists():
            study = load_study(self.folders[name])
            draft = self.store.folder / "temporary" / secrets.token_hex(8)
            try:
                draft.mkdir(mode=0o700)
                size = keep_study(study, draft)
                _put(draft, kept)
            except OSError as error:
                # Who asked has it all the same, and other processes read it for themselves.
                shutil.rmtree(draft, ignore_errors=True)
                LOG.warning("The study %s cannot be kept in the store: %s", name, error)
                size = sum(path.stat().st_size for path in self.folders[name].iterdir())
            return study, size
        return kept_study(kept), sum(path.stat().st_size for path in kept.iterdir())


Shelf = OneStudy | Studies


def changed_at(folder: Path) -> float:
    """Return when a file of a study was changed last; 0 where there is none."""
    try:
        return max((path.stat().st_mtime for path in folder.iterdir()), default=0.0)
    except OSError:
        return 0.0


def _put(draft: Path, kept: Path) -> None:
    """Move a kept study to its place, where another process may have put the same meanwhile."""
    try:
        draft.rename(kept)
    except OSError:
        shutil.rmtree(draft)
        if not kept.exists():
            raise


def served_key(name: str) -> str:
    """Return the key under which one of several studies is kept; no dropped file has such a key."""
    return f"{SERVED}-{name}"


def title_of(folder: Path, name: str) -> str:
    """Return the title of a study that is not read yet; its name where it tells none."""
    try:
        title = tomllib.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8")).get("title")
    # What is wrong with it is told where it is read.
    except (OSError, ValueError, RecursionError):
        return name
    return title if isinstance(title, str) and title.strip() and title.isprintable() else name
