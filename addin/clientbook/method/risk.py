"""Risk points: a flag for attention, never a probability (domain: §3 risk).

CDNOW, 3,916 clients with at least 3 gaps at 1997-12-30: 49 % of those over the 90th percentile of their own gaps and 70 % of
the others bought in the next six months.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from clientbook.method.contact_gap import contact_gap, contact_norm
from clientbook.method.decision_unit import working
from clientbook.method.facts import YEAR

if TYPE_CHECKING:
    from clientbook.register.read import Register
    from clientbook.register.settings import Settings

RULES = ("p90", "longest", "amount", "nps", "breadth", "overdue", "no_contact", "no_decider", "share")
"""The rules, in the order in which what fired is told; points are the settings ``risk_<rule>``."""

ABSENT = ("log", "nps", "people", "overdue", "share", "year", "gaps")
"""What a rule may lack, in the order in which it is told: a table, a column, or the client's own history."""

POINTS_CAP = 100

Test = Callable[[pd.DataFrame, "Settings"], pd.Series]


def evidence(frame: pd.DataFrame, register: Register) -> pd.DataFrame:
    """Return what the rules look at beyond the facts, and what they lack.

    Args:
        frame: the joined frame with ``segment`` and ``share``
        register: log, people, staff, regulation and the date T

    Returns:
        ``contact_days``, ``contact_norm`` (days), ``has_decider`` (bool), ``share_then`` (share of wallet a year ago
        at today's potential; NaN where the book's sales do not reach back 730 days), and ``absent_<name>`` (bool) for
        every name of ``ABSENT``: ``year`` without purchases in the same months a year ago, ``gaps`` with too few orders.
    """
    people = working(register.people)
    deciders = set(people.loc[people["dmu_role"].eq("decider"), "client_id"])
    then = (frame["revenue_before"] / frame["potential"].where(frame["potential"] > 0)).clip(0.0, 1.0)
    two_years = frame["first_order"].min() <= pd.Timestamp(register.as_of - timedelta(days=2 * YEAR))
    found = pd.DataFrame(
        {
            "contact_days": contact_gap(frame, register.log, register.as_of),
            "contact_norm": contact_norm(frame["segment"], frame["manager"], register.staff, register.regulation),
            "has_decider": frame["client_id"].isin(deciders),
            "share_then": then if two_years else np.nan,
        },
        index=frame.index,
    )
    clients, bought = register.clients, frame["bought"]
    absent: dict[str, pd.Series | bool] = {
        "log": bool(found["contact_days"].isna().all()),
        "nps": bool(frame["nps"].isna().all() and clients["claim"].isna().all()),
        "people": bool(register.people.empty),
        "overdue": bool(clients["overdue_days"].isna().all()),
        "share": bought & (found["share_then"].isna() | frame["share"].isna()),
        "year": bought & frame["amount_3m_then"].le(0),
        "gaps": bought & frame["gaps"].lt(register.settings.number("interval_min_gaps")),
    }
    for name in ABSENT:
        found[f"absent_{name}"] = absent[name]
    return found


def fired(frame: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return which rules fire, a bool column per rule of ``RULES``; none for a client who never bought.

    Recency of a seasonal client is counted in days of the season. Comparisons are of the last three months with the same
    months a year ago. Falls are at least ``risk_fall`` (amount, articles) or ``risk_share_fall`` (share of wallet).

    Args:
        frame: the joined frame with ``season_recency``, ``share`` and the columns of :func:`evidence`
        settings: limits of the rules
    """
    return pd.DataFrame({name: fires(name, frame, settings) for name in RULES})


def fires(rule: str, frame: pd.DataFrame, settings: Settings) -> pd.Series:
    """Return whether one rule of ``RULES`` fires, as :func:`fired` has it; only what the rule looks at need be there."""
    return _TESTS[rule](frame, settings).astype(bool) & frame["bought"]


def _late(frame: pd.DataFrame) -> pd.Series:
    return frame["season_recency"].where(~frame["absent_gaps"])


def _fell(now: str, then: str) -> Test:
    return lambda frame, settings: change(frame[now], frame[then]).le(-settings.number("risk_fall"))


def _overdue(frame: pd.DataFrame, settings: Settings) -> pd.Series:
    return frame["overdue_days"].gt(settings.number("risk_overdue_days")) & ~frame["overdue"].le(0)


def _silent(frame: pd.DataFrame, settings: Settings) -> pd.Series:
    return frame["contact_days"].gt(settings.number("risk_contact_norms") * frame["contact_norm"])


def _share_fell(frame: pd.DataFrame, settings: Settings) -> pd.Series:
    return (frame["share_then"] - frame["share"]).round(9).ge(settings.number("risk_share_fall"))


_TESTS: Mapping[str, Test] = {
    "p90": lambda frame, _settings: _late(frame).gt(frame["p90_gap"]),
    "longest": lambda frame, _settings: _late(frame).gt(frame["max_gap"]),
    "amount": _fell("amount_3m", "amount_3m_then"),
    "nps": lambda frame, settings: frame["nps"].le(settings.number("risk_nps_limit")) | frame["claim"],
    "breadth": _fell("skus", "skus_then"),
    "overdue": _overdue,
    "no_contact": _silent,
    "no_decider": lambda frame, _settings: ~frame["has_decider"] & ~frame["absent_people"],
    "share": _share_fell,
}


def change(now: pd.Series, then: pd.Series) -> pd.Series:
    """Return now / then − 1; NaN where there was nothing to compare with."""
    return (now / then.where(then > 0) - 1).astype("float64").round(9)


def risk(rules: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return ``risk_<rule>`` (points), ``risk`` (their sum, at most 100) and ``risk_band``.

    Args:
        rules: what :func:`fired` gives
        settings: points of every rule, ``risk_watch``, ``risk_high``
    """
    points = pd.DataFrame({f"risk_{rule}": rules[rule] * settings.whole(f"risk_{rule}") for rule in RULES})
    total = points.sum(axis=1).clip(upper=POINTS_CAP)
    limits = [total < settings.number("risk_watch"), total < settings.number("risk_high")]
    return points.assign(risk=total, risk_band=np.select(limits, ["low", "watch"], "high").astype(object))
