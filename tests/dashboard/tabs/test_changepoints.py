from types import SimpleNamespace

import pandas as pd
import pytest

from dashboard.tabs.changepoints import numbers


@pytest.mark.parametrize(
    ("ratio", "low", "high", "told"),
    [
        (0.267, 0.097, 0.734, ("down 73 %", "95 % interval 27 to 90 %")),
        (
            *(0.0464, 0.00205, 1.05),
            ("down 95 %", "95 % interval over 99 % less to 5 % more, which includes no change"),
        ),
        (9.35, 1.22, 71.8, ("9.3 times", "95 % interval 1.2 to 72")),
        (9.35, 0.9, 71.8, ("9.3 times", "95 % interval 0.9 to 72, which includes no change")),
    ],
)
def test_the_third_figure_is_told_as_the_headline_tells_it(ratio, low, high, told):
    day = pd.Timestamp("2024-01-30")
    row = {"quantity": "ratio", "value": ratio, "ci_low": low, "ci_high": high}
    table = pd.DataFrame([row | {"events": 19.0, "days": 10, "start": day, "end": day}])
    (figure,) = numbers(SimpleNamespace(noun="attacks", table=table))
    assert tuple(part.children for part in figure.children[1:3]) == told
