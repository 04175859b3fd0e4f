"""The page on open books says what of xlwings' interface the engine covers: the table is measured, not written."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from xlwings import base_classes

from clientbook.hosts.calc import charts, engine, filters, looks, names, rules, sheet, tables, validation
from clientbook.hosts.calc.range import Range

PAGES = Path(__file__).parents[3] / "docs"
CLASSES: tuple[type, ...] = (
    engine.App,
    engine.Books,
    engine.Book,
    sheet.Sheets,
    sheet.Sheet,
    sheet.FreezePanes,
    charts.Charts,
    charts.Chart,
    charts.ChartAxis,
    charts.ChartSeries,
    charts.ChartLegend,
    Range,
    looks.Font,
    looks.Borders,
    looks.Border,
    names.Names,
    names.Name,
    tables.Tables,
    tables.Table,
    filters.AutoFilter,
    rules.ConditionalFormats,
    rules.ConditionalFormat,
    validation.DataValidation,
)


def members(base: type) -> set[str]:
    """Return what an engine is asked for, without what xlwings Lite alone has and the way to the program itself."""
    found = {name for name, value in vars(base).items() if not inspect.iscoroutinefunction(value)}
    return {name for name in found if not name.startswith("_")} - {"api", "xl", "json", "get_async_pipeline_overrides"}


def table() -> str:
    """Return the table of the page."""
    lines = ["| | Covered | Missing |", "|---|---|---|"]
    for ours in CLASSES:
        wanted = members(getattr(base_classes, ours.__name__))
        missing = sorted(name for name in wanted if not _covers(ours, name))
        lines.append(f"| {ours.__name__} | {len(wanted) - len(missing)} of {len(wanted)} | {', '.join(missing)} |")
    return "\n".join(lines)


def _covers(ours: type, name: str) -> bool:
    owner = next(kind for kind in ours.__mro__ if name in vars(kind))
    return owner.__module__.startswith("clientbook.") or name in {"snapshot", "expand"}


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_page_shows_what_is_covered(lang: str) -> None:
    page = (PAGES / lang / "open-books.md").read_text(encoding="utf-8")
    assert table() in page, f"put this table into docs/{lang}/open-books.md:\n{table()}"
