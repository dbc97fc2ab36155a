import pytest

from data.errors import EscalationError
from data.settings.reader import read_settings
from data.settings.unknown import refuse_unknown
from tests.helpers.study import TOML


def warned(more):
    return [one for one in read_settings((TOML + more).encode())[1] if one.value]


@pytest.mark.parametrize(
    ("more", "tables", "told"),
    [
        ('[publish]\nadress = "x"\n', ("publish", "run"), "publish.adress (publish.address may"),
        ("[publish]\nkeeep = 2\nvews = []\n", ("publish",), "publish.keeep (publish.keep may be"),
        ('[run.watch]\nbuget = "1 a year"\n', ("run",), "run.watch.buget (run.watch.budget may"),
        ("[run]\nkepp = 3\n", ("run",), "run.kepp (run.keep may be meant), which nothing reads"),
        ('[tell]\nfolders = "x"\n', ("tell",), "tell.folders (tell.folder may be meant)"),
        ('[fetch]\nsource = "ucdp"\ncuntries = []\n', ("fetch",), "fetch.cuntries (fetch.countri"),
        ('[tel]\nfeed = "x"\n', ("run", "tell"), "study.toml has tel (tell may be meant), which"),
        ('[watch]\nby = "country"\n', ("run",), "study.toml has watch (run.watch may be meant)"),
        ("[run]\nzzz = 3\n", ("run",), "study.toml has run.zzz, which nothing reads: correct it, "),
    ],
)
def test_who_goes_by_a_table_refuses_a_key_that_nothing_reads(more, tables, told):
    faults = warned(more)
    assert {fault.severity for fault in faults} == {"warning"}
    with pytest.raises(EscalationError) as refused:
        refuse_unknown(faults, tables)
    assert told in str(refused.value)
    refuse_unknown(faults, ("labels",))


def test_the_nearest_known_key_comes_first():
    (fault,) = warned("[run]\nkepp = 3\n")
    said = 'study.toml, run.kepp: found "an unknown key", expected run.keep, or another of keep, '
    assert str(fault).startswith(said)
    assert str(fault).endswith("; it is not used")


def test_a_study_that_is_published_has_a_view():
    (fault,) = warned("[publish]\nviews = []\n")
    assert 'publish.views: found "[]", expected a list of at least one view' in str(fault)
    assert str(fault).endswith("without the key all of them are published")
