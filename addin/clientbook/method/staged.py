"""Clients as seen from a date: their worth, segment, stage and activity, and what they could buy at T."""

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
from clientbook.method.season import season
from clientbook.method.service import service_segment
from clientbook.method.trend import trend
from clientbook.method.wallet import wallet
from clientbook.register.headers import address
from clientbook.register.problems import Done

if TYPE_CHECKING:
    from clientbook.register.read import Register


def valued(register: Register) -> pd.DataFrame:
    """Return :func:`staged` at T with potential and share. A potential below what was bought is a problem."""
    frame = staged(register, register.as_of)
    frame = frame.join(wallet(frame, register.settings))
    _tell(frame, register)
    return frame


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
