import gzip

import brotli
import pytest

from dashboard.app import create_app

UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.fixture(scope="module")
def client(study):
    return create_app(study).server.test_client()


@pytest.mark.parametrize("path", ["/", "/assets/page.css", "/_dash-dependencies"])
@pytest.mark.parametrize(
    ("taken", "how"),
    [("gzip, deflate, br, zstd", "br"), ("gzip, deflate", "gzip"), ("br;q=0, gzip", "gzip")],
)
def test_text_is_packed_as_the_browser_takes_it(client, path, taken, how):
    with client.get(path) as reply:
        plain = reply.data
    with client.get(path, headers={"Accept-Encoding": taken}) as packed:
        unpacked = UNPACK[how](packed.data)
    assert packed.headers["Content-Encoding"] == how
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain)
    # The page names each of its own answers anew.
    assert len(unpacked) == len(plain) if path == "/" else unpacked == plain


def test_what_is_packed_already_or_short_is_left_as_it_is(client):
    for path in ("/fonts/EscalationSans-Regular.woff2", "/nothing"):
        with client.get(path, headers={"Accept-Encoding": "br"}) as reply:
            assert "Content-Encoding" not in reply.headers


def test_data_stay_in_no_cache_and_a_known_file_is_not_sent_again(client):
    assert client.get("/_dash-layout").headers["Cache-Control"] == "no-store"
    headers = {"Accept-Encoding": "br"}
    with client.get("/assets/page.css", headers=headers) as first:
        again = {**headers, "If-None-Match": first.headers["ETag"]}
    with client.get("/assets/page.css", headers=again) as reply:
        assert reply.status_code == 304
