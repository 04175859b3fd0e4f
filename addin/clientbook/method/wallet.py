"""Wallet: what a client could buy, what share of it we have, and what is left to win (domain: §3 wallet)."""

from __future__ import annotations

import pandas as pd

from clientbook.register.settings import Settings


def wallet(frame: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return the share of wallet, the gap to the target share, and whose potential is set too low.

    Args:
        frame: ``potential`` (yearly purchases if we were the only supplier, roubles; NaN unknown), ``revenue_12m``
        settings: ``wallet_target_share``

    Returns:
        ``share`` (ratio 0…1, capped; NaN unknown), ``gap`` (roubles, NaN unknown): max(0, potential × target share −
        revenue of 12 months), ``potential_low`` (bool): more was bought than the potential.
    """
    potential = frame["potential"].where(frame["potential"] > 0)
    share = (frame["revenue_12m"] / potential).astype("float64")
    gap = (potential * settings.number("wallet_target_share") - frame["revenue_12m"]).clip(lower=0.0)
    return pd.DataFrame({"share": share.clip(0.0, 1.0), "gap": gap, "potential_low": share.gt(1.0)})


def is_top_potential(potential: pd.Series, settings: Settings) -> pd.Series:
    """Tell whose potential is in the top third of the known ones: fewer than a third of them lie strictly above."""
    known = potential.where(potential > 0)
    above = known.rank(method="min", ascending=False) - 1
    return (above / max(int(known.notna().sum()), 1)).lt(settings.number("potential_top_share"))
