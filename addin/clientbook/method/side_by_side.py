"""Work that does not wait for other work, on all processors: solvers let others run while they compute."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")


def side_by_side(work: Callable[[Item], object], items: Sequence[Item]) -> None:
    """Do some work for each item, several at a time; what comes out must not depend on the order.

    Where there are no threads (a browser) or one processor, it is done one after the other.

    Raises:
        Exception: what the work for an item raised; items not begun are left.
    """
    pool = _threads(min(os.cpu_count() or 1, len(items)))
    if pool is None:
        for item in items:
            work(item)
        return
    try:
        for done in [pool.submit(work, item) for item in items]:
            done.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _threads(count: int) -> ThreadPoolExecutor | None:
    """Return threads that have begun to wait for work; None where they would be of no use, or cannot be."""
    if count < 2:
        return None
    pool = ThreadPoolExecutor(count)
    try:
        pool.submit(int)
    except RuntimeError:  # "can't start new thread"
        return None
    return pool
