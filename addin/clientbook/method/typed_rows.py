"""Rows that people wrote into the plan by hand, or copied there: whose they are (domain: §4 identity).

People know a client by its name; the code stands in a column that is folded away. A name that fits one client is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from clientbook.method.identity import own_rows
from clientbook.method.previous_plan import SAYS
from clientbook.register.client_codes import ClientCodes
from clientbook.register.clients import Speaker, near_name
from clientbook.register.columns import normal
from clientbook.register.previous import UNREAD

MARKS = ("result", "next_step", "next_date")


class Names:
    """The clients by name: as it is written, or without legal form and quotes.

    Args:
        clients: ``client_id``, ``client``
    """

    def __init__(self, clients: pd.DataFrame) -> None:
        self.of = dict(zip(clients["client_id"], clients["client"], strict=True))
        self._exact = self._by(normal)
        self._near = self._by(near_name)

    def _by(self, spelt: Callable[[str], str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for code, name in self.of.items():
            if isinstance(name, str) and spelt(name):
                found.setdefault(spelt(name), []).append(code)
        return found

    def codes(self, name: str) -> list[str]:
        """Return the codes of the clients that a name may mean."""
        return self._exact.get(normal(name)) or self._near.get(near_name(name), [])

    def differs(self, code: object, name: object) -> bool:
        """Tell whether a name is another than that of the client with a code."""
        return isinstance(name, str) and code in self.of and normal(name) != normal(self.of[code])


def understood(found: pd.DataFrame, clients: pd.DataFrame, say: Speaker | None) -> pd.DataFrame:
    """Return the plan as it was read with the client and the manager of every row by hand, as far as they can be told.

    Rows whose client cannot be told stay as they are and are problems. Of rows with one ID that whose name is still its
    client's is ours; the others are copies: they lose the ID, and of a copy the name counts, because people change
    what they see.

    Args:
        found: the plan as it was read
        clients: all clients: ``client_id``, ``client``, ``manager``
        say: notes problems of the sheet
    """
    if found.empty or not {"plan_id", "client_id", "client"} <= set(found.columns):
        return found
    rows, names = _without_anonymous(found, say), Names(clients)
    copies = _copies(rows, names)
    if say is not None:
        for place in copies:
            say("plan_id_twice", _row(rows, place), "plan_id", rows.at[place, "plan_id"])
    rows.loc[copies, "plan_id"] = None
    codes = ClientCodes.of(clients["client_id"])
    leads = dict(zip(clients["client_id"], clients["manager"], strict=True))
    by_hand = rows["plan_id"].isna() | own_rows(rows["plan_id"])
    for place in [*by_hand[by_hand].index, *_renamed(rows[~by_hand], names)]:
        row = rows.loc[place]
        code, problem, value = _whose(row, names, codes, copied=place in copies)
        rows.at[place, "client_id"] = code
        rows.at[place, "manager"] = _or(row["manager"], leads.get(code))
        if problem and say is not None:
            key = "client_id" if problem == "plan_code_unknown" else "client"
            say(problem, _row(rows, place), key, value)
    return rows


def _row(rows: pd.DataFrame, place: int) -> int:
    return int(rows["row"].iloc[place]) if "row" in rows else 0


def _without_anonymous(found: pd.DataFrame, say: Speaker | None) -> pd.DataFrame:
    """Return the plan without rows of ours whose ID somebody deleted and who bear no mark: they are planned anew."""
    rows = found.reset_index(drop=True)
    if not {"due", "computed_date", "date", "status", *MARKS} <= set(rows.columns):
        return rows
    ours = rows["plan_id"].isna() & rows["due"].notna() & rows["computed_date"].notna()
    plain = rows["status"].isna() | rows["status"].eq("planned")
    bare = rows[list(MARKS)].isna().all(axis=1) & rows["date"].eq(rows["computed_date"])
    gone = ours & plain & bare & (rows[UNREAD].isna() if UNREAD in rows else True)
    if say is not None:
        for place in gone[gone].index:
            say("plan_id_gone", _row(rows, place), "plan_id", rows["client"].iloc[place])
    return rows[~gone].reset_index(drop=True)


def _copies(rows: pd.DataFrame, names: Names) -> list[int]:
    """Return the rows whose ID another row has, and has by better right."""
    twice = rows[rows["plan_id"].notna() & rows["plan_id"].duplicated(keep=False)]
    changed = [names.differs(code, name) for code, name in zip(twice["client_id"], twice["client"], strict=True)]
    ranked = twice.assign(changed=changed).sort_values("changed", kind="stable")
    return sorted(ranked.index[ranked["plan_id"].duplicated()])


def _renamed(rows: pd.DataFrame, names: Names) -> Iterable[int]:
    """Yield the rows of ours over whose client somebody wrote the name of another: the code counts, and that is told."""
    for place, code, name in zip(rows.index.tolist(), rows["client_id"], rows["client"], strict=True):
        if names.differs(code, name) and len(others := names.codes(name)) == 1 and others != [code]:
            yield place


def _whose(row: Any, names: Names, codes: ClientCodes, *, copied: bool) -> tuple[str | None, str, str]:
    """Return the client code of a row, the problem key and the value to tell; no key where nothing is to be said."""
    code, name = (value if isinstance(value, str) else None for value in (row["client_id"], row["client"]))
    fits = names.codes(name) if name is not None else []
    if code is None:
        return _by_name(name, fits) if _says(row) else (None, "", "")
    code = codes.match(code, number=True)[0]
    if copied and names.differs(code, name):
        return (fits[0], "", "") if len(fits) == 1 else (None, *_by_name(name, fits)[1:])
    if code not in codes.exact:
        return code, "plan_code_unknown", code
    if len(fits) == 1 and fits[0] != code:
        return code, "plan_client_differs", f"{name} ≠ {names.of[code]}"
    return code, "", ""


def _by_name(name: str | None, fits: list[str]) -> tuple[str | None, str, str]:
    if name is None:
        return None, "plan_client_blank", ""
    if len(fits) == 1:
        return fits[0], "", ""
    return (None, "plan_client_twice", f"{name}: {', '.join(fits)}") if fits else (None, "plan_client_unknown", name)


def _or(typed: Any, other: Any) -> Any:
    return typed if _filled(typed) else other


def _says(row: Any) -> bool:
    return any(_filled(row.get(key)) for key in SAYS) or row.get(UNREAD) is not None


def _filled(value: object) -> bool:
    return value is not None and value == value and value != ""  # noqa: PLR0124 - NaN and NaT differ from themselves
