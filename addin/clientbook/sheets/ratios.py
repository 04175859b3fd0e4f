"""Ratios that a sheet works out itself: the formula of a row or of a whole table, and its cached values."""

from __future__ import annotations

import pandas as pd


def ratio(part: str, whole: str, otherwise: str = '""') -> str:
    """Return the formula of one figure of a row over another.

    Args:
        part: key of the column above the line
        whole: key of the column below it
        otherwise: what stands where the whole is not above zero
    """
    return f"IF(N({{row.{whole}}})>0,{{row.{part}}}/{{row.{whole}}},{otherwise})"


def ratio_of_sums(table: str, part: str, whole: str, otherwise: str = '""') -> str:
    """Return the formula of the sum of a column of a table over the sum of another, see :func:`ratio`."""
    below = f"SUM({{{table}.{whole}}})"
    return f"IF({below}>0,SUM({{{table}.{part}}})/{below},{otherwise})"


def ratios(rows: pd.DataFrame, part: str, whole: str) -> pd.Series:
    """Return what :func:`ratio` gives in every row; its empty text where the whole is not above zero."""
    pairs = zip(rows[part].tolist(), rows[whole].tolist(), strict=True)
    return pd.Series([above / below if below > 0 else "" for above, below in pairs], index=rows.index, dtype=object)
