"""The contact plan of a book as it stands there, without computing it: what calendars and exports show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from clientbook.hosts.base import Book
from clientbook.method.previous_plan import CLOSED, previous_plan
from clientbook.register.columns import normal
from clientbook.register.language import book_language
from clientbook.register.parse import Reading
from clientbook.register.previous import read_previous
from clientbook.register.problems import Problems
from clientbook.sheets import book as books
from clientbook.sheets.plan import PLAN
from clientbook.sheets.summary import FIGURES


@dataclass(frozen=True)
class Planned:
    """The contact plan of a book.

    Attributes:
        rows: every contact with an ID, open or closed: ``PLAN_COLUMNS``
        as_of: the date of the data it was made from
        lang: the language of the book
    """

    rows: pd.DataFrame
    as_of: date
    lang: str

    def open_rows(self) -> pd.DataFrame:
        """Return the contacts still to be made, those whose day and manager can be told, by manager and day."""
        return self._open[self._usable].sort_values(["manager", "date", "plan_id"], ignore_index=True)

    def unusable(self) -> int:
        """Return how many contacts still to be made have no manager or no day that can be read."""
        return int((~self._usable).sum())

    @property
    def _open(self) -> pd.DataFrame:
        return self.rows[~self.rows["status"].isin(CLOSED)]

    @property
    def _usable(self) -> pd.Series:
        return self._open["date"].notna() & self._open["manager"].notna()

    def managers(self) -> list[str]:
        """Return everybody who has contacts in the plan, in one spelling, by name."""
        return sorted(one_spelling(self.rows["manager"].dropna()).values())


def one_spelling(names: pd.Series) -> dict[str, str]:
    """Return every name as it is compared → its first spelling."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(normal(name), str(name))
    return found


def planned(book: Book, lang: str, without: frozenset[int] = frozenset()) -> Planned | None:
    """Return the contact plan of a book; None where it has none yet.

    Args:
        book: the book
        lang: language of a book that does not tell its own
        without: rows of its sheet that are not to be seen
    """
    tables = books.outputs()
    spoken = book_language((), tables, book.sheets(), lang)
    reading = Reading(english=spoken == "en", date1904=book.date1904)
    found = read_previous(book, [PLAN, FIGURES], reading, Problems())
    plan, runs = found[PLAN.name], found[FIGURES.name]
    if plan.empty:
        return None
    dates = pd.to_datetime(runs["as_of"]).dropna() if "as_of" in runs else pd.Series(dtype="datetime64[ns]")
    days = dates if len(dates) else pd.to_datetime(plan.reindex(columns=["date"])["date"]).dropna().sort_values()[:1]
    as_of = date.fromisoformat(f"{days.max():%Y-%m-%d}") if len(days) else date(2000, 1, 1)
    seen = plan[~plan["row"].isin(without)].reset_index(drop=True)
    return Planned(_spelt(previous_plan(seen, as_of)), as_of, spoken)


def _spelt(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows whose managers are spelt one way each: «ИВАНОВ И.И.» is no second person."""
    spelt = one_spelling(rows["manager"].dropna())
    names = [spelt[normal(name)] if isinstance(name, str) else None for name in rows["manager"]]
    return rows.assign(manager=pd.Series(names, dtype=object, index=rows.index))
