"""Series with published results, and what this project makes of them."""

from pathlib import Path

import numpy as np
import pandas as pd

from analytics.changepoints.search import find_changepoints
from analytics.changepoints.segmentation import segment
from analytics.structural_tests.level_tests import cusum_test, sup_f_test
from analytics.wording import plain_odds
from benchmarks.peers.ingarch import fit_ingarch
from benchmarks.peers.linear_breaks import linear_breaks

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "published"
# Twice the log-likelihood: the first change gains 69, a second one less than 12.
ONE_CHANGE = 20
SEARCHED = "any number of changes (`find_changepoints`)"
Row = tuple[str, str, str, str]


def series(name: str) -> pd.Series:
    """Read one of the small public series of tests/published."""
    return pd.read_csv(FOLDER / name, index_col=0).squeeze("columns")


def published_rows() -> list[Row]:
    """Give one row a published number: case, quantity, published, ours."""
    return [*_nile(), *_drivers(), *_interest(), *_coal(), *_campylobacter()]


def _dates(table: pd.DataFrame) -> list[str]:
    return [f"{row.changepoint} ({row.ci_low} to {row.ci_high})" for row in table.itertuples()]


def _nile() -> list[Row]:
    volume = series("nile.csv")
    dated = volume.set_axis(pd.date_range(str(volume.index[0]), periods=len(volume), freq="YS"))
    case = "Nile at Aswan, 1871-1970"
    break_date = _dates(linear_breaks(volume, breaks=1).table)[0]
    cusum = cusum_test(dated).statistic
    found = _searched(dated.astype("int64"))
    return [
        (
            case,
            "one change: last of the old, ours first of the new",
            "1898 (1895-1902)",
            break_date,
        ),
        (case, "sup.F", "75.93", f"{sup_f_test(dated).statistic:.2f}"),
        (case, "OLS-CUSUM", "2.9518", f"{cusum:.4f}"),
        (case, SEARCHED, "1898", found),
    ]


def _drivers() -> list[Row]:
    deaths = np.log10(series("uk_driver_deaths.csv"))
    lags = pd.DataFrame({"constant": 1.0, "lag1": deaths.shift(1), "lag12": deaths.shift(12)})
    found = _dates(linear_breaks(deaths[12:], lags[12:], breaks=2, min_share=0.1).table)
    known = ("1973(10), 1972(9)-1974(8)", "1983(1), 1981(12)-1984(3)")
    names = ("first change", "second change")
    rows = zip(names, known, found, strict=True)
    return [("UK drivers' deaths, 1969-1984, months", *row) for row in rows]


def _interest() -> list[Row]:
    found = linear_breaks(series("real_interest.csv"), breaks=2, min_share=15 / 103).table
    means = [*found["mean_before"], found["mean_after"].iloc[-1]]
    case = "US real interest rate, 1961-1986, quarters"
    return [
        (case, "changes", "1972(3), 1980(3)", ", ".join(found["changepoint"])),
        (case, "means", "1.355, -1.796, 5.643", ", ".join(f"{mean:.3f}" for mean in means)),
    ]


def _coal() -> list[Row]:
    yearly = series("coal_yearly.csv")
    (change,) = segment(yearly, penalty=ONE_CHANGE)
    rates = yearly.iloc[:change].mean(), yearly.iloc[change:].mean()
    dated = yearly.set_axis(pd.date_range(str(yearly.index[0]), periods=len(yearly), freq="YS"))
    case = "Coal mining disasters, 1851-1962, years"
    return [
        (case, "one change, Poisson (`segment`)", "1891", str(yearly.index[change])),
        (case, "disasters a year", "3.098, 0.901", ", ".join(f"{rate:.3f}" for rate in rates)),
        (case, SEARCHED, "1891", _searched(dated)),
    ]


def _searched(dated: pd.Series) -> str:
    """Write what the search says of counts a year."""
    result = find_changepoints(dated)
    years = [f"{row.changepoint.year} ({row.ci_low.year} to {row.ci_high.year})"
             for row in result.table.itertuples()]  # fmt: skip
    slowly = ", or gradually" if result.gradual else ""
    return f"{', '.join(years) or 'none'}{slowly}; evidence {plain_odds(result.evidence)}"


def _campylobacter() -> list[Row]:
    cases = series("campylobacter.csv")
    steps = {"shift": (cases.index >= 84) * 1.0, "spike": (cases.index == 100) * 1.0}
    fit = fit_ingarch(cases, regressors=pd.DataFrame(steps, index=cases.index))
    known = {"shift": ("level shift at 84", "3.081 (SE 0.856)"),
             "spike": ("extra cases at 100", "41.95 (SE 12.09)")}  # fmt: skip
    return [
        (
            "Campylobacter, 1990-2000, 13 periods a year",
            quantity,
            number,
            f"{fit.coefficients[name]:.3f} (SE {fit.standard_errors[name]:.3f})",
        )
        for name, (quantity, number) in known.items()
    ]
