"""Where the project is, and where data sets lie that are not part of it."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "datasets"
STUDY = ROOT / "data" / "studies" / "iraq-syria-2023"
