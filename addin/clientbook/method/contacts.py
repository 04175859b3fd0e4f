"""The contact plan of a run: what is due, what people did and moved, who has room, what each contact is for (domain: §4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from clientbook.locale import Words
from clientbook.method.capacity import capacity
from clientbook.method.carry import Carried, Rules, carry, closed, keep_since, stand_for, with_attempts
from clientbook.method.day_flow import NOWHERE
from clientbook.method.demand import Demand, demand, horizon
from clientbook.method.details import details
from clientbook.method.identity import base
from clientbook.method.kept import broken, without_room
from clientbook.method.load import load, load_weeks
from clientbook.method.memory import LEFT
from clientbook.method.norms import class_line
from clientbook.method.plan_rows import merged, placed_rows, refreshed
from clientbook.method.previous_plan import PLAN_COLUMNS
from clientbook.method.schedule import Placement, schedule, unplaced_cost
from clientbook.method.substitutes import leading, substitutes
from clientbook.method.targets import NOBODY, Calendar
from clientbook.method.tenure import Tenure
from clientbook.method.unplaced import unplaced
from clientbook.method.workdays import first_after, presence, workdays
from clientbook.register.previous import UNREAD, Unread

if TYPE_CHECKING:
    from clientbook.method.marks import Marks
    from clientbook.method.past import Past
    from clientbook.register.read import Register


class Model(NamedTuple):
    """The placement as it was solved, for measuring it against its bound.

    Attributes:
        contacts: one row per contact placed or not: ``manager`` (number), ``place``, ``channel``, ``minutes``, ``ideal``,
            ``low``, ``high`` (working days), ``penalty``, ``day`` (-1: not placed)
        fixed: rows that were not ours to move: ``manager``, ``place``, ``channel``, ``minutes``, ``day``
        calendar: who works when, and how much
    """

    contacts: pd.DataFrame
    fixed: pd.DataFrame
    calendar: Calendar


@dataclass(frozen=True)
class ContactPlan:
    """The contact plan.

    Attributes:
        plan: ``PLAN_COLUMNS``, by manager, date, priority; codes in coded columns
        load: one row per manager (:func:`clientbook.method.load.load`)
        load_weeks: manager, week_start, load (ratio)
        unplaced: manager, client, client_id, segment, channel, due, why
        kept: rows kept from a person that break a limit; ``why`` says which
        log_rows: new rows for `Журнал`
        done: rows of the previous plan that are past, with what came of them
        as_typed: plan ID → key → what somebody typed there that could not be read, to stand there again
        late: what rows of `Журнал` get that lacked it (:func:`clientbook.method.late_words.late_words`)
        stood: plan ID → the row of the sheet on which a row of the previous plan stood
        left: what a later run must know of campaigns and claims, for «История»: ``client_id`` and ``LEFT``
        start: first day of the plan
        model: the placement as it was solved
    """

    plan: pd.DataFrame
    load: pd.DataFrame
    load_weeks: pd.DataFrame
    unplaced: pd.DataFrame
    kept: pd.DataFrame
    log_rows: pd.DataFrame
    done: pd.DataFrame
    start: date
    model: Model
    as_typed: Mapping[str, Unread] = field(default_factory=dict)
    late: pd.DataFrame = field(default_factory=pd.DataFrame)
    stood: Mapping[str, int] = field(default_factory=dict)
    left: pd.DataFrame = field(default_factory=partial(pd.DataFrame, columns=["client_id", *LEFT]))


def known_plan(register: Register, marked: Marks) -> ContactPlan:
    """Return the previous plan as it stands, nothing planned anew: what KPIs of an earlier month are read from.

    Args:
        register: calendar, staff, regulation, settings
        marked: see :func:`clientbook.method.marks.marks`
    """
    start = first_after(register.plan_from, register.calendar)
    rows = marked.earlier[list(PLAN_COLUMNS)].reset_index(drop=True)
    nothing = pd.DataFrame()
    model = Model(nothing, nothing, _calendar(register, register.clients, start))
    return ContactPlan(rows, nothing, nothing, nothing, nothing, nothing, rows, start, model)


def contact_plan(
    register: Register, portfolio: pd.DataFrame, words: Words, marked: Marks, past: Past | None = None
) -> ContactPlan:
    """Return the contact plan of a register.

    Args:
        register: regulation, staff, leave, calendar, people, settings, the previous plan
        portfolio: one row per client
        words: the language of the book
        marked: see :func:`clientbook.method.marks.marks`
        past: what the sales say of the past, for what clients lack
    """
    start = first_after(register.plan_from, register.calendar)
    calendar = _calendar(register, portfolio, start)
    earlier, log = marked.earlier, marked.log
    asked = demand(register, portfolio, log, horizon(register, start))
    clients = portfolio.assign(class_line=class_line(portfolio, register.staff))
    carried = carry(earlier, log, clients, calendar, _rules(register, start))
    due = with_attempts(asked.due, earlier, log)
    due = due[~due["plan_id"].map(base).isin(carried.called_off)].reset_index(drop=True)
    return _Builder(register, clients, words, calendar, asked, carried, start, past).build(due, marked)


def _rules(register: Register, start: date) -> Rules:
    staff = register.staff[register.staff["substitute"].notna()]
    substitutes = dict(zip(staff["manager"], staff["substitute"], strict=True))
    days = register.settings.whole("frozen_days")
    return Rules(start, keep_since(register.as_of), days, substitutes, register.transfers)


def _calendar(register: Register, clients: pd.DataFrame, start: date) -> Calendar:
    """Return who works when: everybody who leads clients, serves them by his job, or stands in for one who does."""
    staff, names = register.staff, leading(register, clients)
    chosen = substitutes(register, clients)
    managers = sorted(names | set(chosen.values()))
    end = start + timedelta(days=7 * register.settings.whole("horizon_weeks") - 1)
    span = workdays(start, end, register.calendar)
    here = presence(register.leave, managers, span)
    number = {name: place for place, name in enumerate(managers)}
    substitute = np.array([number.get(chosen.get(name, ""), NOBODY) for name in managers], dtype=np.int64)
    limits = capacity(staff, managers, span, here, register.settings)
    return Calendar(span, limits, substitute, register.settings.whole("min_gap_days"))


@dataclass(frozen=True, eq=False)
class _Builder:
    """Everything a plan is built from."""

    register: Register
    clients: pd.DataFrame
    words: Words
    calendar: Calendar
    asked: Demand
    carried: Carried
    start: date
    past: Past | None = None

    def build(self, due: pd.DataFrame, marked: Marks) -> ContactPlan:
        """Return the plan: rows that stay, then contacts due on the days they found."""
        earlier = marked.earlier
        kept, frozen, taken = self._staying(due)
        tenure = Tenure(self.clients, self.register.transfers, self.calendar)
        days = np.datetime64(self.start, "D") + np.maximum(due["due"].to_numpy(), 0).astype("timedelta64[D]")
        due = due.assign(manager=tenure.leads(due["place"].to_numpy(), days), taken=taken)
        led = due[due["manager"] != NOBODY].reset_index(drop=True)
        goals = tenure.targets(led, self.asked.touched, self.register.settings)
        wanted = self._with_memory(goals[~goals["taken"]].reset_index(drop=True))
        fixed = self._fixed(kept, frozen)
        placement = schedule(wanted, fixed, self.calendar, self.register.settings)
        rows = self._rows(kept, frozen, wanted, placement, due)
        plan = merged(closed(self.carried, rows), rows)
        homeless = unplaced(wanted, placement, self.clients, due[due["manager"] == NOBODY], self.calendar, self.words)
        needed = self._needed(rows, wanted, placement, due)
        return ContactPlan(
            plan,
            load(needed, self.clients, self.calendar, self.register, self.words),
            load_weeks(rows, self.calendar),
            homeless,
            self._broken(kept, rows),
            marked.log_rows,
            earlier[earlier["date"] <= pd.Timestamp(self.register.plan_from)][list(PLAN_COLUMNS)].reset_index(
                drop=True
            ),
            self.start,
            self._model(wanted, placement, fixed),
            {one: cells for one, cells in zip(earlier["plan_id"], earlier[UNREAD], strict=True) if cells},
            marked.late,
            dict(zip(earlier["plan_id"], earlier["row"], strict=True)),
            self.asked.left,
        )

    def _staying(self, due: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, np.ndarray]:
        """Return kept and frozen rows with ``due_row``, and which contacts due they stand for."""
        frozen = self.carried.frozen
        frozen = frozen[~without_room(frozen, self.carried.kept, self.calendar)].reset_index(drop=True)
        self.carried.stood.update(zip(self.carried.frozen["plan_id"], self.carried.frozen["date"], strict=True))
        both = pd.concat([self.carried.kept, frozen], ignore_index=True)
        due_row = stand_for(both, due, self.carried.stood, self.start)
        taken = np.zeros(len(due), dtype=bool)
        taken[due_row[due_row >= 0]] = True
        count = len(self.carried.kept)
        kept = self.carried.kept.assign(due_row=due_row[:count])
        gone = kept["due_row"] < 0
        status = kept["status"].mask(gone & kept["status"].eq("planned"), "off_norm")
        kept["status"] = status.mask(~gone & kept["status"].eq("off_norm"), "planned")
        return kept, frozen.assign(due_row=due_row[count:]), taken

    def _with_memory(self, wanted: pd.DataFrame) -> pd.DataFrame:
        """Add where contacts stood in the previous plan, whether it had no room for them, and the region of a client."""
        dates = pd.to_datetime(wanted["plan_id"].map(self.carried.stood)).to_numpy().astype("datetime64[D]")
        stood = np.where(
            np.isnat(dates),
            NOWHERE,
            self.calendar.span.numbers(np.where(np.isnat(dates), np.datetime64(self.start), dates)),
        )
        region = pd.factorize(self.clients["region"])[0]
        place = wanted["place"].to_numpy()
        refused = self.register.previous.get("cb_unplaced", pd.DataFrame()).reindex(columns=["plan_id"])["plan_id"]
        return wanted.assign(stood=stood, region=region[place], refused=wanted["plan_id"].isin(set(refused.dropna())))

    def _fixed(self, kept: pd.DataFrame, frozen: pd.DataFrame) -> pd.DataFrame:
        """Return the rows that stay on a working day of the plan, as numbers."""
        done = self.carried.past[self.carried.past["status"].eq("done")].assign(minutes=0.0, channel="message")
        rows = pd.concat([kept, frozen, done], ignore_index=True)
        number = {name: place for place, name in enumerate(self.calendar.capacity.managers)}
        place = {code: at for at, code in enumerate(self.clients["client_id"])}
        fixed = pd.DataFrame(
            {
                "manager": rows["manager"].map(number).fillna(NOBODY).astype("int64"),
                "place": rows["client_id"].map(place).fillna(NOBODY).astype("int64"),
                "day": self.calendar.span.numbers(rows["date"].to_numpy().astype("datetime64[D]")),
                "minutes": rows["minutes"].fillna(0.0).astype("float64"),
                "channel": rows["channel"].where(rows["channel"].notna(), "message"),
            }
        )
        return fixed[(fixed["day"] >= 0) & (fixed["place"] >= 0)].reset_index(drop=True)

    def _rows(
        self, kept: pd.DataFrame, frozen: pd.DataFrame, wanted: pd.DataFrame, placement: Placement, due: pd.DataFrame
    ) -> pd.DataFrame:
        """Return the open rows of the plan: kept, frozen, placed."""
        fresh = placed_rows(wanted, placement.day, self.clients, self.calendar, self.start)
        stay = refreshed(
            pd.concat([kept, frozen], ignore_index=True), due, self.clients, self.words, self.start, self.register
        )
        told = stay["due_row"] >= 0
        known = due.iloc[stay.loc[told, "due_row"].to_numpy()].reset_index(drop=True)
        asked = known.assign(date=stay.loc[told, "date"].to_numpy(), plan_id=stay.loc[told, "plan_id"].to_numpy())
        both = pd.concat([asked, fresh.assign(due=fresh["due_days"])], ignore_index=True)
        shown = details(both, self.clients, self.asked.last, self.register, self.start, self.words, self.past)
        for key in shown.columns:
            stay.loc[told, key] = shown[key].iloc[: len(asked)].to_numpy()
            fresh[key] = shown[key].iloc[len(asked) :].set_axis(fresh.index)
        return pd.concat([stay[list(PLAN_COLUMNS)], fresh[list(PLAN_COLUMNS)]], ignore_index=True)

    def _needed(
        self, rows: pd.DataFrame, wanted: pd.DataFrame, placement: Placement, due: pd.DataFrame
    ) -> pd.DataFrame:
        """Return the open contacts of the horizon with who has to make them."""
        nobody = due[due["manager"] == NOBODY]
        off = wanted[placement.day == NOWHERE]
        names = np.array([*self.calendar.capacity.managers], dtype=object)
        columns = ["manager", "channel", "minutes"]
        parts = [
            rows[columns].assign(placed=True),
            off[columns].assign(manager=names[off["manager"].to_numpy()] if len(off) else None, placed=False),
            nobody[columns].assign(manager=None, placed=False),
        ]
        joined: pd.DataFrame = pd.concat([part.astype({"manager": object}) for part in parts], ignore_index=True)
        return joined

    def _broken(self, kept: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of people that break a limit."""
        mine = rows[rows["plan_id"].isin(set(kept["plan_id"]))]
        rows = rows[rows["client_id"].isin(set(mine["client_id"])) | rows["date"].isin(set(mine["date"]))]
        touched = pd.DataFrame({"client_id": self.clients["client_id"], "date": pd.to_datetime(self.asked.touched)})
        touched = touched[touched["date"].notna()].assign(manager=None, channel="message", minutes=0.0)
        others = pd.concat([rows[~rows.index.isin(mine.index)], touched], ignore_index=True)
        may_be_called = dict(zip(self.clients["client_id"], ~self.clients["no_calls"].eq(other=True), strict=True))
        return broken(mine.reset_index(drop=True), others, self.calendar, may_be_called, self.words)

    def _model(self, wanted: pd.DataFrame, placement: Placement, fixed: pd.DataFrame) -> Model:
        penalty = unplaced_cost(wanted["priority"], self.calendar.count, self.register.settings)
        columns = ["manager", "place", "channel", "minutes", "ideal", "low", "high", "plan_id"]
        return Model(wanted[columns].assign(penalty=penalty, day=placement.day), fixed, self.calendar)
