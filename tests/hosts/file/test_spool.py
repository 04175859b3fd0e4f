"""Bytes put by while a large book is made: they come back as they were, wherever they had to stay."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientbook.hosts.file import spool
from clientbook.hosts.file.spool import Spool, pieces

FULL = Path("/dev/full")


def spooled(parts: list[bytes]) -> Spool:
    kept = Spool()
    for part in parts:
        kept.add(part)
    return kept


@given(st.lists(st.binary(max_size=40), max_size=12), st.integers(-70, 70), st.integers(-70, 70))
def test_slices_are_those_of_bytes(parts: list[bytes], start: int, stop: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "ROOM", 16)
        patch.setattr(spool, "_PIECE", 7)
        kept, whole = spooled(parts), b"".join(parts)
        assert (kept[start:stop], kept[:], len(kept)) == (whole[start:stop], whole, len(whole))
        assert b"".join(pieces(kept)) == whole


def test_few_bytes_are_in_memory_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    kept = spooled([bytes([number]) * spool.ROOM for number in range(9)])
    assert len(kept) == 9 * spool.ROOM
    assert len(kept._held) <= spool.ROOM
    assert max(map(len, pieces(kept))) <= spool.ROOM


def test_without_a_place_for_files_bytes_stay_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "нет такой папки"))
    parts = [bytes([number]) * spool.ROOM for number in range(4)]
    assert spooled(parts)[:] == b"".join(parts)


@pytest.mark.skipif(not FULL.exists(), reason="/dev/full, a disk without room, is there on Linux only")
def test_a_disk_that_fills_up_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: FULL.open("r+b", buffering=0))
    parts = [bytes([number]) * spool.ROOM for number in range(4)]
    assert spooled(parts)[:] == b"".join(parts)
