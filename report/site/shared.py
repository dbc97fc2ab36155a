"""What all pages of a site share: plotly.js, their own script, their styling with the fonts."""

import hashlib
from pathlib import Path

from charts.style.plotlyjs import basic_plotlyjs
from report.figure.html_assets import font_faces

HERE = Path(__file__).resolve().parent
SHARED, MARK = "shared", 10


def shared_files() -> tuple[dict[str, str], dict[str, bytes]]:
    """Return what pages share.

    Returns
    -------
    names : dict of str to str
        Of the files, by "plotly", "script" and "style". A name has a hash of the content in it:
        older pages keep those that they were made with.
    files : dict of str to bytes
        By their paths in the site.
    """
    report = (HERE.parent / "page" / "page.css").read_text(encoding="utf-8")
    own = (HERE / "site.css").read_text(encoding="utf-8")
    contents = {
        "plotly": ("plotly.js", basic_plotlyjs()),
        "script": ("site.js", (HERE / "site.js").read_bytes()),
        "style": ("site.css", f"{font_faces()}\n{report}\n{own}".encode()),
    }
    names, files = {}, {}
    for kind, (name, content) in contents.items():
        stem, _, ending = name.partition(".")
        mark = hashlib.sha256(content).hexdigest()[:MARK]
        names[kind] = f"{stem}-{mark}.{ending}"
        files[f"{SHARED}/{names[kind]}"] = content
    return names, files
