"""Write docs/case-study.md: what the bundled study says, under every way to count.

Run by ``make case-study``; no number in the page is typed by hand.
"""

from pathlib import Path

from analytics.changepoints.coincidence import events_inside
from analytics.findings import results
from analytics.findings.alternatives import changepoint_sensitivity, effect_sensitivity
from analytics.findings.answer import answer_of
from analytics.findings.named_periods import period_effect
from analytics.selection.context_events import period_options
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from analytics.wording import plain_interval, plain_number, plain_pvalue
from benchmarks.cases.case_totals import totals_part
from benchmarks.markdown import table
from data.study import Study, load_study

ROOT = Path(__file__).resolve().parents[2]
STUDY = ROOT / "data" / "studies" / "iraq-syria-2023"
PAGE = ROOT / "docs" / "case-study.md"
# Question, the event or period, days before, days after.
QUESTIONS = (
    ("During the ceasefire, 24 to 30 November 2023", "C-20231124-01..C-20231201-01", 28, 28),
    ("After the ceasefire, against the ceasefire", "2023-12-01", 7, 28),
    ("After the ceasefire, against the weeks before it", "C-20231201-01", 28, 28),
    ("After Tower 22, 28 January 2024", "C-20240128-01", 28, 28),
    ("After the strikes of 2 to 3 February 2024", "C-20240203-01", 28, 26),
)


def page(study: Study) -> str:
    """Return the page as Markdown.

    Parameters
    ----------
    study : Study

    Returns
    -------
    str
    """
    selection = Selection(study, default_view(study))
    parts = [
        f"# The bundled case: {study.title}",
        "Written by `make case-study` from the study's files "
        f"(content hash {study.digest}); no number here is typed by hand. "
        '"After" never means "because of".',
        "## In short",
        _short(selection),
        "## When did the rate change?",
        _changes(selection),
        "## What happened around each event?",
        *[_question(selection, *question) for question in QUESTIONS],
        "## The list against the official totals",
        totals_part(selection),
        "## What cannot be told",
        _untold(),
    ]
    return "\n\n".join(parts) + "\n"


def _short(selection: Selection) -> str:
    truce = selection.under(event=period_options(selection.study)[0][0], before=28)
    lines = [
        str(answer_of(selection)),
        str(period_effect(truce)),
        str(changepoint_sensitivity(selection)),
    ]
    return "\n".join(f"- {line}" for line in lines)


def _changes(selection: Selection) -> str:
    result = changepoint_sensitivity(selection)
    rows = [
        (row["direction"], *[_cell(row[choice]) for choice in result.choices])
        for _, row in result.table.iterrows()
    ]
    items = [f"- {choice}: {found}" for choice, found in result.choices.items()]
    lines = table(["change", *result.choices], rows)
    return "\n\n".join(
        [
            f"{results.changepoints(selection)} {result}",
            "\n".join(lines),
            "Date sets are 95 %. A change that is not found is not shown to be absent: fewer "
            "events show less, and a running total that is given every few days, rounded and "
            "late, shows least.",
            "\n".join(items),
            str(events_inside(results.changepoints(selection), selection.study.context)),
        ]
    )


def _cell(value: object) -> str:
    return value if isinstance(value, str) else "not found"


def _question(selection: Selection, title: str, event: str, before: int, after: int) -> str:
    asked = selection.under(event=event, before=before, after=after)
    result = effect_sensitivity(asked)
    rows = [
        (
            row.choice,
            plain_number(row.rate_before),
            plain_number(row.rate_after),
            "–" if row.verdict == "cannot be answered" else plain_number(row.rate_ratio),
            "–" if row.verdict == "cannot be answered" else plain_interval(row.ci_low, row.ci_high),
            "–" if row.verdict == "cannot be answered" else plain_pvalue(row.pvalue),
            row.verdict,
        )
        for row in result.table.itertuples()
    ]
    heads = ["counted", "a day before", "a day after", "ratio", "95 %", "p", "the rate"]
    return f"### {title}\n\n{result}\n\n" + "\n".join(table(heads, rows))


def _untold() -> str:
    """Return what the data cannot say; these are limits of the list, not results."""
    return "\n".join(
        [
            "- **The onset.** The list begins with the first attacks, so there is no before: "
            "the official totals and the list both start on 17 October 2023 by definition.",
            "- **Why the rate changed.** Ceasefires, strikes and announcements fell into the same "
            "weeks; the tables compare stretches of time.",
            "- **Which attacks are missing.** The list is longer than the official total; most of "
            "the surplus is reported from Syria, and attacks that nobody reported are in neither.",
            "- **The weeks after February 2024.** Only the better known attacks are listed there, "
            "so a quiet day says nothing.",
        ]
    )


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(load_study(STUDY)), encoding="utf-8")
    print(f"Wrote {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
