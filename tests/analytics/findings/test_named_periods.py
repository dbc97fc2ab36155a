from dataclasses import replace

import pandas as pd
import pytest

from analytics.effects.named_period import AFTER, DURING, REBOUND
from analytics.errors import InvalidOption
from analytics.findings import results
from analytics.findings.alternatives import effect_sensitivity
from analytics.findings.named_periods import period_effect
from analytics.selection.context_events import named_period
from analytics.selection.options import default_view
from analytics.selection.selected import Selection

PERIOD = "C-20231124-01..C-20231201-01"


@pytest.fixture(scope="module")
def view(study):
    return default_view(study)


@pytest.fixture(scope="module")
def ceasefire(study, view):
    return period_effect(Selection(study, view))


def test_the_bundled_view_leads_with_the_ceasefire(study, view, ceasefire):
    assert view.event == "C-20231201-01"
    said = str(ceasefire)
    assert said.startswith("Gaza ceasefire, 24 to 30 Nov 2023. During it there were 94 % fewer")
    assert "in all 7 ways to count" in said
    assert ceasefire.table.set_index("comparison")["verdict"].to_dict() == {
        DURING: "fell",
        AFTER: "not settled",
        REBOUND: "not settled",
    }


def test_the_end_of_a_period_and_the_period_itself_say_the_same(study, view, ceasefire):
    whole = period_effect(Selection(study, replace(view, event=PERIOD)))
    assert str(whole) == str(ceasefire)


def test_the_end_of_a_period_is_compared_with_the_days_before_it(study, view, ceasefire):
    effect = results.effect(Selection(study, view))
    assert effect.ratio == ceasefire.effects[AFTER].ratio
    assert effect.windows.before.index[-1] == pd.Timestamp("2023-11-23")
    assert (
        effect_sensitivity(Selection(study, view)).table["rate_ratio"].iloc[0]
        == (ceasefire.table.set_index("comparison").loc[AFTER, "rate_ratio"])
    )


def test_a_date_is_compared_with_the_days_just_before_it(study, view):
    selection = Selection(study, replace(view, event="2023-12-01"))
    assert period_effect(selection) is None
    assert results.effect(selection).windows.before.index[-1] == pd.Timestamp("2023-11-30")


def test_a_period_by_its_dates_has_no_label(study, view):
    period = named_period(Selection(study, replace(view, event="2024-01-01..2024-01-11")))
    assert (period.label, period.days) == ("", 10)
    said = str(period_effect(Selection(study, replace(view, event="2024-01-01..2024-01-11"))))
    assert said.startswith("1 to 10 Jan 2024. ")


def test_without_an_event_there_is_no_period(study, view):
    assert period_effect(Selection(study, replace(view, event=""))) is None
    with pytest.raises(InvalidOption):
        period_effect(Selection(study, replace(view, event="nonsense")))


def test_imprecise_dates_are_pooled_in_all_three(study, view, ceasefire):
    imputed = period_effect(Selection(study, replace(view, dates="imputed")))
    assert {type(found).__name__ for found in imputed.effects.values()} == {"PooledEffect"}
    assert imputed.table["verdict"].tolist() == ceasefire.table["verdict"].tolist()


def test_the_search_that_dates_the_end_is_named(study, ceasefire, view):
    changes = results.changepoints(Selection(study, view)).table
    stop = pd.Timestamp("2023-12-01")
    dated = (changes["ci_low"] <= stop) & (stop <= changes["ci_high"])
    rises = changes["rate_after"] > changes["rate_before"]
    assert ("dates a change to the end of this period" in ceasefire.bridge) == (dated & rises).any()
