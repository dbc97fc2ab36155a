from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "datasets"


@pytest.fixture(scope="session")
def study_folder() -> Path:
    return ROOT / "data" / "studies" / "iraq-syria-2023"


@pytest.fixture(scope="session")
def shared_dataset():
    """Give the path of a third-party data set, or skip: none of them is part of the project."""

    def find(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"needs ../shared/datasets/{name}, which is not part of the project")
        return path

    return find
