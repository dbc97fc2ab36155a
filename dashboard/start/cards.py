"""What the start page says of each study: worked out beside the page, once, one after another."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from analytics.changepoints.search import FOUND
from analytics.findings.answer import answer_of
from analytics.selection.data_label import study_line
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from analytics.selection.study_series import is_toll, series_sum
from analytics.wording import capitalised, plain_count, plain_dates
from charts.elements.sparkline import sparkline
from dashboard.shelf.studies import Studies, changed_at, served_key
from dashboard.store.contents import Store
from dashboard.store.queue import DONE, FAILED, Job, Queue, Rules
from dashboard.store.results import Results
from dashboard.tabs.builders import whole_answer
from dashboard.work.drain import Tell, Work
from dashboard.work.runners import Runner
from data.calendar import OBSERVED
from data.errors import EscalationError, StudyError

ANSWER = "answer"
SECONDS, MEMORY, MOST = 600, 4 << 30, 10_000
AS_LONG_AS_SERVED = 10**9
ANSWER_RULES = Rules(
    seconds=SECONDS,
    memory=MEMORY,
    most=MOST,
    # What nobody has asked for yet must not delay a click.
    niceness=10,
    kept=AS_LONG_AS_SERVED,
    late=f"Its answer took more than {SECONDS // 60} minutes, which is all the start page allows.",
    broken="Its answer could not be worked out; the server's log says why.",
    died="The process that worked out its answer ended before it was done.",
    full="Too many answers wait to be worked out.",
)


@dataclass(frozen=True, kw_only=True)
class Card:
    """What the start page says of a study.

    Parameters
    ----------
    name, title : str
    answer : str
        The headline of its page, with how it holds; empty until it is known.
    facts : str
        Its period, its incidents, and up to which day its data go.
    picture : str
        Its first series as SVG.
    digest : str
        Of its data, as links name it.
    fault : str
        One sentence on why it cannot be shown.
    """

    name: str
    title: str
    answer: str = ""
    facts: str = ""
    picture: str = ""
    digest: str = ""
    fault: str = ""

    @property
    def waits(self) -> bool:
        """Whether its answer is still being worked out."""
        return not self.answer and not self.fault


class Cards:
    """The cards of a server's studies, and who works them out.

    Parameters
    ----------
    studies : Studies
    runner : callable
        Takes a queue and what does its work; returns who works on it.
    """

    def __init__(self, studies: Studies, runner: Callable[[Queue, Work], Runner]) -> None:
        self.studies = studies
        self.queue = Queue(studies.store, ANSWER, ANSWER_RULES)
        self._runner = runner(self.queue, answering(studies.store))

    def begin(self) -> None:
        """Have worked out what is not known yet, or was found at fault and has changed since."""
        known = self._known()
        for name, folder in self.studies.folders.items():
            state, _, at = known.get(name, ("", {}, 0.0))
            if not state or (state == FAILED and changed_at(folder) > at):
                key = served_key(name)
                self.queue.submit(f"{ANSWER}-{key}", key, {"name": name, "folder": str(folder)})
        self._runner.wake()

    def all(self) -> list[Card]:
        """Return the card of each study, in the order in which they are served."""
        known = self._known()
        return [self._card(name, *known.get(name, ("", {}, 0.0))) for name in self.studies.folders]

    def _card(self, name: str, state: str, answer: dict, at: float) -> Card:
        title = self.studies.titles[name]
        if state == DONE:
            return Card(name=name, title=title, **answer)
        return Card(
            name=name, title=title, fault=answer.get("error", "") if state == FAILED else ""
        )

    def _known(self) -> dict[str, tuple[str, dict, float]]:
        """Return state, answer and time of each piece of work, by the name of its study."""
        return {job.request["name"]: (job.state, job.answer, at) for job, at in self.queue.all()}


def answering(store: Store) -> Work:
    """Return what works out the answer of a study: work for a queue.

    Parameters
    ----------
    store : Store

    Returns
    -------
    callable
    """
    results = Results(store)

    def work(job: Job, tell: Tell) -> dict:
        name, folder = job.request["name"], Path(job.request["folder"])
        try:
            study = Studies({name: folder}, store).get(name)
        except StudyError as error:
            raise EscalationError(one_sentence(error)) from None
        selection = Selection(study, default_view(study))
        # Who opens the study then has its answer at once.
        whole_answer(selection, lambda key, of, make: results.recall(key, of.digest, make))
        return card_parts(selection)

    return work


def card_parts(selection: Selection) -> dict[str, str]:
    """Return what a card says of a view: the answer, the facts behind it, the picture.

    What cannot be answered is said in the place of the answer.
    """
    study, series, changed = selection.study, selection.measured, None
    try:
        found = answer_of(selection)
        answer = found.finding
        if found.verdict == FOUND and len(found.changes.table):
            changed = found.changes.table["changepoint"].iloc[-1]
    except EscalationError as error:
        answer = str(error)
    days = plain_dates(study.start, study.end)
    counted = [_counted(selection, name) for name in selection.shown]
    daily = selection.daily(series).astype("Float64")
    daily = daily.mask((selection.states(series) != OBSERVED).to_numpy())
    words = f"{capitalised(series)} a day, {days}."
    return {
        "answer": answer,
        "facts": " · ".join([days, *filter(None, counted), study_line(study)]),
        "picture": sparkline(daily, words=words, changed=changed),
        "digest": study.digest,
    }


def _counted(selection: Selection, series: str) -> str:
    """Say how many incidents a series has; what a toll adds up to is no number of incidents."""
    if is_toll(selection.study, series):
        return ""
    events, added = selection.events(series), series_sum(selection.study, series)
    count = int(events[added].sum()) if added else len(events)
    return plain_count(count, series)


def one_sentence(error: StudyError) -> str:
    """Say the first fault of a study, and how many more there are."""
    more = len(error.faults) - 1
    others = f"; escalation check lists {more:,} more" if more else ""
    first = error.faults[0]
    # Where the folder lies on the server is nobody's concern.
    named = replace(first, file=Path(first.file).name) if Path(first.file).is_absolute() else first
    return f"It cannot be read: {named}{others}."
