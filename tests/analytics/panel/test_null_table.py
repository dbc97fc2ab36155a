import math

import numpy as np
import pytest

from analytics.changepoints.evidence import BRANCHINGS, SIZES
from analytics.panel.null_table import (
    ENOUGH,
    evidence_pvalue,
    learn_mixture,
    null_table,
    told_pvalue,
)

KINDS = BRANCHINGS.size * SIZES.size


def only(branching, size):
    """Give the mixture in which all units are of one kind."""
    shares = np.zeros((BRANCHINGS.size, SIZES.size))
    shares[list(BRANCHINGS).index(branching), list(SIZES).index(size)] = 1.0
    return shares.ravel()


@pytest.mark.parametrize("days", [40, 140, 500, 3000])
@pytest.mark.parametrize("mean", [0.01, 1.0, 40.0])
def test_more_evidence_is_never_likelier_by_luck(days, mean):
    even = np.full(KINDS if days <= 200 else null_table().at(days, mean).shape[1], 1.0)
    mixture = even / even.size
    pvalues = [evidence_pvalue(e, days, mean, mixture) for e in np.linspace(-2, 40, 200)]
    assert np.all(np.diff(pvalues) <= 1e-12)
    assert 0.95 < pvalues[0] <= 1.0
    assert 0.0 < pvalues[-1] < 1e-6


def test_the_surface_has_no_step_between_lengths_and_means():
    mixture = np.full(KINDS, 1.0 / KINDS)
    for days in (60, 140):
        near = [math.log(evidence_pvalue(3.0, one, 1.0, mixture)) for one in (days, days + 1)]
        assert near[0] == pytest.approx(near[1], abs=0.05)
    near = [math.log(evidence_pvalue(3.0, 140, mean, mixture)) for mean in (0.99, 1.01)]
    assert near[0] == pytest.approx(near[1], abs=0.05)


def test_where_events_cluster_luck_shows_more_evidence():
    pvalues = [
        evidence_pvalue(3.0, 140, 2.0, only(branching, 1.4)) for branching in (0.0, 0.25, 0.5)
    ]
    assert pvalues == sorted(pvalues)
    assert pvalues[-1] > 30 * pvalues[0]


def test_a_chance_beyond_the_draws_is_the_upper_limit_of_the_tail():
    table, mixture = null_table(), only(0.5, 1.4)
    start, error, slope = table.at(140, 2.0)[[1, 2, 3]] @ mixture
    fitted = math.exp(start - math.exp(slope) * (8.0 - 0.5))
    assert fitted < ENOUGH / table.draws_near(140)
    assert evidence_pvalue(8.0, 140, 2.0, mixture) > fitted * math.exp(error)


def test_the_kinds_of_units_are_learned_from_all_of_them():
    # Of 300 units two thirds are of kind 1; each shows its own kind with a log-likelihood of 2.
    rng = np.random.default_rng(3)
    kinds = rng.choice(2, 300, p=[1 / 3, 2 / 3])
    shown = np.where(rng.random(300) < 1 / (1 + math.exp(-2)), kinds, 1 - kinds)
    shares = learn_mixture(2.0 * np.eye(2)[shown])
    assert shares.sum() == pytest.approx(1.0)
    assert shares[1] == pytest.approx(2 / 3, abs=0.08)


def test_a_small_pvalue_is_told_as_smaller():
    assert told_pvalue(0.00003) == "under 0.0001"
    assert told_pvalue(0.0123) == "0.012"


def test_an_unknown_format_is_refused(tmp_path):
    path = tmp_path / "null_table.json"
    path.write_text('{"format": 99, "cells": []}')
    with pytest.raises(ValueError, match="format 99"):
        null_table(path)
