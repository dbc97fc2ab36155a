"""Bytes of a text file to text, or the place where it stops being UTF-8."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from data.faults import Fault

SAVE_AS = 'UTF-8 text (in a spreadsheet: save as "CSV UTF-8")'


def read_text(content: bytes, *, file: str) -> tuple[str, list[Fault]]:
    """Decode UTF-8 with or without a byte order mark.

    Parameters
    ----------
    content : bytes
    file : str
        Name for the messages.

    Returns
    -------
    text : str
        Empty when there is a fault.
    faults : list of Fault
        At most one, with the line and byte where the text stops being UTF-8.
    """
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "", [Fault(file=file, value="UTF-16 text", allowed=SAVE_AS)]
    mark = len(BOM_UTF8) if content.startswith(BOM_UTF8) else 0
    try:
        text = content[mark:].decode("utf-8")
    except UnicodeDecodeError as error:
        return "", [_at_byte(content, mark + error.start, file=file, allowed=SAVE_AS)]
    if "\0" in text:
        at = content.index(b"\0")
        return "", [_at_byte(content, at, file=file, allowed=SAVE_AS)]
    return text, []


def _at_byte(content: bytes, at: int, *, file: str, allowed: str) -> Fault:
    line = content.count(b"\n", 0, at) + 1
    value = f"byte 0x{content[at]:02x} at offset {at} (line {line})"
    return Fault(file=file, value=value, allowed=allowed)
