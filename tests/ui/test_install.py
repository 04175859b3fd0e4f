"""The add-in put where Excel finds it and taken away again, out of a wheel, in folders named in Russian with spaces."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

import clientbook
from clientbook.errors import HostError
from clientbook.ui.install import install, uninstall
from clientbook.ui.places import Places, places
from clientbook.xlam.package import FILE, LICENCES, build
from clientbook.xlam.sources import applescript

CHECKOUT = Path(clientbook.__file__).resolve().parents[2]


def tree(folder: Path) -> dict[str, bytes | None]:
    """Return everything in a folder, by its name; folders are None."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "Иван Петров"
    folder.mkdir()
    return folder


@pytest.fixture
def windows(home: Path) -> Places:
    """The folders of a Russian Windows, its code page included."""
    environment = {"USERPROFILE": str(home), "APPDATA": str(home / "AppData" / "Roaming")}
    here = places("win32", environment)
    assert here is not None
    return replace(here, encoding="cp1251")


@pytest.fixture
def mac(home: Path) -> Places:
    """The folders of a Mac on which Excel was started once."""
    here = places("darwin", {}, home)
    assert here is not None
    here.settings.mkdir(parents=True)
    return here


@pytest.mark.parametrize("system", ["windows", "mac"])
def test_what_was_installed_is_whole_and_is_taken_away_to_the_last_file(
    system: str, home: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    here: Places = request.getfixturevalue(system)
    before = tree(home)
    python = str(home / "Мои программы" / "python.exe")
    assert install(here, python) == [here.addins / FILE, here.conf]
    assert (here.addins / FILE).read_bytes() == build(tmp_path / "dist").read_bytes()
    text = here.conf.read_bytes().decode(here.encoding)
    [[key, named]] = csv.reader(text.splitlines())
    assert (key, named) == (("INTERPRETER_WIN", "INTERPRETER_MAC")[system == "mac"], python)
    assert text.endswith("\r\n") == (system == "windows")

    first = tree(home)
    install(here, python)
    assert tree(home) == first

    gone = uninstall(here)
    assert {path.name for path in gone} >= {FILE, LICENCES, "clientbook.conf"}
    assert tree(home) == before
    assert uninstall(here) == []


def test_what_others_put_stays(windows: Places) -> None:
    for path in (windows.addins / "чужая.xlam", windows.settings / "заметки.txt"):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"theirs")
    windows.conf.write_bytes('"SHOW CONSOLE","True"\r\n"INTERPRETER_WIN","C:\\старый\\python.exe"\r\n'.encode("cp1251"))
    install(windows, "C:\\новый\\python.exe")
    assert windows.conf.read_bytes().decode("cp1251").splitlines() == [
        '"INTERPRETER_WIN","C:\\новый\\python.exe"',
        '"SHOW CONSOLE","True"',
    ]
    uninstall(windows)
    assert tree(windows.addins) == {"чужая.xlam": b"theirs"}
    assert tree(windows.settings) == {"заметки.txt": b"theirs", "clientbook.conf": b'"SHOW CONSOLE","True"\r\n'}


def test_a_script_that_xlwings_put_for_others_stays(mac: Places) -> None:
    assert mac.scripts is not None
    mac.scripts.mkdir(parents=True)
    theirs = mac.scripts / applescript().name
    theirs.write_bytes(b"theirs")
    install(mac)
    uninstall(mac)
    assert theirs.read_bytes() == b"theirs"


@pytest.mark.parametrize("act", [install, uninstall])
def test_an_add_in_that_excel_holds_is_not_touched(
    act: object, windows: Places, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(windows)
    (windows.addins / FILE).write_bytes(b"an older one")
    before = tree(home)

    def held(path: Path, *_: object, **_more: object) -> None:
        raise PermissionError(13, "in use", str(path))

    usual = Path.unlink
    # Windows refuses these two for a file that a program has open
    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr(Path, "unlink", lambda path, **more: (held if path.name == FILE else usual)(path, **more))
    with pytest.raises(HostError) as refused:
        act(windows)  # type: ignore[operator]
    assert refused.value.key == "error.install_open"
    assert "Excel" in refused.value.say("ru")
    assert tree(home) == before


def test_a_path_that_windows_cannot_spell_is_told_before_anything_is_put(windows: Places, home: Path) -> None:
    with pytest.raises(HostError, match="C:\\\\clientbook"):
        install(windows, "C:\\程序\\python.exe")
    assert tree(home) == {}


def test_a_mac_whose_excel_was_never_started_is_told_so(home: Path) -> None:
    here = places("darwin", {}, home)
    assert here is not None
    with pytest.raises(HostError, match="Запустите Excel один раз"):
        install(here)
    assert tree(home) == {}


def test_where_there_is_no_excel_the_command_names_what_to_use_instead() -> None:
    assert places("linux") is None
    if sys.platform in {"win32", "darwin"}:
        pytest.skip("there may be an Excel here")
    told = subprocess.run(
        [sys.executable, "-m", "clientbook", "install"], capture_output=True, encoding="utf-8", check=False
    )
    assert (told.returncode, told.stdout) == (2, "")
    assert "clientbook run" in told.stderr
    assert "LibreOffice" in told.stderr


_AS_ON_WINDOWS = """
import sys
from clientbook.ui import cli, places
on_windows = places.places("win32")
places.places = lambda: on_windows
sys.exit(cli.call(sys.argv[1:], "ru"))
"""


def test_the_wheel_carries_all_that_install_needs(tmp_path: Path, home: Path) -> None:
    """The wheel in a fresh environment; only the packages it needs are borrowed from this one."""
    source, environment = tmp_path / "исходники", tmp_path / "Новая среда"
    kept = shutil.ignore_patterns("__pycache__", "*.egg-info")
    shutil.copytree(CHECKOUT / "addin", source / "addin", ignore=kept)
    for name in ("setup.py", "pyproject.toml", "README.md"):
        shutil.copy(CHECKOUT / name, source)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    wheel = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(tmp_path), str(source)]
    subprocess.run(wheel, check=True)
    [built] = tmp_path.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    site = Path(sysconfig.get_path("purelib", vars={"base": str(environment), "platbase": str(environment)}))
    with zipfile.ZipFile(built) as archive:
        archive.extractall(site)
    borrowed = Path(sysconfig.get_path("purelib"))
    (site / "borrowed.pth").write_text(f"{borrowed}\n", encoding="utf-8")

    alone = {**os.environ, "PYTHONPATH": ""}

    def cli(*words: str) -> str:
        told = subprocess.run(
            [str(python), "-X", "utf8", "-c", _AS_ON_WINDOWS, *words],
            cwd=tmp_path,
            env={**alone, "USERPROFILE": str(home), "APPDATA": str(home / "Данные")},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert "Traceback" not in told.stderr
        return told.stdout + told.stderr

    where = [str(python), "-c", "import clientbook; print(clientbook.__file__)"]
    found = subprocess.run(where, cwd=tmp_path, env=alone, capture_output=True, encoding="utf-8", check=True).stdout
    assert Path(found.strip()).is_relative_to(environment)
    said = cli("install")
    addin = home / "Данные" / "Microsoft" / "AddIns" / FILE
    assert f"{addin}\n" in said
    assert "отметьте «Clientbook»" in said
    assert addin.read_bytes() == build(tmp_path / "dist").read_bytes()
    assert str(python) in (home / ".clientbook" / "clientbook.conf").read_text(encoding="utf-8")
    report = cli("doctor")
    assert "clientbook 0.1.0, xlwings" in report
    assert "Настройки надстройки указывают на этот Python" in report
    assert str(addin) in cli("uninstall")
    assert tree(home) == {}
