"""Draws one table: headings, header, a blank row with its styles, drop-downs, colours and bars."""

from __future__ import annotations

from openpyxl.formatting.rule import DataBar, FormatObject
from openpyxl.formatting.rule import Rule as CellRule
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableColumn
from openpyxl.worksheet.worksheet import Worksheet

from clientbook.hosts.file import look
from clientbook.hosts.file.checks import AMOUNT, check_of, condition
from clientbook.hosts.file.draw_looks import colour_rule
from clientbook.hosts.file.layout import ARROW, Layout, height
from clientbook.hosts.file.places import Places
from clientbook.locale import Words
from clientbook.register.columns import Column, Table
from clientbook.sheets.description import Block


def draw_block(sheet: Worksheet, block: Block, header: int, layout: Layout, places: Places, words: Words) -> None:
    """Draw a table with one blank row.

    Args:
        sheet: the sheet that is drawn
        block: the table and its colours
        header: row of its header
        layout: widths of the columns
        places: where tables and lines of the sheet stand
        words: the language of the book
    """
    table = block.table
    if block.heading and f"block.{table.name}" in words.catalogue:
        cell = sheet.cell(header - 1, 1, words.text(f"block.{table.name}"))
        cell.style = "cb_heading"
        sheet.row_dimensions[header - 1].height = 20
    for index, column in enumerate(table.columns, start=1):
        cell = sheet.cell(header, index, column.header(words.lang))
        cell.style = look.header_style(column)
        sheet.cell(header + 1, index).style = look.body_style(column, table)
    arrow = ARROW if block.autofilter else 0.0
    sizes = [(c.header(words.lang), layout.widths[i] - arrow) for i, c in enumerate(table.columns)]
    sheet.row_dimensions[header].height = max(30.0, height(sizes, 14))
    _add_table(sheet, block, header)
    _add_validation(sheet, table, header + 1, words)
    _add_rules(sheet, block, header + 1, places, words)


def _add_table(sheet: Worksheet, block: Block, header: int) -> None:
    table = block.table
    reference = f"A{header}:{get_column_letter(len(table.columns))}{header + 1}"
    excel = ExcelTable(displayName=table.name, name=table.name, ref=reference)
    for index, cell in enumerate(sheet[reference][0], start=1):
        excel.tableColumns.append(TableColumn(id=index, name=str(cell.value)))
    if block.autofilter:
        excel.autoFilter = AutoFilter(ref=reference)
    sheet.add_table(excel)


def _add_validation(sheet: Worksheet, table: Table, row: int, words: Words) -> None:
    for index, column in enumerate(table.columns, start=1):
        check = validation(column, words) if column.typed else None
        if check is not None:
            check.add(f"{get_column_letter(index)}{row}")
            sheet.add_data_validation(check)


def validation(column: Column, words: Words) -> DataValidation | None:
    """Return the drop-down or the check of what is typed, None where anything goes."""
    check = check_of(column, words)
    if check is None:
        return None
    if check.kind == "list":
        drawn = DataValidation(type="list", formula1=f'"{",".join(check.choices)}"')
    elif check.kind == "date":
        # DATE() means the same day in books that count from 1900 and from 1904
        drawn = DataValidation(type="date", operator="between", formula1="DATE(1990,1,1)", formula2="DATE(2099,12,31)")
    else:
        drawn = DataValidation(type="decimal", operator="between", formula1=str(-AMOUNT), formula2=str(AMOUNT))
    drawn.allowBlank = True
    drawn.showErrorMessage = True
    drawn.errorTitle = words.text("hint.title")
    drawn.error = words.text(f"hint.{check.kind}")
    return drawn


def _add_rules(sheet: Worksheet, block: Block, row: int, places: Places, words: Words) -> None:
    letters = {column.key: get_column_letter(i) for i, column in enumerate(block.table.columns, start=1)}
    last = get_column_letter(len(block.table.columns))
    for rule in block.rules:
        test = condition(rule, block.table, words)
        formula = places.formula(test, sheet.title, block.table.name, fixed_columns=True)
        if formula is not None:
            area = f"{letters[rule.column]}{row}" if rule.column else f"A{row}:{last}{row}"
            drawn = CellRule(type="expression", dxf=colour_rule(rule.look), formula=[formula.at(row)])
            sheet.conditional_formatting.add(area, drawn)
    for key in block.bars:
        ends = [FormatObject(type="num", val=0), FormatObject(type="max")]
        bar = CellRule(type="dataBar", dataBar=DataBar(cfvo=ends, color=look.BAR_COLOUR, showValue=True))
        sheet.conditional_formatting.add(f"{letters[key]}{row}", bar)
