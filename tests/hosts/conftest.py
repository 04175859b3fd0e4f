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
def installed() -> None:
    """Skip the test where there is no LibreOffice to be driven from here, or fail it where that is demanded."""
    missing = "" if shutil.which("soffice") or shutil.which("libreoffice") else MISSING
    try:
        uno()
    except ClientbookError as error:
        missing = missing or error.say("en")
    if missing:
        (pytest.fail if os.environ.get("CLIENTBOOK_REQUIRE_LIBREOFFICE") == "1" else pytest.skip)(missing)


@pytest.fixture(scope="session")
def calc(installed: None) -> Iterator[xw.App]:  # noqa: ARG001 - it skips
    """Give a running Calc that is ours alone."""
    with Office() as office:
        office.desktop()
        yield xw.App(impl=engine.register().impl.apps.add(port=office.port))


@pytest.fixture
def copying(installed: None) -> Iterator[xw.App]:  # noqa: ARG001 - it skips
    """Give a running Calc for one test: 7.4 may end while a book gets a sheet, and must not take the others along."""
    with Office() as office:
        office.desktop()
        app = xw.App(impl=engine.register().impl.apps.add(port=office.port))
        yield app
        app.quit()


@pytest.fixture
def counted(installed: None) -> Iterator[tuple[xw.App, RoundTrips]]:  # noqa: ARG001 - it skips
    """Give a running Calc whose calls are counted on their way, which makes them a quarter slower."""
    with Office() as office, RoundTrips(office.port) as trips:
        # UNO uses the first connection to a program for all that follows
        office.port = trips.port
        office.desktop()
        yield xw.App(impl=engine.register().impl.apps.add(port=trips.port)), trips
