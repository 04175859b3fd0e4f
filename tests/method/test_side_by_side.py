"""Work side by side: all of it done, by several hands at once, and a failure told."""

from __future__ import annotations

import os
import threading
import time

import pytest

from clientbook.method.side_by_side import side_by_side


@pytest.mark.parametrize("processors", [None, 1, 3])
def test_every_item_is_worked_on_once(processors: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    done: list[int] = []
    side_by_side(done.append, range(20))
    assert sorted(done) == list(range(20))


def test_without_threads_it_is_done_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(threading.Thread, "start", refuse)  # as in a browser
    done: list[int] = []
    side_by_side(done.append, range(20))
    assert done == list(range(20))


def test_two_items_are_worked_on_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    meeting = threading.Barrier(2, timeout=30)
    side_by_side(lambda _: meeting.wait(), "ab")  # a lone worker would wait in vain


@pytest.mark.parametrize("processors", [1, 2])
def test_a_failure_is_told_and_the_rest_is_left(processors: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    begun: list[int] = []

    def work(item: int) -> None:
        begun.append(item)
        if item == 0:
            raise ValueError(item)
        time.sleep(0.02)

    with pytest.raises(ValueError, match="0"):
        side_by_side(work, range(200))
    assert len(begun) < 200
