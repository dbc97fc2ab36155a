"""Options that commands share, and the one place where errors become exit codes."""

import functools
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from analytics.selection.additions import Edited
    from analytics.selection.selected import Selection

BUNDLED = Path(__file__).resolve().parent.parent / "data" / "studies" / "iraq-syria-2023"
DATES = ("precise", "imputed")
REPEATS = ("series", "each", "once")
METHODS = ("evidence", "markov-switching", "ols-cusum", "sup-lr")
UNITS = ("day", "week", "month")
BASELINES = ("days", "year", "event", "change")
CONFIRMATIONS = ("official", "media", "claimed")
# What takes no longer than so many seconds is told nothing of.
QUICK = 2.0
FORMATS = ("acled", "ucdp", "gdelt", "gtd", "tabular")
ROWS = ("events", "counts")
DATE_ORDERS = ("dmy", "mdy", "ymd")

Written = TypeVar("Written")


def study_option(command: Callable) -> Callable:
    """Add the study's folder, as the last argument or as ``--study``."""

    @functools.wraps(command)
    def with_folder(
        *args: object, place: Path | None, study: Path | None, **kwargs: object
    ) -> None:
        if place and study:
            raise click.UsageError("The study is named twice: once is enough, with --study or not.")
        command(*args, folder=place or study or BUNDLED, **kwargs)

    kind = click.Path(path_type=Path)
    with_option = click.option(
        "--study",
        type=kind,
        show_default="the bundled study",
        help="The study's folder; it may also stand alone, as STUDY.",
    )(with_folder)
    return click.argument("place", metavar="[STUDY]", required=False, type=kind)(with_option)


# For all that write once they know what.
force_option = click.option(
    "--force",
    is_flag=True,
    help="Replace files that hold something else. Without it you are asked on a terminal, and "
    "elsewhere nothing is written; files that hold the same already are in nobody's way.",
)
# For what takes long, and is not begun where it could not be written.
early_force_option = click.option(
    "--force",
    is_flag=True,
    help="Replace a file that exists. Without it you are asked on a terminal, and elsewhere "
    "nothing is computed or written.",
)


def view_options(command: Callable) -> Callable:
    """Add the options that choose what to look at; each is the page's control of that name."""
    options = [
        click.option(
            "--series",
            help="What is counted: a series of the study, a toll such as deaths, or both.",
        ),
        click.option(
            "--method",
            type=click.Choice(METHODS),
            help="Whose changes the timeline marks beside those of the evidence.",
        ),
        click.option(
            "--last", "recent", type=click.IntRange(7, 366), help="Days that are now. Default 28."
        ),
        click.option(
            "--baseline",
            type=click.Choice(BASELINES),
            help="Now against the days just before, the same days a year earlier, the days before "
            "the event, or the period before the last change.",
        ),
        click.option(
            "--event",
            help="Event to look around: an id or a date; A..B: from A to the day before B.",
        ),
        click.option("--before", type=int, help="Days before the event."),
        click.option("--after", type=int, help="Days from the event on."),
        click.option(
            "--gap", type=int, help="Days left out just before the event, or before a period."
        ),
        click.option(
            "--add-event",
            "added",
            multiple=True,
            metavar="DAY: TEXT",
            help="Draw an event of your own, such as '2023-12-20: talks begin', or a period by "
            "'DAY to DAY: TEXT'; may be repeated.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return counting_options(command)


def counting_options(command: Callable) -> Callable:
    """Add those of them that choose which events count, on which days."""
    options = [
        click.option("--from", "start", help="First day, such as 2023-11-01."),
        click.option("--to", "end", help="Last day."),
        click.option("--country", multiple=True, help="Only this country; may be repeated."),
        click.option(
            "--place", "location", multiple=True, help="Only this place; may be repeated."
        ),
        click.option("--weapon", multiple=True, help="Only this weapon; may be repeated."),
        click.option(
            "--confirmed-by",
            type=click.Choice(CONFIRMATIONS),
            help="The least confirmation that counts; claimed is all.",
        ),
        click.option("--rung", type=click.Choice(CONFIRMATIONS), hidden=True),
        click.option("--confirmation", multiple=True, help="Only this one; may be repeated."),
        click.option("--confidence", multiple=True, hidden=True),
        click.option(
            "--filter",
            "filters",
            multiple=True,
            metavar="COLUMN=VALUE",
            help="Only this value of any column, or with COLUMN=-VALUE all but this one; may be "
            "repeated.",
        ),
        click.option(
            "--dates", type=click.Choice(DATES), help="Imprecise dates: left out, or imputed."
        ),
        click.option(
            "--repeats",
            type=click.Choice(REPEATS),
            help="Rows of the same day and place: as the study says, each, or once together.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def unit_option(command: Callable) -> Callable:
    """Add ``--unit``, for what draws the timeline."""
    return click.option(
        "--unit",
        type=click.Choice(UNITS),
        help="What a bar of the timeline, of regimes and of revisions stands for; statistics stay "
        "those of days. Default day.",
    )(command)


def open_view(folder: str | Path, chosen: dict, link: str | None = None) -> "Selection":
    """Load a study and apply the options that were given to a link's view, or to the default.

    A link that cannot be followed in every part is refused: a file of another view than was asked
    for says nothing of it to who finds it.
    """
    from dataclasses import replace

    from analytics.errors import InvalidOption
    from analytics.selection.condition import read_filter
    from analytics.selection.confirmation import confirmed_by
    from analytics.selection.link import (
        check_link,
        in_link_names,
        in_new_names,
        stale,
    )
    from analytics.selection.options import check_asked_days, check_choices
    from analytics.selection.selected import Selection
    from analytics.selection.sentences import days_left_out
    from analytics.selection.unused import refused_sentence
    from cli.compile import make_ready
    from dashboard.session.url_state import read_link
    from data.vintages import open_study

    study = open_study(folder)
    # Before anything is printed, and nothing is half done where somebody stops it.
    make_ready()
    given = in_new_names({k: value for k, value in chosen.items() if value not in (None, ())})
    # --rung is what --confirmed-by was called before.
    least = [given.pop(name) for name in ("confirmed_by", "rung") if name in given]
    if len(least) + ("confirmation" in given) > 1:
        raise click.UsageError("--confirmed-by and --confirmation both choose: give one, once.")
    if least:
        given["confirmation"] = confirmed_by(least[0])
    if texts := given.pop("filters", ()):
        given["where"] = tuple(one for text in texts for one in read_filter(text))
    check_link(link, study)
    state, unused = read_link(link, study)
    check_asked_days(state.view, given, study)
    # An option given beside the link takes the place of what the link says there.
    if parts := [part for part in unused if part.name not in in_link_names(given)]:
        raise InvalidOption(refused_sentence(parts))
    # What is added is added to what the link holds; a chart's words take the place of the link's.
    for name in ("added", "edited"):
        if name in given:
            given[name] = (*getattr(state.view, name), *given[name])
    selection = Selection(study, replace(state.view, **given))
    check_choices(selection)
    for warning in (stale(link, study), days_left_out(selection)):
        if warning:
            click.echo(f"Note: {warning}", err=True)
    return selection


def edited_words(
    chart: str, *, title: str | None = None, note: str | None = None
) -> tuple["Edited", ...]:
    """Return the words that a chart gets in place of its own; none without an option."""
    from analytics.selection.additions import Edited

    if not (title or note):
        return ()
    return (Edited(chart=chart, title=title or "", note=note or ""),)


def at_a_terminal() -> bool:
    """Tell whether somebody is there who can answer."""
    return sys.stdin.isatty()


def may_replace(path: Path) -> bool:
    """Ask before a file is replaced, where somebody is there to answer."""
    return path.is_file() and at_a_terminal() and click.confirm(f"{path} exists. Replace it?")


def written(write: Callable[[bool], Written], force: bool) -> Written:
    """Write files, and ask whether others may be replaced, where somebody can answer."""
    from report.files import FilesInTheWay

    try:
        return write(force)
    except FilesInTheWay as error:
        if not at_a_terminal():
            raise
        there = error.paths
    many = f" and {len(there) - 1} more" if len(there) > 1 else ""
    click.confirm(f"Replace {there[0]}{many}, which exist already?", abort=True, err=True)
    return write(True)


def print_json(values: dict[str, object]) -> None:
    """Print what another program is to read."""
    import json

    click.echo(json.dumps(values, indent=2, ensure_ascii=False))


def plain_errors(command: Callable) -> Callable:
    """Turn what a user can put right into one message and exit code 1."""

    @functools.wraps(command)
    def run(*args: object, **kwargs: object) -> None:
        from data.errors import EscalationError

        try:
            command(*args, **kwargs)
        except EscalationError as error:
            click.echo(str(error), err=True)
            raise SystemExit(1) from None

    return run


def shows_progress() -> bool:
    """Tell whether somebody sees what is shown beside the output."""
    return sys.stderr.isatty()


def show_progress(words: str, share: float) -> None:
    """Show on a terminal what is done, on one line that is written over."""
    if not shows_progress():
        return
    click.echo(f"\r{words}: {share:4.0%}", nl=share >= 1, err=True)


def show_words(words: str) -> None:
    """Show on a terminal what is being done."""
    if shows_progress():
        click.echo(f"{words} ...", err=True)


class _Line:
    """A line that says what is computed, written over as it goes on, once it is asked for."""

    def __init__(self, words: str) -> None:
        self.text, self.asked, self.length = f"{words} ...", False, 0
        self.writing = threading.Lock()

    def ask(self) -> None:
        """Write the line from now on."""
        with self.writing:
            self.asked = True
            self._write(done=False)

    def tell(self, words: str, share: float) -> None:
        """Say how far it is; what is done stands on a line of its own."""
        with self.writing:
            self.text = f"{words}: {share:4.0%}"
            if self.asked:
                self._write(done=share >= 1)

    def end(self) -> None:
        """End the line, if one was begun: what is printed next begins one of its own."""
        with self.writing:
            self.asked = False
            if self.length:
                click.echo(err=True)
                self.length = 0

    def _write(self, *, done: bool) -> None:
        click.echo(f"\r{self.text.ljust(self.length)}", nl=done, err=True)
        self.length = 0 if done else len(self.text)


@contextmanager
def told_while_waiting(words: str) -> Iterator[None]:
    """Show on a terminal how far what is computed within is, where it takes longer than a moment.

    Parameters
    ----------
    words : str
        What is done first, of which it is not known how long it takes.
    """
    from analytics.parallel import progress_told

    if not shows_progress():
        yield
        return
    line = _Line(words)
    begin = threading.Timer(QUICK, line.ask)
    begin.daemon = True
    begin.start()
    try:
        with progress_told(line.tell):
            yield
    finally:
        begin.cancel()
        line.end()


def import_options(command: Callable) -> Callable:
    """Add the options that say of a file what it does not say itself."""
    options = [
        click.option(
            "--format", "format_", type=click.Choice(FORMATS), help="Where the content misleads."
        ),
        click.option(
            "--map",
            "columns",
            multiple=True,
            help="Which column is which: date=Day, place=Town, killed=Deaths.",
        ),
        click.option("--date-order", type=click.Choice(DATE_ORDERS), help="Of 03/04/2024."),
        click.option("--date-language", "language", help="Of months' names, as hr in 1 listopad."),
        click.option("--encoding", help="Of a text file that is not UTF-8: windows-1252."),
        click.option("--sheet", help="Sheet of a workbook, or file of an archive, by its name."),
        click.option("--rows", type=click.Choice(ROWS), help="What a row is, if not clear."),
        click.option("--timezone", help="Where days are cut, of times with an offset."),
        click.option(
            "--country",
            "countries",
            multiple=True,
            help="Only rows of this country, as the source writes it; may be repeated.",
        ),
        click.option("--root", "roots", multiple=True, help="GDELT: keep this CAMEO root code."),
    ]
    for option in reversed(options):
        command = option(command)
    return command
