"""The contact plan as a manager saw it when he acted on it: what a run has made of a row since is nobody's word.

Between two collections the plan is computed anew: dates, purposes and people of rows change, rows come and go. A manager who
marks a row means the row he was handed, and a contact he enters fulfils a row of the plan he had. So the rows he acted on,
and the plan of clients he was in contact with, are taken back to what his copy shows before the register is computed;
otherwise the register would depend on which copies came first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from clientbook.method.identity import own_rows
from clientbook.register.frames import below, frame
from clientbook.register.previous import UNREAD
from clientbook.sheets.plan import PLAN
from clientbook.team.handed import handed
from clientbook.team.head import Head
from clientbook.team.lines import Row
from clientbook.team.versions import plain

BY_PROGRAM = frozenset({None, "planned", "missed", "off_norm"})
"""Statuses of the plan that a run sets: they change from run to run, and nobody has decided anything by them."""

LOGGED = {"result": "outcome", "next_step": "next_step", "next_date": "next_date"}
"""Column of the plan → column of the log from which a run fills it, in a row that the log closes."""

_NOT_SEEN = frozenset({"plan_id", "weekday"})


@dataclass
class PlanAtHead:
    """Tells what a run wrote into the plan of a register, and what people did.

    Attributes:
        head: the register
    """

    head: Head
    _log: dict[tuple[str, str], list[Row]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """Put the log in order by client and day."""
        for row in self.head.rows("cb_log").values():
            self._log[plain(row.values.get("client_id")), plain(row.values.get("date"))].append(row)

    def by_program(self, key: str, column: str, now: object) -> bool:
        """Tell whether a run, and nobody's hand, wrote what stands in a cell: whoever types there is free to.

        Args:
            key: key of a row that stands in the plan
            column: key of a column that managers may change
            now: what stands there
        """
        row = self.head.rows(PLAN.name)[key].values
        if as_computed({**row, column: now}, column):
            return True
        entries = self._closed_by(row)
        if column in LOGGED:
            return now is not None and any(entry.values.get(LOGGED[column]) == now for entry in entries)
        return bool(entries)

    def open_to(self, key: str) -> bool:
        """Tell whether nobody at the head's has closed a row: a run may have, by the log."""
        row = self.head.rows(PLAN.name)[key].values
        return self.by_program(key, "status", row.get("status"))

    def untouched(self, key: str) -> bool:
        """Tell whether nobody has acted on a row: the next run does with it as it likes."""
        row = self.head.rows(PLAN.name)[key].values
        return all(as_computed(row, column) for column in ("date", "status")) and not any(
            plain(row.get(k)) for k in LOGGED
        )

    def closed_by_log(self, key: str) -> bool:
        """Tell whether a run closed a row because the log has its contact."""
        return bool(self._closed_by(self.head.rows(PLAN.name)[key].values))

    def entry_of(self, key: str) -> str | None:
        """Return the key of the log's row of a contact: one that names it, else the only one by which a run closed it."""
        row = self.head.rows(PLAN.name)[key].values
        own, log = row.get("plan_id"), self.head.rows("cb_log")
        named = [at for at, one in log.items() if own in (one.values.get("contact_id"), one.values.get("row_id"))]
        if named:
            return named[-1]
        entries = self._closed_by(row)
        return next((at for at, one in log.items() if one is entries[0]), None) if len(entries) == 1 else None

    def _closed_by(self, row: Mapping[str, object]) -> list[Row]:
        """Return the rows of the log by which a run may have closed a row; none for the row that a mark brought there."""
        if row.get("status") not in {"done", "no_answer"}:
            return []
        found = self._log.get((plain(row.get("client_id")), plain(row.get("date"))), [])
        own = row.get("plan_id")
        return [
            entry
            for entry in found
            if entry.values.get("row_id") != own and entry.values.get("contact_id") in {None, own}
        ]


def as_computed(values: Mapping[str, object], column: str) -> bool:
    """Tell whether what stands in a cell of a plan may well be a run's: only its version tells whether somebody typed it."""
    if column == "date":
        return values.get("date") == values.get("computed_date")
    return column == "status" and values.get("status") in BY_PROGRAM


def seen(row: Row, hidden: str) -> dict[str, object]:
    """Return what a run had worked out in a row of the plan when it was handed out, as far as the copy tells.

    Args:
        row: the row of the copy
        hidden: what stands in texts in place of personal data
    """
    ours = (column.key for column in PLAN.columns if column.key not in handed()[PLAN.name].editable)
    return {
        key: value
        for key in ours
        if key in row.values
        and key not in _NOT_SEEN
        and key not in row.unread
        and not (isinstance(value := row.values[key], str) and hidden in value)
    }


def taken_back(plan: pd.DataFrame, clients: Mapping[str, Mapping[str, Mapping[str, object]]]) -> pd.DataFrame:
    """Return the plan of a register with the rows of some clients as their managers had them.

    Rows that people touched stay; so does what was missed and no copy has. The rest is what runs made of the plan since.

    Args:
        plan: the plan as it was read
        clients: code of a client → plan ID → the row as it was handed out
    """
    handed_out = {text: values for rows in clients.values() for text, values in rows.items()}
    if not handed_out or plan.empty:
        return plan
    bare = plan[[*LOGGED, UNREAD]].isna().all(axis=1) & ~own_rows(plan["plan_id"])
    unmoved = plan["date"].isna() | plan["date"].eq(plan["computed_date"])
    untouched = bare & unmoved & (plan["status"].isna() | plan["status"].isin([one for one in BY_PROGRAM if one]))
    replaced = plan["status"].ne("missed") | plan["plan_id"].isin(set(handed_out))
    stay = plan[~(plan["client_id"].isin(set(clients)) & untouched & replaced)]
    there = set(stay["plan_id"].dropna())
    more = [values for text, values in handed_out.items() if text not in there]
    columns = {column.key: [values.get(column.key) for values in more] for column in PLAN.columns}
    return below(stay, frame(PLAN, columns, [0] * len(more)).assign(**{UNREAD: None}))
