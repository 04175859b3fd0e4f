"""Whole runs that many tests look at: made once in a session, by whichever worker asks first; each test has its own copy."""

from __future__ import annotations

import pickle
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import clientbook
from clientbook.results import Result

PATIENCE = 600.0


@dataclass(frozen=True)
class Runs:
    """Results kept in a folder that all workers of a session see.

    Attributes:
        folder: one folder per result, named after it
    """

    folder: Path

    def copy(self, name: str, make: Callable[[Path], Result], to: Path) -> Result:
        """Return a run as a test's own: its frames, and its book copied into a folder of the test.

        Args:
            name: what the run is known by
            make: makes it in an empty folder; called once, and again only after it failed
            to: the folder that the book is copied into
        """
        result = self._once(name, make)
        if result.path is None:
            return result
        return replace(result, path=Path(shutil.copy(result.path, to)))

    def _once(self, name: str, make: Callable[[Path], Result]) -> Result:
        place = self.folder / name
        kept = place / "result.pickle"
        while not kept.exists():
            try:
                place.mkdir(parents=True)
            except FileExistsError:
                _wait(place, kept)
            else:
                _keep(place, kept, make)
        found: Result = pickle.loads(kept.read_bytes())  # noqa: S301 - written a moment ago by this very session
        return found


def demo(runs: Runs, to: Path) -> Result:
    """Return the demo, computed, with its book as a test's own."""
    return runs.copy("demo", lambda place: clientbook.demo(place / "Демо клиентская книга"), to)


def _keep(place: Path, kept: Path, make: Callable[[Path], Result]) -> None:
    """Make a result and keep it; a failure leaves nothing, so that whoever asks next sees it too."""
    try:
        part = place / "result.part"
        part.write_bytes(pickle.dumps(make(place)))
        part.rename(kept)
    except BaseException:
        shutil.rmtree(place)
        raise


def _wait(place: Path, kept: Path) -> None:
    """Wait until another worker has made a result, or has failed to."""
    end = time.monotonic() + PATIENCE
    while place.exists() and not kept.exists():
        if time.monotonic() > end:
            raise TimeoutError(place.name)
        time.sleep(0.05)
