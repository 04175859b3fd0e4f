"""What stands in the way of clientbook on this computer, line by line, each trouble with its cure.

What needs packages is imported after they were seen to load: the report is for those with whom something does not.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from clientbook.errors import HostError
from clientbook.locale import Words
from clientbook.ui.console import state_folder
from clientbook.ui.places import Places, places
from clientbook.ui.windows import com_cache, dll, excel_program
from clientbook.xlam import settings
from clientbook.xlam.sources import applescript

NEEDED = {
    **{name: name for name in ("pandas", "duckdb", "highspy", "lxml", "openpyxl", "fastexcel", "isal", "holidays")},
    "python_calamine": "python-calamine",
    "stdnum": "python-stdnum",
}
"""Module → what it is installed as."""

FASTER = {"ortools.graph.python.min_cost_flow": "ortools"}
"""What a run does without, only slower."""

OLDEST_XLWINGS = (0, 37, 6)
_CLOUDS = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
_PATIENCE = 30.0


class State(StrEnum):
    """How a finding is meant."""

    FINE = "fine"
    WRONG = "wrong"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """One line of the report.

    Attributes:
        state: fine, to be cured, or only to be known
        key: its sentence under ``doctor``; of a trouble it names the cure
        fields: what the sentence is about
    """

    state: State
    key: str
    fields: Mapping[str, object] = field(default_factory=dict)

    def line(self, say: Words) -> str:
        """Return it in words, the state in front."""
        width = max(len(say.text(f"doctor.state_{state}")) for state in State)
        return f"{say.text(f'doctor.state_{self.state}').ljust(width)}  {say.text(f'doctor.{self.key}', **self.fields)}"


@dataclass(frozen=True)
class Computer:
    """What is looked at.

    Attributes:
        places: where Excel looks for things; None where there is no Excel
        python: the interpreter with clientbook
        environment: variables of the system
    """

    places: Places | None = field(default_factory=places)
    python: str = sys.executable
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))


def fine(key: str, **fields: object) -> Finding:
    """Return a finding that asks for nothing."""
    return Finding(State.FINE, key, fields)


def wrong(key: str, **fields: object) -> Finding:
    """Return a finding with something to do."""
    return Finding(State.WRONG, key, fields)


def note(key: str, **fields: object) -> Finding:
    """Return a finding to be known."""
    return Finding(State.NOTE, key, fields)


def examine(computer: Computer) -> Iterator[Finding]:
    """Give the findings, one after another, as they are found."""
    yield from _python(computer)
    packages = [*_packages(), *_xlwings()]
    yield from packages
    if any(finding.state is State.WRONG for finding in packages):
        yield note("later")  # what follows is built from them
        return
    for look in (_excel, _calc, _rights):
        yield from look(computer)


def _python(computer: Computer) -> Iterator[Finding]:
    yield fine("python", version=sys.version.split()[0], path=computer.python)
    yield fine("package", version=importlib.metadata.version("clientbook"), path=Path(__file__).parents[1])


def _packages() -> Iterator[Finding]:
    broken = dict(filter(None, map(_unusable, (*NEEDED, *FASTER))))
    for module, reason in broken.items():
        if module in FASTER:
            yield note("slower", name=FASTER[module], reason=reason)
        else:
            yield wrong("broken", name=NEEDED[module], reason=reason)
    if not broken.keys() & NEEDED.keys():
        yield fine("packages")


def _unusable(name: str) -> tuple[str, str] | None:
    """Return a module that cannot be imported, with the reason: a library of the system may be missing under it."""
    try:
        importlib.import_module(name)
    except Exception as error:
        return name, str(error).partition("\n")[0]
    return None


def _xlwings() -> Iterator[Finding]:
    try:
        version = importlib.metadata.version("xlwings")
    except importlib.metadata.PackageNotFoundError:
        yield wrong("no_xlwings")
        return
    if tuple(int(part) for part in version.split(".")[:3] if part.isdigit()) < OLDEST_XLWINGS:
        yield wrong("old_xlwings", version=version)
    elif broken := _unusable("xlwings"):
        yield wrong("broken", name="xlwings", reason=broken[1])
    else:
        yield fine("xlwings", version=version)


def _excel(computer: Computer) -> Iterator[Finding]:
    if computer.places is None:
        yield note("no_excel")
        return
    yield from _settings(computer, computer.places)
    yield from _addin(computer.places)
    yield from _paths(computer, computer.places)
    yield from (_windows if computer.places.system == "win32" else _mac)(computer, computer.places)


def _settings(computer: Computer, here: Places) -> Iterator[Finding]:
    if not here.conf.exists():
        yield wrong("no_conf", path=here.conf)
        return
    named = settings.interpreter(here.conf.read_bytes().decode(here.encoding, errors="replace"), here.system)
    if not named:
        yield wrong("conf_names_none", path=here.conf)
    elif not Path(named).exists():
        yield wrong("conf_stale", path=here.conf, python=named)
    elif Path(named) == Path(computer.python):
        yield fine("conf", path=here.conf)
    else:
        yield _other_python(named, here)


def _other_python(python: str, here: Places) -> Finding:
    """Return whether another Python that the settings name has this version of clientbook and of xlwings."""
    from clientbook.xlam.package import versions

    asked = "from clientbook.xlam.package import versions; print(versions())"
    try:
        # the interpreter is the one that Excel would start with every click
        said = subprocess.run([python, "-c", asked], capture_output=True, text=True, timeout=_PATIENCE, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return wrong("conf_dead", path=here.conf, python=python)
    if said.returncode or said.stdout.strip() != versions():
        return wrong("conf_other", path=here.conf, python=python, found=said.stdout.strip() or "–", here=versions())
    return fine("conf_elsewhere", path=here.conf, python=python)


def _addin(here: Places) -> Iterator[Finding]:
    from clientbook.xlam.package import FILE, files, versions, versions_in

    path = here.addins / FILE
    try:
        found = path.read_bytes()
        built_of = versions_in(found)
    except FileNotFoundError:
        yield wrong("no_addin", path=path)
        return
    except (OSError, zipfile.BadZipFile, KeyError):
        yield wrong("addin_damaged", path=path)
        return
    if found == files()[FILE]:
        yield fine("addin", path=path, versions=built_of)
    else:
        yield wrong("addin_other", path=path, found=built_of or "–", here=versions())
    if path.with_name(f"{FILE}:Zone.Identifier").exists():
        yield wrong("marked", path=path)


def _paths(computer: Computer, here: Places) -> Iterator[Finding]:
    try:
        computer.python.encode(here.encoding)
    except UnicodeEncodeError:
        yield wrong("letters", path=computer.python)
    for cloud in _CLOUDS:
        folder = computer.environment.get(cloud)
        if folder and Path(computer.python).is_relative_to(folder):
            yield wrong("cloud", path=computer.python)
            return


def _windows(computer: Computer, _here: Places) -> Iterator[Finding]:
    missing = _unusable("win32com.client")
    yield wrong("no_pywin32", reason=missing[1]) if missing else fine("pywin32")
    found = dll(Path(computer.python))
    yield fine("dll", path=found) if found else wrong("no_dll", path=Path(computer.python).parent)
    cache = com_cache(computer.environment)
    if cache is not None:
        yield wrong("com_cache", path=cache)
    program = excel_program()
    if program is not None:
        yield wrong("store_excel") if "WindowsApps" in program else fine("excel", path=program)
    else:
        yield wrong("excel_not_found")


def _mac(_computer: Computer, here: Places) -> Iterator[Finding]:
    if here.scripts is not None:
        script = here.scripts / applescript().name
        yield fine("script", path=script) if script.exists() else wrong("no_script", path=script)
    yield note("automation")


def _calc(computer: Computer) -> Iterator[Finding]:
    if computer.places is not None:
        return
    from clientbook.hosts.calc.bridge import uno

    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        yield note("no_calc")
        return
    try:
        uno()
    except HostError:
        yield wrong("no_uno", version=f"{sys.version_info.major}.{sys.version_info.minor}")
    else:
        yield fine("calc", path=program)


def _rights(computer: Computer) -> Iterator[Finding]:
    here = computer.places
    folders = [Path(tempfile.gettempdir()), state_folder()]
    folders += [] if here is None else [here.addins, here.settings]
    refused = [folder for folder in folders if not _can_write(folder)]
    yield from (wrong("read_only", path=folder) for folder in refused)
    if not refused:
        yield fine("rights")


def _can_write(folder: Path) -> bool:
    """Tell whether a file can be made in a folder, or in the nearest one above it that there is."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            return True
    except OSError:
        return False
