"""What the page says about each table; the numbers are put in elsewhere."""

OPENING = """\
# Validation

How often the product is wrong, measured on simulated series whose truth is known, beside the
tools and rules in use today. Written by `make validate`; no number here is typed by hand. ± is
the Monte Carlo standard error. A bar is compared with the measured share itself: a share that
lies beyond it by less than its error is still a miss.

## What is measured, in plain words

The search for changes weighs **evidence**: how many times likelier are the days of a series
with a change of its rate than without one, whether or not events set off others? A change is
*found* where that is above 5 to 1, or where a lull or burst passes a line of its own. Evidence
between 1 and 5 to 1 is told as *not settled* and counts here as nothing found. Two things can
go wrong: a change is found where there is none (a false change), or one that is there is not
found. Both depend on the series, above all on how far events set off others, so both are
measured on many kinds. The line was chosen on other cells than these, and the series here are
drawn with random numbers that nobody had looked at when it was chosen.

**When not to trust a finding:**

- *Strong clustering.* Where half of the events set off others and days vary much besides, false
  changes are several times as frequent as among independent days; where clusters last ten days
  rather than four, too. One series can hardly tell whether it is of that kind.
- *Long and busy series.* The more days there are, the more often chance makes a change: among
  days that vary much, a thousand of them with several events each show one most often.
- *Short lulls and bursts, few events.* A lull of eleven days among some two events a day is
  missed in a good part of such series (below): nothing found is not nothing there. Where its
  days are known beforehand, compare them instead of searching.
- *Doublings.* The evidence of a doubling is weak, its date uncertain by weeks, and it may as
  well be gradual; the product says so.
- *Small changes just found.* Of those only the ones that chance made larger are found, so their
  size is overstated, and their date sets hold the truth less often than the table says on
  average.
- *The ends of a period,* where a regime has few days, and *lists whose attention changed*: no
  simulation knows of that.

What the search that the project had before did on the same series stands in the tables as
*previous search*, and [what changed and why](method-changes.md) on a page of its own. Other pages
measure [what follows what](responses-measured.md), [the watch over many units](alarms.md) and
[their scan](scan.md).

## How it was measured
""".splitlines()

ABOUT = {
    "unchanged": [
        "Share of series without any change in which at least one is reported. "
        "NB is the negative binomial: variance = mean + dispersion × mean², its size "
        "1 / dispersion. Where half of the days are 0, the others have twice the mean. The weekday "
        "factor is 1 + 0.5 cos(2π day / 7). Self-exciting counts have a mean of which the "
        "branching share follows earlier counts, with geometric weights of mean lag 4 days unless "
        "it is said. The search has no level of its own: its line was chosen on other cells.",
        "",
        "Peers, each on the same series:",
        "",
        "- **previous search**: what this project had before, a penalised segmentation whose "
        "changes were tested one by one by simulation at level 0.05 "
        "([what changed in the method](method-changes.md)).",
        '- **ruptures**: `Pelt(model="l2")` with the penalty of its user guide, '
        "`log(n) * sigma**2`, sigma the standard deviation of the series; once as it comes "
        "(every fifth day is tried, at least two days a regime) and once over every day.",
        "- **skchange**: `PELT(PoissonCost())` with its default penalty.",
        "- **ACLED surge**: a week of at least twice the mean of the four weeks before, where "
        "that mean is at least one event; any such week in the series counts.",
        "- **HDX Signals**: a 30-day sum of at least 100 above every 30-day sum of the 365 days "
        "before, here on counts (the original is on deaths); any such day counts. It needs 395 "
        "days, so it is not applicable to shorter series, and at low means the sum cannot reach "
        "100.",
    ],
    "changed": [
        "Found means: a reported change point within 5 days of the true one, each report used "
        "once. F1 is 2 × matched / (true + reported), the mean over runs. The median date error "
        "is over the changes that were found. A date set is judged where the report nearest to a "
        "true change lies within 21 days of it. The two rules flag weeks or days and give no "
        "change dates; for them only the share of series with any flag is shown.",
    ],
    "dates": [
        "One step in the middle of a series. The share is among the runs in which a change was "
        "reported; of several reports the one nearest to the truth is judged, however far away, "
        "so no run is left out for a bad date. How often a change is reported at all stands "
        "beside it: where that is rare, the reported steps look steeper than they are, and no "
        "method can be judged well. A set may be a third longer than that of the previous search; "
        "none of the other peers gives one.",
    ],
    "effects": [
        "The event is on the first day of the second window, and the rate changes there by the "
        "true ratio. Self-exciting as above; a wandering rate is multiplied by exp(z), z a "
        "Gaussian autoregression of correlation 0.6 from day to day and the given standard "
        "deviation. Runs in which the product says that the question cannot be answered are left "
        "out of its coverage, and their share is shown. Width / naive is the median ratio of "
        "the widths on the log scale, against the negative binomial interval that takes days for "
        "independent. The last columns are what statsmodels' regressions cover on the same "
        "series: Poisson; quasi-Poisson (Pearson's scale); Poisson with Newey-West errors (lags "
        "of a week, small-sample correction). They give no interval when a window has no events.",
    ],
    "real": [
        "The same functions on series whose story is known. A published date names the last "
        "period of the old regime; ours is the first of the new one, so one period later is "
        "agreement. The series below the line are not part of the project: where a data set is "
        "missing its row says so. What happened on the ground is context, not a cause. Minsk I "
        "is told with and without the rows of 29 August 2014, more than of any other day: they "
        "are one battle, which the search names as a day that stands out, while a comparison of "
        "two windows counts it.",
    ],
    "noise": [
        "All stretches of 60 days of four real series, beginning 15 days apart, that lie 15 "
        "days or more from every event told above or held by the tests, and have five events or "
        "more; then the same with their weeks in another order, which leaves no change but "
        "keeps each week as it is. A stretch may hold a change that nobody listed. The bars: "
        "half of the previous search's share, and 0.08 where weeks are shuffled. Stretches "
        "overlap; the errors are those of a quarter as many.",
    ],
}
