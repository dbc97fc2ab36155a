"""The effects after every event that a view draws, and what so many comparisons are worth."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analytics.effects.before_after import ALPHA, EffectResult
from analytics.effects.multiplicity import holm
from analytics.effects.sensitivity import verdict
from analytics.findings.results import effect
from analytics.selection.context_events import added_labels, event_span, shown_events
from analytics.selection.selected import Selection
from analytics.wording import plain_number
from data.errors import EscalationError

UNANSWERED = "cannot be answered"
# Behind a verdict that only a comparison by itself would have.
NOT_CORRECTED = "; not after Holm's correction"


@dataclass(frozen=True, kw_only=True, eq=False)
class MultipleEventsResult:
    """Outcome of :func:`event_effects`.

    Attributes
    ----------
    effects : mapping of str to EffectResult
        The ``event`` of a view, and what followed it; without those that cannot be computed.
    before, after : int
        Days compared on either side of a single event.
    table : DataFrame
        One row an event or period, by date: ``event``, ``label``, ``start``, ``end`` (NaT for a
        single event), ``rate_before``, ``rate_after``, ``rate_ratio``, ``ci_low``, ``ci_high``,
        ``pvalue``, ``holm`` (the p-value after Holm's correction), ``verdict`` (fell, rose, not
        settled, cannot be answered; of a change that the correction does not leave, both) and
        ``reason`` (why there is no number, else empty).
    """

    effects: Mapping[str, EffectResult]
    before: int
    after: int
    table: pd.DataFrame

    def __str__(self) -> str:
        """Say how many comparisons these are, and how many would show a change by luck."""
        total = len(self.table)
        if not total:
            return "No event is shown, so nothing is compared before and after one."
        tested = int(self.table["pvalue"].notna().sum())
        several = "event or period is" if total == 1 else "events and periods are"
        opening = f"{total} {several} compared"
        if tested < total:
            opening += f", of which {tested} can be tested"
        if not tested:
            return f"{opening}."
        below = int((self.table["pvalue"] < ALPHA).sum())
        kept = int((self.table["holm"] < ALPHA).sum())
        return (
            f"{opening}. Had the rate changed after none of them, "
            f"{plain_number(tested * ALPHA)} would still show p < {ALPHA:g} by luck on average; "
            f"{below or 'none'} {'does' if below == 1 else 'do'}"
            + (
                f", and {kept or 'none'} {'stays' if kept == 1 else 'stay'} below it after Holm's "
                f"correction for {tested} comparisons."
                if below
                else "."
            )
        )


def event_effects(selection: Selection) -> MultipleEventsResult:
    """Compare the rate before and after every event and period that a view draws.

    Parameters
    ----------
    selection : Selection
        The event that it has chosen is among them, drawn or not.

    Returns
    -------
    MultipleEventsResult

    Notes
    -----
    Windows of neighbouring events overlap, so the comparisons are not independent; Holm's
    correction allows for that.
    """
    effects: dict[str, EffectResult] = {}
    rows = []
    for event, label in _compared_events(selection).items():
        asked = selection.under(event=event)
        start, end = event_span(asked)
        row = {"event": event, "label": label, "start": start, "end": end}
        try:
            effects[event] = effect(asked)
        except EscalationError as error:
            rows.append(row | {"verdict": UNANSWERED, "reason": str(error)})
        else:
            rows.append(row | _numbers(effects[event]))
    table = pd.DataFrame(rows, columns=COLUMNS).sort_values("start", kind="stable")
    table = table.astype({"start": "datetime64[us]", "end": "datetime64[us]"} | NUMBERS)
    table["holm"] = holm(table["pvalue"])
    alone = table["verdict"].isin(["fell", "rose"]) & ~(table["holm"] < ALPHA)
    table.loc[alone, "verdict"] += NOT_CORRECTED
    view = selection.view
    return MultipleEventsResult(
        effects=effects, before=view.before, after=view.after, table=table.reset_index(drop=True)
    )


NUMBERS = dict.fromkeys(
    ["rate_before", "rate_after", "rate_ratio", "ci_low", "ci_high", "pvalue", "holm"], float
)
COLUMNS = ["event", "label", "start", "end", *NUMBERS, "verdict", "reason"]


def _compared_events(selection: Selection) -> dict[str, str]:
    """Name what is compared: the events and periods drawn, and the one that is chosen."""
    study, view = selection.study, selection.view
    shown = shown_events(selection)
    compared = dict(zip(shown["event_id"], shown["label"], strict=True))
    drawn = set(compared)
    labels = {
        f"{period['start']}..{period['end']}": period["label"]
        for period in study.settings.get("events", {}).get("periods", ())
    }
    compared |= {event: label for event, label in labels.items() if set(event.split("..")) <= drawn}
    # What a reader has added is looked at like the others, and counts as one of them.
    compared |= added_labels(view, drawn=True)
    if view.event and view.event not in compared:
        listed = study.context.set_index("event_id")["label"]
        compared[view.event] = labels.get(view.event) or listed.get(view.event, "Chosen by date")
    return compared


def _numbers(compared: EffectResult) -> dict[str, object]:
    names = ("rate_before", "rate_after", "rate_ratio", "ci_low", "ci_high", "pvalue")
    found = {name: getattr(compared, name) for name in names}
    return found | {"verdict": verdict(compared), "reason": ""}
