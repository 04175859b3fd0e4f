"""The sheets of the further tools, in the order they stand in a book."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from clientbook.locale import Words
from clientbook.method.tools import Tools
from clientbook.sheets import (
    algorithm_state,
    approval,
    assortment,
    client_pnl,
    closed_months,
    decision_unit,
    digest,
    forecast,
    growth,
    handover,
    intensity,
    leaving,
    losing_touch,
    moves,
    nps,
    offers,
    rule_check,
)
from clientbook.sheets.common import Top
from clientbook.sheets.description import Content, Sheet


class ToolSheet(NamedTuple):
    """A sheet of a tool: its description, and what makes its content of the tools, the common lines and a language."""

    sheet: Sheet
    content: Callable[[Tools, Top, Words], Content]


TOOL_SHEETS: tuple[ToolSheet, ...] = (
    ToolSheet(digest.SHEET, digest.content),
    ToolSheet(leaving.SHEET, leaving.content),
    ToolSheet(losing_touch.SHEET, losing_touch.content),
    ToolSheet(growth.SHEET, growth.content),
    ToolSheet(moves.SHEET, moves.content),
    ToolSheet(rule_check.SHEET, rule_check.content),
    ToolSheet(intensity.SHEET, intensity.content),
    ToolSheet(decision_unit.SHEET, decision_unit.content),
    ToolSheet(algorithm_state.SHEET, algorithm_state.content),
    ToolSheet(forecast.WEEK_SHEET, forecast.week_content),
    ToolSheet(forecast.MONTH_SHEET, forecast.month_content),
    ToolSheet(forecast.STORE_SHEET, forecast.store_content),
    ToolSheet(closed_months.SHEET, closed_months.content),
    ToolSheet(approval.SHEET, approval.content),
    ToolSheet(assortment.SHEET, assortment.content),
    ToolSheet(assortment.MATRIX_SHEET, assortment.matrix_content),
    ToolSheet(offers.SHEET, offers.content),
    ToolSheet(nps.SHEET, nps.content),
    ToolSheet(handover.SHEET, handover.content),
    ToolSheet(client_pnl.SHEET, client_pnl.content),
)
