import pytest

from data.tables.contract import check_types


@pytest.mark.parametrize("name", ["attacks", "strikes", "context", "tallies"])
def test_the_bundled_tables_keep_their_contract(study, name):
    assert check_types(getattr(study, name), name=name, settings=study.settings) == []


@pytest.mark.parametrize(
    ("column", "value", "allowed"),
    [
        ("us_killed", -2, "greater_than_or_equal_to(0)"),
        ("lat", 91.0, "less_than_or_equal_to(90)"),
        ("lat", None, "both coordinates or none"),
        ("event_id", "A-20231018-01", "field_uniqueness"),
        ("date", None, "not_nullable"),
    ],
)
def test_a_broken_table_is_noticed(study, column, value, allowed):
    attacks = study.attacks.copy()
    attacks.loc[3, column] = value
    faults = check_types(attacks, name="attacks", settings=study.settings)
    assert [fault.allowed for fault in faults if fault.allowed == allowed]


def test_a_wrong_type_is_noticed(study):
    attacks = study.attacks.astype({"us_killed": "float64"})
    faults = check_types(attacks, name="attacks", settings=study.settings)
    assert [fault.column for fault in faults] == ["us_killed"]
