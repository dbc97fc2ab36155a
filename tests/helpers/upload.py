"""Files dropped onto the page, as a browser sends them."""

from tests.helpers.sources import ACLED_2022, acled

DAYS = [f"{day} March 2022" for day in range(1, 29) for _ in range(2)]


GOOD = acled(ACLED_2022, [*DAYS, "never"])


HEADERS = {"X-Escalation": "1"}


class Clock:
    """A clock that a test moves on."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def drop(browser, content=GOOD, *, name="made.csv", headers=None, **query):
    asked = {"name": name, **query}
    headers = HEADERS if headers is None else headers
    return browser.post("/drop", data=content, query_string=asked, headers=headers)


def layout(browser):
    return browser.get("/_dash-layout").get_data(as_text=True)


def mark_of(reply):
    assert reply.status_code == 200, reply.get_data(as_text=True)
    return reply.json["file"]
