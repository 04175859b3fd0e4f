"""Own interval: how many days a client usually lets pass between orders (domain: §3 own interval)."""

from __future__ import annotations

import pandas as pd

from clientbook.register.settings import Settings


def interval(frame: pd.DataFrame, segment: pd.Series, settings: Settings) -> pd.DataFrame:
    """Return the interval: the client's own, else the median of its segment's own ones, else the default.

    Args:
        frame: ``gaps`` (count), ``median_gap`` (days, of the last ``interval_gaps`` gaps)
        segment: segment in force
        settings: ``interval_min_gaps``, ``interval_default``

    Returns:
        ``interval`` (days, never NaN), ``interval_own`` (bool).
    """
    own = frame["gaps"] >= settings.number("interval_min_gaps")
    mine = frame["median_gap"].where(own)
    typical = mine.groupby(segment).transform("median")
    return pd.DataFrame(
        {"interval": mine.fillna(typical).fillna(settings.number("interval_default")), "interval_own": own}
    )
