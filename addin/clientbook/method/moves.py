"""Moves between segments since an earlier run: a matrix from × to, and who moved and why (domain: §7 history)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from clientbook.method import history as histories

if TYPE_CHECKING:
    from clientbook.method.measures.reading import Desk

SEGMENTS = ("key", "large", "medium", "small", "none")
FROM, TO = (*SEGMENTS, "new"), (*SEGMENTS, "gone")
"""``new``: not in the book then; ``gone``: not in the book now."""

LISTED = ("client_id", "client", "manager", "what", "was", "now", "income_then", "annual_income", "why")


class Moves(NamedTuple):
    """Moves since an earlier run.

    Attributes:
        since: the date of that run; None where the book remembers none
        dates: the dates of all runs remembered, T among them
        clients: ``was`` (``FROM``) and a column per code of ``TO``: how many clients
        income: the same in annual income: that of now, for ``gone`` that of then; losses count as they are
        moved: ``LISTED``: moves of segment, status and risk band (``what``) with the income of then and now, by the
            larger of the two
    """

    since: date | None
    dates: tuple[date, ...]
    clients: pd.DataFrame
    income: pd.DataFrame
    moved: pd.DataFrame


def moves(desk: Desk) -> Moves:
    """Return the moves since the run before T, or since the date of the setting ``moves_from``.

    Args:
        desk: «История», portfolio, settings
    """
    rows = desk.tools.history
    then = histories.before(rows, _until(desk)).drop_duplicates("client_id")
    known = tuple(sorted({*pd.to_datetime(rows["as_of"].unique()).date, desk.as_of}))
    if then.empty:
        return Moves(None, known, _matrix([], []), _matrix([], []), pd.DataFrame(columns=list(LISTED)))
    now = desk.portfolio[["client_id", "segment", "annual_income"]]
    both = then[["client_id", "segment", "annual_income"]].merge(
        now, on="client_id", how="outer", suffixes=("_then", "")
    )
    was = both["segment_then"].where(both["client_id"].isin(then["client_id"]), "new").fillna("none")
    to = both["segment"].where(both["client_id"].isin(now["client_id"]), "gone").fillna("none")
    income = both["annual_income"].astype(float).fillna(both["annual_income_then"].astype(float)).fillna(0.0)
    pairs = list(zip(was, to, strict=True))
    return Moves(
        since=pd.Timestamp(then["as_of"].iloc[0]).date(),
        dates=known,
        clients=_matrix(pairs, [1.0] * len(pairs)),
        income=_matrix(pairs, income.tolist()),
        moved=_moved(then, desk),
    )


def _until(desk: Desk) -> date:
    """Return the day before which the run lies that is compared with."""
    chosen = desk.register.settings.value("moves_from")
    if not isinstance(chosen, date):
        return desk.as_of
    return min(desk.as_of, (pd.Timestamp(chosen) + pd.Timedelta(days=1)).date())


def _matrix(pairs: Sequence[tuple[str, str]], weights: Sequence[float]) -> pd.DataFrame:
    cells = pd.DataFrame(pairs, columns=["was", "to"], dtype=object).assign(weight=pd.Series(weights, dtype=float))
    table = cells.pivot_table(index="was", columns="to", values="weight", aggfunc="sum") if len(cells) else cells
    table = table.reindex(index=list(FROM), columns=list(TO)).astype(float).fillna(0.0)
    return table.rename_axis(index="was", columns=None).reset_index()


def _moved(then: pd.DataFrame, desk: Desk) -> pd.DataFrame:
    found = histories.changes(then, desk.portfolio, desk.as_of, most=len(desk.portfolio) * len(histories.WATCHED))
    incomes = then.set_index("client_id")["annual_income"].astype(float)
    now = desk.portfolio.set_index("client_id")["annual_income"].astype(float)
    listed = found.assign(
        income_then=found["client_id"].map(incomes).astype(float),
        annual_income=found["client_id"].map(now).astype(float),
    )
    return listed[list(LISTED)]
