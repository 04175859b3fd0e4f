"""Work that does not wait for other work, on all processors: solvers let others run while they compute."""

from __future__ import annotations

import os
import sys
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
    count = 1 if sys.platform == "emscripten" else min(os.cpu_count() or 1, len(items))
    if count < 2:
        for item in items:
            work(item)
        return
    pool = ThreadPoolExecutor(count)
    try:
        for done in [pool.submit(work, item) for item in items]:
            done.result()
    finally:
        pool.shutdown(cancel_futures=True)
