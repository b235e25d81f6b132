"""What a proposal calls sure: right in every cell of the planted sheets of ``benchmarks/mapping.yaml``."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

BENCHMARK = Path(__file__).parents[3] / "benchmarks" / "mapping.py"


def test_what_is_called_sure_is_right() -> None:
    done = subprocess.run([sys.executable, BENCHMARK], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    called = re.search(r"called sure +(\d+) of (\d+), 100.0% right, (\d+)", done.stdout)
    assert called is not None
    assert called[1] == called[2]
    assert int(called[3]) >= 60  # who calls nothing sure is never wrong
