"""Copies of managers by the contract of ``team.handed`` and ``team.versions``, made small, by a library other than ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
from openpyxl.worksheet.table import Table as ExcelTable

from clientbook.hosts.file.book import FileBook
from clientbook.register import codes
from clientbook.register.columns import Table, normal
from clientbook.team import lines, versions
from clientbook.team.collect import read_head
from clientbook.team.copies_in import Copy
from clientbook.team.handed import PREPARED, ROW_IDS, VERSION, handed
from clientbook.team.head import Head
from clientbook.team.merged import Merged


def head_of(path: Path) -> Head:
    """Return the rows of a register as collection reads them."""
    return read_head(FileBook.open(path), "ru", {}).head


def managers_of(head: Head) -> list[str]:
    return sorted({str(row.values["manager"]) for row in head.clients.values() if row.values["manager"]})


def hand_out(head: Head, manager: str, path: Path, *, prepared: int = 5) -> Path:
    """Write the copy of a manager."""
    workbook = openpyxl.Workbook()
    del workbook[workbook.sheetnames[0]]
    his = {code for code in head.clients if head.manager_of(code) == normal(manager)}
    for name, table in head.known.items():
        sheet = workbook.create_sheet(table.ru)
        columns = [*table.columns, VERSION]
        sheet.append([column.header("ru") for column in columns])
        for version, values in _rows(head, table, manager, his):
            sheet.append([_cell(values.get(column.key), table, column.key) for column in table.columns] + [version])
        for number in range(prepared if name in PREPARED else 0):
            blank = {ROW_IDS[name]: f"m{normal(manager)}{number}"} if name in ROW_IDS else {}
            sheet.append([blank.get(column.key) for column in columns])
        end = sheet.cell(max(sheet.max_row, 2), len(columns)).coordinate
        sheet.add_table(ExcelTable(displayName=name, ref=f"A1:{end}"))
    workbook.save(path)
    return path


def copy_of(head: Head, manager: str, *, when: str, who: str = "", prepared: int = 3) -> Copy:
    """Return the copy of a manager as it is read when nobody has touched it."""
    his = {code for code in head.clients if head.manager_of(code) == normal(manager)}
    tables = {}
    for name, table in head.known.items():
        rows = [{**values, VERSION.key: version} for version, values in _rows(head, table, manager, his)]
        if name in ROW_IDS:
            rows += [{ROW_IDS[name]: f"m{normal(manager)}{number}"} for number in range(prepared)]
        columns = {column.key: number for number, column in enumerate((*table.columns, VERSION), start=1)}
        read = [lines.Row(number, values) for number, values in enumerate(rows, start=2)]
        tables[name] = lines.Rows(lines.with_version(table), table.ru, columns, read)
    return Copy(f"{manager}.xlsx", manager, who, when, f"{manager}{when}{who}", tables)


def few(head: Head, managers: Sequence[str], clients: int, rows: int) -> Head:
    """Return a register of some managers with a few clients each, and a few rows about each."""
    chosen = {
        code
        for manager in managers
        for code in [code for code in head.clients if head.manager_of(code) == normal(manager)][:clients]
    }
    tables = {}
    for name, found in head.tables.items():
        seen: dict[object, int] = {}
        kept = []
        for row in found.rows:
            client = row.values.get("client_id")
            seen[client] = seen.get(client, 0) + 1
            if client in chosen and seen[client] <= rows:
                kept.append(row)
        tables[name] = replace(found, rows=kept)
    return Head(tables, head.known)


def applied(head: Head, merged: Merged) -> Head:
    """Return a register as it reads once a collection is written."""
    tables = {}
    for name, found in head.tables.items():
        rows = [
            replace(row, values={**row.values, **merged.puts.get((name, key), {})}) for key, row in found.with_keys()
        ]
        last = max((row.number for row in rows), default=1)
        more = merged.added.get(name, {})
        added = [more[key] for key in sorted(more)]
        rows += [lines.Row(last + number, values) for number, values in enumerate(added, start=1)]
        tables[name] = replace(found, rows=rows)
    return Head(tables, head.known, head.frozen)


def _rows(head: Head, table: Table, manager: str, his: set[str]) -> list[tuple[str, Mapping[str, object]]]:
    rule, found = handed()[table.name], []
    if table.name not in head.tables:
        return []
    seen: dict[str, int] = {}
    for row in head.tables[table.name].rows:
        content = versions.row_key(table, row.values)
        seen[content] = seen.get(content, 0) + 1
        mine = normal(row.values.get("manager") or "") == normal(manager)
        if mine if rule.whose == "manager" else head.client(row.values.get("client_id")) in his:
            version = versions.of_row(table, rule.editable, row.values, seen[content])
            found.append((versions.write(version, rule.editable), row.values))
    return found


def _cell(value: object, table: Table, key: str) -> object:
    column = table[key]
    if isinstance(value, bool):
        return codes.YESNO.word("yes" if value else "no", "ru")
    if isinstance(value, str) and column.codes is not None:
        return column.codes.word(value, "ru")
    return value
