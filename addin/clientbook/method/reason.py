"""«Основание»: why a client stands where it stands, with the numbers that fired the rule, at most 120 characters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from clientbook.locale import Words
from clientbook.method.lifecycle import lost_limit, sleeping_limit
from clientbook.method.risk import ABSENT
from clientbook.register.codes import ABC, CLIENT_KIND
from clientbook.register.settings import Settings

LIMIT = 120

_READ = (
    *("status", "kind", "bought", "recency", "age", "orders", "interval", "last_gap", "trend", "trend_last"),
    *("trend_base", "status_manual", "segment_manual", "override_reason", "segment", "segment_approved", "approved_on"),
    *("abc", "annual_income", "share_before", "risk", "parent_id"),
)


def reasons(frame: pd.DataFrame, words: Words, settings: Settings) -> pd.Series:
    """Return the reason of every client: stage (or a person's own reason), class, risk, and what the risk lacks.

    Args:
        frame: the whole portfolio with ``share_before`` (ratio), ``trend_last``, ``trend_base`` and ``absent_<name>``
        words: the language of the book
        settings: limits of the life cycle
    """
    read = frame[list(_READ)].assign(
        sleeping_limit=sleeping_limit(frame["interval"], settings),
        lost_limit=lost_limit(frame["interval"], settings),
        absent=absent_texts(frame, words),
    )
    teller = _Teller(words)
    return pd.Series([teller.say(row) for row in read.itertuples(index=False)], index=frame.index, dtype=object)


def absent_texts(frame: pd.DataFrame, words: Words) -> pd.Series:
    """Return what the rules of risk lacked for every client, as one piece of a sentence; empty where nothing.

    Args:
        frame: ``absent_<name>`` (bool) of :mod:`clientbook.method.risk`
        words: the language of the book
    """
    lacking = pd.Series(0, index=frame.index)
    for place, name in enumerate(ABSENT):
        lacking += frame[f"absent_{name}"].astype("int64") * 2**place
    texts = {}
    for bits in lacking.unique():
        names = [words.text(f"reason.lacks.{name}") for place, name in enumerate(ABSENT) if int(bits) >> place & 1]
        texts[bits] = words.text("reason.absent", names=", ".join(names)) if names else ""
    return lacking.map(texts).astype(object)


def fitted(parts: Sequence[str], spare: int | None = None, limit: int = LIMIT) -> str:
    """Return the parts as one sentence within the limit: first without the spare one, then cut with «…».

    Args:
        parts: pieces of the sentence; empty ones are skipped
        spare: index of the piece that goes first
        limit: most characters
    """
    text = "; ".join(part for part in parts if part)
    if len(text) > limit and spare is not None:
        text = "; ".join(part for index, part in enumerate(parts) if part and index != spare)
    return text if len(text) <= limit else text[: limit - 1].rstrip(" ,;") + "…"


def signed_percent(ratio: float) -> str:
    """Return a change as people write it: 0.25 is «+25», −0.3 is «−30»."""
    percent = round(100 * ratio)
    return f"{percent:+d}".replace("-", "−") if percent else "0"


class _Teller:
    """Says single clients; a row is a named tuple of the frame."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def say(self, row: Any) -> str:
        risk = self._text("risk", points=int(row.risk)) if row.risk else ""
        return fitted([self._stage(row), self._class(row), risk, row.absent], spare=1)

    def _text(self, key: str, **fields: object) -> str:
        return self.words.text(f"reason.{key}", **fields)

    def _stage(self, row: Any) -> str:
        if isinstance(row.status_manual, str) or isinstance(row.segment_manual, str):
            why = row.override_reason if isinstance(row.override_reason, str) else self._text("no_reason")
            return self._text("manual", why=why if len(why) <= LIMIT // 2 else why[: LIMIT // 2].rstrip() + "…")
        if row.status == "one_time" and row.kind in ("one_off", "project"):
            return self._text("stage.by_kind", kind=CLIENT_KIND.word(row.kind, self.words.lang))
        if row.status in ("growing", "declining", "stable"):
            return self._trend(row)
        return self._text(f"stage.{row.status}", **self._days(row))

    def _trend(self, row: Any) -> str:
        if pd.isna(row.trend):
            return self._text("stage.no_base")
        change = signed_percent(row.trend)
        if row.status == "stable":
            return self._text("stage.stable", change=change)
        last, base = self.words.number(row.trend_last), self.words.number(row.trend_base)
        return self._text(f"stage.{row.status}", last=last, base=base, change=change)

    def _days(self, row: Any) -> dict[str, object]:
        if not row.bought:
            return {}
        limit = row.lost_limit if row.status == "lost" else row.sleeping_limit
        return {
            "days": int(row.recency),
            "age": int(row.age),
            "orders": row.orders,
            "limit": f"{limit:.0f}",
            "interval": f"{row.interval:.0f}",
            "gap": 0 if pd.isna(row.last_gap) else int(row.last_gap),
        }

    def _class(self, row: Any) -> str:
        if row.segment == row.segment_approved and not pd.isna(row.approved_on):
            return self._text("class.approved", day=self.words.day(row.approved_on))
        if isinstance(row.parent_id, str) and row.annual_income > 0:
            return self._text("class.holding", abc=ABC.word(row.abc, self.words.lang), head=row.parent_id)
        if row.abc in ("loss", "none"):
            return self._text(f"class.{row.abc}", income=self.words.number(row.annual_income)) if row.bought else ""
        return self._text("class.share", abc=ABC.word(row.abc, self.words.lang), share=int(100 * row.share_before))
