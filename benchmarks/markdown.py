"""Tables as text."""

from collections.abc import Iterable
from pathlib import Path


def table(heads: Iterable[str], rows: Iterable[Iterable[object]], *, texts: int = 1) -> list[str]:
    """Write a Markdown table; the first ``texts`` columns are aligned left, the others right."""
    heads = list(heads)
    rule = ["---" if column < texts else "---:" for column in range(len(heads))]
    lines = [heads, rule, *([str(cell) for cell in row] for row in rows)]
    return ["| " + " | ".join(line) + " |" for line in lines] + [""]


def write(path: Path, lines: Iterable[str]) -> None:
    """Write a page whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = path.with_name(path.name + ".part")
    whole.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    whole.replace(path)
