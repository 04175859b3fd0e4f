"""LibreOffice for tests: opens a workbook, works out every formula anew, and saves it as .xlsx or PDF.

Tests that need it carry the mark ``libreoffice`` and call :func:`office`. Without LibreOffice they are skipped with a
sentence; with ``CLIENTBOOK_REQUIRE_LIBREOFFICE=1`` that is a failure.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

TIME_LIMIT = 180
MISSING = "LibreOffice Calc is not installed; on Debian and Ubuntu: apt-get install libreoffice-calc"

_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""
"""Recalculation on load: 0 is always; the default trusts the cached values."""


@dataclass(frozen=True)
class Office:
    """A LibreOffice with a profile of its own.

    Attributes:
        program: path of ``soffice``
        home: a folder for its profile and what it makes
    """

    program: str
    home: Path

    def convert(self, path: Path, kind: str) -> Path:
        """Return the workbook saved anew in a format (``xlsx``, ``pdf``), every formula worked out."""
        profile = self.home / "profile"
        settings = profile / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True, exist_ok=True)
        if not settings.exists():
            settings.write_text(_PROFILE, encoding="utf-8")
        out = self.home / kind
        out.mkdir(exist_ok=True)
        # a name of letters only: a name in Cyrillic depends on the locale of the machine
        source = self.home / f"book{path.suffix}"
        shutil.copyfile(path, source)
        command = [self.program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", kind, "--outdir", str(out), str(source)]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
        )
        try:
            said, _ = process.communicate(timeout=TIME_LIMIT)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise
        made = out / f"book.{kind}"
        assert made.exists(), said
        return made


def office(home: Path) -> Office:
    """Return LibreOffice, or skip the test (or fail it, where it is demanded)."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        if os.environ.get("CLIENTBOOK_REQUIRE_LIBREOFFICE") == "1":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return Office(program, home)


def formula_differences(cached: Path, worked_out: Path) -> list[str]:
    """Return every formula whose cached value differs from what was worked out, as ``Sheet!A1: cached, worked out``."""
    formulas = openpyxl.load_workbook(cached)
    before = openpyxl.load_workbook(cached, data_only=True)
    after = openpyxl.load_workbook(worked_out, data_only=True)
    differences = []
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    old = before[sheet.title][cell.coordinate].value
                    new = after[sheet.title][cell.coordinate].value
                    if not _equal(old, new):
                        differences.append(f"{sheet.title}!{cell.coordinate}: {old!r}, {new!r}")
    return differences


def _equal(old: object, new: object) -> bool:
    if isinstance(old, (int, float)) and isinstance(new, (int, float)):
        return abs(old - new) <= 1e-9 * max(1.0, abs(old))
    return (old if old is not None else "") == (new if new is not None else "")
