"""Secrets: found in the environment or the keyring, and written nowhere."""

import logging
import sys
from types import ModuleType, SimpleNamespace

import pytest

from data.errors import FetchError
from data.fetching.credentials import HIDDEN, Credentials, where_found
from tests.helpers.fetching import fetch_again, new_fetch
from tests.helpers.source_server import EMAIL, PASSWORD, SECRETS


class FakeKeyring(ModuleType):
    """A keyring in memory, with the parts of the library that are used."""

    def __init__(self, *, priority=5, backend="SecretService"):
        super().__init__("keyring")
        self.kept = {}
        self._backend = type(backend, (), {"priority": priority})()

    def get_keyring(self):
        return self._backend

    def get_password(self, service, name):
        return self.kept.get((service, name))

    def set_password(self, service, name, value):
        self.kept[service, name] = value


@pytest.fixture
def keyring(monkeypatch):
    def install(**about):
        fake = FakeKeyring(**about)
        monkeypatch.setitem(sys.modules, "keyring", fake)
        errors = SimpleNamespace(KeyringError=RuntimeError)
        monkeypatch.setitem(sys.modules, "keyring.errors", errors)
        return fake

    return install


def test_the_keyring_is_asked_after_the_environment(monkeypatch, keyring):
    monkeypatch.delenv("ACLED_EMAIL", raising=False)
    fake = keyring()
    assert where_found("ACLED_EMAIL") == "not set"
    fake.kept["escalation", "ACLED_EMAIL"] = "from-keyring"
    assert Credentials().find("ACLED_EMAIL") == "from-keyring"
    assert where_found("ACLED_EMAIL") == "from the system's keyring"
    monkeypatch.setenv("ACLED_EMAIL", "from-environment")
    assert Credentials().find("ACLED_EMAIL") == "from-environment"
    assert where_found("ACLED_EMAIL") == "from the environment"


@pytest.mark.parametrize("about", [{"priority": 0}, {"backend": "PlaintextKeyring"}])
def test_a_keyring_that_is_none_or_a_file_keeps_nothing(keyring, about):
    fake = keyring(**about)
    credentials = Credentials()
    credentials.keep("ACLED_REFRESH_TOKEN", "renewal-1")
    assert fake.kept == {}
    assert credentials.find("ACLED_REFRESH_TOKEN") == ""


def test_a_locked_keyring_is_like_none(keyring):
    fake = keyring()

    def locked(service, name):
        raise RuntimeError("locked")

    fake.get_password = locked
    assert Credentials().find("UCDP_TOKEN_NOWHERE") == ""


def test_without_a_keyring_each_run_asks_for_a_token(server, study, monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)
    for _ in range(2):
        fetch_again(study)
    assert [one for one in server.asked if "oauth" in one] == ["POST /oauth/token password"] * 2


def test_a_keyring_keeps_what_renews_the_token(server, study, keyring, monkeypatch):
    fake = keyring()
    fetch_again(study)
    assert fake.kept["escalation", "ACLED_REFRESH_TOKEN"].startswith("renewal-")
    monkeypatch.delenv("ACLED_PASSWORD")
    fetch_again(study)
    fake.kept["escalation", "ACLED_REFRESH_TOKEN"] = "ended"
    with pytest.raises(FetchError, match="ACLED_PASSWORD is not set"):
        fetch_again(study)
    asked = [one.split()[-1] for one in server.asked if "oauth" in one]
    assert asked == ["password", "refresh_token", "refresh_token"]


def test_a_token_that_ends_on_the_way_is_renewed(server, study):
    server.fault("acled", "expired")
    assert not fetch_again(study).is_new
    assert [one.split()[-1] for one in server.asked if "oauth" in one] == [
        "password",
        "refresh_token",
    ]


def test_a_wrong_password_is_not_repeated(server, study, monkeypatch):
    monkeypatch.setenv("ACLED_PASSWORD", "wrong-horse-battery")
    with pytest.raises(FetchError, match="does not accept ACLED_EMAIL and ACLED_PASSWORD") as said:
        fetch_again(study)
    assert "wrong-horse" not in str(said.value)


def test_secrets_are_taken_out_of_what_is_said():
    credentials = Credentials()
    credentials.learn("p&ss word")
    text = "p&ss word, p%26ss%20word, p%26ss+word, cCZzcyB3b3Jk"
    assert credentials.hide(text) == ", ".join([HIDDEN] * 4)
    assert credentials.learn("") == ""
    assert credentials.hide("nothing") == "nothing"


def test_no_secret_is_in_any_file_log_address_or_sentence(
    server, tmp_path, caplog, capfd, monkeypatch
):
    """Every source is fetched, and refused with an answer that repeats what was sent."""
    caplog.set_level(logging.DEBUG)
    said = []
    for kind in ("acled", "ucdp", "gdelt", f"{server.address}/files/rows.csv"):
        name = kind.rpartition("/")[2]
        said.append(str(new_fetch(tmp_path / name, kind)))
    settings = tmp_path / "acled" / "study.toml"
    settings.write_text(settings.read_text() + '\n[fetch.hapi]\ncountries = ["NWH"]\n')
    said.append(str(fetch_again(tmp_path / "acled", source="hapi")))
    for kind in ("acled", "ucdp", "hapi"):
        server.echo = kind
        folder = tmp_path / ("ucdp" if kind == "ucdp" else "acled")
        with pytest.raises(FetchError) as refused:
            fetch_again(folder, source=kind)
        said.append(str(refused.value))
        assert HIDDEN in said[-1]
    written = [path.read_bytes().decode() for path in tmp_path.rglob("*") if path.is_file()]
    texts = [*said, *written, caplog.text, *capfd.readouterr(), *server.asked, *sys.argv]
    assert len(written) > 10
    assert "GET" in caplog.text
    for secret in (*SECRETS, EMAIL.replace("@", "%40")):
        assert not [text for text in texts if secret in text]
    assert PASSWORD in SECRETS
