"""What a browser is told that the page may do: nothing but what it is for."""

from urllib.parse import urlsplit

from data.errors import EscalationError

# Nothing of the page makes functions of text: its callbacks of the browser's side are named, and
# its charts are bars and scatters. Dash, Mantine, plotly and the grid write styles into the page as
# they draw, most of them without a way to mark those as ours, and pictures drawn here have styles
# in their marks: that needs 'unsafe-inline' of styles, which lets no script of another's in.
PERMISSIONS = ", ".join(
    f"{name}=()"
    for name in (
        *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope"),
        *("microphone", "midi", "payment", "usb", "serial", "browsing-topics"),
    )
)


def check_origins(origins: tuple[str, ...]) -> None:
    """Refuse what is no origin of a page that may frame ours.

    Raises
    ------
    EscalationError
    """
    for origin in origins:
        parts = urlsplit(origin)
        plain = origin == f"{parts.scheme}://{parts.netloc}" and not set(origin) & set(" ;,'\"*")
        if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
            raise EscalationError(
                f"--allow-embed {origin!r} is no origin: write it as https://desk.example."
            )


def policy_headers(*, script_hash: str, embedders: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the headers that say what a browser may do with the page.

    Parameters
    ----------
    script_hash : str
        SHA-256, in base 64, of the one script that stands in the page itself.
    embedders : tuple of str
        Origins whose pages may frame this one.
    """
    policy = {
        "default-src": "'self'",
        "script-src": f"'self' 'sha256-{script_hash}'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self' blob: data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": " ".join(embedders) or "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": PERMISSIONS,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "cross-origin" if embedders else "same-origin",
    }
