"""What counts as nothing in a typed value."""

from __future__ import annotations

import pandas as pd


def blank(value: object) -> bool:
    """Tell whether a value says nothing."""
    return value is None or value == "" or bool(pd.isna(value))  # type: ignore[call-overload]
