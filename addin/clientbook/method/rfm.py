"""RFM: recency, frequency and money as scores 1–5, and the named segments of them (domain: §3 RFM)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from clientbook.register.settings import Settings

Range = tuple[int, int]

SEGMENTS: tuple[tuple[str, Range, Range, Range], ...] = (
    ("champions", (5, 5), (5, 5), (5, 5)),
    ("potential_loyal", (3, 5), (3, 5), (2, 5)),
    ("loyal", (2, 4), (2, 4), (2, 4)),
    ("promising", (3, 4), (1, 3), (3, 5)),
    ("new", (4, 5), (1, 3), (1, 5)),
    ("cant_lose", (1, 2), (3, 4), (4, 5)),
    ("at_risk", (1, 2), (2, 5), (4, 5)),
    ("need_attention", (1, 3), (3, 5), (3, 5)),
    ("about_to_sleep", (2, 3), (1, 3), (1, 4)),
    ("lost", (1, 1), (1, 5), (1, 5)),
)
"""Code → scores of R, F and M from…to; the first match wins, the rest are ``others``. The intervals of the example of
``rfm_segment`` in R's package rfm 0.3.0 [U: rdrr.io/cran/rfm/man/rfm_segment.html]."""


def rfm(frame: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return scores and the named segment.

    R ranks the date of the last order over all history, F the orders of 12 months, both among all who ever ordered; M
    ranks net of 12 months among those where it is positive, the others score 1. Never ordered: no score, ``na``.

    Args:
        frame: ``orders``, ``recency`` (days), ``orders_12m``, ``revenue_12m``
        settings: ``rfm_min_clients``: under this many clients scores are 1, 3 and 5 by terciles

    Returns:
        ``rfm_r``, ``rfm_f``, ``rfm_m`` (1…5 or NaN), ``rfm`` (text such as ``5-4-3``, or None), ``rfm_group`` (code).
    """
    ordered = frame["orders"] > 0
    few = int(ordered.sum()) < settings.whole("rfm_min_clients")
    r = scores(-frame["recency"].where(ordered), few=few)
    f = scores(frame["orders_12m"].where(ordered), few=few)
    m = scores(frame["revenue_12m"].where(ordered & (frame["revenue_12m"] > 0)), few=few)
    m = m.where(m.notna() | ~ordered, 1.0)
    parts = [score.fillna(0).astype(int).astype(str) for score in (r, f, m)]
    text = (parts[0] + "-" + parts[1] + "-" + parts[2]).astype(object).where(ordered, None)
    return pd.DataFrame({"rfm_r": r, "rfm_f": f, "rfm_m": m, "rfm": text, "rfm_group": group(r, f, m)})


def scores(values: pd.Series, *, few: bool) -> pd.Series:
    """Return 1 + floor(5 · (rank − 1) / n) with average ranks, so that equal clients have equal scores.

    Args:
        values: the more the better; NaN stays NaN and is not counted
        few: terciles, mapped to 1, 3 and 5
    """
    n = int(values.notna().sum())
    place = (values.rank(method="average") - 1) / max(n, 1)
    return 1 + 2 * (3 * place // 1) if few else 1 + (5 * place // 1)


def group(r: pd.Series, f: pd.Series, m: pd.Series) -> pd.Series:
    """Return the named segment of three scores; ``na`` where there are none."""
    matches = [
        r.between(*recency) & f.between(*frequency) & m.between(*money) for _, recency, frequency, money in SEGMENTS
    ]
    codes = [code for code, _, _, _ in SEGMENTS]
    return pd.Series(np.select([r.isna(), *matches], ["na", *codes], "others").astype(object), index=r.index)
