"""The add-in put where Excel finds it, and taken away again, for one person and without administrator rights."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from clientbook.errors import HostError
from clientbook.hosts.file.save import save
from clientbook.ui.places import Places
from clientbook.xlam import settings
from clientbook.xlam.package import FILE, LICENCES, files

RECORD = "clientbook.installed"
_AS_IT_IS = "surrogateescape"
"""How bytes that are no letters are read: written back as they were."""

_HELD = {"error.book_open", "error.rename_refused"}


@dataclass
class _Record:
    """What was put, kept beside the settings, so that exactly this can be taken away.

    Attributes:
        files: names of files in one of the three folders
        folders: folders that were made for them
    """

    files: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)


def install(places: Places, python: str = sys.executable) -> list[Path]:
    """Build the add-in for the xlwings that is here, and put it and its settings where Excel finds them.

    What is there from an earlier time is replaced; lines of the settings that are not about Python stay.

    Args:
        places: the folders
        python: the interpreter that the add-in calls

    Returns:
        the add-in, then the settings.

    Raises:
        HostError: Excel has the add-in open, a folder cannot be written, Excel was never started (macOS), or the
            path of Python cannot be written into the settings.
    """
    if places.system == "darwin" and not places.settings.is_dir():
        raise HostError("install_no_container")
    conf = _settings(places, python)
    record = _read_record(places)
    _make_folders(places, record)
    with _held_by_excel():
        for name, data in files().items():
            _put(data, places.addins / name, record)
    _put(conf, places.conf, record)
    if places.scripts is not None:
        _put_script(places.scripts, record)
    save(json.dumps(vars(record), ensure_ascii=False, indent=1).encode(), places.settings / RECORD)
    return [places.addins / FILE, places.conf]


def uninstall(places: Places) -> list[Path]:
    """Take away what :func:`install` put, or what was put there by hand under the same names.

    Returns:
        what was taken away; nothing where nothing was there.

    Raises:
        HostError: Excel has the add-in open.
    """
    record = _read_record(places)
    own = [places.addins / FILE, places.addins / LICENCES]
    own += [
        path for path in map(Path, record.files) if path.parent in places.folders and path not in {*own, places.conf}
    ]
    gone = [path for path in own if _take(path)]
    gone += [places.conf] if _take_settings(places) else []
    _take(places.settings / RECORD)
    above = {path for folder in places.folders for path in (folder, *folder.parents)}
    for made in map(Path, record.folders):
        if made in above:
            with suppress(OSError):  # something else is in it by now
                made.rmdir()
    return gone


def _settings(places: Places, python: str) -> bytes:
    before = _decoded(places) if places.conf.exists() else ""
    try:
        return settings.with_interpreter(before, python, places.system).encode(places.encoding, _AS_IT_IS)
    except UnicodeEncodeError:
        raise HostError("install_letters", python=python) from None


def _decoded(places: Places) -> str:
    return places.conf.read_bytes().decode(places.encoding, _AS_IT_IS)


def _make_folders(places: Places, record: _Record) -> None:
    """Make the folders that are missing, and remember them, the inner ones first."""
    for folder in places.folders:
        missing = [path for path in (folder, *folder.parents) if not path.exists()]
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            raise HostError("folder_read_only", folder=str(folder)) from None
        record.folders[:0] = [str(path) for path in missing]


def _put(data: bytes, target: Path, record: _Record) -> None:
    save(data, target)
    if str(target) not in record.files:
        record.files.append(str(target))


def _put_script(folder: Path, record: _Record) -> None:
    """Put the script through which Excel of macOS may start Python; one that another program needs too stays its own."""
    from clientbook.xlam.sources import applescript

    source = applescript()
    target = folder / source.name
    if not target.exists():
        _put(source.read_bytes(), target, record)


@contextmanager
def _held_by_excel() -> Iterator[None]:
    """Say that it is Excel which holds the add-in, where a file turns out to be in use."""
    try:
        yield
    except HostError as error:
        raise HostError("install_open") if error.key in _HELD else error from None


def _take(path: Path) -> bool:
    """Remove a file; tell whether there was one."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError:
        raise HostError("install_open") from None
    return True


def _take_settings(places: Places) -> bool:
    """Take our line out of the settings, and the file when nothing else is in it; tell whether the line was there."""
    if not places.conf.exists():
        return False
    before = _decoded(places)
    if not settings.interpreter(before, places.system):
        return False
    left = settings.with_interpreter(before, "", places.system)
    if left:
        save(left.encode(places.encoding, _AS_IT_IS), places.conf)
        return True
    return _take(places.conf)


def _read_record(places: Places) -> _Record:
    try:
        found = json.loads((places.settings / RECORD).read_text(encoding="utf-8"))
        return _Record([str(name) for name in found["files"]], [str(name) for name in found["folders"]])
    except (OSError, ValueError, KeyError, TypeError):
        return _Record()
