"""Draws described sheets with openpyxl, for templates and for sheets that are grafted into a user's book.

A drawn table has its header and one blank row: rows are put in by the one way that also refills books
(:mod:`clientbook.hosts.file.refill`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import Outline, PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from clientbook.hosts.file import look
from clientbook.hosts.file.draw_charts import draw_band
from clientbook.hosts.file.draw_looks import add_styles
from clientbook.hosts.file.draw_tables import draw_block, validation
from clientbook.hosts.file.layout import FREEZE_UNTO, Layout, height, plan, spans
from clientbook.hosts.file.places import Places, Spot
from clientbook.locale import Words
from clientbook.register.columns import Column
from clientbook.sheets.description import Block, Charts, Content, Text, TextRow

READABLE = 330.0
"""Characters across that a landscape page still shows readably; only wider lists go over several pages."""


def draw_book(contents: Sequence[Content], words: Words, names: Mapping[str, str]) -> Workbook:
    """Return a workbook with the sheets drawn, in the order given.

    Args:
        contents: the sheets
        words: the language of the book
        names: key of a sheet → the name it gets in the book
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    add_styles(book)
    for content in contents:
        _draw_sheet(book.create_sheet(names[content.sheet.key]), content, words)
    return book


def _draw_sheet(sheet: Worksheet, content: Content, words: Words) -> None:
    key = content.sheet.key
    note = words.catalogue.get(f"sheet.{key}.note", "")
    layout = plan(content, words, note=bool(note))
    _cell(sheet, 1, 1, words.catalogue.get(f"sheet.{key}.title", content.sheet.name(words.lang)), "cb_title")
    sheet.row_dimensions[1].height = 26
    if note:
        _cell(sheet, 2, 1, note, "cb_note")
    _draw_lines(sheet, layout, words)
    _draw_stack(sheet, content, layout, words)
    _set_columns(sheet, layout)
    _set_view(sheet, content, layout)
    _set_paper(sheet, content, layout, words)


def _cell(sheet: Worksheet, row: int, column: int, text: str | None, style: str) -> None:
    cell = sheet.cell(row, column)
    cell.style = style
    if text is not None:
        cell.value = text
        cell.data_type = "s"  # a text that begins with = stays a text


def _draw_lines(sheet: Worksheet, layout: Layout, words: Words) -> None:
    for spot in layout.lines:
        _cell(sheet, spot.row, spot.label, words.text(f"line.{spot.line.key}"), "cb_label")
        _cell(sheet, spot.row, spot.figure, None, look.line_style(spot.line))
        sheet.row_dimensions[spot.row].height = 17
        check = validation(Column(spot.line.key, "", "", spot.line.kind), words) if spot.line.typed else None
        if check is not None:
            check.add(f"{get_column_letter(spot.figure)}{spot.row}")
            sheet.add_data_validation(check)
    if layout.legend:
        _cell(sheet, layout.legend, 1, words.text("sheet.legend"), "cb_note")


def _draw_stack(sheet: Worksheet, content: Content, layout: Layout, words: Words) -> None:
    places = _places(sheet, layout)
    for item in layout.items:
        if isinstance(item.item, Block):
            draw_block(sheet, item.item, item.end - 2, layout, places, words)
        elif isinstance(item.item, Text):
            _draw_text(sheet, content.texts.get(item.item.key, ()), item.row, layout)
    for item in layout.items:
        if isinstance(item.item, Charts):
            draw_band(sheet, item.item, item.row, layout, places, content, words)


def _places(sheet: Worksheet, layout: Layout) -> Places:
    places = Places()
    for item in layout.items:
        if isinstance(item.item, Block):
            table = item.item.table
            columns = {column.key: index for index, column in enumerate(table.columns, start=1)}
            places.spots[table.name] = Spot(sheet.title, columns, item.end - 1, item.end - 1)
    places.lines[sheet.title] = {
        spot.line.key: f"${get_column_letter(spot.figure)}${spot.row}" for spot in layout.lines
    }
    return places


def _draw_text(sheet: Worksheet, rows: tuple[TextRow, ...], first: int, layout: Layout) -> None:
    for number, row in enumerate(rows, start=first):
        column = 1
        sizes: list[tuple[str, float]] = []
        style = look.TEXT_STYLES[row.look]
        for text, over in zip(row.cells, spans(row), strict=True):
            last = column + over - 1
            _cell(sheet, number, column, text, style)
            for more in range(column + 1, last + 1):
                _cell(sheet, number, more, None, style)
            if over > 1:
                # its cells have the look of the whole already, which `merge_cells` would work out edge by edge
                sheet.merged_cells.add(CellRange(min_row=number, max_row=number, min_col=column, max_col=last))
            if row.look not in {"title", "heading", "sign"}:
                sizes.append((text, layout.width(column, last)))
            column = last + 1
        sheet.row_dimensions[number].height = row.height or (22 if row.look == "title" else height(sizes))


def _set_columns(sheet: Worksheet, layout: Layout) -> None:
    for index, width in enumerate(layout.widths, start=1):
        dimension = sheet.column_dimensions[get_column_letter(index)]
        dimension.width = width
        if index in layout.hidden:
            dimension.outlineLevel = 1
            dimension.hidden = True
    if layout.hidden:
        sheet.sheet_properties.outlinePr = Outline(summaryRight=False)
        before = min(layout.hidden) - 1
        if before:
            sheet.column_dimensions[get_column_letter(before)].collapsed = True


def _set_view(sheet: Worksheet, content: Content, layout: Layout) -> None:
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = look.TAB_COLOURS[content.sheet.colour]
    if any(block.rows_in_sight for block in content.sheet.blocks()):
        sheet.sheet_format.outlineLevelRow = 1
        sheet.sheet_properties.outlinePr = Outline(summaryRight=not layout.hidden, summaryBelow=False)
    blocks = [item for item in layout.items if isinstance(item.item, Block)]
    if not blocks:
        return
    first = blocks[0]
    assert isinstance(first.item, Block)  # noqa: S101  (chosen so above)
    keys = [column.key for column in first.item.table.columns]
    column = keys.index(content.sheet.frozen) + 2 if content.sheet.frozen in keys else 1
    alone = len(blocks) == 1 and layout.items[-1] is first
    row = first.end - 1 if alone and first.end - 2 <= FREEZE_UNTO else 1
    if row > 1 or column > 1:
        sheet.freeze_panes = f"{get_column_letter(column)}{row}"


def _set_paper(sheet: Worksheet, content: Content, layout: Layout, words: Words) -> None:
    setup = sheet.page_setup
    setup.paperSize = 9  # A4
    setup.orientation = "landscape" if content.sheet.landscape else "portrait"
    wide = layout.width(1, len(layout.widths)) / (READABLE if content.sheet.landscape else READABLE * 0.7)
    setup.fitToWidth, setup.fitToHeight = max(1, math.ceil(wide)), 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.6, 0.3, 0.3
    page = words.text("sheet.footer", page="&P", pages="&N")
    sheet.oddFooter = HeaderFooterItem(left=_HeaderFooterPart("&A"), right=_HeaderFooterPart(page))
    blocks = [item for item in layout.items if isinstance(item.item, Block)]
    if setup.fitToWidth > 1 and sheet.freeze_panes:
        sheet.print_title_cols = f"A:{get_column_letter(max(1, _frozen_columns(sheet)))}"
    if len(blocks) == 1 and layout.items[-1] is blocks[0]:
        sheet.print_title_rows = f"{blocks[0].end - 2}:{blocks[0].end - 2}"


def _frozen_columns(sheet: Worksheet) -> int:
    return int(coordinate_to_tuple(str(sheet.freeze_panes))[1]) - 1
