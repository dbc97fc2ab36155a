"""The last steps of a run: its message is written, and goes to whom the study names."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from analytics.selection.columns import column_nouns
from analytics.selection.selected import Selection
from data.fetching.credentials import Credentials
from data.study import Study
from report.alarms.feed import Entry, Sender, alarm_entries, feed_content
from report.alarms.run import STATE_FILE as WATCH_FILE
from report.alarms.run import counted_parts
from report.alarms.state import WatchState, read_state
from report.files import clear_folder, write_all
from report.schedule.kept import Begun, Finished, Result, read_result, write_result
from report.telling.deliver import Told, deliver, read_deliveries
from report.telling.letter import Letter
from report.telling.message import FIGURE_FILE, QUIET, Occasion, Results, compose, message_figure
from report.telling.written import as_mail_page, as_plain_text

MESSAGE, SENT_FILE = "message", "sent.json"
# Briefs that a feed holds, the newest first.
MOST_BRIEFS = 50
CID = "cid:figure"


@dataclass(frozen=True, kw_only=True, eq=False)
class Teller:
    """Tells of one run.

    Attributes
    ----------
    selection : Selection
    settings : mapping
        ``[tell]``.
    out, folder : Path
        Of all runs, and of this one.
    begun : Begun
    before : sequence of Finished
        The runs before, the newest first.
    rows : str
        How many rows there are more than at the run before, in a sentence; empty for the first.
    """

    selection: Selection
    settings: Mapping[str, Any]
    out: Path
    folder: Path
    begun: Begun
    before: Sequence[Finished]
    rows: str = ""

    def message(
        self,
        held_against: Finished | None,
        notes: Sequence[str],
        results: Results,
        before: Results,
        site: str = "",
    ) -> dict[str, Any]:
        """Put the message of the run together.

        Parameters
        ----------
        held_against : Finished or None
        notes : sequence of str
        results, before : mapping
            As for :func:`~report.telling.message.compose`.
        site : str
            Address of the page of the run on a site.

        Returns
        -------
        dict
        """
        since = Begun(day=held_against.day, moment="").on if held_against else None
        occasion = Occasion(
            day=self.begun.on,
            since=since,
            notes=[*notes, *self._undelivered()],
            rows=self.rows,
            address=self.settings["address"],
            site=site,
        )
        return compose(self.selection, occasion, results, before)

    def write_message(self, values: dict[str, Any]) -> Letter:
        """Write the message of the run; the same one is not written again.

        Parameters
        ----------
        values : dict
            From :meth:`message`.

        Returns
        -------
        Letter
        """
        kept = read_result(self.folder, MESSAGE)
        if kept and kept.values and kept.values["message"] == values:
            return self._letter(kept.values)
        figure, alt = (b"", "") if values["status"] == QUIET else message_figure(self.selection)
        page = as_mail_page(values, FIGURE_FILE if figure else "", alt)
        files = {f"{MESSAGE}.txt": as_plain_text(values).encode(), f"{MESSAGE}.html": page.encode()}
        files |= {FIGURE_FILE: figure} if figure else {}
        write_all({self.folder / name: content for name, content in files.items()}, force=True)
        said = {"message": values, "alt": alt, "moment": self.begun.moment}
        write_result(
            self.folder,
            Result(step=MESSAGE, outcome="done", said=values["subject"], seconds=0.0, values=said),
        )
        return self._letter(said)

    def _undelivered(self) -> list[str]:
        """Say which ways may not have brought the message of the run before."""
        if not self.before:
            return []
        folder = self.out / self.before[0].name
        kept = read_result(folder, MESSAGE)
        lost = [
            told.way for told in read_deliveries(folder / SENT_FILE).values() if not told.arrived
        ]
        if not lost or kept is None or not kept.values or kept.values["message"]["status"] == QUIET:
            return []
        return [
            f"The message before this one may not have arrived by {' and '.join(lost)}: "
            f"“{kept.values['message']['subject']}”."
        ]

    def _letter(self, said: Mapping[str, Any]) -> Letter:
        values, alt = said["message"], said["alt"]
        quiet = values["status"] == QUIET
        return Letter(
            values=values,
            text=as_plain_text(values),
            page=as_mail_page(values, "" if quiet else CID, alt),
            figure=b"" if quiet else (self.folder / FIGURE_FILE).read_bytes(),
            alt=alt,
            brief=None if quiet else self._brief(),
            moment=datetime.fromisoformat(said["moment"]),
        )

    def _brief(self) -> tuple[str, bytes] | None:
        """Return the first PDF of the run, else its first document; None where there is none."""
        kept = read_result(self.folder, "report")
        names = kept.values["files"] if kept and kept.values else []
        # What can be read everywhere goes first.
        names = sorted(names, key=lambda name: not name.lower().endswith(".pdf"))
        return (names[0], (self.folder / names[0]).read_bytes()) if names else None

    def tell(
        self, letter: Letter, pause: Callable[[float], object], now: Callable[[], datetime]
    ) -> list[Told]:
        """Bring the message to whom the study names.

        Parameters
        ----------
        letter : Letter
        pause, now : callable

        Returns
        -------
        list of Told
        """
        if self.settings["feed"]:
            path = self._place(self.settings["feed"])
            write_all({path: self._feed()}, force=True)
        if letter.values["status"] == QUIET and self.settings["quiet"] == "nothing":
            return []
        if self.settings["folder"]:
            self._put(self._place(self.settings["folder"]) / self.folder.name, letter)
        record = self.folder / SENT_FILE
        return deliver(letter, self.settings, record, secrets=Credentials(), pause=pause, now=now)

    def _place(self, name: str) -> Path:
        """Return a path in the folder of the study, and make what it lies in."""
        path = self.selection.study.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def _put(self, folder: Path, letter: Letter) -> None:
        """Put the message into a folder of its own."""
        folder.mkdir(parents=True, exist_ok=True)
        clear_folder(folder)
        values = json.dumps(letter.values, indent=1, ensure_ascii=False) + "\n"
        page = as_mail_page(letter.values, FIGURE_FILE if letter.figure else "", letter.alt)
        files = {"message.txt": letter.text.encode(), "message.html": page.encode()}
        files |= {"message.json": values.encode()}
        files |= {FIGURE_FILE: letter.figure} if letter.figure else {}
        files |= dict([letter.brief]) if letter.brief else {}
        write_all({folder / name: content for name, content in files.items()}, force=True)

    def _feed(self) -> bytes:
        """Write the one feed: the alarms of the watch and the briefs of the runs."""
        study = self.selection.study
        runs = [self.folder.name, *(run.name for run in self.before)][:MOST_BRIEFS]
        entries = [*self._alarms(study), *filter(None, map(self._entry, runs))]
        entries.sort(key=lambda entry: entry.moment, reverse=True)
        return feed_content(
            f"Briefs and alarms: {study.title}",
            key=uuid5(NAMESPACE_URL, f"{study.title}\nbriefs").urn,
            moment=max((entry.moment for entry in entries), default=self.begun.moment),
            author=study.title,
            page=self.settings["address"],
            entries=entries,
        )

    def _alarms(self, study: Study) -> list[Entry]:
        kept = read_result(self.folder, "watch")
        state = read_state(study.folder / WATCH_FILE)
        if state is None or kept is None or kept.values is None:
            return []
        sender = sender_of(self.selection, state, str(study.folder))
        return alarm_entries(state, sender)

    def _entry(self, name: str) -> Entry | None:
        """Return the message of a run for the feed; None for a quiet one."""
        kept = read_result(self.out / name, MESSAGE)
        if kept is None or not kept.values or kept.values["message"]["status"] == QUIET:
            return None
        values = kept.values["message"]
        return Entry(
            key=values["id"],
            title=values["subject"],
            moment=kept.values["moment"],
            link=values["link"],
            summary=values["headline"],
            content=as_plain_text(values),
        )


def sender_of(selection: Selection, state: WatchState, folder: str) -> Sender:
    """Say of what the alarms of a study's watch are, and where a reader sees them.

    Parameters
    ----------
    selection : Selection
    state : WatchState
    folder : str
        Of the study, as commands are to name it.

    Returns
    -------
    Sender
    """
    study, by = selection.study, state.settings["by"]
    return Sender(
        title=study.title,
        folder=folder,
        by=by,
        unit=column_nouns(study, by)[0],
        noun=selection.measured,
        page=study.settings["tell"]["address"],
        parts=counted_parts(selection),
        shares_rows=study.shares_rows,
    )
