"""What tests of the command line begin with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.folders import StandIn, put


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """Write files into a folder and stand in it, as a Russian reader; a fault of the program is shown whole."""

    def stand(files: Mapping[str, str]) -> Path:
        monkeypatch.chdir(put(tmp_path, files))
        monkeypatch.setenv("KOKOQ_LANG", "ru")
        monkeypatch.setenv("KOKOQ_TRACEBACK", "1")
        return tmp_path

    return stand
