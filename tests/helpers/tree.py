"""The map of the tree in ARCHITECTURE.md; ``python -m tests.helpers.tree`` writes it anew."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "ARCHITECTURE.md"
ROOMS = ("data", "analytics", "charts", "report", "dashboard", "cli", "escalation", "benchmarks")
MAP = re.compile(r"(?<=```text\n).*?(?=\n```)", re.DOTALL)


def tree() -> str:
    """Draw every folder and file of the rooms with the first sentence of its docstring."""
    return "\n".join(line.rstrip() for room in ROOMS for line in _folder(ROOT / room, 0))


def drawn_tree() -> str:
    """Return the map that ARCHITECTURE.md shows."""
    return MAP.search(PAGE.read_text(encoding="utf-8")).group()


def _folder(folder: Path, depth: int) -> list[str]:
    lines = [f"{'  ' * depth}{folder.name}/  {_sentence(folder / '__init__.py')}"]
    for path in sorted(folder.glob("*.py")):
        if path.name != "__init__.py":
            lines.append(f"{'  ' * (depth + 1)}{path.name:<26}{_sentence(path)}")
    for inner in sorted(path for path in folder.iterdir() if path.is_dir()):
        if any(inner.rglob("*.py")):
            lines += _folder(inner, depth + 1)
    return lines


def _sentence(path: Path) -> str:
    if not path.exists():
        return ""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(text.split("\n\n")[0].split()).rstrip(".")


if __name__ == "__main__":
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(MAP.sub(lambda found: tree(), page), encoding="utf-8")
