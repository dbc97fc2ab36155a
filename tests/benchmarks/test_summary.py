import json
import math

import pytest

from benchmarks.simulation import summary
from benchmarks.simulation.cells import Cell, grid
from benchmarks.simulation.detection_tables import date_table, unchanged_table
from benchmarks.simulation.effect_tables import effect_table
from benchmarks.simulation.methods import METHODS
from benchmarks.simulation.page import keep_section
from benchmarks.simulation.run import alike, jobs_left, one_run, runs_of, take_over
from benchmarks.simulation.simulate import Design
from benchmarks.simulation.store import Store, source_files
from benchmarks.simulation.verdict import judge, tally


def cell(section="changed", levels=((1.0, 20), (3.0, 20)), **options):
    return Cell(section=section, series="toy", design=Design(levels=levels, size=1.0), **options)


def test_the_error_of_a_share_is_binomial():
    assert str(summary.share([True] * 3 + [False] * 97)) == "0.030 ± 0.017"
    assert summary.share([False] * 100).error > 0
    assert str(summary.share([])) == "–"


def test_each_report_matches_one_change_only():
    lull = cell(levels=((1.0, 20), (3.0, 4), (1.0, 20)))
    records = [{"at": [21]}, {"at": [19, 25]}, {"at": []}, {"at": [2, 20, 24, 40]}]
    assert summary.all_found(records, lull).value == 0.5
    assert summary.date_error(records, lull) == 1.0
    # 2 m / (2 true + reported): 2/3, 4/4, 0 and 4/6
    assert summary.f1(records, lull)[0] == pytest.approx((2 / 3 + 1 + 0 + 2 / 3) / 4)


def test_a_date_set_is_judged_by_the_report_nearest_to_the_truth():
    records = [
        {"at": [5, 22], "low": [5, 18], "high": [5, 24]},
        {"at": [33], "low": [30], "high": [36]},
        {"at": [], "low": [], "high": []},
    ]
    result = summary.date_coverage(records, cell())
    assert (result.found.value, result.covered.value, result.width) == (
        pytest.approx(2 / 3),
        0.5,
        7,
    )


def test_effects_without_an_answer_are_counted_apart():
    records = [
        {"answerable": True, "ours": [1.0, 9.0], "naive": [1.5, 4.5]},
        {"answerable": True, "ours": [3.5, math.inf], "naive": [3.0, 4.0]},
        {"answerable": False},
    ]
    assert summary.effect_coverage(records, cell(), "ours").value == 0.5
    assert summary.unanswered(records).value == pytest.approx(1 / 3)
    assert summary.relative_width(records) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("value", "bounds", "said"),
    [
        (0.07, {"most": 0.07}, "met"),
        (0.082, {"most": 0.07}, "missed by 0.012"),
        (0.9296, {"least": 0.93, "most": 0.98}, "missed by 0.0004"),
        (0.99, {"least": 0.93, "most": 0.98}, "missed by 0.01"),
        (math.nan, {"least": 0.93}, "missed by 0.93"),
    ],
)
def test_a_bar_is_met_or_missed_by_so_much(value, bounds, said):
    verdict = judge(cell(), "share", value, **bounds)
    assert str(verdict) == said
    assert tally([verdict]).startswith("1 of 1" if said == "met" else "0 of 1")


def test_tables_have_a_row_for_every_cell():
    cells = grid(quick=True)

    def records(method, case):
        if case.section == "effects":
            limits = {"ours": [0.5, 3.0], "naive": [0.6, 2.5]}
            return [
                {"answerable": True, **limits, **dict.fromkeys(("poisson", "quasi", "hac"), [1, 2])}
            ]
        return [{"at": [60], "low": [50], "high": [70]}, {"at": [], "low": [], "high": []}] * 10

    for section, build in (
        ("unchanged", unchanged_table),
        ("dates", date_table),
        ("effects", effect_table),
    ):
        chosen = [case for case in cells if case.section == section]
        lines, verdicts = build(chosen, records)
        assert len(lines) == len(chosen) + 3  # heads, rule, and an empty line
        assert len({line.count("|") for line in lines[:-1]}) == 1
        # Of a date set both are judged: that it holds the truth, and that it is not too long.
        each = 2 if section == "dates" else 1
        assert len(verdicts) == each * sum(case.bar is not None for case in chosen)


def test_an_interrupted_run_continues_and_a_broken_line_is_dropped(tmp_path):
    method, case = METHODS["acled"], cell(section="unchanged", bar=0.07)
    store = Store(method, tmp_path)
    store.append(case, [0, 1, 2], [{"at": []}, {"at": [7]}, {"at": []}])
    with store.path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"cell": case.name})[:9])
    again = Store(method, tmp_path)
    assert again.missing(case, 5) == [3, 4]
    assert again.records(case, 2) == [{"at": []}, {"at": [7]}]
    jobs = jobs_left([case], {"acled": again}, quick=False, runs=5)
    assert [job.runs for job in jobs] == [[3, 4]]
    redrawn = cell(section="unchanged", bar=0.07, levels=((1.0, 20), (3.0, 20), (1.0, 1)))
    assert again.missing(redrawn, 5) == [0, 1, 2, 3, 4]


def test_the_hash_follows_imports_inside_functions():
    names = {path.stem for path in source_files(("analytics.changepoints.search",))}
    assert {"search", "evidence", "partitions", "errors"} <= names
    assert "before_after" not in names


def test_a_section_that_was_not_measured_again_is_kept_with_its_day():
    page = "\n".join(
        [
            "- Measured on 22 November 2026: the full grid.",
            "",
            "| By how much | 66 | 60 of 60 bars met. |",
            "",
            "## By how much",
            "",
            "The event is on the first day.",
            "",
            "## Next",
        ]
    )
    kept = keep_section(page, "By how much")
    assert kept.row == ("By how much", "66", "60 of 60 bars met.")
    said = [
        "*Not measured again since 22 November 2026.*",
        "",
        "The event is on the first day.",
        "",
    ]
    assert kept.lines == ["## By how much", "", *said]
    later = page.replace("The event", "\n".join([*said[:2], "The event"])).replace(
        "22 Nov", "30 Nov", 1
    )
    assert keep_section(later, "By how much").lines[2] == said[0]


def test_slow_peers_keep_their_own_number_of_runs():
    ours, peer = METHODS["find_changepoints"], METHODS["ruptures"]
    assert runs_of(peer, cell(), quick=False, runs=1000) == peer.runs < 1000
    assert runs_of(ours, cell(), quick=True, runs=2000) == 2000
    assert runs_of(ours, cell(), quick=False, runs=None) == 1000
    assert runs_of(ours, cell(share=0.4), quick=False, runs=None) == 400


def test_what_another_text_measured_is_taken_over_only_where_it_does_the_same(tmp_path):
    method = METHODS["acled"]
    case = cell(section="unchanged", levels=((3.0, 90),))
    known = [one_run("acled", case, run) for run in range(6)]
    Store(method, tmp_path, "before").append(case, list(range(6)), known)
    assert take_over(Store(method, tmp_path), [case]) == 6
    assert Store(method, tmp_path).records(case, 6) == known
    assert take_over(Store(method, tmp_path), [case]) == 0
    other = cell(section="unchanged", levels=((2.0, 80),))
    wrong = [{"at": [1000]} for _ in range(6)]
    Store(method, tmp_path, "slower").append(other, list(range(6)), wrong)
    assert take_over(Store(method, tmp_path), [other]) == 0
    Store(method, tmp_path, "slower").append(case, [6], [one_run("acled", case, 6)])
    assert take_over(Store(method, tmp_path), [case, other]) == 1


def test_records_agree_up_to_rounding_in_what_a_section_rests_on():
    then = {"at": [4], "low": [2], "high": [6], "evidence": 31.21}
    then |= {"gradual": True}
    assert alike(then | {"evidence": 31.22, "low": [1], "gradual": False}, then, "unchanged")
    assert alike(then | {"gradual": False}, then, "dates")
    assert not alike(then | {"low": [1]}, then, "dates")
    assert not alike(then | {"evidence": 40.0}, then, "unchanged")
    assert not alike(then | {"at": []}, then, "unchanged")


def test_the_number_of_changes_and_all_date_sets_are_judged():
    lull = cell(levels=((1.0, 20), (3.0, 8), (1.0, 20)))
    records = [
        {"at": [21, 27], "low": [19, 28], "high": [22, 29]},
        {"at": [46], "low": [44], "high": [47]},  # 26 and 18 days from the true ones
        {"at": [], "low": [], "high": []},
    ]
    assert summary.number_right(records, lull).value == pytest.approx(1 / 3)
    held, width = summary.sets_of_all(records, lull)
    assert (held.value, held.runs, width) == (pytest.approx(2 / 3), 3, 4)


def test_the_line_for_independent_days_is_passed_by_a_twentieth_of_those_without_a_change():
    unchanged = [{"ratio": float(k)} for k in range(1, 101)]
    found, line = summary.found_if_independent([{"ratio": 96.0}, {"ratio": 9.0}], unchanged)
    assert sum(record["ratio"] > line for record in unchanged) == 5
    assert found.value == 0.5


@pytest.mark.parametrize("section", ["unchanged", "dates", "effects"])
def test_every_method_gives_a_record_that_can_be_stored(section):
    case = next(case for case in grid(quick=True) if case.section == section)
    for name, method in METHODS.items():
        if section in method.sections:
            record = one_run(name, case, 0)
            assert json.loads(json.dumps(record)) == record
