"""The report on a computer: every trouble is found where it was made, and named with its cure."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pytest

from clientbook.errors import HostError
from clientbook.hosts.calc import bridge
from clientbook.locale import LANGUAGES, words
from clientbook.ui import doctor
from clientbook.ui.doctor import Computer, State, examine
from clientbook.ui.install import install
from clientbook.ui.places import places
from clientbook.xlam import package

UNSEEN = {"no_pywin32", "excel_not_found"} if sys.platform != "win32" else set[str]()
"""What is wrong with every Windows that is none."""


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    """A Windows computer on which all is well, in folders named in Russian."""
    home = tmp_path / "Иван Петров"
    python = home / "Среда" / "Scripts" / "python.exe"
    python.parent.mkdir(parents=True)
    shutil.copy(os.path.realpath(sys.executable), python)
    (python.parents[1] / f"xlwings64-{version('xlwings')}.dll").touch()
    environment = {"USERPROFILE": str(home), "APPDATA": str(home / "Roaming"), "TEMP": str(home / "Temp")}
    here = places("win32", environment)
    assert here is not None
    here = replace(here, encoding="cp1251")
    install(here, str(python))
    return Computer(here, str(python), environment)


def troubles(computer: Computer) -> set[str]:
    """Return the keys of what is to be cured, less what is wrong only because this is no Windows."""
    return {finding.key for finding in examine(computer) if finding.state is State.WRONG} - UNSEEN


def conf(computer: Computer) -> Path:
    assert computer.places is not None
    return computer.places.conf


def addin(computer: Computer) -> Path:
    assert computer.places is not None
    return computer.places.addins / package.FILE


def damaged_cache(computer: Computer) -> None:
    found = Path(computer.environment["TEMP"]) / "gen_py" / "3.11" / "00020813-0000-0000-C000-000000000046x0x1x9"
    found.mkdir(parents=True)
    (found / "__init__.py").write_text("# cut sho", encoding="utf-8")


def older(computer: Computer) -> None:
    """Put an add-in that the version before built."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(package, "versions", lambda: "clientbook 0.0.9, xlwings 0.37.6")
        addin(computer).write_bytes(package.files()[package.FILE])


SPOILT: dict[str, Callable[[Computer], object]] = {
    "no_conf": lambda computer: conf(computer).unlink(),
    "conf_names_none": lambda computer: conf(computer).write_bytes(b'"SHOW CONSOLE","True"\r\n'),
    "conf_stale": lambda computer: conf(computer).write_bytes('"INTERPRETER_WIN","C:\\нет.exe"\r\n'.encode("cp1251")),
    "no_addin": lambda computer: addin(computer).unlink(),
    "addin_damaged": lambda computer: addin(computer).write_bytes(b"PK\x03\x04"),
    "addin_other": older,
    "marked": lambda computer: addin(computer).with_name("clientbook.xlam:Zone.Identifier").touch(),
    "no_dll": lambda computer: next(Path(computer.python).parents[1].glob("*.dll")).unlink(),
    "com_cache": damaged_cache,
}


def test_a_computer_on_which_all_is_well_has_nothing_to_cure(computer: Computer) -> None:
    assert troubles(computer) == set()


@pytest.mark.parametrize("trouble", SPOILT)
def test_a_trouble_is_found_alone(trouble: str, computer: Computer) -> None:
    SPOILT[trouble](computer)
    assert troubles(computer) == {trouble}


def test_a_program_in_the_cloud_and_letters_that_windows_lacks_are_told(computer: Computer) -> None:
    cloud = {**computer.environment, "OneDrive": computer.environment["USERPROFILE"]}
    assert troubles(replace(computer, environment=cloud)) == {"cloud"}
    assert computer.places is not None
    assert "letters" in troubles(replace(computer, places=replace(computer.places, encoding="cp1252")))


def test_another_python_is_asked_for_its_versions(computer: Computer, tmp_path: Path) -> None:
    bare = tmp_path / "bare" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(bare.parents[1])], check=True)
    for python, expected in ((sys.executable, set[str]()), (str(bare), {"conf_other"}), (str(tmp_path), {"conf_dead"})):
        conf(computer).write_bytes(f'"INTERPRETER_WIN","{python}"\r\n'.encode("cp1251"))
        assert troubles(computer) == expected


def test_a_package_that_does_not_load_is_named_and_ends_the_report(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("duckdb", "ortools.graph.python.min_cost_flow"):
        monkeypatch.setitem(sys.modules, module, None)
    found = {finding.key: finding for finding in examine(computer)}
    assert found["broken"].fields["name"] == "duckdb"
    assert found["slower"].state is State.NOTE
    assert list(found)[-1] == "later"


def test_without_excel_calc_is_looked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    elsewhere = Computer(None)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert {"no_excel", "no_calc"} <= {finding.key for finding in examine(elsewhere)}
    office = tmp_path / "soffice"
    office.touch(mode=0o755)

    def missing() -> None:
        raise HostError("calc_no_uno", python="3.11")

    monkeypatch.setattr(bridge, "uno", missing)
    assert "no_uno" in {finding.key for finding in examine(elsewhere)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_finding_has_its_sentence_and_every_trouble_a_cure(lang: str) -> None:
    say = words(lang)
    source = Path(doctor.__file__).read_text(encoding="utf-8")
    keys = {key.removeprefix("doctor.") for key in say.catalogue if key.startswith("doctor.")}
    named = {key for key in keys if f'"{key}"' in source or f'"doctor.{key}"' in source}
    assert keys - named == {"state_fine", "state_wrong", "state_note", "all_fine", "to_do"}


def test_a_report_says_what_is_wrong_and_counts_it(computer: Computer) -> None:
    lines = [finding.line(words("ru")) for finding in examine(computer)]
    assert len({line[:12] for line in lines if line.startswith("в порядке")}) == 1
    assert any("pip install --force-reinstall pywin32" in line for line in lines) or sys.platform == "win32"
