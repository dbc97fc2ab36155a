import pytest

from data.settings.document import Keys
from data.settings.run import STEPS, read_run
from data.settings.tell import is_web_address, read_tell

EMAIL = {"host": "smtp.example.org", "from": "a@example.org", "to": ["b@example.org"]}


def run_of(fetches=False, publishes=False, **table):
    faults = []
    keys = Keys(table=table, faults=faults, name="run.")
    return read_run(keys, fetches=fetches, publishes=publishes), list(map(str, faults))


def tell_of(**table):
    faults = []
    return read_tell(Keys(table=table, faults=faults, name="tell.")), list(map(str, faults))


def test_without_settings_a_run_does_all_but_what_must_be_told_more_of():
    found, faults = run_of()
    assert faults == []
    more = ("fetch", "scan", "watch", "publish")
    assert found["steps"] == [step for step in STEPS if step not in more]
    assert "publish" in run_of(publishes=True)[0]["steps"]
    assert run_of(fetches=True)[0]["steps"][0] == "fetch"
    assert (found["report"], found["out"], found["view"]) == (["brief.pdf"], "runs", "")
    assert "watch" in run_of(watch={"by": "admin1"})[0]["steps"]


def test_steps_are_done_in_their_own_order():
    assert run_of(steps=["tell", "diff"])[0]["steps"] == ["diff", "tell"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"steps": ["dance"]}, "run.steps"),
        ({"steps": ["diff", "diff"]}, "run.steps"),
        ({"steps": ["fetch"]}, "without a table [fetch]"),
        ({"steps": ["publish"]}, "without a table [publish]"),
        ({"keep": 1}, "run.keep"),
        ({"steps": ["watch"]}, "run.watch.by"),
        ({"steps": ["scan"]}, "run.scan.by"),
        ({"out": "../elsewhere"}, "run.out"),
        ({"out": "/tmp"}, "run.out"),
        ({"report": ["brief.exe"]}, "run.report"),
        ({"report": ["a/brief.pdf"]}, "run.report"),
        ({"watch": {"by": "admin1", "looks": "hourly"}}, "run.watch.looks"),
        ({"watch": {"by": "admin1", "least": 0}}, "run.watch.least"),
        ({"every": "week"}, "run.every"),
    ],
)
def test_what_a_run_cannot_do_is_named(table, said):
    (fault,) = run_of(**table)[1]
    assert said in fault


def test_a_table_of_mail_has_defaults():
    found, faults = tell_of(email=EMAIL, webhook={})
    assert faults == []
    assert (found["email"]["port"], found["email"]["security"]) == (587, "starttls")
    assert found["webhook"] == {"url": ""}
    assert found["quiet"] == "line"
    assert tell_of(email=EMAIL | {"security": "tls"})[0]["email"]["port"] == 465
    assert tell_of()[0] == {
        "address": "", "quiet": "line", "feed": "", "folder": "", "email": None, "webhook": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"address": "http://desk.example/"}, "tell.address"),
        ({"address": "https://desk.example/?a=b"}, "tell.address"),
        ({"address": "javascript:alert(1)"}, "tell.address"),
        ({"quiet": "always"}, "tell.quiet"),
        ({"feed": "../feed.xml"}, "tell.feed"),
        ({"email": EMAIL | {"host": "smtp example"}}, "tell.email.host"),
        ({"email": EMAIL | {"from": "a@example.org\nBcc: x@example.org"}}, "tell.email.from"),
        ({"email": EMAIL | {"to": []}}, "tell.email.to"),
        ({"email": EMAIL | {"to": ["Ünü@example.org"]}}, "tell.email.to"),
        ({"email": EMAIL | {"security": "none"}}, "smtp.example.org is another machine"),
        ({"webhook": {"url": "http://hooks.example.org/"}}, "tell.webhook.url"),
    ],
)
def test_what_cannot_be_told_is_named(table, said):
    (fault,) = tell_of(**table)[1]
    assert said in fault


@pytest.mark.parametrize(
    "table",
    [
        {"password": "geheim"},
        {"email": EMAIL | {"password": "geheim"}},
        {"email": EMAIL | {"Token": "geheim"}},
        {"webhook": {"url": "https://hooks.example.org/", "key": "geheim"}},
        {"webhook": {"url": "https://user:geheim@hooks.example.org/"}},
    ],
)
def test_a_secret_in_the_file_is_a_fault_that_does_not_repeat_it(table):
    _, faults = tell_of(**table)
    assert len(faults) == 1
    assert "geheim" not in faults[0]


def test_this_machine_needs_no_encryption():
    assert is_web_address("http://127.0.0.1:8050/")
    assert not is_web_address("http://127.0.0.1.example.org/")
    assert not is_web_address("https://[::1/")
    assert not is_web_address(5)
