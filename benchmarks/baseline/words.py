"""Figures as people write them in a sentence, for whole columns at once."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

LIMIT = 120


def whole(values: pd.Series) -> pd.Series:
    """Return whole numbers as text; a blank is 0."""
    return values.fillna(0).round().astype("int64").astype(str)


def money(values: pd.Series) -> pd.Series:
    """Return roubles as text, thousands apart."""
    return values.fillna(0).map("{:,.0f}".format).str.replace(",", "\u00a0")


def percent(values: pd.Series) -> pd.Series:
    """Return a change as text, with its sign."""
    return (100 * values.fillna(0)).map("{:+.0f} %".format)


def day(values: pd.Series) -> pd.Series:
    """Return dates as text."""
    text: pd.Series = values.dt.strftime("%d.%m.%Y")
    return text


def joined(pieces: Mapping[str, tuple[pd.Series, pd.Series]], between: str = "; ") -> pd.Series:
    """Return one sentence a row of the pieces (text, whether it is said), cut where it grows too long."""
    told = pd.DataFrame({name: text.where(said, "") for name, (text, said) in pieces.items()})
    return pd.Series([between.join(filter(None, row))[:LIMIT] for row in told.to_numpy()], index=told.index)
