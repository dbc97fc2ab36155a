"""A workbook read by calamine, alone in a process that may fill only its own memory.

calamine lays a sheet out whole, so that a few kilobytes with one cell far down or repeated a
million times end the process that reads them. Run as a program: the bytes of a workbook come in,
one line of JSON for each sheet and each of its rows goes out.
"""

import datetime as dt
import json
import sys

MEMORY = 2 << 30
SECONDS = 60
MOST_CELLS = 10_000_000
MOST_TEXT = 200 << 20
TOO_LARGE, UNREADABLE = 3, 4


def cell_text(value: object) -> str | None:
    """Write a cell as a CSV file would hold it.

    Parameters
    ----------
    value : object
        As the readers of workbooks give it.

    Returns
    -------
    str or None
    """
    if value is None:
        return None
    if isinstance(value, dt.datetime):
        whole = value.time() == dt.time()
        return f"{value:%Y-%m-%d}" if whole else value.isoformat(" ", "seconds")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = str(value).replace("\0", "").strip()
    return text or None


def main() -> int:
    """Read the workbook that comes in, within the limits, and write its cells.

    Returns
    -------
    int
        0, or which limit or fault ended it.
    """
    _limit()
    import io

    from python_calamine import CalamineError, CalamineWorkbook, ZipError

    cells = text = 0
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        for name in book.sheet_names:
            print(json.dumps({"sheet": name}))
            for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False):
                line = [cell_text(value) for value in row]
                while line and line[-1] is None:
                    line.pop()
                written = json.dumps(line)
                cells, text = cells + len(row), text + len(written)
                if cells > MOST_CELLS or text > MOST_TEXT:
                    return TOO_LARGE
                print(written)
    except MemoryError:
        return TOO_LARGE
    except (CalamineError, ZipError, OSError, ValueError):
        return UNREADABLE
    return 0


def _limit() -> None:
    """Hold this process to its memory and its time, where the system can do that."""
    try:
        import resource
    except ImportError:
        return
    limits = {resource.RLIMIT_AS: MEMORY, resource.RLIMIT_CPU: SECONDS, resource.RLIMIT_CORE: 0}
    for kind, most in limits.items():
        # What starts this process may hold it to less already, and no process may raise that.
        _, held = resource.getrlimit(kind)
        own = most if held == resource.RLIM_INFINITY else min(most, held)
        resource.setrlimit(kind, (own, own))


if __name__ == "__main__":
    raise SystemExit(main())
