"""The page as it is sent first: its head, and the place that the scripts fill."""

import base64
import hashlib
from pathlib import Path
from urllib.parse import quote

from charts.style.fonts import font_file

ASSETS = Path(__file__).resolve().parent.parent / "assets"
# Bars of the first series up, of the second down, as on the timeline.
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">'
    '<path fill="#D55E00" d="M2 8V5h3v3zM7 8V1h3v7z"/>'
    '<path fill="#0072B2" d="M11 9h3v6h-3zM7 9h3v3H7z"/></svg>'
)
DRAWN_ICON = f'<link rel="icon" type="image/svg+xml" href="data:image/svg+xml,{quote(ICON)}">'
# Fetched with the page itself: plotly measures text once, and must not measure another font.
FONTS = "\n".join(
    f'<link rel="preload" href="fonts/{font_file(bold, ending="woff2").name}" as="font" '
    'type="font/woff2" crossorigin>'
    for bold in (False, True)
)
STYLE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(ASSETS.glob("*.css")))
START = (Path(__file__).resolve().parent / "start.js").read_text(encoding="utf-8")
# By this hash the policy knows the one script that stands in the page.
START_HASH = base64.b64encode(hashlib.sha256(START.encode("utf-8")).digest()).decode("ascii")
# Stands over the page as it will be, and has its sizes from the same styling.
FIRST = """<div id="first">
<div class="first-header"><div class="header"><h1>{%title%}</h1></div></div>
<div class="first-main"><div class="main">
<div class="card measure"><div class="chart"></div></div>
<div class="first-content"></div>
</div></div>
</div>"""
# Dash puts its parts in the place of their names.
DOCUMENT = f"""<!DOCTYPE html>
<html lang="en">
<head>
{{%metas%}}
<title>{{%title%}}</title>
{DRAWN_ICON}
{FONTS}
<style>
{STYLE}</style>
{{%scripts%}}
</head>
<body>
{FIRST}
<script>{START}</script>
{{%app_entry%}}
{{%config%}}
<noscript>This page needs JavaScript; a report (escalation report) does not.</noscript>
</body>
</html>
"""
