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
from clientbook.hosts.file.layout import Layout, height
from clientbook.hosts.file.places import Places
from clientbook.locale import Words
from clientbook.register.codes import YESNO
from clientbook.register.columns import Column, Kind, Table
from clientbook.sheets.description import Block, Rule

LIST_LIMIT = 255
"""Excel takes no longer list written into a cell's validation."""

ARROW = 2.5
"""Characters that the filter arrow takes from a header."""


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
    choices = _choices(column, words)
    if choices:
        check = DataValidation(type="list", formula1=f'"{choices}"')
        key = "list"
    elif column.kind in {Kind.DATE, Kind.MONTH}:
        # DATE() means the same day in books that count from 1900 and from 1904
        check = DataValidation(type="date", operator="between", formula1="DATE(1990,1,1)", formula2="DATE(2099,12,31)")
        key = "date"
    elif column.kind in {Kind.INT, Kind.NUMBER, Kind.MONEY, Kind.PERCENT}:
        check = DataValidation(type="decimal", operator="between", formula1="-1000000000000", formula2="1000000000000")
        key = "number"
    else:
        return None
    check.allowBlank = True
    check.showErrorMessage = True
    check.errorTitle = words.text("hint.title")
    check.error = words.text(f"hint.{key}")
    return check


def _choices(column: Column, words: Words) -> str:
    codes = YESNO if column.kind is Kind.YESNO else column.codes
    if codes is None:
        return ""
    listed = list(codes.words(words.lang).values())
    if column.kind is Kind.YESNO and "0/1" in column.ru:
        listed = ["1", "0", *listed]
    text = ",".join(listed)
    return text if len(text) <= LIST_LIMIT and not any("," in word or '"' in word for word in listed) else ""


def _add_rules(sheet: Worksheet, block: Block, row: int, places: Places, words: Words) -> None:
    letters = {column.key: get_column_letter(i) for i, column in enumerate(block.table.columns, start=1)}
    last = get_column_letter(len(block.table.columns))
    for rule in block.rules:
        test = condition(rule, block.table, words)
        formula = places.formula(test, sheet.title, block.table.name, fixed_columns=True)
        if formula is not None:
            area = f"{letters[rule.column]}{row}" if rule.column else f"A{row}:{last}{row}"
            drawn = CellRule(type="expression", dxf=look.colour_rule(rule.look), formula=[formula.at(row)])
            sheet.conditional_formatting.add(area, drawn)
    for key in block.bars:
        ends = [FormatObject(type="num", val=0), FormatObject(type="max")]
        bar = CellRule(type="dataBar", dataBar=DataBar(cfvo=ends, color=look.BAR_COLOUR, showValue=True))
        sheet.conditional_formatting.add(f"{letters[key]}{row}", bar)


def condition(rule: Rule, table: Table, words: Words) -> str:
    """Return the formula of a rule; codes become the words that stand in the cells."""
    if rule.when:
        return rule.when
    column = table[rule.of or rule.column]
    codes = YESNO if column.kind is Kind.YESNO else column.codes
    spoken = [codes.word(code, words.lang) if codes else code for code in rule.words]
    tests = [f'{{row.{column.key}}}="{word}"' for word in spoken]
    return tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"
