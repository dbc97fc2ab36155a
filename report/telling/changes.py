"""What is new, revised or gone from one run of a study to the next: its findings and its alarms.

Both are read from what ``analyse --json`` and ``watch --json`` say, so that there is one source of
every number.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from analytics.changepoints.matching import APPEARED, SAME, VANISHED, change_of, match_changes
from analytics.changepoints.sentence import move
from analytics.wording import capitalised, plain_ratio, plain_span

NEW, REVISED, UPDATED, GONE = "new", "revised", "updated", "gone"
CHANGE_POINT, ANSWER, EFFECT = "change point", "answer", "effect"
UNIT, ALARM = "unit", "alarm"
# Why something is told otherwise, beside what a comparison of downloads says.
WEAKER, ENDED = "weaker", "ended"
# The lists of a scan; the watch list holds the firm one.
FIRM, WATCH = "firm", "watch"
DATES = ("changepoint", "ci_low", "ci_high")
NUMBERS = (
    *("rate_before", "rate_after", "rate_ratio", "ratio_low", "ratio_high"),
    *("evidence", "evidence_if_independent"),
)
# Every search of a study is over days.
PERIOD = "a day"
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Changed:
    """One thing that is otherwise than in the run before.

    Attributes
    ----------
    what : {"answer", "change point", "effect", "unit", "alarm"}
    status : {"new", "revised", "updated", "gone"}
        Updated is what the days since have moved within its own interval: no news.
    old, new : str
        As it was told then and is told now, with its numbers; empty where there is none.
    reason : str
        Of a change point: "revised" where the days that both downloads cover tell it, "other
        days" where the further days do; empty where nothing tells. Of a unit: "weaker" where it
        has left the firm list and is on the watch list. Of an alarm: "ended".
    unit : str
        Of a unit, its name.
    """

    what: str
    status: str
    old: str
    new: str
    reason: str = ""
    unit: str = ""

    @property
    def is_news(self) -> bool:
        """Whether a reader should hear of it at once."""
        return self.status != UPDATED

    @property
    def values(self) -> dict[str, str]:
        """As plain values."""
        return asdict(self)


def findings_changed(
    old: Mapping[str, Any] | None, new: Mapping[str, Any], revisions: Rows = ()
) -> list[Changed]:
    """Hold the findings of a run against those of an earlier one.

    Parameters
    ----------
    old, new : mapping
        As ``analyse --json`` gives them; None where there is no earlier run.
    revisions : sequence of mapping
        ``findings`` as ``diff --json`` gives them.

    Returns
    -------
    list of Changed
        The answer first, then the change points in the order of time, then the effect.
    """
    then = old or {}
    points = _points_changed(_rows(then, "changepoints"), _rows(new, "changepoints"), revisions)
    return [*_answer_changed(then, new), *points, *_effect_changed(then, new)]


def _rows(summary: Mapping[str, Any], name: str) -> Rows:
    return summary.get(name, {}).get("table", [])


def _answer_changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Changed]:
    """Tell that the answer has another verdict."""
    then, now = (summary.get("answer", {}) for summary in (old, new))
    verdicts = then.get("verdict"), now.get("verdict")
    # Days that carry no answer have a sentence that says so, and no verdict.
    if not then or verdicts[0] == verdicts[1]:
        return []
    status = NEW if verdicts[0] is None else GONE if verdicts[1] is None else REVISED
    words = [
        one["sentence"] if verdict else ""
        for one, verdict in zip((then, now), verdicts, strict=True)
    ]
    return [Changed(what=ANSWER, status=status, old=words[0], new=words[1])]


def _points_changed(old: Rows, new: Rows, revisions: Rows) -> list[Changed]:
    before, after = _frame(old), _frame(new)
    found = []
    for row in match_changes(before, after).itertuples():
        then = change_of(before, row.old_low, row.old_high, row.direction)
        now = change_of(after, row.new_low, row.new_high, row.direction)
        texts = ["" if one is None else capitalised(move(one, PERIOD)) for one in (then, now)]
        if texts[0] == texts[1]:
            continue
        found.append(
            Changed(
                what=CHANGE_POINT,
                status=_status(row.status, then, now),
                old=texts[0],
                new=texts[1],
                reason=_reason(then if now is None else now, revisions),
            )
        )
    return found


def _frame(rows: Rows) -> pd.DataFrame:
    """Put change points back into the table that they were; JSON knows no infinity."""
    frame = pd.DataFrame(list(rows), columns=[*DATES, *NUMBERS])
    days = {name: pd.to_datetime(frame[name]).astype("datetime64[us]") for name in DATES}
    numbers = {name: frame[name].astype(float).fillna(math.inf) for name in NUMBERS}
    return frame.assign(**days, **numbers)


def _status(matched: str, old: Any, new: Any) -> str:
    if matched in (APPEARED, VANISHED):
        return NEW if matched == APPEARED else GONE
    return UPDATED if matched == SAME and _within(new.rate_ratio, old) else REVISED


def _within(ratio: float, old: Any) -> bool:
    """Tell whether a new number lies in the interval that the old one was told with."""
    return bool(old.ratio_low <= ratio <= old.ratio_high)


def _reason(change: Any, revisions: Rows) -> str:
    """Look up in a comparison of downloads why a change is told otherwise."""
    first, last = f"{change.ci_low:%Y-%m-%d}", f"{change.ci_high:%Y-%m-%d}"
    return next(
        (
            str(row["reason"])
            for row in revisions
            if row["finding"] == CHANGE_POINT
            and row["reason"]
            and (row["first"] or "") <= last
            and (row["last"] or "") >= first
        ),
        "",
    )


def _effect_changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Changed]:
    then, now = _ratio(old), _ratio(new)
    words = [summary.get("effect", {}).get("sentence", "") for summary in (old, new)]
    if (then is None and now is None) or words[0] == words[1]:
        return []
    if then is None or now is None:
        status = GONE if now is None else NEW
        old_words, new_words = ("", words[1]) if then is None else (words[0], "")
        return [Changed(what=EFFECT, status=status, old=old_words, new=new_words)]
    low, high = (then[end] for end in ("ci_low", "ci_high"))
    within = (low or 0.0) <= now["value"] <= (math.inf if high is None else high)
    status = UPDATED if within else REVISED
    return [Changed(what=EFFECT, status=status, old=words[0], new=words[1])]


def _ratio(summary: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the ratio of the effect; None where the data cannot carry one."""
    rows = _rows(summary, "effect")
    found = next((row for row in rows if row["quantity"] == "rate_ratio"), None)
    return found if found and found["value"] is not None else None


def units_changed(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[Changed]:
    """Hold the firm list of a scan against that of an earlier run.

    Parameters
    ----------
    old, new : mapping
        As ``scan --json`` gives them; None where there is no earlier run.

    Returns
    -------
    list of Changed
        In the order of the scan, then those that are firm no longer: gone where they are on
        neither list, else revised, as weaker.
    """
    then, now = _on_list(old or {}, FIRM), _on_list(new, FIRM)
    watched = _on_list(new, WATCH)
    found = []
    for unit in dict.fromkeys([*now, *then]):
        row = now.get(unit, watched.get(unit))
        words = [_unit_words(one) for one in (then.get(unit), row)]
        weaker = unit in watched and unit not in now
        if words[0] == words[1] and not weaker:
            continue
        if not words[0] or row is None:
            status = NEW if not words[0] else GONE
        else:
            same = not weaker and _same_unit(then[unit], row)
            status = UPDATED if same else REVISED
        reason = WEAKER if weaker else ""
        found.append(
            Changed(what=UNIT, status=status, old=words[0], new=words[1], reason=reason, unit=unit)
        )
    return found


def list_of(row: Mapping[str, Any]) -> str:
    """Say on which list of a scan a unit is, the firmer where on both; empty for neither."""
    return FIRM if row["firm"] else WATCH if row.get("watch_list") else ""


def _on_list(scan: Mapping[str, Any], name: str) -> dict[str, Mapping[str, Any]]:
    return {str(row["unit"]): row for row in scan.get("table", []) if list_of(row) == name}


def _unit_words(row: Mapping[str, Any] | None) -> str:
    return "" if row is None else f"{row['unit']}: {unit_figure(row)}"


def unit_figure(row: Mapping[str, Any]) -> str:
    """Say by how much the rate of a unit has changed, and when."""
    if row["change_low"] is None:
        return "a change whose days and size are not settled"
    times, low, high = (
        plain_ratio(math.inf if row[name] is None else row[name])
        for name in ("change_ratio", "change_ratio_low", "change_ratio_high")
    )
    first, last = (pd.Timestamp(row[name]) for name in ("change_low", "change_high"))
    return f"{times} times the rate before ({low} to {high}), {plain_span(first, last)}"


def _same_unit(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Tell whether a unit has still the change that it had, by its days and by its size."""
    ratio, low, high = new["change_ratio"], old["change_ratio_low"], old["change_ratio_high"]
    apart = old["change_low"] > new["change_high"] or new["change_low"] > old["change_high"]
    within = (low or 0.0) <= (math.inf if ratio is None else ratio)
    return not apart and within and (high is None or (ratio is not None and ratio <= high))


def alarms_changed(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[Changed]:
    """Hold the alarms of a run against those of an earlier one.

    Parameters
    ----------
    old, new : mapping
        As ``watch --json`` gives them; None where there is no earlier run.

    Returns
    -------
    list of Changed
        New ones, those that are withdrawn, and as updated those that have ended.
    """
    known = {_name(alarm): alarm for alarm in (old or {}).get("alarms", [])}
    found = []
    for alarm in new["alarms"]:
        then, now = known.get(_name(alarm)), str(alarm["sentence"])
        if then is None:
            if not alarm["withdrawn"]:
                found.append(Changed(what=ALARM, status=NEW, old="", new=now))
        elif then["sentence"] != now:
            gone = alarm["withdrawn"] and not then["withdrawn"]
            status = GONE if gone else UPDATED
            ended = not gone and alarm.get("end") and not then.get("end")
            found.append(
                Changed(
                    what=ALARM,
                    status=status,
                    old=str(then["sentence"]),
                    new=now,
                    reason=ENDED if ended else "",
                )
            )
    return found


def new_alarms(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the alarms that an earlier run did not know and that stand."""
    known = {_name(alarm) for alarm in (old or {}).get("alarms", [])}
    return [
        dict(alarm)
        for alarm in new["alarms"]
        if _name(alarm) not in known and not alarm["withdrawn"]
    ]


def _name(alarm: Mapping[str, Any]) -> tuple[str, str]:
    return str(alarm["unit"]), str(alarm["begin"])
