"""A file is whole at every moment: errors, a full disk and a kill leave the old one, and no half one beside it."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from clientbook.errors import HostError
from clientbook.files import default_output
from clientbook.hosts.file.save import clear_leftovers, previous_path, save

OLD, NEW = b"old" * 1000, b"new" * 2000


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "Реестр.xlsx"
    path.write_bytes(OLD)
    return path


def child(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)], stdout=subprocess.PIPE, text=True
    )


def test_what_stood_there_is_kept_under_a_word_of_the_language(target: Path) -> None:
    assert save(NEW, target, keep_previous=True) == target.with_name("Реестр (предыдущая версия).xlsx")
    assert previous_path(target).read_bytes() == OLD
    assert target.read_bytes() == NEW
    assert save(OLD, target, keep_previous=True, lang="en") == target.with_name("Реестр (previous version).xlsx")
    assert len(list(target.parent.iterdir())) == 3


def test_the_same_bytes_once_more_leave_file_and_previous_version_alone(target: Path) -> None:
    save(NEW, target, keep_previous=True)
    before = target.stat()
    assert save(NEW, target, keep_previous=True) is None
    assert target.stat() == before
    assert previous_path(target).read_bytes() == OLD


def test_a_third_version_replaces_the_previous_one(target: Path) -> None:
    save(NEW, target, keep_previous=True)
    save(b"third", target, keep_previous=True)
    assert previous_path(target).read_bytes() == NEW
    assert len(list(target.parent.iterdir())) == 2


def test_a_file_with_the_longest_name_there_is_keeps_its_previous_version(tmp_path: Path) -> None:
    target = tmp_path / f"{'я' * 125}.xlsx"  # 255 bytes
    save(b"one", target, keep_previous=True)
    previous = save(b"two", target, keep_previous=True)
    assert previous is not None
    assert (target.read_bytes(), previous.read_bytes()) == (b"two", b"one")
    assert previous.stem.endswith("я (предыдущая версия)")
    assert default_output(target).stem.endswith("я (результат)")
    with pytest.raises(HostError) as caught:
        save(b"three", tmp_path / f"{'я' * 126}.xlsx")
    assert caught.value.key == "error.file_name_long"


def test_permissions_and_links_stay(target: Path) -> None:
    target.chmod(0o640)
    link = target.with_name("ссылка.xlsx")
    link.symlink_to(target)
    save(NEW, link)
    assert link.is_symlink()
    assert target.read_bytes() == NEW
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    fresh = target.with_name("новый.xlsx")
    save(NEW, fresh)
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(fresh.stat().st_mode) == 0o666 & ~mask


def test_drives_without_hard_links_keep_a_copy(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    save(NEW, target, keep_previous=True)
    assert previous_path(target).read_bytes() == OLD


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file sizes are a POSIX thing")
def test_a_full_disk_leaves_the_old_file_and_says_so(target: Path) -> None:
    code = """
        import resource, sys
        from pathlib import Path
        from clientbook.errors import HostError
        from clientbook.hosts.file.save import save
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            save(b"x" * 5_000_000, Path(sys.argv[1]), keep_previous=True)
        except HostError as error:
            print(error.key, error)
    """
    out, _ = child(code, target).communicate(timeout=60)
    assert out.startswith("error.disk_full")
    assert "Освободите место" in out
    assert target.read_bytes() == OLD
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a POSIX thing")
def test_a_kill_in_the_middle_leaves_the_old_file_and_the_next_run_tidies_up(target: Path) -> None:
    code = """
        import sys, time
        from pathlib import Path
        from clientbook.hosts.file import save as room
        def slow(handle):
            claim(handle)
            print("begun", flush=True)
        claim, room._claim, room._CHUNK = room._claim, slow, 64
        room.save(b"x" * 50_000_000, Path(sys.argv[1]), keep_previous=True)
    """
    process = child(code, target)
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    time.sleep(0.2)
    assert process.poll() is None
    names = {path.name for path in target.parent.iterdir()}
    assert len(names) == 2
    clear_leftovers(target)  # what another run does first: it does not take away what this one is writing
    assert {path.name for path in target.parent.iterdir()} == names
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=60)
    assert target.read_bytes() == OLD
    assert {path.name for path in target.parent.iterdir()} == names
    save(NEW, target, keep_previous=True)
    assert {path.name for path in target.parent.iterdir()} == {target.name, previous_path(target).name}


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a POSIX thing")
def test_a_kill_at_any_moment_leaves_one_of_the_two_files_whole(target: Path) -> None:
    code = """
        import sys
        from pathlib import Path
        from clientbook.hosts.file.save import save
        versions = (b"a" * 3_000_000, b"b" * 3_000_000)
        print("begun", flush=True)
        for turn in range(100_000):
            save(versions[turn % 2], Path(sys.argv[1]), keep_previous=True)
    """
    for wait in (0.01, 0.03, 0.06, 0.1):
        process = child(code, target)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(wait)
        process.kill()
        process.wait(timeout=60)
        whole = (OLD, b"a" * 3_000_000, b"b" * 3_000_000)
        assert target.read_bytes() in whole
        if previous_path(target).exists():
            assert previous_path(target).read_bytes() in whole


def test_a_file_given_in_pieces_is_their_sum_and_left_alone_when_it_holds_them(tmp_path: Path) -> None:
    target = tmp_path / "book.xlsx"
    save(b"one two", target)
    stamp = target.stat().st_mtime_ns
    assert save([b"one", b"", b" two"], target, keep_previous=True) is None
    assert target.stat().st_mtime_ns == stamp
    assert save([b"one", b" six"], target, keep_previous=True) is not None
    assert target.read_bytes() == b"one six"
