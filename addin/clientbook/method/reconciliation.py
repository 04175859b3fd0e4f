"""«Сверка»: what the segments, «Без клиента» and rows left out come to, against all lines of sales (domain: §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from clientbook.locale import Words
from clientbook.register.codes import SEGMENT

if TYPE_CHECKING:
    from clientbook.register.sales import Sales

SEGMENTS = tuple(segment.code for segment in SEGMENT.values)
"""The segments, the largest first, and what has none."""


def reconciliation(portfolio: pd.DataFrame, sales: Sales) -> pd.DataFrame:
    """Return segments + «Без клиента» + rows left out against all lines, net of the last 12 months (domain: §3)."""
    segments = portfolio["segment"].fillna("none")
    net = portfolio["net_12m"].astype(float)
    rows: list[dict[str, object]] = [
        {"part": segment, "rows": None, "amount": round(float(net[segments.eq(segment)].sum()), 4), "sign": 1}
        for segment in SEGMENTS
    ]
    totals = (("no_client", sales.no_client, 1), ("left_out", sales.left_out, 1), ("all_lines", sales.all_lines, -1))
    rows += [
        {"part": part, "rows": figures.year.rows, "amount": float(figures.year.net), "sign": sign}
        for part, figures, sign in totals
    ]
    return pd.DataFrame(rows)


def difference(reconciled: pd.DataFrame) -> float:
    """Return what the parts miss or have over all lines, in roubles to the kopeck; 0 in a sound book."""
    return round(float((reconciled["amount"].astype(float) * reconciled["sign"]).sum()), 2) + 0.0


def reconciliation_sentence(reconciled: pd.DataFrame, words: Words) -> str:
    """Return the line «Сверка» that stands on every sheet."""
    amounts = reconciled.set_index("part")["amount"].astype(float)
    gap = difference(reconciled)
    figures = {
        "clients": words.number(amounts[list(SEGMENTS)].sum(), 2),
        "no_client": words.number(amounts["no_client"], 2),
        "left_out": words.number(amounts["left_out"], 2),
        "all": words.number(amounts["all_lines"], 2),
        "gap": words.number(gap, 2),
    }
    return words.text("summary.reconciled" if gap == 0 else "summary.not_reconciled", **figures)
