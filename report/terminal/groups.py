"""The groups of a view as text for a terminal and as plain values for another program."""

from analytics.groups.compare import GroupsResult
from analytics.groups.pair import PairResult
from analytics.selection.data_label import study_line
from analytics.selection.selected import Selection
from analytics.selection.sentences import subtitle
from report.terminal.analysis import aligned, headed, plain_rows

SHORT = {
    "group": "group",
    "events": "events",
    "rate_now": "now",
    "rate_usual": "usual",
    "rate_ratio": "ratio",
    "ci_low": "low",
    "ci_high": "high",
    "pvalue": "p",
    "holm": "p, Holm",
    "change_low": "changed from",
    "change_high": "to",
    "change_ratio": "by",
    "evidence": "evidence of it, else of any",
    "verdict": "verdict",
}


def groups_values(
    result: GroupsResult, pair: PairResult | None, selection: Selection
) -> dict[str, object]:
    """Return the comparison of groups as plain values.

    Parameters
    ----------
    result : GroupsResult
    pair : PairResult or None
        Two of the groups against each other.
    selection : Selection

    Returns
    -------
    dict
    """
    study = selection.study
    values: dict[str, object] = {
        "study": study.title,
        "data": study_line(study),
        "digest": study.digest,
        "shown": subtitle(selection),
        "by": result.by,
        "days": result.days,
        "sentence": str(result),
        "looked_at": len(result.units),
        "unknown": result.unknown,
        "tested": result.tested,
        "table": plain_rows(result.table),
    }
    if pair:
        values["pair"] = {
            "since": pair.since,
            "sentence": str(pair),
            "table": plain_rows(pair.table),
        }
    return values


def groups_text(result: GroupsResult, pair: PairResult | None, selection: Selection) -> str:
    """Lay the comparison of groups out for a terminal.

    Parameters
    ----------
    result : GroupsResult
    pair : PairResult or None
    selection : Selection

    Returns
    -------
    str
    """
    lines = [selection.study.title, subtitle(selection)]
    heading = f"By {result.label.lower()}: the last {result.days} days against usual"
    lines += headed(heading, str(result))
    shown = result.table[result.table["reason"] == ""]
    if len(shown):
        named = shown.assign(over=result.sparklines[: len(shown)])
        lines.append(aligned(plain_rows(named[[*SHORT, "over"]].rename(columns=SHORT))))
    if len(result.thin):
        lines += headed("Too thin to test", aligned(plain_rows(result.thin)))
    if pair:
        one, other = pair.pair
        lines += headed(f"{one} against {other}", str(pair), aligned(plain_rows(pair.table)))
    return "\n".join([*lines, "", f"{study_line(selection.study)}."])
