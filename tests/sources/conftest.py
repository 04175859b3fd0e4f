"""Engines that several tests ask, started once by a worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sources.engines import Server, postgres


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Return a PostgreSQL server of our own, stopped at the end; the test is skipped where there is none."""
    with postgres() as running:
        yield running
