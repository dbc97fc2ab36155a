"""Which study a browser sees: one that is served, or the file that it has dropped."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlencode

import flask

from analytics.selection.link import DATA, stale
from analytics.selection.selected import Selection
from analytics.selection.unused import unused_sentence
from dashboard.session.uploaded_files import Dropped, Sessions
from dashboard.session.url_state import PageState, decode, default_state, encode, read_link
from dashboard.shelf.addresses import FILE_ADDRESS, server_root
from dashboard.shelf.studies import OneStudy, Shelf, Studies
from dashboard.store.results import Results
from data.errors import EscalationError
from data.study import Study

COOKIE = "escalation_file"
# Marks the address of a dropped file: a link names which file it was made for, never its rows.
MARK = "file"
# In an answer to the page's script: the address at which it goes on, where that is another.
AT = "at"

CLOSED = (
    "The file that this page shows is no longer held: it was closed, another was opened, or it lay "
    "unused for hours. Reload the page, and open the file again."
)


class Forgotten(EscalationError):
    """The page shows a file that is no longer held."""


class Opened:
    """The study of each request.

    Parameters
    ----------
    served : Study or Studies
        What everybody sees who has dropped no file; of several, each at its address.
    sessions : Sessions
    results : Results, optional
        What was computed before; by default everything is computed anew.
    """

    def __init__(
        self, served: Study | Studies, sessions: Sessions, results: Results | None = None
    ) -> None:
        self.shelf: Shelf = served if isinstance(served, Studies) else OneStudy(served)
        self.sessions = sessions
        self.results = results

    @property
    def served(self) -> Study:
        """What everybody sees at the address of a request.

        Raises
        ------
        NoStudy, StudyError
            Where several are served, and the address is that of none, or of one with faults.
        """
        return self.shelf.here()

    @property
    def several(self) -> Studies | None:
        """The studies of the server, where it serves several."""
        return self.shelf if isinstance(self.shelf, Studies) else None

    @property
    def shown(self) -> Study:
        """What the asking browser sees: its dropped file, or what is served at this address."""
        dropped = self.dropped()
        return dropped.study if dropped else self.served

    def recall(self, key: str, study: Study, make: Callable[[], dict]) -> dict:
        """Return pieces of the page that were made before, by whichever process, or make them."""
        if self.results is None:
            return make()
        return self.results.recall(key, study.digest, make)

    def known(self, key: str) -> dict | None:
        """Return pieces of the page that were made before; None where none were kept."""
        return None if self.results is None else self.results.known(key)

    def key_of(self, study: Study) -> str:
        """Return under which key the study of this request is kept, for work in a queue."""
        if self.shelf.is_served(study):
            return self.shelf.key()
        return self.sessions.key_of(flask.request.cookies.get(COOKIE))

    def dropped(self) -> Dropped | None:
        """Return the file that the asking browser sees at this address, if any."""
        return self.held() if self.shelf.shows_files() else None

    def shown_at(self, digest: str) -> dict[str, str]:
        """Tell the page's script that a file is read, and where it stands among several studies."""
        there = {AT: f"{server_root()}{FILE_ADDRESS}/"} if self.several else {}
        return {MARK: digest, **there}

    def held(self) -> Dropped | None:
        """Return the file that the asking browser has dropped, wherever it stands."""
        if not flask.has_request_context():
            return None
        return self.sessions.get(flask.request.cookies.get(COOKIE))

    def study(self, mark: str | None) -> Study:
        """Return the study that a page was made for.

        Parameters
        ----------
        mark : str or None
            As the page carries it: of the dropped file, or none for the served study.

        Raises
        ------
        Forgotten
        """
        if not mark:
            return self.served
        dropped = self.dropped()
        if dropped is None or dropped.study.digest != mark:
            raise Forgotten(CLOSED)
        return dropped.study

    def of_key(self, key: str) -> Study:
        """Return the study that work in a queue is about; empty is the only one that is served.

        Raises
        ------
        Forgotten
        """
        study = self.shelf.of_key(key) or self.sessions.study(key)
        if study is None:
            raise Forgotten(CLOSED)
        return study

    def read(self, search: str | None, mark: str | None) -> tuple[Selection, PageState]:
        """Return what a page's address selects of its study, and the whole state that it asks for.

        Raises
        ------
        Forgotten

        Notes
        -----
        A link that was made for another file is read as the bare address: its places and dates
        mean nothing here.
        """
        study = self.study(mark)
        foreign = self.foreign(search, mark)
        state = default_state(study) if foreign else decode(search, study)
        return Selection(study, state.view), state

    def foreign(self, search: str | None, mark: str | None) -> str:
        """Say that an address was made for another file than the page shows; "" when it was not."""
        asked = _mark(search)
        no_view = set(parse_qs((search or "").lstrip("?"))) <= {"theme", DATA}
        if asked == (mark or "") or (not asked and no_view):
            return ""
        if asked:
            origin = (
                "This link was made for another file, which only the browser that opened it has"
            )
        elif self.several:
            origin = "This link was made for another study"
        else:
            origin = f"This link was made for “{self.served.title}”"
        return f"{origin}: the page shows “{self.study(mark).title}” as it opens."

    def notice(self, search: str | None, mark: str | None) -> str:
        """Say what of an address the page does not show as asked; "" when it follows it whole."""
        if foreign := self.foreign(search, mark):
            return foreign
        study = self.study(mark)
        told = (stale(search, study), unused_sentence(read_link(search, study)[1]))
        return " ".join(filter(None, told))

    def address(self, state: PageState, study: Study) -> str:
        """Return the query string of a state of a study."""
        query = encode(state, study)
        if self.shelf.is_served(study):
            return query
        return f"?{urlencode({MARK: study.digest})}{query.replace('?', '&', 1)}"


def with_data(query: str, study: Study) -> str:
    """Add the hash of the data to an address that is given to others."""
    return f"{query}{'&' if query else '?'}{urlencode({DATA: study.digest})}"


def _mark(search: str | None) -> str:
    return parse_qs((search or "").lstrip("?")).get(MARK, [""])[-1]
