"""Where everything of a sheet stands when it is first drawn: widths of columns, rows of lines, tables and charts."""

from __future__ import annotations

from typing import NamedTuple

from clientbook.hosts.file.heights import lines_of
from clientbook.locale import Words
from clientbook.register.columns import Kind
from clientbook.sheets.description import Block, Charts, Content, Line, Sheet, Text, TextRow

ARROW = 2.5
"""Characters that the filter arrow takes from a header."""

FREEZE_UNTO = 16
"""A header below this row is not frozen: it would leave no room to scroll."""

ROW_HEIGHT = 15.0
"""Height of a row in points where nothing says otherwise (Excel's default for Calibri 11)."""

FIGURE_WIDTHS = {Kind.DATE: 11, Kind.MONTH: 9, Kind.INT: 9, Kind.PERCENT: 9, Kind.NUMBER: 12, Kind.MONEY: 15}
"""Characters that the figure of a line needs; text may run over the cells to its right."""

TEXT_FIGURE = 24
LINES_ACROSS = 150.0
"""A row of lines is at most this wide, so that it is seen without scrolling."""


class LineSpot(NamedTuple):
    """Where a line stands: its row, the column of its label and the column of its figure, from 1."""

    line: Line
    row: int
    label: int
    figure: int


class Item(NamedTuple):
    """Something of the stack with its first row; ``end`` is the first row under it."""

    item: Block | Charts | Text
    row: int
    end: int


class Layout(NamedTuple):
    """The plan of a sheet.

    Attributes:
        widths: width of every column in characters, from column A
        hidden: columns that are grouped and collapsed, from 1
        lines: where the lines stand
        legend: row of the sentence on yellow and grey headers, 0 where there is none
        items: the stack
    """

    widths: tuple[float, ...]
    hidden: frozenset[int]
    lines: tuple[LineSpot, ...]
    legend: int
    items: tuple[Item, ...]

    def visible(self) -> list[int]:
        """Return the columns in sight, from 1."""
        return [column for column in range(1, len(self.widths) + 1) if column not in self.hidden]

    def width(self, first: int, last: int) -> float:
        """Return the width in sight of columns ``first`` to ``last``, in characters."""
        return sum(self.widths[column - 1] for column in self.visible() if first <= column <= last)


def plan(content: Content, words: Words, *, note: bool) -> Layout:
    """Return the layout of a sheet that is made now.

    Args:
        content: the description with the texts that stand on it
        words: the language of the book
        note: whether a note stands under the title
    """
    sheet = content.sheet
    widths = _widths(content)
    hidden = _hidden(sheet)
    row = 3 if note else 2
    lines, row = _place_lines(sheet.lines, widths, hidden, words, row)
    legend = row if _needs_legend(sheet) else 0
    row += 1
    return Layout(widths, hidden, lines, legend, _stack(content, row, words))


def _widths(content: Content) -> tuple[float, ...]:
    widths: list[float] = []
    for block in content.sheet.blocks():
        for index, column in enumerate(block.table.columns):
            if index == len(widths):
                widths.append(column.width)
            widths[index] = max(widths[index], column.width)
    reach = [sum(_spans(row)) for rows in content.texts.values() for row in rows]
    while len(widths) < max(reach, default=1):
        widths.append(12.0)
    return tuple(widths)


def _hidden(sheet: Sheet) -> frozenset[int]:
    """Return columns that every table reaching so far wants grouped: tables of one sheet share its columns."""
    wants: dict[int, list[bool]] = {}
    for block in sheet.blocks():
        for index, column in enumerate(block.table.columns, start=1):
            wants.setdefault(index, []).append(column.grouped)
    return frozenset(index for index, votes in wants.items() if all(votes))


def _needs_legend(sheet: Sheet) -> bool:
    return any(column.typed for block in sheet.blocks() for column in block.table.columns)


def _place_lines(
    lines: tuple[Line, ...], widths: tuple[float, ...], hidden: frozenset[int], words: Words, row: int
) -> tuple[tuple[LineSpot, ...], int]:
    """Put labels and figures side by side as far as the columns allow; a sentence has a row of its own."""
    spots: list[LineSpot] = []
    column = 1
    for line in lines:
        across = _across(line, column, widths, hidden, words)
        alone = line.wide and line.kind is Kind.TEXT
        if column > 1 and (alone or across is None):
            row, column = row + 1, 1
            across = _across(line, column, widths, hidden, words)
        label, figure, after = across or (1, 2, 3)
        spots.append(LineSpot(line, row, label, figure))
        row, column = (row + 1, 1) if alone else (row, after)
    return tuple(spots), row + (1 if column > 1 else 0)


def _across(
    line: Line, start: int, widths: tuple[float, ...], hidden: frozenset[int], words: Words
) -> tuple[int, int, int] | None:
    """Return columns of label and figure and the next free one, for a line that starts at ``start``; None if too wide."""
    label = _first_visible(start, hidden)
    figure = _past(label, len(words.text(f"line.{line.key}")) * 1.05 + 1, widths, hidden)
    need = FIGURE_WIDTHS.get(line.kind, TEXT_FIGURE)
    if line.kind in FIGURE_WIDTHS:
        # a figure does not run over into the next cell: it needs one column that is wide enough
        while figure <= len(widths) and widths[figure - 1] < need:
            figure = _first_visible(figure + 1, hidden)
    after = _past(figure, TEXT_FIGURE if line.wide else need, widths, hidden)
    reach = sum(_width(column, widths) for column in range(1, after) if column not in hidden)
    last = max((c for c in range(1, len(widths) + 1) if c not in hidden), default=1)
    if start > 1 and (reach > LINES_ACROSS or figure > last):
        return None
    return label, figure, _first_visible(after, hidden)


def _width(column: int, widths: tuple[float, ...]) -> float:
    return widths[column - 1] if column <= len(widths) else 9.0


def _first_visible(column: int, hidden: frozenset[int]) -> int:
    while column in hidden:
        column += 1
    return column


def _past(column: int, need: float, widths: tuple[float, ...], hidden: frozenset[int]) -> int:
    """Return the first visible column behind as many columns as are ``need`` characters wide."""
    have = 0.0
    while True:
        have += 0 if column in hidden else _width(column, widths)
        column += 1
        if have >= need and column not in hidden:
            return column


def _stack(content: Content, row: int, words: Words) -> tuple[Item, ...]:
    items: list[Item] = []
    for item in content.sheet.stack:
        if isinstance(item, Block):
            height = 2 + (item.heading and f"block.{item.table.name}" in words.catalogue)
        elif isinstance(item, Charts):
            height = item.rows
        else:
            height = len(content.texts.get(item.key, ()))
        items.append(Item(item, row, row + height))
        row += height + 1
    return tuple(items)


def _spans(row: TextRow) -> tuple[int, ...]:
    return tuple(row.spans[index] if index < len(row.spans) else 1 for index in range(len(row.cells)))


def spans(row: TextRow) -> tuple[int, ...]:
    """Return over how many columns each cell of a text row runs."""
    return _spans(row)


def height(texts: list[tuple[str, float]], line: float = 13.5) -> float:
    """Return the height in points of a row whose cells wrap.

    Args:
        texts: every text with the width of its cell in characters
        line: height of one line of text
    """
    most = max((lines_of([text], width)[0] for text, width in texts), default=1)
    return max(ROW_HEIGHT, most * line + 3)
