import mimetypes
import socket

import pytest

from dashboard.app import create_app
from dashboard.export.citation import report_menu
from dashboard.server import _check_port, greeting, serve
from dashboard.serving.settings import Serving
from data.errors import EscalationError
from tests.helpers.components import text_of


def test_scripts_are_scripts_whatever_the_system_calls_them(study):
    mimetypes.add_type("text/plain", ".js")  # as the registry of Windows may
    with create_app(study).server.test_client().get("/assets/page.js") as reply:
        assert reply.mimetype == "text/javascript"


@pytest.mark.parametrize("host", ["::1", "127.0.0.1", "localhost"])
def test_a_port_can_be_had_on_either_kind_of_address(host):
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.bind((host, 0))
        port = probe.getsockname()[1]
    _check_port(host, port)


def test_an_address_that_is_none_is_one_sentence():
    with pytest.raises(EscalationError, match="There is no address nowhere.invalid"):
        _check_port("nowhere.invalid", 8050)


def test_who_listens_everywhere_is_told_what_that_means(study):
    assert greeting(study, Serving()).count("\n") == 1
    assert "Open http://[::1]:8050 " in greeting(study, Serving(host="::1"))
    for host in ("0.0.0.0", "::"):
        assert "can see this study" in greeting(study, Serving(host=host)).splitlines()[2]


def test_a_port_in_use_is_one_sentence(study_folder, monkeypatch):
    monkeypatch.setattr("dashboard.server.hold_little", lambda: None)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(EscalationError, match=f"Cannot listen on 127.0.0.1:{port} .*another"):
            serve(study_folder, Serving(port=port))


def test_a_line_for_a_frame_is_offered_only_where_pages_may_be_framed():
    assert "iframe" in text_of(report_menu(embeds=True))
    assert "iframe" not in text_of(report_menu())
    assert "PDF" not in text_of(report_menu(reports=False, embeds=True))
    assert report_menu(reports=False) is None
