import pytest

from analytics.effects.before_after import event_effect


def test_a_large_change_ranks_first_among_earlier_dates(attacks):
    result = event_effect(attacks, attacks.index[60], before=20, after=20)
    placebo = result.placebo
    assert placebo.rank == 1
    assert len(placebo.table) == 60 - 40 + 1
    assert placebo.pvalue == pytest.approx(1 / (len(placebo.table) + 1))
    assert placebo.table["date"].max() == attacks.index[40]


def test_placebo_ratio_is_the_ratio_of_means(attacks):
    placebo = event_effect(attacks, attacks.index[60], before=18, after=15, gap=2).placebo
    row = placebo.table.iloc[5]
    at = attacks.index.get_loc(row.date)
    quiet, busy = attacks.iloc[at - 20 : at - 2].mean(), attacks.iloc[at : at + 15].mean()
    assert row.rate_ratio == pytest.approx(busy / quiet)


def test_short_history_shortens_the_placebo_windows(attacks):
    placebo = event_effect(attacks.iloc[30:], attacks.index[60], before=28, after=28).placebo
    assert placebo.days_before == placebo.days_after < 28
    assert len(placebo.table) >= 19
