"""Holdings: clients with one head office are one buyer where worth is weighed (domain: §3 Holdings)."""

from __future__ import annotations

import pandas as pd


def holding(frame: pd.DataFrame) -> pd.Series:
    """Return the code of the head client of every client: `Головной код` where given, else its own code.

    Args:
        frame: ``client_id``, ``parent_id``
    """
    return frame["parent_id"].where(frame["parent_id"].notna(), frame["client_id"])
