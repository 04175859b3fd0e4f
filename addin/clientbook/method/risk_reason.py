"""What fired the risk of a client, with its numbers, and what the rules lacked, at most 120 characters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from clientbook.locale import Words
from clientbook.method.reason import LIMIT, absent_texts, fitted, signed_percent
from clientbook.method.risk import RULES, change

_READ = (
    *("season_recency", "p90_gap", "max_gap", "claim", "nps", "skus", "skus_then", "overdue_days", "contact_days"),
    "contact_norm",
)

_NUMBERS: dict[str, Callable[[Any], dict[str, object]]] = {
    "p90": lambda row: {"days": int(row.season_recency), "limit": f"{row.p90_gap:.0f}"},
    "longest": lambda row: {"limit": int(row.max_gap)},
    "amount": lambda row: {"change": signed_percent(row.amount_change)},
    "nps": lambda row: {"nps": f"{row.nps:.0f}"},
    "breadth": lambda row: {"now": row.skus, "then": row.skus_then},
    "overdue": lambda row: {"days": int(row.overdue_days)},
    "no_contact": lambda row: {"days": int(row.contact_days), "norm": f"{row.contact_norm:.0f}"},
    "no_decider": lambda _row: {},
    "share": lambda row: {"change": signed_percent(row.share_change)},
}
"""Rule → its numbers, asked for only where it fired: elsewhere they may be missing."""


def risk_reasons(frame: pd.DataFrame, rules: pd.DataFrame, words: Words) -> pd.Series:
    """Return what fired the risk of every client, and what was absent.

    Args:
        frame: the joined frame with the evidence of :mod:`clientbook.method.risk`
        rules: which rules fired
        words: the language of the book
    """
    absent = absent_texts(frame, words)
    told = absent.where(absent.ne(""), words.text("reason.no_risk")).astype(object)
    some = rules.any(axis=1)
    read = frame[list(_READ)].assign(
        amount_change=change(frame["amount_3m"], frame["amount_3m_then"]),
        share_change=frame["share"] - frame["share_then"],
        absent=absent,
    )
    marks = rules.loc[some, list(RULES)].to_numpy().tolist()
    told[some] = [_said(row, on, words) for row, on in zip(read[some].itertuples(index=False), marks, strict=True)]
    return told


def _said(row: Any, on: Sequence[bool], words: Words) -> str:
    pieces = [_piece(rule, row, words) for rule, fired in zip(RULES, on, strict=True) if fired]
    return fitted([_whole_pieces(pieces, LIMIT - len(row.absent) - 2, words), row.absent])


def _whole_pieces(pieces: list[str], limit: int, words: Words) -> str:
    """Return as many pieces as fit whole, and how many more there are."""
    text = "; ".join(pieces)
    for left in range(1, len(pieces)):
        if len(text) <= limit:
            break
        text = "; ".join([*pieces[:-left], words.text("reason.more", count=left)])
    return text


def _piece(rule: str, row: Any, words: Words) -> str:
    key = "claim" if rule == "nps" and row.claim else rule
    return words.text(f"reason.risk_rule.{key}", **_NUMBERS[rule](row))
