"""The engine, its running programs and their books."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import xlwings as xw
from xlwings import base_classes

from clientbook.errors import HostError
from clientbook.hosts.calc import values
from clientbook.hosts.calc.bridge import connect, path_of, properties, url_of
from clientbook.hosts.calc.names import Names
from clientbook.hosts.calc.sheet import FoundSheets, Sheet, Sheets
from clientbook.hosts.calc.tables import DatabaseRanges

NAME = "calc"
SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"
FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8", ".csv": "Text - txt - csv (StarCalc)"}
EMPTY = "private:factory/scalc"


class Engine:
    """What xlwings calls for Calc."""

    def __init__(self) -> None:
        self.apps = Apps(self)

    @property
    def name(self) -> str:
        """Return the name under which xlwings knows it."""
        return NAME

    @property
    def type(self) -> str:
        """Return its kind: values are written at once, not gathered."""
        return "desktop"

    @staticmethod
    def prepare_xl_data_element(value: Any, options: object) -> Any:  # noqa: ARG004  (a signature of xlwings)
        """Return a value as it is handed to :func:`clientbook.hosts.calc.values.write`."""
        if type(value) is str:
            return value
        if value is None or value != value:  # noqa: PLR0124  (NaN and NaT)
            return ""
        if hasattr(value, "to_pydatetime"):
            return value.to_pydatetime()
        return value.item() if hasattr(value, "item") else value

    @staticmethod
    def clean_value_data(
        data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: Any
    ) -> list[list[Any]]:
        """Return values as the caller wants blanks, numbers, dates and errors."""
        if empty_as is None and number_builder is None and datetime_builder is datetime:
            # nothing but errors is turned, and most blocks are large
            kind = values.Failure
            return [
                [(str(v) if err_to_str else None) if type(v) is kind else v for v in row]
                if kind in set(map(type, row))
                else row
                for row in data
            ]

        def cleaned(value: Any) -> Any:
            if value is None:
                return empty_as
            if isinstance(value, values.Failure):
                return str(value) if err_to_str else None
            if number_builder is not None and type(value) is float:
                return number_builder(value)
            if hasattr(value, "year") and datetime_builder is not type(value):
                parts = (value.year, value.month, value.day, value.hour, value.minute, value.second)
                names = ("year", "month", "day", "hour", "minute", "second")
                return datetime_builder(**dict(zip(names, parts, strict=True)), microsecond=value.microsecond)
            return value

        return [[cleaned(value) for value in row] for row in data]


class Apps(base_classes.Apps):
    """The LibreOffices we are connected to."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._apps: dict[int, App] = {}

    def keys(self) -> list[int]:
        """Return what identifies each: the port it listens on."""
        return list(self._apps)

    def add(self, *_: Any, port: int = 0, **__: Any) -> App:
        """Connect to a LibreOffice that listens on a port of this machine; the other arguments are for Excel.

        Raises:
            HostError: none listens there.
        """
        if port not in self._apps:
            self._apps[port] = App(self, port)
        return self._apps[port]

    def first(self, port: int) -> None:
        """Put a LibreOffice at the head of the list."""
        self._apps = {port: self._apps[port], **self._apps}

    def forget(self, port: int) -> None:
        """Take a LibreOffice off the list; it runs on."""
        self._apps.pop(port, None)

    def __iter__(self) -> Iterator[App]:
        return iter(list(self._apps.values()))

    def __len__(self) -> int:
        return len(self._apps)

    def __getitem__(self, key: int) -> App:
        return self._apps[key]


class Name(NamedTuple):
    """What a book or a sheet is called.

    Attributes:
        rest: which rest of the windows it was asked for in
        text: the name
    """

    rest: int
    text: str


class App(base_classes.App):
    """A running LibreOffice.

    Args:
        apps: the list it is on
        port: the port it listens on
    """

    def __init__(self, apps: Apps, port: int) -> None:
        self.apps = apps
        self.port = port
        self.desktop = connect(port)
        self._updating = True
        self._rests = 0
        self._unfitted: list[Any] = []

    @property
    def engine(self) -> Engine:
        """Return the engine."""
        return self.apps.engine

    @property
    def api(self) -> Any:
        """Return the desktop."""
        return self.desktop

    @property
    def pid(self) -> int:
        """Return what identifies it among the others."""
        return self.port

    @property
    def version(self) -> str:
        """Return a version as Excel 2016 has it: its functions are the ones there are."""
        return "16.0"

    @property
    def books(self) -> Books:
        """Return its open workbooks."""
        return Books(self)

    @property
    def visible(self) -> bool:
        """Tell whether it has windows: whoever started it decided that."""
        return False

    @visible.setter
    def visible(self, value: bool) -> None:
        """Let it be."""

    @property
    def selection(self) -> Any:
        """Return the selected range of the book in front; None where something else is selected."""
        document = self.desktop.getCurrentComponent()
        if document is None or not document.supportsService(SPREADSHEET):
            return None
        chosen = document.getCurrentSelection()
        if chosen is None or not hasattr(chosen, "getRangeAddress"):
            return None
        return Sheet(Book(self, document), chosen.getSpreadsheet()).of(chosen)

    @property
    def screen_updating(self) -> bool:
        """Tell whether the windows show what is done.

        While they do not, rows are fitted to values alone: a font or a colour would have each of its rows measured again.
        """
        return self._updating

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        if value != self._updating:
            self.forget_names()
            for document in [book.api for book in self.books]:
                (document.unlockControllers if value else document.lockControllers)()
                if not value and document.IsAdjustHeightEnabled:
                    document.IsAdjustHeightEnabled = False
                    self._unfitted.append(document)
                elif value and document in self._unfitted:
                    document.IsAdjustHeightEnabled = True
            if value:
                self._unfitted.clear()
        self._updating = value

    def name_of(self, known: Name | None, ask: Callable[[], str]) -> Name:
        """Return a name with the rest it was asked for in: one that is known stands until people may change it.

        xlwings asks six times what a sheet and its book are called before it puts a value into a range.
        """
        if known is not None and not self._updating and known.rest == self._rests:
            return known
        return Name(self._rests, ask())

    def forget_names(self) -> None:
        """Let names be asked for anew."""
        self._rests += 1

    @property
    def calculation(self) -> str:
        """Return how formulas are worked out: ``automatic`` or ``manual``."""
        documents = [book.api for book in self.books]
        return "automatic" if all(each.isAutomaticCalculationEnabled() for each in documents) else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        for book in self.books:
            book.api.enableAutomaticCalculation(value != "manual")
            if value != "manual":
                book.api.calculate()  # as Excel does, what is due is worked out at once

    def calculate(self) -> None:
        """Work out every formula that is due."""
        for book in self.books:
            book.api.calculate()

    display_alerts = True
    enable_events = True
    interactive = True
    status_bar: Any = False

    def activate(self, steal_focus: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """Be the one that xlwings takes for active, its first; the book is brought to the front by itself."""
        self.apps.first(self.port)

    def quit(self) -> None:
        """Let go of it; whoever started it ends it."""
        self.apps.forget(self.port)

    def kill(self) -> None:
        """Let go of it."""
        self.apps.forget(self.port)


class Books(base_classes.Books):
    """The open workbooks of a LibreOffice."""

    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def api(self) -> Any:
        """Return the desktop."""
        return self.app.desktop

    def _documents(self) -> Iterator[Any]:
        found = self.app.desktop.getComponents().createEnumeration()
        while found.hasMoreElements():
            document = found.nextElement()
            if hasattr(document, "supportsService") and document.supportsService(SPREADSHEET):
                yield document

    def __iter__(self) -> Iterator[Book]:
        return iter([Book(self.app, document) for document in self._documents()])

    def __len__(self) -> int:
        return len(list(self._documents()))

    def __call__(self, key: int | str) -> Book:
        """Return a book by its number from 1 or its name.

        Raises:
            KeyError: it is not open.
        """
        books = list(self)
        if isinstance(key, str):
            for book in books:
                if book.name.casefold() == key.casefold():
                    return book
        elif 1 <= key <= len(books):
            return books[key - 1]
        raise KeyError(key)

    @property
    def active(self) -> Book:
        """Return the book in front."""
        document = self.app.desktop.getCurrentComponent()
        if document is not None and document.supportsService(SPREADSHEET):
            return Book(self.app, document)
        return self(1)

    def add(self) -> Book:
        """Open an empty book."""
        return self._loaded(EMPTY)

    def open(
        self,
        fullname: str,
        update_links: Any = None,  # noqa: ARG002  (a signature of xlwings)
        read_only: bool | None = None,  # noqa: FBT001
        *_: Any,
    ) -> Book:
        """Open a workbook file; one that is only read has no window, which LibreOffice 7.4 might draw while it closes.

        Raises:
            FileNotFoundError: there is no such file.
        """
        if not Path(fullname).exists():
            raise FileNotFoundError(fullname)
        return self._loaded(url_of(str(fullname)), ReadOnly=bool(read_only), Hidden=bool(read_only))

    def _loaded(self, url: str, **how: bool) -> Book:
        chosen = properties(MacroExecutionMode=0, **how)
        document = self.app.desktop.loadComponentFromURL(url, "_blank", 0, chosen)
        if document is None:
            raise HostError("calc_not_opened", file=os.path.basename(url))  # noqa: PTH119  (an address, not a path)
        return Book(self.app, document)


class Book(base_classes.Book):
    """An open workbook.

    Args:
        app: the LibreOffice that has it
        document: its document
    """

    def __init__(self, app: App, document: Any) -> None:
        self._app = app
        self.document = document
        self._kinds: dict[int, int] = {}
        self._called: Name | None = None

    @property
    def app(self) -> App:
        """Return the LibreOffice that has it."""
        return self._app

    @property
    def api(self) -> Any:
        """Return the document."""
        return self.document

    @property
    def name(self) -> str:
        """Return its file name, or its title before it is saved."""
        self._called = self._app.name_of(self._called, self._title)
        return self._called.text

    def _title(self) -> str:
        path = path_of(self.document.getURL())
        return Path(path).name if path else str(self.document.getTitle())

    @property
    def fullname(self) -> str:
        """Return its path, or its title before it is saved."""
        return path_of(self.document.getURL()) or self.name

    @cached_property
    def formats(self) -> Any:
        """Return its number formats as UNO has them."""
        return self.document.getNumberFormats()

    def kind_of(self, key: int) -> int:
        """Return the kind of a number format (com.sun.star.util.NumberFormat), whether people made it or not."""
        if key not in self._kinds:
            self._kinds[key] = int(self.formats.getByKey(key).Type) & ~1
        return self._kinds[key]

    @cached_property
    def cell_styles(self) -> Any:
        """Return its cell styles as UNO has them."""
        return self.document.StyleFamilies.getByName("CellStyles")

    @cached_property
    def ranges(self) -> DatabaseRanges:
        """Return its database ranges, which are its tables."""
        return DatabaseRanges(self.document)

    @cached_property
    def found(self) -> FoundSheets:
        """Return its sheets as UNO has them."""
        return FoundSheets(self.document)

    @property
    def sheets(self) -> Sheets:
        """Return its sheets."""
        return Sheets(self)

    @property
    def names(self) -> Names:
        """Return its defined names."""
        return Names(self, self.document.NamedRanges)

    def activate(self) -> None:
        """Bring it to the front."""
        frame = self.document.getCurrentController().getFrame()
        frame.activate()

    def save(self, path: Any = None, password: Any = None) -> None:
        """Save it where it is, or as another file.

        Raises:
            NotImplementedError: a password is wanted, or the kind of file is not known.
        """
        target = Path(path) if path else Path(self.fullname)
        if password is not None or target.suffix.lower() not in FILTERS:
            raise NotImplementedError(f"save as {target.suffix}")
        chosen = properties(FilterName=FILTERS[target.suffix.lower()], Overwrite=True)
        self.document.storeAsURL(url_of(str(target)), chosen)
        self._app.forget_names()

    def to_pdf(self, path: Any, quality: Any = None) -> None:  # noqa: ARG002  (a signature of xlwings)
        """Print every sheet into a PDF."""
        self.document.storeToURL(url_of(str(path)), properties(FilterName="calc_pdf_Export"))

    def close(self) -> None:
        """Close it without saving."""
        self.document.close(True)  # noqa: FBT003


def register() -> xw.Engine:
    """Add the engine to xlwings, once, and return it.

    Raises:
        HostError: this is Windows or macOS, where xlwings drives Excel.
    """
    if sys.platform in {"win32", "darwin"}:
        raise HostError("calc_not_here")
    if NAME not in xw.engines.engines_by_name:
        xw.engines.add(xw.Engine(impl=Engine()))
    if xw.engines.active is None:
        xw.engines[NAME].activate()
    return xw.engines[NAME]
