"""Small sheets for tests of the writing half: a plan people type in, a summary with charts, a document, a log."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

import openpyxl
import pandas as pd
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from clientbook.hosts.file.package import Package
from clientbook.register import codes
from clientbook.register.columns import Column, Kind, Table
from clientbook.sheets.description import Block, Chart, Charts, Content, Line, Rule, Sheet, Text, TextRow, Value

PLAN = Table(
    "cb_plan",
    "План контактов",
    "Contact plan",
    (
        Column("date", "Дата", "Date", Kind.DATE, width=11, typed=True),
        Column("client", "Клиент", "Client", width=30),
        Column("why", "Почему", "Why", width=40),
        Column("status", "Статус", "Status", Kind.CODE, codes=codes.PLAN_STATUS, width=14, typed=True),
        Column("result", "Итог", "Outcome", width=24, typed=True),
        Column("minutes", "Мин.", "Min.", Kind.INT, width=8),
        Column("plan_id", "ID", "ID", Kind.ID, width=20, grouped=True),
        Column("hours", "Часы", "Hours", Kind.NUMBER, width=9, grouped=True, formula="{row.minutes}/60"),
    ),
    identity=("plan_id",),
)

TOTALS = Table(
    "cb_totals",
    "Сводка",
    "Summary",
    (
        Column("manager", "Менеджер", "Manager", width=24),
        Column("income", "УГД, ₽", "Income, ₽", Kind.MONEY, width=15),
        Column("share", "Доля, %", "Share, %", Kind.PERCENT, width=12, formula="{row.income}/SUM({cb_totals.income})"),
    ),
    identity=("manager",),
)

NOTES = Table(
    "cb_notes",
    "Сводка",
    "Summary",
    (Column("manager", "Менеджер", "Manager", width=24), Column("visits", "Визитов", "Visits", Kind.INT)),
    identity=("manager",),
)

LOG = Table(
    "cb_log",
    "Журнал",
    "Log",
    (
        Column("row_id", "ID строки", "Row ID", Kind.ID, width=16, typed=True),
        Column("date", "Дата", "Date", Kind.DATE, width=11, typed=True),
        Column("outcome", "Итог", "Outcome", width=30, typed=True),
    ),
    identity=("row_id",),
)

PLAN_SHEET = Sheet(
    "plan",
    PLAN.ru,
    PLAN.en,
    stack=(
        Block(
            PLAN,
            rules=(Rule("", "good", words=("done",), of="status"), Rule("date", "bad", when="{row.date}<{line.as_of}")),
            bars=("minutes",),
        ),
    ),
    lines=(Line("as_of", Kind.DATE), Line("problems", Kind.INT, formula="COUNTA({cb_plan.plan_id})")),
    frozen="client",
)

SUMMARY_SHEET = Sheet(
    "summary",
    "Сводка",
    "Summary",
    stack=(
        Block(TOTALS, heading=True, autofilter=False),
        Charts(
            (
                Chart("segments", "column", TOTALS.name, "manager", ("income",)),
                Chart("pareto", "pareto", TOTALS.name, "manager", ("income", "share")),
            )
        ),
        Text("signed"),
        Block(NOTES, autofilter=False, rows_in_sight=3),
    ),
    lines=(Line("plan_from", Kind.DATE), Line("problems", Kind.INT, formula="SUM({cb_plan.minutes})")),
)

LOG_SHEET = Sheet("log", LOG.ru, LOG.en, stack=(Block(LOG),), colour="input")
SIGNED = (TextRow(("Составил", "____________"), "body", (1, 2)), TextRow(("Проверил", "____________"), "sign"))


def plan_frame(count: int, first: int = 0) -> pd.DataFrame:
    """Return rows of a plan; row ``i`` has the ID ``K-i`` and ``10 + i`` minutes."""
    numbers = range(first, first + count)
    return pd.DataFrame(
        {
            "date": pd.to_datetime([date(2026, 5, 4 + i % 20) for i in numbers]),
            "client": [f"ООО «Клиент {i}»" for i in numbers],
            "why": [f"=сумма {i} & <прочее>" for i in numbers],
            "status": "план",
            "result": None,
            "minutes": [10 + i for i in numbers],
            "plan_id": [f"K-{i}" for i in numbers],
            "hours": [(10 + i) / 60 for i in numbers],
        }
    )


def plan_content(frame: pd.DataFrame) -> Content:
    """Return the plan with its lines."""
    return Content(PLAN_SHEET, {PLAN.name: frame}, {"as_of": date(2026, 5, 1), "problems": len(frame)})


def summary_content(plan: pd.DataFrame, managers: int, visits: int = 5) -> Content:
    """Return the summary: managers above, the rows of a second table under the charts."""
    income = [1000.0 * (i + 1) for i in range(managers)]
    totals = pd.DataFrame(
        {
            "manager": [f"Менеджер {i}" for i in range(managers)],
            "income": income,
            "share": [value / sum(income) for value in income],
        }
    )
    notes = pd.DataFrame({"manager": [f"Менеджер {i}" for i in range(visits)], "visits": range(visits)})
    lines: dict[str, Value] = {"plan_from": date(2026, 5, 4), "problems": int(plan["minutes"].sum())}
    return Content(SUMMARY_SHEET, {TOTALS.name: totals, NOTES.name: notes}, lines, {"signed": SIGNED})


def log_content(ids: Sequence[str]) -> Content:
    """Return rows to be added to the log."""
    frame = pd.DataFrame({"row_id": list(ids), "date": pd.Timestamp(2026, 5, 4), "outcome": "договорились"})
    return Content(LOG_SHEET, {LOG.name: frame}, append=frozenset({LOG.name}))


def contents(count: int = 6, managers: int = 4) -> list[Content]:
    """Return plan and summary."""
    frame = plan_frame(count)
    return [plan_content(frame), summary_content(frame, managers)]


def loaded(package: Package, *, values: bool = False) -> Workbook:
    """Return a package as openpyxl reads it."""
    return openpyxl.load_workbook(io.BytesIO(package.save_bytes()), data_only=values)


def saved(book: Workbook) -> Package:
    """Return a workbook as a person's program saves it."""
    data = io.BytesIO()
    book.save(data)
    return Package.from_bytes(data.getvalue())


def chart_rows(sheet: Worksheet) -> list[int]:
    """Return the row in which each chart of a sheet begins."""
    return [chart.anchor._from.row + 1 for chart in vars(sheet)["_charts"]]


def rows(package: Package, table: str, *, values: bool = True) -> list[dict[str, object]]:
    """Return the rows of an Excel Table, header → value."""
    book = loaded(package, values=values)
    sheet = next(sheet for sheet in book.worksheets if table in sheet.tables)
    excel = sheet.tables[table]
    left, top, right, bottom = range_boundaries(excel.ref)
    grid = [[cell.value for cell in line] for line in sheet.iter_rows(top, bottom, left, right)]
    body = grid[1 : len(grid) - (excel.totalsRowCount or 0)]
    return [dict(zip([str(text) for text in grid[0]], line, strict=True)) for line in body]
