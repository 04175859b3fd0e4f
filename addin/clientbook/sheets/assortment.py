"""«Ассортимент»: coverage of the must-have lists and cross-sell by manager, below what each client lacks; and the matrix."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from clientbook.locale import Words
from clientbook.method.product_groups import GROUPS
from clientbook.register.columns import Column, Kind, Table
from clientbook.sheets.common import COMMON, SOURCE, Top
from clientbook.sheets.description import Block, Content, Line, Rule, Sheet, Value
from clientbook.sheets.fields import CLIENT, CLIENT_ID, MANAGER, SEGMENT, grouped, shown
from clientbook.sheets.ratios import ratio, ratio_of_sums, ratios

if TYPE_CHECKING:
    from clientbook.method.assortment import Assortment
    from clientbook.method.tools import Tools

NAME = ("Ассортимент", "Assortment")
MATRIX_NAME = ("Матрица ассортимента", "Assortment matrix")

MANAGERS = Table(
    "cb_assortment",
    *NAME,
    (
        replace(MANAGER, width=30),
        Column("active", "Активных клиентов", "Active clients", Kind.INT, width=20),
        Column("listed", "Из них со списком", "Of them with a list", Kind.INT, width=13),
        Column("required", "Позиций в списках", "Items on the lists", Kind.INT, width=16),
        Column("bought", "Из них куплено", "Of them bought", Kind.INT, width=20),
        Column(
            "coverage",
            "Покрытие MML, %",
            "MML coverage, %",
            Kind.PERCENT,
            width=15,
            formula=ratio("bought", "required"),
        ),
        Column(
            "base",
            "Год назад, %",
            "A year ago, %",
            Kind.PERCENT,
            width=12,
            formula=ratio("before", "base_required"),
        ),
        Column(
            "target",
            "Цель, %",
            "Target, %",
            Kind.PERCENT,
            width=12,
            formula='IF(ISNUMBER({row.base}),{row.base}+{line.mml_growth},"")',
        ),
        Column("sold", "Новая группа у клиентов", "Clients with a new group", Kind.INT, width=13),
        Column(
            "cross",
            "Перекрёстные продажи, %",
            "Cross-sell, %",
            Kind.PERCENT,
            width=14,
            formula=ratio("sold", "active", otherwise="0"),
        ),
        Column("verdict", "Вывод", "Verdict", width=50),
        Column("base_required", "Позиций год назад", "Items a year ago", Kind.INT, width=13, grouped=True),
        Column("before", "Из них куплено год назад", "Of them bought a year ago", Kind.INT, width=13, grouped=True),
    ),
    identity=("manager",),
)

MISSING = Table(
    "cb_assortment_missing",
    *NAME,
    (
        CLIENT,
        MANAGER,
        SEGMENT,
        Column("sku", "Артикул", "Item", Kind.ID, width=16),
        Column("category", "Группа товара", "Category", width=20),
        Column("expected", "Ожидаемый доход, ₽ в мес.", "Expected income, ₽ a month", Kind.MONEY, width=15),
        Column("buyers", "Покупателей", "Buyers", Kind.INT, width=12),
        Column("last_bought", "Покупал последний раз", "Last bought", Kind.DATE, width=12),
        Column("missing", "Не хватает всего", "Missing in all", Kind.INT, width=13),
        Column("of_list", "Куплено из списка", "Bought of the list", width=14),
        Column("why", "Почему", "Why", width=50),
        grouped(CLIENT_ID),
    ),
    identity=("client_id", "sku"),
)

SHEET = Sheet(
    "assortment",
    *NAME,
    stack=(
        Block(
            MANAGERS,
            rules=(
                Rule("coverage", "bad", when="AND(ISNUMBER({row.base}),{row.coverage}<{row.base})"),
                Rule("coverage", "good", when="AND(ISNUMBER({row.target}),{row.coverage}>={row.target})"),
                Rule("cross", "good", when="AND(N({row.active})>0,{row.cross}>={line.cross_target})"),
            ),
        ),
        Block(MISSING, heading=True, rows_in_sight=60),
    ),
    lines=(
        *COMMON,
        SOURCE,
        Line("mml_growth", Kind.PERCENT),
        Line("cross_target", Kind.PERCENT),
        Line("mml_coverage", Kind.PERCENT, formula=ratio_of_sums(MANAGERS.name, "bought", "required")),
        Line("cross_share", Kind.PERCENT, formula=ratio_of_sums(MANAGERS.name, "sold", "active")),
    ),
    frozen="manager",
)

IN_SIGHT = 8
"""Product groups in sight; the others are grouped."""


def _groups() -> tuple[Column, ...]:
    return tuple(
        Column(f"g{n}", f"Группа {n}", f"Group {n}", Kind.MONEY, width=16, grouped=n > IN_SIGHT)
        for n in range(1, GROUPS + 1)
    )


MATRIX = Table(
    "cb_assortment_matrix",
    *MATRIX_NAME,
    (
        CLIENT,
        MANAGER,
        SEGMENT,
        Column("count", "Групп куплено", "Groups bought", Kind.INT, width=9),
        Column("category", "Предложить", "To offer", width=20),
        *_groups(),
        Column("others", "Прочие группы", "Other groups", Kind.MONEY, width=14, grouped=True),
        Column("new", "Новое за 3 мес.", "New in 3 months", width=26, grouped=True),
        Column("expected", "Ожидание, ₽ в мес.", "Expected, ₽ a month", Kind.MONEY, width=13, grouped=True),
        Column("share", "Покупают в сегменте, %", "Buy it in the segment, %", Kind.PERCENT, width=13, grouped=True),
        grouped(CLIENT_ID),
    ),
)

MATRIX_SHEET = Sheet(
    "matrix",
    *MATRIX_NAME,
    stack=(
        Block(
            MATRIX,
            rules=tuple(Rule(column.key, "good", when=f"N({{row.{column.key}}})>0") for column in _groups()),
        ),
    ),
    lines=(*COMMON, SOURCE, Line("cross_offer", Kind.INT, formula='COUNTIF({cb_assortment_matrix.expected},">0")')),
    frozen="client",
)


def content(tools: Tools, top: Top, words: Words) -> Content:
    """Return «Ассортимент».

    Args:
        tools: the assortment
        top: the common lines
        words: the language of the book
    """
    found, settings = tools.assortment, tools.desk.register.settings
    growth = settings.number("kpi_mml_growth")
    managers = _with_shares(found.managers, growth)
    nobody = words.text("sheet.load.nobody")
    managers["manager"] = managers["manager"].fillna(nobody)
    sums = managers[["active", "sold", "required", "bought"]].sum()
    why = [_why(row, words) for row in found.missing.to_dict("records")]
    lines: dict[str, Value] = {
        **top.lines(),
        "source": _source(tools, words),
        "mml_growth": growth,
        "cross_target": settings.number("kpi_cross_target"),
        "mml_coverage": float(sums["bought"] / sums["required"]) if sums["required"] else "",
        "cross_share": float(sums["sold"] / sums["active"]) if sums["active"] else "",
    }
    lists = len(tools.desk.register.tools["cb_mml"]) > 0
    verdicts = [_verdict(row, words) if lists else None for row in managers.to_dict("records")]
    managers["verdict"] = pd.Series(verdicts, dtype=object)
    missing = found.missing.assign(why=pd.Series(why, dtype=object), of_list=_of_list(found.missing, words))
    tables = {MANAGERS.name: shown(managers, MANAGERS, words), MISSING.name: shown(missing, MISSING, words)}
    return Content(SHEET, tables, lines)


def _with_shares(managers: pd.DataFrame, growth: float) -> pd.DataFrame:
    """Add what the formulas of the rows give; a blank is their empty text."""
    base = ratios(managers, "before", "base_required")
    return managers.assign(
        coverage=ratios(managers, "bought", "required"),
        base=base,
        target=pd.Series([one + growth if isinstance(one, float) else "" for one in base], dtype=object),
        cross=[float(one or 0) for one in ratios(managers, "sold", "active")],
    )


def _why(row: Mapping[Hashable, object], words: Words) -> str:
    """Return from whom the expectation comes."""
    key = "own" if row["own_segment"] else "all" if row["buyers"] else "nobody"
    return words.text(f"sheet.assortment.why.{key}", buyers=row["buyers"])


def _of_list(missing: pd.DataFrame, words: Words) -> pd.Series:
    """Return how much of its list each client buys: «2 из 17»."""
    pairs = zip(missing["bought"].tolist(), missing["required"].tolist(), strict=True)
    said = [words.text("sheet.assortment.of_list", bought=f"{a:g}", required=f"{b:g}") for a, b in pairs]
    return pd.Series(said, index=missing.index, dtype=object)


def _verdict(row: Mapping[Hashable, object], words: Words) -> str:
    """Return what the coverage of a manager says against his own year ago and the target."""
    coverage, base, target = row["coverage"], row["base"], row["target"]
    if not isinstance(coverage, float):
        return words.text("sheet.assortment.verdict.none")
    if not isinstance(base, float) or not isinstance(target, float):
        return words.text("sheet.assortment.verdict.no_base")
    key = "reached" if coverage >= target else "under" if coverage < base else "short"
    away = words.number(100 * abs(coverage - (base if key == "under" else target)), 1)
    return words.text(f"sheet.assortment.verdict.{key}", points=away)


def _source(tools: Tools, words: Words) -> str:
    coverage = tools.desk.past.mml.coverage
    if tools.desk.register.tools["cb_mml"].empty:
        return words.text("sheet.assortment.waiting")
    if coverage.empty:
        return words.text("kpi.missing.mml_clients")
    months = sorted(pd.to_datetime(coverage["month"].unique()))
    first, last = words.month(months[0]), words.month(months[-1])
    return words.text("sheet.assortment.source", clients=coverage["client_id"].nunique(), first=first, last=last)


def matrix_content(tools: Tools, top: Top, words: Words) -> Content:
    """Return «Матрица ассортимента»: its first row names the groups, so that headers outlive a change of goods.

    Args:
        tools: the assortment
        top: the common lines
        words: the language of the book
    """
    found = tools.assortment
    rows = shown(found.matrix, MATRIX, words)
    source = words.text("sheet.matrix.waiting")
    if found.groups:
        rows = pd.concat([_names(found, words), rows.astype(object)], ignore_index=True)
        source = words.text("sheet.matrix.source", clients=len(found.matrix), groups=len(found.groups))
    count = int((found.matrix["expected"] > 0).sum()) if found.groups else 0
    return Content(MATRIX_SHEET, {MATRIX.name: rows}, {**top.lines(), "source": source, "cross_offer": count})


def _names(found: Assortment, words: Words) -> pd.DataFrame:
    names = {f"g{place}": name for place, name in enumerate(found.groups, start=1)}
    first = {"client": words.text("sheet.matrix.names")} | names
    return pd.DataFrame([first]).reindex(columns=[column.key for column in MATRIX.columns]).astype(object)
