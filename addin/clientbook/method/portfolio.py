"""The portfolio: every client with everything the rules say about it, one row each; and who was active on another date."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from clientbook.method.abc import abc, share_before
from clientbook.method.income import annual_income
from clientbook.method.interval import interval
from clientbook.method.joined import joined
from clientbook.method.lifecycle import is_active, lifecycle
from clientbook.method.one_off import has_one_off, without_one_off
from clientbook.method.overrides import segment_in_force, status_in_force
from clientbook.method.priority import priority
from clientbook.method.reason import reasons
from clientbook.method.rfm import rfm
from clientbook.method.risk import evidence, fired, risk
from clientbook.method.risk_reason import risk_reasons
from clientbook.method.season import lateness, season
from clientbook.method.service import service_segment
from clientbook.method.strategy import strategy
from clientbook.method.trend import trend
from clientbook.method.wallet import wallet
from clientbook.method.xyz import xyz
from clientbook.register.headers import address
from clientbook.register.problems import Done

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
    frame = staged(register, register.as_of)
    settings = register.settings
    frame = frame.join(xyz(frame, register.as_of, settings)).join(rfm(frame, settings)).join(wallet(frame, settings))
    frame["strategy"] = strategy(frame, settings)
    frame = frame.join(evidence(frame, register))
    rules = fired(frame, settings)
    frame = frame.join(risk(rules, settings)).copy()
    frame["lateness"] = lateness(frame["season_recency"], frame["interval"])
    frame["priority"] = priority(frame, settings)
    frame["risk_reason"] = risk_reasons(frame, rules, words)
    frame["reason"] = reasons(frame, words, settings)
    _tell(frame, register)
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


def staged(register: Register, on: date) -> pd.DataFrame:
    """Return the joined frame with worth, segment, interval, stage and activity as seen from a date.

    Args:
        register: the register
        on: T, or an earlier date, from the sales up to which everything is counted anew
    """
    frame = _worth(joined(register, on), register)
    settings = register.settings
    frame["segment"] = segment_in_force(frame["segment_computed"], frame["segment_approved"], frame["segment_manual"])
    frame = frame.join(interval(frame, frame["segment"], settings)).join(season(frame, on, settings))
    frame = frame.join(trend(frame, frame["is_seasonal"], settings))
    frame["active"] = is_active(frame["recency"], frame["interval"], settings)
    frame["status_computed"] = lifecycle(frame, settings)
    frame["status"] = status_in_force(frame["status_computed"], frame["status_manual"])
    return frame.copy()


def _worth(frame: pd.DataFrame, register: Register) -> pd.DataFrame:
    """Add annual income, classes and the computed segment; profit is shown only where it is known."""
    settings = register.settings
    regular = annual_income(without_one_off(frame, register.basis), settings)["annual_income"]
    frame = frame.join(annual_income(frame, settings))
    frame["share_before"] = share_before(frame["annual_income"], frame["client_id"])
    frame["abc"] = abc(frame, frame["annual_income"], settings)
    frame["abc_regular"] = abc(frame, regular, settings)
    frame["one_off"] = has_one_off(frame)
    frame["segment_computed"] = service_segment(frame, frame["annual_income"], register.staff, settings)
    if register.basis != "profit":
        frame["profit_12m"] = frame["profit_12m"].where(frame["uncosted_12m"].eq(0))
    return frame


def _shown(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of the portfolio, sorted."""
    frame = frame.assign(seasonal_flag=frame["seasonal"], seasonal=frame["is_seasonal"])
    order = frame.sort_values(["annual_income", "client_id"], ascending=[False, True], kind="stable")
    shown = order[list(COLUMNS)].reset_index(drop=True)
    return shown.astype(dict.fromkeys(shown.select_dtypes(include=["str"]).columns, object))


def _tell(frame: pd.DataFrame, register: Register) -> None:
    """Note potentials that are lower than what was bought."""
    place = register.places.get("cb_clients")
    low = frame.loc[frame["potential_low"], ["row", "client", "potential", "revenue_12m"]]
    for row, client, potential, revenue in low.itertuples(index=False):
        register.problems.add(
            "potential_low",
            sheet=place.sheet if place is not None else "",
            cell=address(row, place.left) if place is not None else "",
            value=f"{client}: {potential:.0f} < {revenue:.0f}",
            done=Done.CAPPED,
        )
