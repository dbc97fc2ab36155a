"""Whether a request comes from this page itself: what takes in or lets go of a file asks first."""

from urllib.parse import urlsplit

import flask

from data.errors import EscalationError

# Another site's page cannot send a header of this name: the browser would ask first, in vain.
HEADER = "X-Escalation"


class Refused(EscalationError):
    """A request that is turned down before the file is looked at."""

    def __init__(self, text: str, status: int) -> None:
        self.status = status
        super().__init__(text)


def check_same_origin() -> None:
    """Refuse whatever this page did not send itself."""
    headers = flask.request.headers
    origin = headers.get("Origin")
    foreign = origin is not None and urlsplit(origin).netloc != flask.request.host
    elsewhere = headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"
    if foreign or elsewhere or headers.get(HEADER) != "1":
        raise Refused("Only this page itself can ask for this.", 403)
