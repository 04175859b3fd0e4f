"""XYZ: how even a client's purchases are from quarter to quarter (domain: §3 XYZ)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from clientbook.method.facts import last_full_month
from clientbook.register.settings import Settings


def xyz(frame: pd.DataFrame, as_of: date, settings: Settings) -> pd.DataFrame:
    """Return the class and the coefficient of variation of quarterly net.

    Full calendar quarters that end at or before T and come after the quarter of the first order; the last
    ``xyz_quarters`` of them, at least ``xyz_min_quarters``. CV = population σ / mean; fewer quarters, or a mean that is
    not positive: ``na``.

    Args:
        frame: ``m01`` … ``m26`` (net of full months, the last one first), ``first_order``
        as_of: T
        settings: ``xyz_x``, ``xyz_y``, ``xyz_quarters``, ``xyz_min_quarters``

    Returns:
        ``xyz`` (``X``, ``Y``, ``Z``, ``na``), ``cv`` (ratio or NaN).
    """
    quarters, last_quarter = full_quarters(frame, as_of)
    first = frame["first_order"]
    first_quarter = (4 * first.dt.year + first.dt.quarter - 1).to_numpy(dtype="float64")
    had = np.nan_to_num(last_quarter - first_quarter, nan=0.0)
    counted = np.minimum(had, settings.whole("xyz_quarters"))
    within = np.arange(quarters.shape[1]) < counted[:, None]
    classes, cv = evenness(quarters, within, settings)
    return pd.DataFrame({"xyz": classes, "cv": cv}, index=frame.index)


def evenness(quarters: np.ndarray, within: np.ndarray, settings: Settings) -> tuple[np.ndarray, np.ndarray]:
    """Return the class and the coefficient of variation of each client.

    Args:
        quarters: client × quarter, net in roubles
        within: which of them count for the client
        settings: ``xyz_x``, ``xyz_y``, ``xyz_min_quarters``
    """
    n = within.sum(axis=1)
    size = np.maximum(n, 1)
    mean = np.where(within, quarters, 0.0).sum(axis=1) / size
    spread = np.sqrt(np.where(within, (quarters - mean[:, None]) ** 2, 0.0).sum(axis=1) / size)
    known = (n >= settings.whole("xyz_min_quarters")) & (mean > 0)
    cv = np.where(known, spread / np.where(mean > 0, mean, 1.0), np.nan)
    even = np.round(cv, 9)
    classes = np.select(
        [~known, even <= settings.number("xyz_x"), even <= settings.number("xyz_y")], ["na", "X", "Y"], "Z"
    )
    return classes.astype(object), cv


def full_quarters(frame: pd.DataFrame, as_of: date) -> tuple[np.ndarray, int]:
    """Return net of the last eight full quarters, the last one first, and the number (4 · year + quarter) of the last.

    Months come from the facts; the last full quarter may end up to two months before the last full month.
    """
    month = last_full_month(as_of) - 1
    skipped = (month + 1) % 3
    names = [f"m{age:02}" for age in range(1 + skipped, 25 + skipped)]
    months = frame[names].to_numpy(dtype="float64")
    return months.reshape(len(frame), 8, 3).sum(axis=2), (month - skipped) // 3
