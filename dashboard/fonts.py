"""Serve the figures' font, so that the page looks as the files do."""

import flask
from dash import Dash

from charts.fonts import FOLDER, font_file

# Fetched with the page itself: plotly measures text once, and must not measure another font.
PRELOAD = "".join(
    f'<link rel="preload" href="/fonts/{font_file(bold, ending="woff2").name}" as="font" '
    'type="font/woff2" crossorigin>'
    for bold in (False, True)
)
DAY = 86_400


def register_fonts(app: Dash) -> None:
    """Let the page load the font from its own server.

    Parameters
    ----------
    app : Dash
    """

    @app.server.get("/fonts/<name>")
    def font(name: str) -> flask.Response:
        if not name.endswith(".woff2"):
            flask.abort(404)
        return flask.send_from_directory(FOLDER, name, mimetype="font/woff2", max_age=DAY)

    app.index_string = app.index_string.replace("{%css%}", f"{PRELOAD}{{%css%}}")
