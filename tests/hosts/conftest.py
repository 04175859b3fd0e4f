"""One LibreOffice for all tests of open books, started when the first of them asks for it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
import xlwings as xw

from clientbook.errors import ClientbookError
from clientbook.hosts.calc import engine
from clientbook.hosts.calc.bridge import uno
from clientbook.hosts.calc.office import Office
from tests.libreoffice import MISSING
from tests.round_trips import RoundTrips


@pytest.fixture(scope="session")
def trips() -> Iterator[RoundTrips]:
    """Give the way to a running Calc that is ours alone, or skip the test (or fail it, where it is demanded)."""
    missing = "" if shutil.which("soffice") or shutil.which("libreoffice") else MISSING
    try:
        uno()
    except ClientbookError as error:
        missing = missing or error.say("en")
    if missing:
        (pytest.fail if os.environ.get("CLIENTBOOK_REQUIRE_LIBREOFFICE") == "1" else pytest.skip)(missing)
    with Office() as office, RoundTrips(office.port) as counted:
        # UNO uses the first connection to a program for all that follows
        office.port = counted.port
        office.desktop()
        yield counted


@pytest.fixture
def copying(trips: RoundTrips) -> Iterator[xw.App]:  # noqa: ARG001 - skips where there is no LibreOffice
    """Give a running Calc for one test: 7.4 may end while a book gets a sheet, and must not take the others along."""
    with Office() as office:
        office.desktop()
        app = xw.App(impl=engine.register().impl.apps.add(port=office.port))
        yield app
        app.quit()


@pytest.fixture(scope="session")
def calc(trips: RoundTrips) -> xw.App:
    """Give a running Calc that is ours alone."""
    return xw.App(impl=engine.register().impl.apps.add(port=trips.port))
