"""Values of a block of cells: read as Excel gives them (float, datetime, bool, text), written as Excel takes them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from clientbook.hosts.calc.bridge import english
from clientbook.hosts.calc.formula_columns import put_formulas, runs
from clientbook.hosts.calc.formulas import to_calc, to_excel
from clientbook.hosts.calc.heights import FITTED, fitting, put_data

if TYPE_CHECKING:
    from clientbook.hosts.calc.engine import Book

ERRORS = {
    503: "#NUM!",
    519: "#VALUE!",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}
"""Calc's errors by number, as Excel shows them; any other one is ``#VALUE!``."""

DATE, LOGICAL, TEXT = 2, 1024, 256
"""Bits of a format's kind (com.sun.star.util.NumberFormat)."""

WITH_ERROR = 4
"""Formulas whose result is an error (com.sun.star.sheet.FormulaResult)."""

LONGEST_FLAG = len("FALSE")
"""Longer texts that begin with a letter are never taken for anything else."""

SHOWN_DATE, SHOWN_MOMENT = "dd.mm.yyyy", "dd.mm.yyyy hh:mm"

_MARKS = frozenset("='")
"""What a formula begins with, and a text that UNO marks as one."""

_NUMBER = re.compile(r"\s*[-+]?\d+([.,]\d+)?\s*%?\s*")
_MAYBE_FIGURE = re.compile(r"'[-+.,(\s]*\d")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)|(\d{1,2})\.(\d{1,2})\.(\d{4})")

Grid = list[list[Any]]


class Failure(str):
    """An error value of a cell, ``#N/A``."""

    __slots__ = ()


def read(book: Book, cells: Any) -> Grid:
    """Return the values of a range, row by row; a blank cell is None."""
    data = cells.getDataArray()
    failed = any(None in row for row in data)  # a blank cell is an empty text there, an error nothing at all
    rows: Grid = [[value or None if type(value) is str else value for value in row] for row in data]
    # every question about looks or errors is many calls, so it is asked only where the answer could matter
    figures = _with_figures(cells, rows)
    if figures is not None:
        moments = _Moments(book.document)
        for kind, part in _formatted(book, figures):
            if kind & DATE:
                _turn(rows, cells, part, moments.__getitem__)
            elif kind == LOGICAL:
                _turn(rows, cells, part, bool)
    if failed:
        for address in cells.queryFormulaCells(WITH_ERROR).getRangeAddresses():
            _put_errors(rows, cells, address)
    return rows


def _with_figures(cells: Any, rows: Grid) -> Any:
    """Return the smallest part of a range that has all its figures; None where it has none.

    Titles and headers have looks of their own, each of which would be asked about.
    """
    lines = [number for number, row in enumerate(rows) if float in map(type, row)]
    if not lines:
        return None
    columns = zip(*rows[lines[0] : lines[-1] + 1], strict=True)
    places = [number for number, column in enumerate(columns) if float in map(type, column)]
    if (len(rows), len(rows[0])) == (lines[-1] - lines[0] + 1, places[-1] - places[0] + 1):
        return cells
    return cells.getCellRangeByPosition(places[0], lines[0], places[-1], lines[-1])


def _put_errors(rows: Grid, cells: Any, address: Any) -> None:
    corner, sheet = cells.getRangeAddress(), cells.getSpreadsheet()
    for row in range(address.StartRow, address.EndRow + 1):
        for column in range(address.StartColumn, address.EndColumn + 1):
            code = sheet.getCellByPosition(column, row).getError()
            rows[row - corner.StartRow][column - corner.StartColumn] = Failure(ERRORS.get(code, "#VALUE!"))


def _formatted(book: Book, cells: Any) -> Iterator[tuple[int, Any]]:
    """Yield the kind of every number format that is not plain, and the addresses it covers.

    Every object that UNO hands out takes dozens of calls before it says anything, so that few are asked for.
    """
    for part, key in formats_of(cells):
        kind = book.kind_of(key)
        if kind & DATE or kind in {LOGICAL, TEXT}:
            for address in [cells.getRangeAddress()] if part is cells else part.getRangeAddresses():
                yield kind, address


def _turn(rows: Grid, cells: Any, part: Any, turned: Callable[[float], object]) -> None:
    corner = cells.getRangeAddress()
    columns = range(part.StartColumn - corner.StartColumn, part.EndColumn - corner.StartColumn + 1)
    for row in rows[part.StartRow - corner.StartRow : part.EndRow - corner.StartRow + 1]:
        for column in columns:
            value = row[column]
            if type(value) is float:
                row[column] = turned(value)


def _epoch(document: Any) -> datetime:
    start = document.NullDate
    return datetime(start.Year, start.Month, start.Day)  # noqa: DTZ001  (cells know no time zones)


class _Moments(dict[float, datetime]):
    """The moments of numbers, each worked out once: there are fewer days than cells."""

    def __init__(self, document: Any) -> None:
        super().__init__()
        self.epoch = _epoch(document)

    def __missing__(self, days: float) -> datetime:
        moment = self[days] = self.epoch + timedelta(seconds=round(days * 86400, 3))
        return moment


def write(book: Book, cells: Any, rows: Sequence[Sequence[Any]]) -> None:
    """Put values into a range of the same shape, as Excel does with values that it is given.

    A text that begins with an equals sign is a formula; one that looks like a figure or a day becomes one, unless the
    cell's format is text; an apostrophe in front keeps it a text.
    """
    document = book.document
    block = _Block(document, _text_cells(book, cells, rows))
    lines = [block.line(number, row) for number, row in enumerate(rows)]
    kept = [
        one
        for at in sorted(block.figures)
        for one in formats_of(cells.getCellRangeByPosition(at, 0, at, len(lines) - 1))
    ]
    # a number format alone would have every row of its column fitted
    with fitting(document, on=len(rows) <= FITTED):
        put_data(document, cells, lines)
        for part, key in kept:
            part.NumberFormat = key
        for at, found in block.formulas.items():
            put_formulas(cells, at, found)
        _show(book, cells, block.days, SHOWN_DATE, DATE)
        _show(book, cells, block.flags, "BOOLEAN", LOGICAL)


def formats_of(cells: Any) -> list[tuple[Any, int]]:
    """Return the cells of each number format, and its key."""
    key = shared_format(cells)
    if key is not None:
        return [(cells, key)]
    groups = cells.getUniqueCellFormatRanges()
    return [(group, group.NumberFormat) for group in (groups.getByIndex(at) for at in range(groups.getCount()))]


def shared_format(cells: Any) -> int | None:
    """Return the key of the number format of cells; None where they differ."""
    mixed = cells.getPropertyState("NumberFormat").value == "AMBIGUOUS_VALUE"
    return None if mixed else int(cells.NumberFormat)


class _Block:
    """Values on their way into cells: what UNO takes at once, and what is done behind it.

    Attributes:
        figures: columns with texts that look like figures: Calc gives such cells the format of texts, Excel does not
        words: texts that are nothing else in any cell, as they come → as they stand there
    """

    def __init__(self, document: Any, texts: Mapping[int, Sequence[range]]) -> None:
        self.document = document
        self.texts = texts
        self.serials: dict[date, float] = {}
        self.words: dict[str, str] = {}
        self.figures: set[int] = set()
        self.formulas: dict[int, dict[int, str]] = {}
        self.days: dict[int, list[int]] = {}
        self.flags: dict[int, list[int]] = {}

    @cached_property
    def epoch(self) -> datetime:
        """Return the day from which the book counts: asked for where there are days."""
        return _epoch(self.document)

    def line(self, number: int, row: Sequence[Any]) -> tuple[str | float, ...]:
        """Return a row as UNO takes it."""
        # most cells of a large block are one of the first three
        return tuple(
            [
                value
                if type(value) is float
                else ""
                if value is None
                else self.words[value]
                if type(value) is str and value in self.words
                else self._cell(number, column, value)
                for column, value in enumerate(row)
            ]
        )

    def _cell(self, number: int, column: int, value: Any) -> str | float:
        if type(value) is str and (value[:1] == "'" or (len(value) > LONGEST_FLAG and value[0].isalpha())):
            taken = value.removeprefix("'")
            if _MAYBE_FIGURE.match(value):
                self.figures.add(column)
            else:
                self.words[value] = taken
            return taken
        if type(value) is datetime:
            return self._moment(number, column, value)
        texts = self.texts.get(column, ())
        taken = _taken(value, text=any(number in rows for rows in texts))
        if isinstance(taken, str):
            if taken.startswith("=") and not isinstance(taken, _Kept):
                self.formulas.setdefault(column, {})[number] = taken
                return ""
            return str(taken)
        if isinstance(taken, bool):
            self.flags.setdefault(column, []).append(number)
        elif isinstance(taken, date):
            return self._moment(number, column, taken)
        return float(taken)

    def _moment(self, number: int, column: int, value: date) -> float:
        self.days.setdefault(column, []).append(number)
        if value not in self.serials:
            self.serials[value] = _days(value, self.epoch)
        return self.serials[value]


class _Kept(str):
    """A text that is no formula whatever it begins with."""

    __slots__ = ()


def _taken(value: Any, *, text: bool) -> Any:
    """Return what Excel makes of a value: a number, a date, a flag or a text."""
    if not isinstance(value, str) or not value:
        return value
    if text or value.startswith("'"):
        return _Kept(value.removeprefix("'"))
    if value.upper() in {"TRUE", "FALSE"}:
        return value.upper() == "TRUE"
    return _figure(value) if _NUMBER.fullmatch(value) else _day(value)


def _figure(value: str) -> float:
    figure = float(value.replace(",", ".").strip(" %"))
    return figure / 100 if "%" in value else figure


def _day(value: str) -> Any:
    found = _DAY.fullmatch(value)
    if found is None:
        return value
    year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    try:
        return datetime(int(year), int(month), int(day))  # noqa: DTZ001
    except ValueError:
        return value


def _days(value: date, epoch: datetime) -> float:
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
    return (moment.replace(tzinfo=None) - epoch) / timedelta(days=1)


def _text_cells(book: Book, cells: Any, rows: Sequence[Sequence[Any]]) -> dict[int, list[range]]:
    """Return column → rows whose format is text; none where no value could be taken for something else."""
    doubtful = any(isinstance(v, str) and v[:1] not in {"", "'"} and not v[0].isalpha() for row in rows for v in row)
    corner = cells.getRangeAddress()
    found: dict[int, list[range]] = defaultdict(list)
    for kind, part in _formatted(book, cells) if doubtful else ():
        if kind == TEXT:
            lines = range(part.StartRow - corner.StartRow, part.EndRow - corner.StartRow + 1)
            for column in range(part.StartColumn - corner.StartColumn, part.EndColumn - corner.StartColumn + 1):
                found[column].append(lines)
    return found


def _show(book: Book, cells: Any, wanted: dict[int, list[int]], shown: str, kind: int) -> None:
    """Give cells a format of a kind where they have none of it, as Excel does when a date is put into a plain cell."""
    for column, numbers in wanted.items():
        for first, last in runs(numbers):
            for part, key in formats_of(cells.getCellRangeByPosition(column, first, column, last)):
                if not book.kind_of(key) & kind:
                    part.NumberFormat = format_key(book.formats, shown)


def format_key(formats: Any, code: str) -> int:
    """Return the key of a number format, made where the formats of a book, or of a chart, have it not."""
    locale = english()
    key = int(formats.queryKey(code, locale, False))  # noqa: FBT003
    return key if key >= 0 else int(formats.addNew(code, locale))


def format_code(book: Book, key: int) -> str:
    """Return the spelling of a number format; Calc writes the letters of dates large, Excel small."""
    form = book.formats.getByKey(key)
    code = str(form.FormatString)
    return code.lower() if form.Type & DATE else code


def read_formulas(cells: Any) -> list[list[str]]:
    """Return the formulas of a range as Excel spells them; a constant is its text."""
    # constants, which most cells of a large block are, stay as they come
    return [[_spelt(text) if text[:1] in _MARKS else text for text in row] for row in cells.getFormulaArray()]


def _spelt(text: str) -> str:
    if text.startswith("="):
        return to_excel(text)
    # UNO marks a text that looks like a figure
    return text[1:] if text.startswith("'") else text


def write_formulas(cells: Any, rows: Sequence[Sequence[Any]]) -> None:
    """Put formulas into a range of the same shape."""
    lines = [["" if text is None else to_calc(str(text)) for text in row] for row in rows]
    cells.setFormulaArray(tuple(tuple(line) for line in lines))
