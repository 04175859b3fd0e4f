"""NPS: the share of promoters (9–10) less the share of detractors (0–6), in points (domain: §5 NPS)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

PROMOTER, DETRACTOR = 9, 6
"""The answer from which on a client recommends us, and up to which it does not."""


def points(answers: NDArray[np.float64]) -> float | None:
    """Return NPS, −100 … 100; None without answers.

    Args:
        answers: one per client, 0 … 10
    """
    if not len(answers):
        return None
    return float(100 * ((answers >= PROMOTER).mean() - (answers <= DETRACTOR).mean()))
