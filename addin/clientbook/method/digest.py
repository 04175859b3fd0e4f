"""Weekly digest (ВКК): what a department and each of its managers did, missed, stand to lose and have to do this week.

The week is that of the first day of the plan, from Monday to Sunday; what was done and missed is of the week before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

import pandas as pd

from clientbook.method.contact_gap import took_place
from clientbook.method.measures import nrr, sales_plan
from clientbook.method.measures.reading import Desk, named
from clientbook.method.previous_plan import NOT_DUE
from clientbook.method.roles import EVERYBODY, Scope
from clientbook.method.summary import reached

SECTIONS = ("done", "missed", "risk", "week")
COLUMNS = ("key", "manager", "section", "count", "amount", "text")
DEPARTMENT = ""
"""The manager of the block of the whole department; it comes first."""

ROOM, ROOM_OF_ALL = 88, 176
"""Most characters of a sentence: one printed line for a manager, two for the department."""

MOST_NAMES = 6
KINDS = {
    "visit": "visit",
    "session": "session",
    "review": "session",
    "online": "online",
    "call": "call",
    "letter": "message",
    "messenger": "message",
    "message": "message",
    "offer": "offer",
    "nps": "nps",
}
"""Kind of a log row or channel of a planned contact → what it is counted as, in the order they are told."""


class Digest(NamedTuple):
    """The weekly digest.

    Attributes:
        rows: ``COLUMNS``, the department first, then managers by name, each with the rows of ``SECTIONS``: ``count``
            (contacts; clients for ``risk``), ``amount`` (annual income of the clients concerned, each once), ``text``
        monday: the first day of this week; the week before it is the one looked back on
    """

    rows: pd.DataFrame
    monday: date


def digest(desk: Desk) -> Digest:
    """Return the digest of a run.

    Args:
        desk: log, contact plan, portfolio and KPIs of the run
    """
    monday = desk.contacts.start - timedelta(days=desk.contacts.start.weekday())
    found = {name: _Section(rows) for name, rows in _Week(desk, pd.Timestamp(monday)).found().items()}
    teller = _Teller(desk, found)
    managers = [DEPARTMENT, *sorted(set(desk.portfolio["manager"].dropna()))]
    rows = [row for manager in managers for row in teller.block(manager)]
    return Digest(pd.DataFrame(rows, columns=list(COLUMNS)), monday)


class _Section:
    """What one section found, counted for everybody at once: a department may have fifty managers.

    Args:
        rows: manager, client_id, client, what, day, worth; the first come first
    """

    def __init__(self, rows: pd.DataFrame) -> None:
        everybody = rows.assign(manager=DEPARTMENT)
        both = pd.concat([everybody, rows[rows["manager"].notna()]], ignore_index=True)
        owner = both["manager"]
        self.counts = {str(name): int(count) for name, count in owner.value_counts(sort=False).items()}
        worth = both.drop_duplicates(["manager", "client_id"]).groupby("manager", sort=False)["worth"].sum()
        self.worth = {str(name): float(amount) for name, amount in worth.items()}
        self.first: dict[str, list[tuple[str, object, pd.Timestamp]]] = {}
        top = both.groupby("manager", sort=False).head(MOST_NAMES)
        for manager, client, what, day in zip(top["manager"], top["client"], top["what"], top["day"], strict=True):
            self.first.setdefault(manager, []).append((client, what, day))
        self.kinds: dict[str, dict[str, int]] = {}
        kinds = pd.DataFrame({"manager": owner, "kind": both["what"].map(KINDS)}).value_counts().reset_index()
        for manager, kind, count in zip(kinds["manager"], kinds["kind"], kinds["count"], strict=True):
            self.kinds.setdefault(manager, {})[kind] = int(count)


class _Week:
    """Finds what each section counts: frames with manager, client_id, client, what, day, worth; the first come first."""

    def __init__(self, desk: Desk, monday: pd.Timestamp) -> None:
        self.desk = desk
        self.last = (monday - pd.Timedelta(days=7), monday - pd.Timedelta(days=1))
        self.this = (monday, monday + pd.Timedelta(days=6))
        clients = desk.portfolio.drop_duplicates("client_id").set_index("client_id")
        self.names, self.worth = clients["client"], clients["annual_income"].astype(float).clip(lower=0)

    def found(self) -> dict[str, pd.DataFrame]:
        frames = {"done": self._done(), "missed": self._missed(), "risk": self._risk(), "week": self._week()}
        return {name: self._with_worth(rows) for name, rows in frames.items()}

    def _with_worth(self, rows: pd.DataFrame) -> pd.DataFrame:
        known = rows.assign(
            client=rows["client_id"].map(self.names).fillna(rows["client_id"]),
            worth=rows["client_id"].map(self.worth).fillna(0.0),
        )
        order = ["first", "worth", "client_id"] if "first" in known else ["worth", "client_id"]
        return known.sort_values(order, ascending=[*[False] * (len(order) - 1), True], kind="stable", ignore_index=True)

    def _held(self) -> pd.DataFrame:
        log = self.desk.register.log
        return log[took_place(log) & log["date"].le(pd.Timestamp(self.desk.contacts.start))]

    def _done(self) -> pd.DataFrame:
        held = self._held()
        rows = held[held["date"].between(*self.last)]
        return rows[["manager", "client_id"]].assign(what=rows["kind"], day=rows["date"])

    def _missed(self) -> pd.DataFrame:
        """Return contacts of the plan marked missed, and steps promised in the log that no later contact kept."""
        contacts = self.desk.contacts
        past = [part.reindex(columns=contacts.plan.columns) for part in (contacts.plan, contacts.done) if len(part)]
        plan = pd.concat(past).drop_duplicates("plan_id") if past else contacts.plan
        plan = plan[plan["status"].eq("missed") & plan["date"].between(*self.last)]
        missed = plan[["manager", "client_id"]].assign(what=plan["purpose"], day=plan["date"])
        log = self.desk.register.log
        promised = log[log["next_step"].notna() & log["next_date"].between(*self.last)]
        latest = self._held().groupby("client_id")["date"].max()
        kept = latest.reindex(promised["client_id"]).to_numpy() > promised["date"].to_numpy()
        broken = promised[~kept & ~promised["client_id"].isin(missed["client_id"])]
        broken = broken.sort_values(["next_date", "row"]).drop_duplicates("client_id")
        broken = broken[["manager", "client_id"]].assign(what=broken["next_step"], day=broken["next_date"])
        return pd.concat([frame.astype({"what": object}) for frame in (missed, broken)], ignore_index=True)

    def _risk(self) -> pd.DataFrame:
        rows = self.desk.portfolio
        rows = rows[rows["risk_band"].eq("high")]
        weight = rows["annual_income"].astype(float).clip(lower=0) * rows["risk"].astype(float)
        return rows[["manager", "client_id"]].assign(what=rows["risk_reason"], day=None, first=weight)

    def _week(self) -> pd.DataFrame:
        plan = self.desk.contacts.plan
        rows = plan[plan["date"].between(*self.this) & ~plan["status"].isin(NOT_DUE)]
        first = rows["priority"].astype(float) + 100 * rows["channel"].isin(("visit", "review"))
        return rows[["manager", "client_id"]].assign(what=rows["channel"], day=rows["date"], first=first)


class _Teller:
    """Says the rows of a block."""

    def __init__(self, desk: Desk, found: Mapping[str, _Section]) -> None:
        self.desk, self.words, self.found = desk, desk.words, found
        first = desk.contacts.load_weeks
        first = first[first["week_start"].eq(first["week_start"].min())]
        self.load = dict(zip(first["manager"], first["load"], strict=True))

    def block(self, manager: str) -> list[dict[str, object]]:
        """Return the rows of one manager, or of the department."""
        says = {"done": self._done, "missed": self._missed, "risk": self._risk, "week": self._this_week}
        return [
            {
                "key": f"{manager}|{section}",
                "manager": manager,
                "section": section,
                "count": found.counts.get(manager, 0),
                "amount": float(found.worth.get(manager, 0.0)),
                "text": says[section](manager, found),
            }
            for section, found in self.found.items()
        ]

    def _text(self, key: str, **fields: object) -> str:
        return self.words.text(f"digest.{key}", **fields)

    def _named(self, start: str, names: list[str], manager: str, found: _Section) -> str:
        """Return a sentence with the first names, and how many more there are."""
        room = ROOM_OF_ALL if manager == DEPARTMENT else ROOM
        unnamed = [""] * (found.counts[manager] - len(names))
        return named(start, [*names, *unnamed], self.words, room, min(MOST_NAMES, len(names)))

    def _kinds(self, manager: str, found: _Section) -> str:
        counts = found.kinds.get(manager, {})
        told = [
            self._text(f"kind.{kind}", count=counts[kind]) for kind in dict.fromkeys(KINDS.values()) if kind in counts
        ]
        return ", ".join(told)

    def _done(self, manager: str, found: _Section) -> str:
        told = self._kinds(manager, found) or self._text("none_done")
        figures = self._figures(manager)
        return f"{told}. {figures}" if figures else told

    def _figures(self, manager: str) -> str:
        """Return the KPIs of the last full month: «октябрь: план 96 %, И 0,98»."""
        scope = EVERYBODY if manager == DEPARTMENT else Scope(manager, "km", frozenset({manager}))
        readings = {"plan": sales_plan.read(scope, self.desk)}
        if manager == DEPARTMENT:
            readings["nrr"] = nrr.read(scope, self.desk)
        ratios = {name: reached(reading) for name, reading in readings.items()}
        told = [
            self._text(f"figure.{name}", value=self.desk.percent(ratio))
            for name, ratio in ratios.items()
            if ratio is not None
        ]
        integral = self.desk.integrals.get(manager)
        if integral is not None:
            told.append(self._text("figure.integral", value=self.words.number(integral, 2)))
        return self._text("figures", month=self.desk.month_name(), told=", ".join(told)) if told else ""

    def _missed(self, manager: str, found: _Section) -> str:
        if manager not in found.first:
            empty = self.desk.register.log.empty and self.desk.contacts.done.empty
            return self._text("no_log" if empty else "none_missed")
        names = [
            self._text("promise", client=client, what=what, day=f"{day:%d.%m}") if isinstance(what, str) else client
            for client, what, day in found.first[manager]
        ]
        return self._named(self._text("missed"), names, manager, found)

    def _risk(self, manager: str, found: _Section) -> str:
        if manager not in found.first:
            return self._text("none_risk")
        return self._named(self._text("risk"), [client for client, *_ in found.first[manager]], manager, found)

    def _this_week(self, manager: str, found: _Section) -> str:
        if manager not in found.first:
            return self._text("none_week")
        load = self.load.get(manager)
        full = f"; {self._text('load', load=self.desk.percent(load))}" if load is not None and pd.notna(load) else ""
        counts = self._kinds(manager, found) + full
        names = [
            f"{client} ({self.words.text(f'sheet.plan.weekday.{day.isoweekday()}')})"
            for client, _, day in found.first[manager]
        ]
        start = self._text("first", counts=counts)
        told = self._named(start, names, manager, found)
        return counts if told == start else told
