"""How people arrange a list otherwise than a register needs it: what is told in place of «a column is missing»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from clientbook.errors import RegisterError
from clientbook.hosts.base import CellValue
from clientbook.register.columns import Table, normal
from clientbook.register.headers import Headers, address, find_headers
from clientbook.register.parse_dates import date_of
from clientbook.register.tables import CLIENTS, SALES

MONTHS_ACROSS = 3
"""From so many months beside each other on, a row is one of headers, not of data."""
_MONTH = re.compile(
    r"(янв(арь)?|фев(раль)?|март?|апр(ель)?|май|июнь?|июль?|авг(уст)?|сент?(ябрь)?|окт(ябрь)?|ноя(брь)?|дек(абрь)?"
    r"|jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?"
    r"|([1-4]|iv|i{1,3})(кв|квартал|q)|q[1-4])\.?"
)
_MONEY = re.compile(r"сумм|выручк|стоимост|оборот|продаж|amount|revenue|sales|total")
_OTHER_MONEY = re.compile(r"тыс|млн|коп|сндс|thousand|million|kopeck|[$€£¥]|usd|eur|withvat|incl|gross")

Rows = Sequence[Sequence[CellValue]]


def otherwise_arranged(
    table: Table, sheet: str, rows: Rows, top: int, left: int, lang: str, headers: str
) -> RegisterError | None:
    """Return what to say of a sheet on which a needed table is looked for in vain; None where nothing is known of it.

    Args:
        table: the table
        sheet: name of the sheet
        rows: its first rows
        top: sheet row of the first of them
        left: sheet column of the first cell
        lang: language in which columns are named
        headers: the required columns of the table, as a list
    """
    if table.name == SALES.name and (place := _months_across(rows, top, left)):
        return RegisterError("months_across", sheet=sheet, cell=place, headers=headers)
    clients, sales = (find_headers(other, rows, top, left) for other in (CLIENTS, SALES))
    if clients is None or sales is None or sales.missing(SALES):
        return None
    if not clients.missing(CLIENTS) and (clients.row != sales.row or _twice(clients, "client_id")):
        names = {"clients": CLIENTS.sheet(lang), "sales": SALES.sheet(lang)}
        return RegisterError("tables_together", sheet=sheet, **names)
    if table.name == CLIENTS.name and {"client", "client_id"} & clients.columns.keys():
        return RegisterError("clients_in_sales", sheet=sheet, table=table.sheet(lang), headers=headers)
    return None


def other_money(row: Sequence[CellValue]) -> str:
    """Return the header of an amount in thousands, kopecks, another currency or with VAT, empty if there is none."""
    texts = [cell.strip() for cell in row if isinstance(cell, str)]
    return next((" ".join(text.split()) for text in texts if _is_other_money(normal(text))), "")


def _is_other_money(name: str) -> bool:
    return bool(_MONEY.search(name) and _OTHER_MONEY.search(name))


def _twice(found: Headers, key: str) -> bool:
    return any(twice.key == key for twice in found.duplicates)


def _months_across(rows: Rows, top: int, left: int) -> str:
    """Return the cell of the first of several months in one row, empty if there are none."""
    for number, row in enumerate(rows):
        months = [index for index, cell in enumerate(row) if _is_month(cell)]
        if len(months) >= MONTHS_ACROSS:
            return address(top + number, left + months[0])
    return ""


def _is_month(cell: CellValue) -> bool:
    """Tell whether a cell is a month or a quarter: its name, with a year or without, or its first day."""
    if isinstance(cell, (date, datetime)):
        return cell.day == 1
    if not isinstance(cell, str) or len(cell) > 30:
        return False
    return date_of(cell, month=True) is not None or bool(_MONTH.match(normal(cell)) and _MONTH.fullmatch(_bare(cell)))


def _bare(text: str) -> str:
    """Return a text without the year and the marks in it."""
    return re.sub(r"\d{4}|[\s.,'’-]+|г(ода?)?$", "", normal(text))
