"""Accuracy of a forecast: how much of the fact it missed (domain: §6 СППО)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Figures = NDArray[np.float64]


def wape(fact: Figures, forecast: Figures) -> float | None:
    """Return Σ|fact − forecast| / Σ|fact|; None where the facts are all zero.

    Args:
        fact: what came, by client or in total, in any unit
        forecast: what was said to come, in the same order
    """
    whole = float(np.abs(fact).sum())
    return float(np.abs(fact - forecast).sum()) / whole if whole else None
