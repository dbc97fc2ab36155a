from pathlib import Path

import pytest

from data import vintages


@pytest.fixture(autouse=True)
def loaded_once(monkeypatch, study):
    """Let all commands share the bundled study, and so what was computed of it before.

    What loads a study has its own tests; any other study is read as ever.
    """
    load = vintages.load_study

    def known(folder, **asked):
        bundled = Path(folder).resolve() == Path(study.folder).resolve()
        return study if bundled and not asked else load(folder, **asked)

    monkeypatch.setattr(vintages, "load_study", known)
