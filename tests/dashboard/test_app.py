import mimetypes
import socket

import pytest

from dashboard.app import create_app
from dashboard.server import serve
from dashboard.serving.settings import Serving
from data.errors import EscalationError


def test_scripts_are_scripts_whatever_the_system_calls_them(study):
    mimetypes.add_type("text/plain", ".js")  # as the registry of Windows may
    with create_app(study).server.test_client().get("/assets/page.js") as reply:
        assert reply.mimetype == "text/javascript"


def test_a_port_in_use_is_one_sentence(study_folder):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(EscalationError, match=f"Cannot listen on 127.0.0.1:{port} .*another"):
            serve(study_folder, Serving(port=port))
