import pytest

from data.errors import StudyError
from data.study import check_study, load_study
from tests.helpers.study import ATTACKS, TOML, write_study

OLD = ATTACKS.replace(",confirmation", ",confidence")
MAPPED = '[names.attacks]\nweapon = "arm"\nconfirmation = "sure"\n[official_totals]'
OWN = ATTACKS.replace(",confirmation", ",sure").replace(",weapon,", ",arm,")


def mapped(toml: str = MAPPED) -> str:
    return TOML.replace("[official_totals]", toml)


def faults_of(folder, changes) -> list[str]:
    write_study(folder, changes)
    return [str(fault) for fault in check_study(folder)]


def test_a_column_under_its_old_name_is_understood(tmp_path):
    toml = '[series.attacks]\nwhere = {confidence = ["official"]}\n[official_totals]'
    study = load_study(write_study(tmp_path, {"study.toml": mapped(toml), "attacks.csv": OLD}))
    assert study.events["confirmation"].tolist() == ["official", "claimed", "media"]
    assert "confidence" not in study.events
    assert study.settings["series"]["attacks"]["where"] == {"confirmation": ["official"]}
    assert study.warnings == ()


def test_a_fault_names_the_column_as_the_file_does(tmp_path):
    (fault,) = faults_of(tmp_path, {"attacks.csv": OLD.replace("1,official", "1,rumour")})
    assert fault.startswith('attacks.csv, row 2, confidence: found "rumour", expected one of off')


def test_a_confidence_beside_the_confirmation_stays_the_files_own(tmp_path):
    both = ATTACKS.replace(",confirmation", ",confirmation,confidence")
    both = both.replace("official\n", "official,0.9\n").replace("claimed\n", "claimed,\n")
    study = load_study(write_study(tmp_path, {"attacks.csv": both.replace("media\n", "media,\n")}))
    assert study.events["confirmation"].tolist() == ["official", "claimed", "media"]
    assert study.events["confidence"].tolist()[0] == "0.9"


def test_a_file_keeps_its_column_names(tmp_path):
    toml = mapped(
        MAPPED.replace(
            "[official_totals]", '[series.attacks.where]\narm = ["drone"]\n[official_totals]'
        )
    )
    study = load_study(write_study(tmp_path, {"study.toml": toml, "attacks.csv": OWN}))
    plain = load_study(write_study(tmp_path, {"study.toml": TOML, "attacks.csv": ATTACKS}))
    assert study.events.equals(plain.events)
    assert study.settings["series"]["attacks"]["where"] == {"weapon": ["drone"]}


@pytest.mark.parametrize(
    ("toml", "attacks", "message"),
    [
        (MAPPED, OWN.replace("1,official", "1,x"), 'attacks.csv, row 2, sure: found "x"'),
        (MAPPED, OWN.replace("drone", "laser"), 'attacks.csv, row 2, arm: found "laser"'),
        (MAPPED, ATTACKS.replace("weapon", "arm"), "attacks.csv, sure: found nothing, expected a"),
        (
            MAPPED,
            ATTACKS.replace(",confirmation", ",sure"),
            "attacks.csv, arm: found nothing, expected a column of this name, as "
            "names.attacks.weapon says",
        ),
        (
            MAPPED,
            OWN.replace("us_killed", "weapon"),
            "attacks.csv, weapon: found a second column for the same, expected another name: "
            'names.attacks.weapon says that it is called "arm" here',
        ),
        (
            MAPPED.replace("arm", "sure"),
            OWN,
            'study.toml, names.attacks.weapon: found "sure", expected a column of its own',
        ),
        (
            MAPPED.replace("weapon =", "gun ="),
            OWN,
            'study.toml, names.attacks.gun: found "an unknown key", expected one of attr',
        ),
    ],
)
def test_a_wrong_name_is_told(tmp_path, toml, attacks, message):
    faults = faults_of(tmp_path, {"study.toml": mapped(toml), "attacks.csv": attacks})
    assert any(message in fault for fault in faults), faults


def test_a_mapped_column_that_is_missing_stops_the_study(tmp_path):
    write_study(tmp_path, {"study.toml": mapped()})
    with pytest.raises(StudyError, match="sure: found nothing, expected a column of this name, as"):
        load_study(tmp_path)
