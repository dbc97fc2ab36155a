"""The command that compiles what computes, as others do for themselves where that was not done."""

import click

from cli.options import BUNDLED, plain_errors, show_progress

# Functions compiled for a new installation, of which progress is told.
FUNCTIONS = 90


@click.command(name="compile")
@plain_errors
def compile_() -> None:
    """Compile what computes, as part of an installation.

    Otherwise the first command that computes does it (about half a minute). Who installs for others
    runs this too: what it makes lies beside the program, and nobody else needs to write there.

    Example: escalation compile
    """
    from analytics.kept_code import folder

    done = "Compiled" if make_ready() else "Compiled already"
    place = folder()
    click.echo(f"{done}; kept in {place}." if place else f"{done}, but kept nowhere.")


def make_ready() -> bool:
    """Compile what computes, unless that was done; tell whether it was done now."""
    from analytics.kept_code import compile_once

    return compile_once(_compile_all)


def _compile_all() -> None:
    """Compute of the bundled study what calls every compiled function, and show how far it is."""
    import pandas as pd

    from analytics.alarms.rules import LEAST_HISTORY, WatchRules
    from analytics.alarms.study_watch import watch_study
    from analytics.alarms.threshold import read_budget
    from analytics.compiled import COMPILING, telling
    from analytics.panel.screen import at_most
    from analytics.panel.two_ways import weigh_unit_changes
    from analytics.selection.options import default_view
    from analytics.selection.selected import Selection
    from data.study import load_study
    from report.terminal.analysis import summarise

    told: list[int] = []

    def tell(number: int) -> None:
        if not told:
            click.echo(COMPILING, err=True)
        told.append(number)
        show_progress("Compiled", min(number / FUNCTIONS, 0.99))

    with telling(tell):
        study = load_study(BUNDLED)
        selection = Selection(study, default_view(study))
        summarise(selection)
        at_most(weigh_unit_changes(selection.counts(selection.measured), None))
        begin = study.start + pd.Timedelta(days=LEAST_HISTORY)
        rules = WatchRules(budget=read_budget("1 a year"))
        watch_study(selection, "country", rules, begin=begin, lines={})
    if told:
        show_progress("Compiled", 1)
