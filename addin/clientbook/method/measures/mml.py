"""KPI MML: Σ bought ∩ list / Σ list over the clients of a person and the last full months (domain: §5).

Summed over months, never the union. The base is the same lists against the same months a year ago; the target is that
base plus ``kpi_mml_growth`` (10 pp), and the score is measured from the base. Clients who had not bought by then are
outside the base, as they could not buy.
"""

from __future__ import annotations

import pandas as pd

from clientbook.method.measures.reading import Desk, Reading
from clientbook.method.roles import Scope


def coverage(rows: pd.DataFrame, bought: str = "bought") -> float | None:
    """Return Σ bought / Σ required, a ratio; None where nothing is required.

    Args:
        rows: what :class:`clientbook.method.mml.Mml` holds as ``coverage``, or some of its rows
        bought: ``bought``, or ``before`` for the base a year ago
    """
    required = float(rows["required"].sum())
    return float(rows[bought].sum()) / required if required > 0 else None


def base_rows(rows: pd.DataFrame, desk: Desk) -> pd.DataFrame:
    """Return the rows of clients who had bought a year before; none where the sales do not reach back so far."""
    first_day = desk.past.first_day
    year_before = pd.to_datetime(rows["month"]) - pd.DateOffset(years=1)
    if rows.empty or first_day is None or pd.Timestamp(first_day) > year_before.min():
        return rows.iloc[:0]
    first = pd.to_datetime(desk.portfolio.set_index("client_id")["first_order"]).reindex(rows["client_id"])
    return rows[first.to_numpy() < year_before.to_numpy()]


def read(scope: Scope, desk: Desk) -> Reading:
    """Return coverage of the must-have lists, a ratio; base and target need the same months a year ago."""
    words, growth = desk.words, desk.register.settings.number("kpi_mml_growth")
    if desk.register.tools["cb_mml"].empty:
        return Reading("share", None, None, words.text("kpi.missing.mml"))
    every = desk.past.mml.coverage
    rows = every[every["client_id"].isin(desk.clients(scope)["client_id"])]
    fact = coverage(rows)
    if fact is None:
        return Reading("share", None, None, words.text("kpi.missing.mml_clients"))
    base = coverage(base_rows(rows, desk), "before")
    if base is None:
        return Reading("share", None, fact, words.text("kpi.missing.mml_base", fact=desk.percent(fact, 1)))
    figures = {
        "bought": int(rows["bought"].sum()),
        "required": int(rows["required"].sum()),
        "months": rows["month"].nunique(),
        "base": desk.percent(base, 1),
    }
    return Reading("share", base + growth, fact, words.text("kpi.source.mml", **figures), base)
