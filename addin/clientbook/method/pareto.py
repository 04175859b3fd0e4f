"""The real 80/20: how much of УГД the upper fifth gives, how many clients give 80 %, and who alone is too much."""

from __future__ import annotations

from itertools import pairwise
from math import ceil
from typing import NamedTuple

import pandas as pd

from clientbook.method.holding import holding
from clientbook.register.settings import Settings

BANDS = 10
COLUMNS = ("band", "clients", "annual_income", "share", "cumulative")


class Pareto(NamedTuple):
    """The concentration of annual income over clients with income above zero.

    Attributes:
        clients: how many clients have income
        top20: share of the upper 20 % of clients (rounded up to a whole client), a ratio; 0 without income
        for80: the fewest clients that give 80 %
        largest: name of the largest client, a holding being one (then of its largest member); empty without income
        largest_share: its share, a ratio
        dependency: whether that is more than ``dependency_share`` (20 %): the book hangs on one client
        bands: tenths of clients by income: band (share of clients up to and with it, a ratio), clients,
            annual_income, share, cumulative
    """

    clients: int
    top20: float
    for80: int
    largest: str
    largest_share: float
    dependency: bool
    bands: pd.DataFrame


def pareto(portfolio: pd.DataFrame, settings: Settings) -> Pareto:
    """Return the concentration of annual income; income of zero and below is outside it, as in ABC."""
    earning = portfolio[portfolio["annual_income"] > 0].sort_values(
        ["annual_income", "client_id"], ascending=[False, True], kind="stable"
    )
    income = earning["annual_income"].astype(float).reset_index(drop=True)
    total, count = float(income.sum()), len(income)
    if not count:
        return Pareto(0, 0.0, 0, "", 0.0, dependency=False, bands=pd.DataFrame(columns=list(COLUMNS)))
    running = income.cumsum() / total
    largest, name = _largest(earning)
    return Pareto(
        count,
        float(running.iloc[ceil(0.2 * count) - 1]),
        int((running < 0.8 - 1e-12).sum()) + 1,
        name,
        largest / total,
        dependency=largest / total > settings.number("dependency_share"),
        bands=_bands(income, total),
    )


def _largest(earning: pd.DataFrame) -> tuple[float, str]:
    """Return the income of the largest buyer, a holding as one, and the name of its largest member."""
    heads = holding(earning)
    whole = earning["annual_income"].astype(float).groupby(heads).sum()
    of_largest = heads.eq(str(whole.idxmax())).to_numpy()
    return float(whole.max()), str(earning["client"].to_numpy(dtype=object)[of_largest][0])


def _bands(income: pd.Series, total: float) -> pd.DataFrame:
    """Return tenths of the clients; with fewer than ten clients some of them are empty."""
    ends = [ceil(len(income) * band / BANDS) for band in range(BANDS + 1)]
    sums = [float(income.iloc[start:end].sum()) for start, end in pairwise(ends)]
    frame = pd.DataFrame(
        {
            "band": [band / BANDS for band in range(1, BANDS + 1)],
            "clients": [end - start for start, end in pairwise(ends)],
            "annual_income": sums,
        }
    )
    frame["share"] = frame["annual_income"] / total
    frame["cumulative"] = frame["annual_income"].cumsum() / total
    return frame
