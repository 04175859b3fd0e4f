"""Hand-out: one workbook per manager, searched for everybody else's clients before it is written, all of them or none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from clientbook.errors import HostError, UsageError
from clientbook.hosts.base import Progress
from clientbook.hosts.file import guard, save
from clientbook.hosts.file.book import FileBook
from clientbook.hosts.file.encryption import decrypted, encrypted
from clientbook.hosts.file.file_names import file_name
from clientbook.hosts.file.package import Package
from clientbook.hosts.file.standing import sheets
from clientbook.team.copies import Copies
from clientbook.team.leaks import Leak, found
from clientbook.team.secrets import Secrets

if TYPE_CHECKING:
    from clientbook.computing import Computed


@dataclass(frozen=True)
class HandedOut:
    """One copy.

    Attributes:
        manager: whose it is
        path: where it is, or would be
        clients: how many clients it holds
        written: False where the same file was there already, or something of others was found in it
        leaks: what of others was found, with the sheet or part; nothing was written then
    """

    manager: str
    path: Path
    clients: int
    written: bool
    leaks: tuple[Leak, ...] = ()


@dataclass(frozen=True)
class HandOut:
    """What was handed out.

    Attributes:
        copies: one per manager, by name
        locked: whether the files open with a password only
        personal: whether personal data of clients' people came along
    """

    copies: tuple[HandedOut, ...]
    locked: bool
    personal: bool


def hand_out(
    front: FileBook,
    computed: Computed,
    folder: Path,
    *,
    managers: Sequence[str] = (),
    personal: bool = True,
    password: str | None = None,
    lang: str = "ru",
    progress: Progress | None = None,
) -> HandOut:
    """Write one copy per manager into a folder; nothing is written where one of them cannot be.

    Args:
        front: the register's book with everything computed in it, in memory
        computed: what was computed
        folder: made where it is missing
        managers: who gets one; everybody by default
        personal: whether personal data of clients' people come along
        password: the files are encrypted and open with it; None for no encryption
        lang: language of messages
        progress: called as the copies go on

    Raises:
        UsageError: there is no such manager.
        HostError: a file is there already and is another one, or cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise HostError("not_a_folder", file=folder.name)
    secrets = Secrets(computed)
    copies = Copies(front, computed, hide=None if personal else secrets.everybody())
    chosen = _chosen(copies, managers)
    targets = _targets(chosen, folder, copies)
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for number, manager in enumerate(chosen):
        if progress is not None:
            progress("copies", number, len(chosen))
        package = copies.of(manager)
        foreign = secrets.others(manager) | (set() if personal else secrets.people(manager))
        told = (*_named(package, found(package, foreign)), *secrets.codes(manager, package, copies.whose))
        made.append((manager, package, tuple({leak.value: leak for leak in told}.values())))
    ready = {m: _ready(package, targets[m], password, lang) for m, package, leaks in made if not leaks}
    done = []
    for manager, _, leaks in made:
        data = ready.get(manager)
        if data is not None:
            save.save(data, targets[manager], lang=lang)
        clients = sum(owner == manager for owner in copies.whose.manager_of.values())
        done.append(HandedOut(manager, targets[manager], clients, data is not None, leaks))
    return HandOut(tuple(done), password is not None, personal)


def _chosen(copies: Copies, names: Sequence[str]) -> list[str]:
    """Return the managers that get a copy."""
    if not copies.managers:
        raise UsageError("no_managers")
    if not names:
        return copies.managers
    known = {name: copies.whose.named(name) for name in names}
    for name, manager in known.items():
        if manager is None:
            raise UsageError("copy_for_nobody", name=name, known=", ".join(copies.managers))
    return sorted({manager for manager in known.values() if manager is not None})


def _targets(managers: Sequence[str], folder: Path, copies: Copies) -> dict[str, Path]:
    """Return manager → file of his copy, each name once."""
    found: dict[str, Path] = {}
    for manager in managers:
        name, number = file_name(f"{manager} ({copies.words.day(copies.as_of)})"), 1
        while folder / f"{name}.xlsx" in found.values():
            number += 1
            name = file_name(f"{manager} {number} ({copies.words.day(copies.as_of)})")
        found[manager] = folder / f"{name}.xlsx"
    return found


def _ready(package: Package, target: Path, password: str | None, lang: str) -> bytes | None:
    """Return the bytes to be written; None where the same copy is there already.

    Raises:
        HostError: another file is there: it may hold what the manager entered.
    """
    plain = package.save_bytes()
    guard.check_target(target, lang)
    if target.exists():
        if _same(target.read_bytes(), plain, password):
            return None
        raise HostError("copy_exists", file=target.name)
    return plain if password is None else encrypted(plain, password)


def _same(there: bytes, plain: bytes, password: str | None) -> bool:
    if password is None:
        return there == plain
    try:
        return guard.is_encrypted(there) and decrypted(there, password) == plain
    except HostError:
        return False


def _named(package: Package, leaks: Sequence[Leak]) -> Iterator[Leak]:
    """Yield leaks with the sheet where a part is one."""
    names = {place.part: place.name for place in sheets(package)}
    for leak in leaks:
        yield Leak(names.get(leak.part, leak.part), leak.value)
