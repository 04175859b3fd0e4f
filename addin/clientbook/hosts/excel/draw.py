"""Draws described sheets into an open book, as long as their tables will be; values come by the way of all refills.

Where a program copies sheets between books they are copied instead (:mod:`clientbook.hosts.excel.copies`): the public
interface of xlwings has no tab colours, page set-up, messages of checks and named styles.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple, TypeVar

import xlwings as xw
from xlwings.main import ConditionalFormats

from clientbook.hosts.excel.charts import Band
from clientbook.hosts.excel.look import put_on
from clientbook.hosts.excel.sight import group_rows
from clientbook.hosts.excel.values import Entry, runs, said, write_cells
from clientbook.hosts.file import look
from clientbook.hosts.file.checks import AMOUNT, Check, check_of, condition
from clientbook.hosts.file.layout import ARROW, FREEZE_UNTO, Item, Layout, height, plan, spans
from clientbook.hosts.file.places import Places, Spot
from clientbook.hosts.standing import Standing, free_table_name
from clientbook.locale import Words
from clientbook.register.columns import Column
from clientbook.register.headers import letters
from clientbook.sheets.description import Block, Charts, Content, Look, Text, TextRow

EARLIEST, LATEST = 32874, 73050
"""1990-01-01 and 2099-12-31 as numbers: a formula would have to be spelt in the language of the program."""

T = TypeVar("T")
_UNABLE = (NotImplementedError, AttributeError)


class Placed(NamedTuple):
    """An item of the stack with the row it gets when the tables above it have their rows."""

    item: Item
    row: int
    rows: int

    @property
    def header(self) -> int:
        """Return the row of a table's header."""
        return self.row + self.item.end - self.item.row - 2


class Drawn(NamedTuple):
    """What was drawn on a sheet: table → where it stands, line → row and column of its figure, and room left for charts."""

    standings: dict[str, Standing]
    figures: dict[str, tuple[int, int]]
    bands: Sequence[Band] = ()


def draw_sheet(sheet: xw.Sheet, content: Content, words: Words, taken: Collection[str] = ()) -> Drawn:
    """Draw a sheet.

    Args:
        sheet: a blank sheet
        content: what will stand on it
        words: the language of the book
        taken: names of tables that the book has already

    Returns:
        Where everything stands: not every program shows at once what was just put into it. Charts wait for the figures.
    """
    note, layout = _layout(content, words)
    title = words.catalogue.get(f"sheet.{content.sheet.key}.title", content.sheet.name(words.lang))
    _put(sheet, 1, 1, title, "cb_title")
    sheet.range("1:1").row_height = 26
    if note:
        _put(sheet, 2, 1, note, "cb_note")
    _draw_lines(sheet, layout, words)
    placed = _placed(content, layout)
    for place in placed:
        if isinstance(place.item.item, Text):
            _draw_text(sheet, content.texts.get(place.item.item.key, ()), place.row, layout)
    _set_columns(sheet, layout)
    drawn = _drawn(sheet.name, placed, layout, words, taken)
    _draw_tables(sheet, placed, layout, words, drawn.standings)
    _set_view(sheet, content, placed)
    bands = [Band(place.item.item, place.row, layout) for place in placed if isinstance(place.item.item, Charts)]
    return drawn._replace(bands=bands)


def drawn_as(sheet: str, content: Content, words: Words) -> Drawn:
    """Return where everything stands on a sheet of that name, drawn here or in a file."""
    _, layout = _layout(content, words)
    return _drawn(sheet, _placed(content, layout), layout, words)


def _layout(content: Content, words: Words) -> tuple[str, Layout]:
    note = words.catalogue.get(f"sheet.{content.sheet.key}.note", "")
    return note, plan(content, words, note=bool(note))


def _drawn(sheet: str, placed: list[Placed], layout: Layout, words: Words, taken: Collection[str] = ()) -> Drawn:
    figures = {spot.line.key: (spot.row, spot.figure) for spot in layout.lines}
    return Drawn(_standings(sheet, placed, words, taken), figures)


def _standings(sheet: str, placed: list[Placed], words: Words, taken: Collection[str]) -> dict[str, Standing]:
    found = {}
    for place in placed:
        if isinstance(place.item.item, Block):
            table, first = place.item.item.table, place.header + 1
            keys: list[str | None] = [column.key for column in table.columns]
            headers = [column.header(words.lang) for column in table.columns]
            last = first + place.rows - 1
            name = free_table_name(table.name, taken)
            found[table.name] = Standing(table, sheet, "", name, 1, keys, headers, first, last)
    return found


def _put(sheet: xw.Sheet, row: int, column: int, text: str | None, style: str) -> None:
    cell = sheet.range((row, column))
    put_on(cell, style)
    if text:
        cell.value = said(text)


def _draw_lines(sheet: xw.Sheet, layout: Layout, words: Words) -> None:
    """Draw the lines above the tables: those that look alike, one under the other, at once."""
    looks = {(spot.row, spot.label): "cb_label" for spot in layout.lines}
    looks |= {(spot.row, spot.figure): look.line_style(spot.line) for spot in layout.lines}
    for (row, column), names in runs(looks):
        for first, last, name in _runs(names):
            put_on(sheet.range((row + first - 1, column), (row + last - 1, column)), name)
    for (row, _), heights in runs({(spot.row, 1): 17 for spot in layout.lines}):
        sheet.range(f"{row}:{row + len(heights) - 1}").row_height = 17
    write_cells(sheet, {(s.row, s.label): said(words.text(f"line.{s.line.key}")) for s in layout.lines})
    for spot in layout.lines:
        check = check_of(Column(spot.line.key, "", "", spot.line.kind), words) if spot.line.typed else None
        if check is not None:
            _check(sheet.range((spot.row, spot.figure)), check)
    if layout.legend:
        _put(sheet, layout.legend, 1, words.text("sheet.legend"), "cb_note")


def _placed(content: Content, layout: Layout) -> list[Placed]:
    shift, placed = 0, []
    for item in layout.items:
        rows = 0
        if isinstance(item.item, Block):
            rows = max(1, len(content.tables.get(item.item.table.name, ())))
        placed.append(Placed(item, item.row + shift, rows))
        shift += max(0, rows - 1)
    return placed


def _draw_text(sheet: xw.Sheet, rows: tuple[TextRow, ...], first: int, layout: Layout) -> None:
    """Draw rows of text: those of the same look and the same cells, one under the other, at once."""
    for top, bottom, (name, overs) in _runs([(row.look, tuple(spans(row))) for row in rows]):
        column = 1
        for over in overs:
            cells = sheet.range((first + top - 1, column), (first + bottom - 1, column + over - 1))
            put_on(cells, look.TEXT_STYLES[name])
            if over > 1:
                cells.merge(across=True)
            column += over
    texts: dict[tuple[int, int], Entry] = {}
    heights = []
    for number, row in enumerate(rows, start=first):
        column, sizes = 1, []
        for text, over in zip(row.cells, spans(row), strict=True):
            texts[number, column] = said(text)
            if row.look not in {"title", "heading", "sign"}:
                sizes.append((text, layout.width(column, column + over - 1)))
            column += over
        heights.append(row.height or (22 if row.look == "title" else height(sizes)))
    for top, bottom, points in _runs(heights):
        sheet.range(f"{first + top - 1}:{first + bottom - 1}").row_height = points
    write_cells(sheet, texts)


def _set_columns(sheet: xw.Sheet, layout: Layout) -> None:
    for first, last, width in _runs(layout.widths):
        sheet.range((1, first), (1, last)).column_width = width
    for first, last, hidden in _runs([column in layout.hidden for column in range(1, len(layout.widths) + 1)]):
        if hidden:
            cells = sheet.range(f"{letters(first)}:{letters(last)}")
            with suppress(*_UNABLE):
                cells.group("columns")
            cells.columns.hidden = True


def _runs(values: Sequence[T]) -> list[tuple[int, int, T]]:
    """Return first, last (from 1) and value of every run of equal values."""
    runs: list[tuple[int, int, T]] = []
    for number, value in enumerate(values, start=1):
        if runs and runs[-1][2] == value:
            runs[-1] = (runs[-1][0], number, value)
        else:
            runs.append((number, number, value))
    return runs


def _draw_tables(
    sheet: xw.Sheet, placed: list[Placed], layout: Layout, words: Words, standings: Mapping[str, Standing]
) -> None:
    places = Places()
    blocks = [(place, place.item.item) for place in placed if isinstance(place.item.item, Block)]
    for place, block in blocks:
        columns = {column.key: index for index, column in enumerate(block.table.columns, start=1)}
        first = place.header + 1
        places.spots[block.table.name] = Spot(sheet.name, columns, first, first + place.rows - 1)
    places.lines[sheet.name] = {s.line.key: f"${letters(s.figure)}${s.row}" for s in layout.lines}
    for place, block in blocks:
        _draw_block(sheet, block, place, layout, words, standings[block.table.name].table_part)
        _add_rules(sheet, block, places, words)


def _draw_block(sheet: xw.Sheet, block: Block, place: Placed, layout: Layout, words: Words, name: str) -> None:
    table, header = block.table, place.header
    if block.heading and f"block.{table.name}" in words.catalogue:
        _put(sheet, header - 1, 1, words.text(f"block.{table.name}"), "cb_heading")
        sheet.range(f"{header - 1}:{header - 1}").row_height = 20
    headers = [column.header(words.lang) for column in table.columns]
    sheet.range((header, 1), (header, len(headers))).value = [said(text) for text in headers]
    for first, last, style in _runs([look.header_style(column) for column in table.columns]):
        put_on(sheet.range((header, first), (header, last)), style)
    bottom = header + place.rows
    for first, last, style in _runs([look.body_style(column, table) for column in table.columns]):
        put_on(sheet.range((header + 1, first), (bottom, last)), style)
    arrow = ARROW if block.autofilter else 0.0
    sizes = [(text, layout.widths[index] - arrow) for index, text in enumerate(headers)]
    sheet.range(f"{header}:{header}").row_height = max(30.0, height(sizes, 14))
    made = sheet.tables.add(sheet.range((header, 1), (bottom, len(headers))), name=name)
    with suppress(*_UNABLE):
        made.table_style = ""
    made.show_autofilter = block.autofilter
    for index, column in enumerate(table.columns, start=1):
        check = check_of(column, words) if column.typed else None
        if check is not None:
            _check(sheet.range((header + 1, index), (bottom, index)), check)
    if block.rows_in_sight and place.rows > block.rows_in_sight:
        group_rows(sheet.range(f"{header + block.rows_in_sight + 1}:{bottom}"))


def _check(cells: xw.Range, check: Check) -> None:
    if check.kind == "list":
        cells.data_validation.set_list(list(check.choices))
    elif check.kind == "date":
        cells.data_validation.set_date("between", EARLIEST, LATEST)
    else:
        cells.data_validation.set_decimal("between", float(-AMOUNT), float(AMOUNT))


def _add_rules(sheet: xw.Sheet, block: Block, places: Places, words: Words) -> None:
    spot, last = places.spots[block.table.name], len(block.table.columns)
    if block.rules or block.bars:
        # Excel reads the addresses of a rule from the cell that is selected
        sheet.activate()
        sheet.range((spot.first, 1)).select()
    lists: dict[tuple[int, int], ConditionalFormats] = {}
    for rule in block.rules:
        left, right = (spot.columns[rule.column],) * 2 if rule.column else (1, last)
        formula = places.formula(condition(rule, block.table, words), sheet.name, block.table.name, fixed_columns=True)
        if formula is not None:
            if (left, right) not in lists:
                lists[left, right] = sheet.range((spot.first, left), (spot.last, right)).conditional_formats
            _add_rule(lists[left, right], f"={formula.at(spot.first)}", rule.look)
    for key in block.bars:
        cells = sheet.range((spot.first, spot.columns[key]), (spot.last, spot.columns[key]))
        cells.conditional_formats.add_data_bar(f"#{look.BAR_COLOUR}", minimum=0, gradient=False)


def _add_rule(rules: ConditionalFormats, formula: str, name: Look) -> None:
    """Colour cells where a formula is true; an Excel that does not read it in this spelling leaves them as they are."""
    ground, ink = look.GROUNDS[name]
    with suppress(Exception):  # colour never stands without a word: the sheet says the same without it
        rules.add_custom(
            formula,
            fill_color=f"#{ground}",
            font_color=f"#{ink}",
            font_bold=True if name == "bad" else None,
        )


def _set_view(sheet: xw.Sheet, content: Content, placed: list[Placed]) -> None:
    with suppress(*_UNABLE):
        sheet.show_gridlines = False
    blocks = [place for place in placed if isinstance(place.item.item, Block)]
    if not blocks:
        return
    first = blocks[0]
    assert isinstance(first.item.item, Block)  # noqa: S101  (chosen so above)
    keys = [column.key for column in first.item.item.table.columns]
    columns = keys.index(content.sheet.frozen) + 1 if content.sheet.frozen in keys else 0
    alone = len(blocks) == 1 and placed[-1] is first
    rows = first.header if alone and first.header <= FREEZE_UNTO else 0
    if rows and columns:
        sheet.freeze_panes.freeze_at(sheet.range((1, 1), (rows, columns)))
    elif rows:
        sheet.freeze_panes.freeze_at(f"1:{rows}")
    elif columns:
        sheet.freeze_panes.freeze_at(f"A:{letters(columns)}")
