"""The image on a report's first page: which kinds it may be, told by its content."""

MOST_BYTES = 5_000_000
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
ALLOWED = f"a PNG, JPEG or SVG image of at most {MOST_BYTES // 1_000_000} MB"


def logo_kind(content: bytes) -> str:
    """Tell what kind of image bytes are.

    Parameters
    ----------
    content : bytes

    Returns
    -------
    str
        "png", "jpg", "svg", or empty for anything else.
    """
    if content.startswith(PNG):
        return "png"
    if content.startswith(JPEG):
        return "jpg"
    start = content[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"<svg", b"<?xml", b"<!--", b"<!DOCTYPE svg")) and b"<svg" in content:
        return "svg"
    return ""


def check_logo(content: bytes) -> str:
    """Say what an image should have been; empty where it can be used.

    Parameters
    ----------
    content : bytes

    Returns
    -------
    str
    """
    return "" if logo_kind(content) and len(content) <= MOST_BYTES else ALLOWED
