"""A period named beforehand, such as a ceasefire: before, during and after it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from analytics.checks import check_day
from analytics.effects import sentence
from analytics.effects.before_after import EffectResult, event_effect
from analytics.effects.sensitivity import EffectChoicesResult, compare_effects, verdict
from analytics.effects.windows import DAY, ComparedDays
from analytics.errors import InvalidOption, OutsideCoverage
from analytics.wording import all_of, plain_count, plain_dates, plain_pvalue, plain_span

DURING, REBOUND, AFTER = "during_before", "after_during", "after_before"
# What each comparison sets against what, in words.
NAMES = {
    DURING: "during, against before",
    AFTER: "after, against before",
    REBOUND: "after, against during",
}
# An interval that leaves out both a halving and a doubling says "about as many".
ABOUT_AS_MANY = (0.5, 2.0)
NUMBERS = ["rate_before", "rate_after", "rate_ratio", "ci_low", "ci_high", "pvalue"]


@dataclass(frozen=True, kw_only=True, eq=False)
class NamedPeriodResult:
    """Outcome of :func:`compare_period`: three comparisons of one period.

    Attributes
    ----------
    label : str
        What the period is called; empty where it has only its dates.
    noun : str
        What is counted, in the plural.
    start, end : Timestamp
        First and last day of the period.
    effects : mapping of str to EffectResult
        ``during_before`` (the period against the days before), ``after_before`` (the days after
        against those before the period) and ``after_during``; without one that cannot be computed.
    ways : mapping of str to EffectChoicesResult
        The same comparisons under every way to count.
    reasons : mapping of str to str
        Why a comparison cannot be computed.
    bridge : str
        One sentence where the search for change points seems to say otherwise, or empty.
    """

    label: str
    noun: str
    start: pd.Timestamp
    end: pd.Timestamp
    effects: Mapping[str, EffectResult]
    ways: Mapping[str, EffectChoicesResult]
    reasons: Mapping[str, str]
    bridge: str

    @property
    def table(self) -> pd.DataFrame:
        """One row a comparison, whether it can be computed or not.

        ``comparison``, ``rate_before`` and ``rate_after`` (the days it is held against, and the
        days compared with them), ``rate_ratio``, ``ci_low``, ``ci_high``, ``pvalue``, ``verdict``,
        ``agreeing`` of ``ways`` to count with the same verdict, and ``reason``.
        """
        rows = [{"comparison": name} | self._row(name) for name in NAMES]
        columns = ["comparison", *NUMBERS, "verdict", "agreeing", "ways", "reason"]
        return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(NUMBERS, float))

    def _row(self, name: str) -> dict[str, object]:
        if name not in self.effects:
            none = {"verdict": "cannot be answered", "agreeing": 0, "ways": 0}
            return none | {"reason": self.reasons[name]}
        found = self.effects[name]
        agreeing, ways = self._agreement(name)
        numbers = {column: getattr(found, column) for column in NUMBERS}
        answer = {"verdict": verdict(found), "agreeing": agreeing, "ways": ways, "reason": ""}
        return numbers | answer

    def _agreement(self, name: str) -> tuple[int, int]:
        """Count the ways to count that give the same verdict, and all of them."""
        verdicts = self.ways[name].table["verdict"]
        return int((verdicts == verdict(self.effects[name])).sum()), len(verdicts)

    def __str__(self) -> str:
        """Say all three comparisons, and how they go together with the search for changes."""
        return self._said(NAMES)

    @property
    def brief(self) -> str:
        """Say the comparisons with the days before alone, for a page that has little room."""
        return self._said([name for name in NAMES if name != REBOUND])

    def _said(self, names: Iterable[str]) -> str:
        dates = plain_dates(self.start, self.end)
        parts = [f"{self.label}, {dates}." if self.label else f"{dates}."]
        parts += [self._sentence(name) for name in names]
        limits = {found.limit for found in self.effects.values() if found.limit}
        parts += [f"{limit[0].upper()}{limit[1:]}." for limit in sorted(limits)]
        return " ".join([*parts, self.bridge]).strip()

    def _sentence(self, name: str) -> str:
        if name not in self.effects:
            return f"{NAMES[name].capitalize()}: cannot be answered. {self.reasons[name]}"
        found = self.effects[name]
        windows = found.windows
        before, after = (plain_count(len(side), "days") for side in (windows.before, windows.after))
        start = "During it" if name == DURING else f"In the {after} after it"
        against = "in the period itself"
        if name != REBOUND:
            against = f"in the {before} before" + " it" * (name == AFTER)
        if not found.answerable:
            open_ = f"whether there were more or fewer {self.noun} than {against}"
            return f"{start}, {open_} cannot be answered ({self._numbers(name)})."
        if found.settled:
            finding = f"there were {sentence.amount(found.rate_ratio, self.noun)} {against}"
            return f"{start} {finding} ({self._numbers(name)})."
        low, high = ABOUT_AS_MANY
        if low < found.ci_low and found.ci_high < high:
            finding = f"there were about as many {self.noun} as {against}"
            return f"{start} {finding} ({self._numbers(name)})."
        finding = f"whether there were more or fewer {self.noun} than {against} is not settled"
        unseen = sentence.unseen(found.detectable)
        return f"{start}, {finding} ({self._numbers(name)}); {unseen}."

    def _numbers(self, name: str) -> str:
        """Write rates, ratio, interval, p-value and agreement between brackets."""
        found = self.effects[name]
        rates = f"{sentence.number(found.rate_after)} against {sentence.number(found.rate_before)}"
        parts = [f"{rates} a day"]
        if found.answerable:
            parts.append(sentence.bounds(*found.ratio.cells[:3]))
            parts.append(plain_pvalue(found.pvalue))
        agreeing, ways = self._agreement(name)
        if ways > 1:
            noun = "ways to count"
            share = all_of(ways, noun) if agreeing == ways else f"{agreeing} of {ways} {noun}"
            parts.append(f"in {share}")
        if found.date_sensitive:
            parts.append("with the dates a day off that answer changes")
        return "; ".join(parts)


def compare_period(
    counts: pd.Series,
    start: str | pd.Timestamp,
    end: str | pd.Timestamp,
    *,
    label: str = "",
    before: int = 28,
    after: int = 28,
    gap: int = 0,
) -> NamedPeriodResult:
    """Compare a period with the days before it, and the days after it with both.

    Parameters
    ----------
    counts : Series of int, shape (n_days,)
        Events per day over the whole coverage; its name is the noun of the sentence.
    start, end : str or Timestamp
        First and last day of the period, both inclusive.
    label : str
        What the period is called.
    before, after : int
        Days compared before the period and after it.
    gap : int
        Days left out right before the period.

    Returns
    -------
    NamedPeriodResult

    Raises
    ------
    InvalidSeries, InvalidOption
        The latter also where the period ends before it starts.

    Notes
    -----
    The three ratios share their days: two of them give the third, so they are not three
    independent findings. Name the period before looking at the counts.
    """
    first, last = check_day(start, "start"), check_day(end, "end")
    effects, reasons = {}, {}
    days = period_days(first, last, before=before, after=after, gap=gap)
    for name, compared in days.items():
        try:
            effects[name] = event_effect(counts, compared.date, **compared.options)
        except OutsideCoverage as error:
            reasons[name] = str(error)
    return NamedPeriodResult(
        label=label,
        noun=str(counts.name or "events"),
        start=first,
        end=last,
        effects=effects,
        ways={name: compare_effects({"As counted": found}) for name, found in effects.items()},
        reasons=reasons,
        bridge="",
    )


def period_days(
    start: pd.Timestamp, end: pd.Timestamp, *, before: int, after: int, gap: int
) -> dict[str, ComparedDays]:
    """Give the days of the three comparisons of a period.

    Parameters
    ----------
    start, end : Timestamp
        First and last day of the period.
    before, after, gap : int
        As in :func:`compare_period`.

    Returns
    -------
    dict of str to ComparedDays
        In the order of :data:`NAMES`.

    Raises
    ------
    InvalidOption
    """
    length = (end - start).days + 1
    if length < 1:
        raise InvalidOption(f"The period ends before it starts, {plain_dates(end, start)}: swap.")
    stop = end + DAY
    windows = {"before": before, "after": after}
    return {
        DURING: ComparedDays(date=start, until=end, gap=gap, **windows),
        AFTER: ComparedDays(date=stop, until=None, gap=gap + length, ended=length, **windows),
        REBOUND: ComparedDays(date=stop, until=None, gap=0, before=length, after=after),
    }


def bridge(
    effects: Mapping[str, EffectResult], changes: pd.DataFrame, *, beforehand: bool = True
) -> str:
    """Say in a sentence where the search for change points and the comparison seem to disagree.

    Parameters
    ----------
    effects : mapping of str to EffectResult
        Those of a :class:`NamedPeriodResult`.
    changes : DataFrame
        What the search found: ``ci_low``, ``ci_high``, ``rate_before``, ``rate_after``.
    beforehand : bool
        Whether the period was named before its days were seen, as far as is known.

    Returns
    -------
    str
        Empty where they agree, or nothing can be said.
    """
    edges = {DURING: "start", REBOUND: "end"}
    for name, edge in edges.items():
        found = effects.get(name)
        if found is None or not found.answerable:
            continue
        rises = found.rate_after > found.rate_before
        near = changes[(changes["ci_low"] <= found.date) & (found.date <= changes["ci_high"])]
        near = near[(near["rate_after"] > near["rate_before"]) == rises]
        if found.settled and near.empty:
            return _undated(name, rises=rises, beforehand=beforehand)
        if not found.settled and len(near):
            span = plain_span(near["ci_low"].iloc[0], near["ci_high"].iloc[0])
            return (
                f"The search over the whole series dates a change to the {edge} of this period, "
                f"{span}; the days compared here are too few to settle it alone."
            )
    return ""


def _undated(name: str, *, rises: bool, beforehand: bool) -> str:
    """Say that only the comparison settles a change that the search does not date."""
    what = f"this {'burst' if rises else 'lull'}" if name == DURING else "its end"
    named = "with the period named beforehand, the comparison settles it"
    if not beforehand:
        named = "the comparison settles it only if the period was named before its days were seen"
    return f"The search over the whole series does not date {what}; {named}."
