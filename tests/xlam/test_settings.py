"""The settings file names the Python that built it, in the form that the add-in reads."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import clientbook

ROOT = Path(clientbook.__file__).resolve().parents[2]


def test_a_build_leaves_the_add_in_its_licences_and_its_settings(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "clientbook.xlam", str(tmp_path)], cwd=ROOT, check=True, capture_output=True)
    assert {path.name for path in tmp_path.iterdir()} == {
        *("clientbook.xlam", "clientbook.xlam.licences.txt", "clientbook.conf"),
    }
    [[key, interpreter]] = csv.reader((tmp_path / "clientbook.conf").read_text(encoding="utf-8").splitlines())
    assert key.startswith("INTERPRETER_")
    assert Path(interpreter) == Path(sys.executable)
