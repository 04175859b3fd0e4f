"""LibreOffice for tests: opens a workbook, works out every formula anew, and saves it as .xlsx or PDF.

Tests that need it carry the mark ``libreoffice`` and call :func:`office`. Without LibreOffice they are skipped with a
sentence; with ``CLIENTBOOK_REQUIRE_LIBREOFFICE=1`` that is a failure.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

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

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")


@dataclass(frozen=True)
class Office:
    """A LibreOffice with a profile of its own.

    Attributes:
        program: path of ``soffice``
        home: a folder for its profile and what it makes
    """

    program: str
    home: Path

    def convert(self, path: Path, kind: str, reading: str = "") -> Path:
        """Return the workbook saved anew in a format (``xlsx``, ``pdf``), every formula worked out.

        Args:
            path: the workbook, or a text file of rows
            kind: the format
            reading: how a text file is to be read, a filter of LibreOffice with its options
        """
        return self.convert_all([path], kind, reading)[0]

    def convert_all(self, paths: Sequence[Path], kind: str, reading: str = "") -> list[Path]:
        """Return workbooks saved anew in a format, as :meth:`convert` does; LibreOffice is started once for them all."""
        profile = self.home / "profile"
        settings = profile / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True, exist_ok=True)
        if not settings.exists():
            settings.write_text(_PROFILE, encoding="utf-8")
        out = self.home / kind
        out.mkdir(exist_ok=True)
        command = [self.program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
        command += [f"--infilter={reading}"] if reading else []
        command += ["--convert-to", kind, "--outdir", str(out), *map(str, self._plainly_named(paths))]
        said = _ended(command, TIME_LIMIT * len(paths))
        made = [out / f"book{number}.{kind}" for number in range(len(paths))]
        assert all(path.exists() for path in made), said
        return made

    def _plainly_named(self, paths: Sequence[Path]) -> list[Path]:
        """Return copies with names of plain letters: a name in Cyrillic depends on the locale of the machine."""
        return [
            Path(shutil.copyfile(path, self.home / f"book{number}{path.suffix}")) for number, path in enumerate(paths)
        ]


def _ended(command: Sequence[str], time_limit: float) -> str:
    """Run a program to its end and return what it said; past the time limit it is killed with all it started."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        said, _ = process.communicate(timeout=time_limit)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise
    return said


def office(home: Path) -> Office:
    """Return LibreOffice, or skip the test (or fail it, where it is demanded)."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        if os.environ.get("CLIENTBOOK_REQUIRE_LIBREOFFICE") == "1":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return Office(program, home)


def formula_differences(cached: Path, worked_out: Path) -> list[str]:
    """Return every formula whose cached value differs from what was worked out, as ``Sheet!A1: cached, worked out``.

    A book in which no formula is found proves nothing, and fails.
    """
    # read-only books read a sheet when its rows are asked for: long lists without formulas cost nothing
    with (
        closing(openpyxl.load_workbook(cached, read_only=True)) as formulas,
        closing(openpyxl.load_workbook(cached, read_only=True, data_only=True)) as before,
        closing(openpyxl.load_workbook(worked_out, read_only=True, data_only=True)) as after,
    ):
        places = {name: _formulas(formulas[name]) for name in _with_formulas(cached, formulas)}
        assert any(places.values()), f"no formula in {cached.name}"
        return [
            f"{name}!{place}: {old.get(place)!r}, {new.get(place)!r}"
            for name, wanted in places.items()
            for old, new in [(_values(before[name]), _values(after[name]))]
            for place in wanted
            if not _equal(old.get(place), new.get(place))
        ]


def _with_formulas(path: Path, book: Workbook) -> list[str]:
    """Return the sheets that have formulas in their cells."""
    with ZipFile(path) as parts:
        held = {sheet.title: parts.read(vars(sheet)["_worksheet_path"]) for sheet in book.worksheets}
    return [name for name, part in held.items() if _FORMULA.search(part)]


def _formulas(sheet: Worksheet) -> list[str]:
    return [cell.coordinate for cell in _cells(sheet) if cell.data_type == "f"]


def _values(sheet: Worksheet) -> dict[str, object]:
    return {cell.coordinate: cell.value for cell in _cells(sheet)}


def _cells(sheet: Any) -> Iterator[Any]:
    """Give the cells of a read-only sheet, wherever it says that it ends."""
    sheet.reset_dimensions()
    return (cell for row in sheet.iter_rows() for cell in row if cell.value is not None)


def _equal(old: object, new: object) -> bool:
    if isinstance(old, (int, float)) and isinstance(new, (int, float)):
        return abs(old - new) <= 1e-9 * max(1.0, abs(old))
    return (old if old is not None else "") == (new if new is not None else "")
