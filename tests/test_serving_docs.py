"""The examples of docs/serving.md, run as far as this machine can."""

import re
import shlex
import shutil
import socket
import subprocess
import urllib.request

import pytest
from click.testing import CliRunner

from cli.main import main
from tests.helpers.browser import serving
from tests.helpers.paths import ROOT
from tests.helpers.waiting import until

PAGE = (ROOT / "docs" / "serving.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def served_with(text):
    """Give every command that serves, as the words of its options."""
    found = re.findall(r"escalation serve ([^\n]*)", text.replace('", "', " ").replace('"]', ""))
    return [shlex.split(words) for words in found]


def test_every_option_that_the_page_names_exists():
    help_ = CliRunner().invoke(main, ["serve", "--help"]).output
    named = set(re.findall(r"--[a-z][a-z-]+", PAGE)) - {"--no-cache-dir", "--read-only", "--tmpfs"}
    named -= {"--memory", "--uid"}
    assert {name for name in named if name not in help_} == set()


@pytest.mark.parametrize("words", served_with(PAGE), ids=lambda words: " ".join(words)[:40])
def test_every_command_is_read_without_a_complaint(words):
    main.commands["serve"].make_context("serve", list(words))


def test_the_page_is_there_through_nginx(tmp_path):
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        pytest.skip("nginx is not installed: its block was not run")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (words,) = [words for words in served_with(PAGE) if "--trusted-proxy" in words]
    words[words.index("--workers") + 1] = "1"
    with serving(*words, "--access-log", str(tmp_path / "log")) as (_, url):
        (block,) = blocks("nginx")
        block = block.replace("http://127.0.0.1:8050", url)
        (tmp_path / "nginx.conf").write_text(
            f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error;\n"
            "events {}\nhttp { access_log off;\n"
            + "".join(
                f"{name}_temp_path {tmp_path}/{name};\n"
                for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
            )
            + f"server {{ listen 127.0.0.1:{port}; server_name desk.example;\n{block} }} }}\n"
        )
        proxy = subprocess.Popen([nginx, "-c", tmp_path / "nginx.conf", "-p", tmp_path])
        try:
            text = until(lambda: asked(port, "/escalation/"))
            for address in re.findall(r'<script[^>]* src="([^"]+)"', text):
                assert asked(port, f"/escalation/{address}")
            assert "Attacks" in asked(port, "/escalation/_dash-layout")
            assert '"client": "127.0.0.1"' in (tmp_path / "log").read_text()
        finally:
            proxy.terminate()
            proxy.wait()


def asked(port, path):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Host": "desk.example"}
    )
    try:
        with urllib.request.urlopen(request) as reply:
            return reply.read().decode()
    except ConnectionError:
        return None
    except urllib.error.URLError as error:
        if isinstance(error.reason, ConnectionError):  # not listening yet
            return None
        raise


def test_the_service_is_one_that_systemd_reads(tmp_path):
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("systemd is not installed: its block was not read by it")
    (block,) = blocks("ini")
    # The program and its user are not on this machine.
    block = re.sub(r"/opt/\S*/escalation", "/bin/true", block).replace("User=escalation\n", "")
    (tmp_path / "escalation.service").write_text(block)
    ended = subprocess.run(
        [verify, "verify", "--man=no", tmp_path / "escalation.service"],
        capture_output=True,
        text=True,
        check=False,
    )
    told = [line for line in ended.stderr.splitlines() if "escalation.service" in line]
    assert told == []


def test_the_container_copies_and_runs_what_there_is():
    (block,) = blocks("dockerfile")
    assert (ROOT / "constraints.txt").exists()
    commands = re.findall(r"escalation (\w+)", block)
    assert set(commands) <= set(main.commands) | {"escalation"}
