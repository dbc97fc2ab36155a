"""What an HTML file holds so that it draws by itself: the font, and plotly.js that waits for it."""

import base64

from plotly.offline import get_plotlyjs

from charts.fonts import FAMILY, font_file

# plotly.js measures every text once, so it must not measure before the font is there.
WAIT = f"""
if (!window.fontsFirst) {{
  window.fontsFirst = Promise.all(
    ["12px '{FAMILY}'", "bold 12px '{FAMILY}'"].map((face) => document.fonts.load(face))
  ).catch(() => null);
  for (const name of ["newPlot", "react"]) {{
    const draw = Plotly[name];
    Plotly[name] = (...given) => window.fontsFirst.then(() => draw(...given));
  }}
}}
"""


def font_faces() -> str:
    """Return the style sheet that holds both weights of the font.

    Returns
    -------
    str
    """
    faces = []
    for bold in (False, True):
        data = base64.b64encode(font_file(bold, ending="woff2").read_bytes()).decode("ascii")
        weight = 700 if bold else 400
        source = f"url(data:font/woff2;base64,{data}) format('woff2')"
        faces.append(f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};src:{source}}}")
    return "".join(faces)


def plotly_script() -> str:
    """Return plotly.js as the content of a script; it may stand in a page more than once.

    Returns
    -------
    str
        ``newPlot`` and ``react`` return promises, as ever, and wait for the fonts that
        :func:`font_faces` puts into the page.
    """
    return f"if (!window.Plotly) {{\n{get_plotlyjs()}\n}}{WAIT}"
