"""The portfolio: every client with everything the rules say about it, one row each; and who was active on another date."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from clientbook.method.priority import priority
from clientbook.method.reason import reasons
from clientbook.method.rfm import rfm
from clientbook.method.risk import evidence, fired, risk
from clientbook.method.risk_reason import risk_reasons
from clientbook.method.season import lateness
from clientbook.method.staged import staged, valued
from clientbook.method.strategy import strategy
from clientbook.method.xyz import xyz
from clientbook.register.frames import shared

if TYPE_CHECKING:
    from clientbook.locale import Words
    from clientbook.register.read import Register

COLUMNS = (
    *("client_id", "client", "manager", "region", "parent_id", "listed", "kind"),
    *("segment", "segment_computed", "segment_approved", "approved_on", "segment_manual", "override_reason"),
    *("abc", "abc_regular", "xyz", "cv", "rfm_r", "rfm_f", "rfm_m", "rfm", "rfm_group", "status", "status_computed"),
    *("annual_income", "income_mode", "young", "revenue_12m", "profit_12m", "net_12m", "orders", "orders_12m"),
    *("first_order", "last_order", "recency", "interval", "interval_own", "gaps", "p90_gap", "max_gap", "lateness"),
    *("active", "trend", "one_off", "seasonal", "in_season", "potential", "share", "strategy", "gap"),
    *("risk", "risk_band", "risk_p90", "risk_longest", "risk_amount", "risk_nps", "risk_breadth", "risk_overdue"),
    *("risk_no_contact", "risk_no_decider", "risk_share", "priority", "receivable", "overdue", "overdue_days", "claim"),
    *("contract_end", "nps", "nps_date", "nps_people", "no_calls", "seasonal_flag", "reason", "risk_reason"),
)
"""The columns of the portfolio, in order."""


def portfolio(register: Register, words: Words) -> pd.DataFrame:
    """Return one row per client, listed or not, by annual income descending, then by code.

    Money in roubles without VAT, days as counts, ratios as 0.25 for 25 %, codes of ``register.codes``. Adds problems:
    a potential below what was bought (``potential_low``).

    Args:
        register: the register, seen from its as-of date
        words: the language of the reasons

    Returns:
        The columns of ``COLUMNS``. ``segment`` and ``status`` are in force (set by hand, else approved, else computed);
        ``segment`` is ``none`` off the income curve; ``profit_12m`` is NaN where it is not known.
    """
    frame, settings = valued(register), register.settings
    frame = frame.join(xyz(frame, register.as_of, settings)).join(rfm(frame, settings))
    frame["strategy"] = strategy(frame, settings)
    frame = frame.join(evidence(frame, register))
    rules = fired(frame, settings)
    frame = frame.join(risk(rules, settings)).copy()
    frame["lateness"] = lateness(frame["season_recency"], frame["interval"])
    frame["priority"] = priority(frame, settings)
    frame["risk_reason"] = risk_reasons(frame, rules, words)
    frame["reason"] = reasons(frame, words, settings)
    return _shown(frame)


def activity(register: Register, on: date) -> pd.DataFrame:
    """Return who was active on another date, by the rules and settings of today, from the sales up to that date.

    What people set by hand is of today and does not count here, so that both ends of a period are measured alike.

    Args:
        register: the register
        on: the date

    Returns:
        Index ``client_id``: ``active`` (bool), ``status`` (computed), ``interval`` and ``recency`` (days).
    """
    frame = staged(register, on).set_index("client_id")
    return frame[["active", "status_computed", "interval", "recency"]].rename(columns={"status_computed": "status"})


def _shown(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of the portfolio, sorted."""
    frame = frame.assign(seasonal_flag=frame["seasonal"], seasonal=frame["is_seasonal"])
    order = frame.sort_values(["annual_income", "client_id"], ascending=[False, True], kind="stable")
    shown = order[list(COLUMNS)].reset_index(drop=True)
    texts = [key for key in shown.columns if isinstance(shown[key].dtype, pd.StringDtype)]
    return shown.assign(**{key: shared(shown[key]) for key in texts})
