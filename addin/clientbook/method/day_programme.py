"""Contacts to days as a programme over the states of days, where minutes decide (domain: §4 placement).

A day is in one of a few states: room for calls and messages, or as many visits as it holds. Each state has minutes, slots
and evenness of its own, so that the relaxation cannot mix half a day of visits with half a day of calls; it lies within a
few per cent of the best plan there is. The relaxation is solved a few times over, days and then contacts being decided
where it is surest. Solved by HiGHS through SciPy, which browsers have too; no clock ends it, so that every run finds
the same.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from clientbook.method.capacity import CALL, VISIT
from clientbook.method.day_flow import NOWHERE
from clientbook.method.diary import EPSILON, Diary
from clientbook.method.highs import Rows, solver
from clientbook.method.workdays import Figures, Flags, Whole

REACH, VISIT_REACH = 12, 24
"""Days that the programme looks at for a contact, the nearest to its ideal."""

SURE = 1 - 1e-6
"""A share from which on something is decided."""

BOLD, BOLD_CONTACTS = 0.25, 0.1
"""Share of the undecided days, and contacts, that are decided at once, those the relaxation is surest of."""

LEAP = 5.0
"""Working days that a decision may cost before it is taken back."""

FEW, CROWD = 30, 90
"""So many choices between days, of so many contacts on the days they are torn between, are left to the search in whole
numbers; more would take it too long."""

QUICK = 400
"""Contacts of one manager up to which the last per cent is looked for. With more a search in whole numbers takes seconds:
500 to 600 contacts of each of eight managers took 50 s for a plan 0.5 % cheaper than the one found in 8 s without it."""

SLACK, MOST_SPARE = 0.05, 20.0
"""A plan is searched for a cheaper one if it costs more beyond its bound than this share, and no more than these days:
then few choices are left."""

GAP, NODES = 0.02, 10
"""That search ends this near to the least cost, or after so many branches; nearly always one is enough."""


class _Days(NamedTuple):
    """What is left of each day.

    Attributes:
        minutes, calls, contacts: what there is room for
        taken: how many contacts stay on it
        full: how many visits fill it; 0 where no visit fits, or all that fit leave room for more
    """

    minutes: Figures
    calls: Whole
    contacts: Whole
    taken: Whole
    full: Whole


class _Choices(NamedTuple):
    """Who may go to which day in which state of it, as parallel arrays.

    A day that visits can fill has two states, 2·day (open) and 2·day + 1 (full of visits); the others have the first only.
    """

    contact: Whole
    day: Whole
    state: Whole
    off: Figures
    minutes: Figures
    visit: Flags
    call: Flags


class Programme:
    """The relaxed programme of one manager's days, solved again and again as days and contacts are decided.

    Args:
        diary: his days, ``free`` taken off them
        free: who is to be placed
        stretch: the days to choose from
    """

    def __init__(self, diary: Diary, free: list[int], stretch: range) -> None:
        days, choices = _model(diary, free, stretch)
        self.choices, count = choices, len(days.minutes)
        slots, levels = _slots(choices, days, diary.limits.level)
        sizes = (len(choices.contact), 2 * count, len(free), len(slots))
        start = np.concatenate([[0], np.cumsum(sizes)])
        penalty = np.array([diary.task.penalty[one] for one in free])
        cost = np.concatenate([choices.off, np.zeros(2 * count), penalty, levels])
        equal, most = Rows(), Rows()
        _each_once(equal, choices, len(free), start)
        _states(equal, most, choices, days, start)
        _evenness(equal, most, choices.state, slots, start)
        _spacing(most, diary, free, choices)
        self._full = start[1] + 2 * np.arange(count) + 1
        self._high = np.ones(len(cost))
        self._high[self._full] = days.full > 0
        self._solver = solver(cost, self._high, equal, most, mip_rel_gap=GAP, mip_max_nodes=NODES)
        self.cost = 0.0

    def shares(self) -> tuple[Figures, Figures] | None:
        """Return the share of each choice, and of each day being full of visits; None where the solver gave up."""
        import highspy

        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        self.cost = self._solver.getInfo().objective_function_value
        found = np.round(np.array(self._solver.getSolution().col_value), 6)
        return found[: len(self.choices.contact)], found[self._full]

    def surplus(self) -> Figures:
        """Return what each column costs beyond the least, at least, if it is taken: its reduced cost as solved last."""
        return np.array(self._solver.getSolution().col_dual)

    def reset(self, surplus: Figures, spare: float) -> None:
        """Take all decisions back, but leave out what costs more than ``spare`` beyond the least."""
        columns = np.arange(len(self._high), dtype=np.int32)
        high = np.where(surplus > spare, 0.0, self._high)
        self._solver.changeColsBounds(len(columns), columns, np.zeros(len(columns)), high)

    def whole(self) -> Figures | None:
        """Return the choices of a plan in whole numbers, near the least cost; None where none was found in a few branches."""
        import highspy

        count = len(self.choices.contact)
        columns = np.arange(int(self._full[-1]) + 1, dtype=np.int32)
        self._solver.changeColsIntegrality(len(columns), columns, np.full(len(columns), highspy.HighsVarType.kInteger))
        self._solver.run()
        if self._solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        return np.array(self._solver.getSolution().col_value)[:count]

    def decide_day(self, day: int, *, full: bool) -> None:
        """Decide whether a day is full of visits."""
        column = int(self._full[day])
        self._solver.changeColBounds(column, float(full), float(full))
        self._solver.changeColBounds(column - 1, float(not full), float(not full))

    def reopen(self, choice: int, *, taken: bool) -> None:
        """Take a decision back; ``taken`` tells whether the contact may still go there."""
        self._solver.changeColBounds(choice, 0.0, float(taken))

    def decide(self, choice: int, *, taken: bool) -> None:
        """Decide whether a contact goes where a choice sends it."""
        self._solver.changeColBounds(choice, float(taken), float(taken))


def replan(diary: Diary) -> float:
    """Take off everything that may move and place it anew; what finds no room so is left without a day.

    Returns:
        what no plan of these contacts costs less than, days far from their ideal apart
    """
    free = [one for one, fixed in enumerate(diary.task.fixed) if not fixed]
    _take(diary, free)
    programme = Programme(diary, free, range(len(diary.on)))
    if programme.shares() is None:
        return 0.0
    begun, surplus = diary.cost, programme.surplus()
    least = programme.cost - sum(diary.task.penalty[one] for one in free)
    _decide_days(programme)
    _decide_contacts(programme, diary, free)
    spare = diary.cost - begun - least
    if len(free) <= QUICK and SLACK * programme.cost < spare < MOST_SPARE:
        _search(programme, diary, free, surplus, spare)
    return begun + least


def _search(programme: Programme, diary: Diary, free: list[int], surplus: Figures, spare: float) -> None:
    """Look for a cheaper plan among all that could be cheaper: few choices are left once a plan near the bound is known."""
    programme.reset(surplus, spare)
    found, mark, before = programme.whole(), diary.mark(), diary.cost
    if found is None:
        return
    _take(diary, free)
    _put(programme, diary, free, np.flatnonzero(found > 0.5))
    if diary.cost > before - EPSILON:
        diary.back_to(mark)


def _take(diary: Diary, free: list[int]) -> None:
    for one in free:
        if diary.day[one] != NOWHERE:
            diary.take(one)


def mend(diary: Diary, stretch: range) -> bool:
    """Place anew what stands on a stretch, and what has no day and may stand there; tell whether it became cheaper."""
    task = diary.task
    free = [one for day in stretch for one in diary.on[day] if not task.fixed[one]]
    free += [
        one
        for one, day in enumerate(diary.day)
        if day == NOWHERE and not task.fixed[one] and task.low[one] < stretch.stop and stretch.start <= task.high[one]
    ]
    if not free:
        return False
    before, mark = diary.cost, diary.mark()
    _take(diary, free)
    programme = Programme(diary, free, stretch)
    found = programme.whole()
    if found is not None:
        _put(programme, diary, free, np.flatnonzero(found > 0.5))
    if diary.cost < before - EPSILON:
        return True
    diary.back_to(mark)
    return False


def _decide_days(programme: Programme) -> None:
    """Decide which days are full of visits, the surest first."""
    while (found := programme.shares()) is not None:
        full = found[1]
        surest = np.maximum(full, 1 - full)
        undecided = np.flatnonzero(surest < SURE)
        if not len(undecided):
            for day, share in enumerate(full.tolist()):
                programme.decide_day(day, full=share > 0.5)
            return
        first = undecided[np.argsort(-surest[undecided], kind="stable")]
        for day in first[: max(1, int(len(first) * BOLD))].tolist():
            programme.decide_day(day, full=bool(full[day] > 0.5))


def _decide_contacts(programme: Programme, diary: Diary, free: list[int]) -> None:
    """Put contacts where the relaxation is sure, then the others: by whole numbers where few are torn between days."""
    days, few = programme.choices.day, False
    found = programme.shares()
    while found is not None:
        share, cost = found[0], programme.cost
        torn = np.flatnonzero((share > 0) & (share < SURE))
        unsettled = np.zeros(len(diary.on), dtype=bool)
        unsettled[days[torn]] = True
        _put(programme, diary, free, np.flatnonzero((share >= SURE) & ~unsettled[days]))
        if len(torn) <= FEW and sum(diary.day[one] == NOWHERE for one in free) <= CROWD:
            whole = programme.whole() if len(torn) else share
            _put(programme, diary, free, np.flatnonzero((share if whole is None else whole) > 0.5))
            return
        torn = torn[np.argsort(-share[torn], kind="stable")]
        _, first = np.unique(days[torn], return_index=True)
        bold = torn[np.sort(first)][: 1 if few else max(1, int(len(torn) * BOLD_CONTACTS))]
        mark = diary.mark()
        _put(programme, diary, free, bold)
        found = programme.shares()
        few = found is None or programme.cost > cost + LEAP * len(bold)
        if few:
            diary.back_to(mark)
            for at in bold.tolist():
                programme.reopen(at, taken=len(bold) > 1)
            found = programme.shares()


def _put(programme: Programme, diary: Diary, free: list[int], chosen: Whole) -> None:
    """Put contacts where choices send them; a choice that no longer fits is out."""
    choices = programme.choices
    for at in chosen.tolist():
        one, day = free[int(choices.contact[at])], int(choices.day[at])
        if diary.day[one] == day:
            continue
        fits = diary.day[one] == NOWHERE and diary.fits(one, day)
        if fits:
            diary.put(one, day)
        programme.decide(at, taken=fits)


def _model(diary: Diary, free: list[int], stretch: range) -> tuple[_Days, _Choices]:
    """Return the days as they are left, and every way to place a contact on them."""
    task, limits = diary.task, diary.limits
    visit = np.array([task.group[one] == VISIT for one in free], dtype=bool)
    call = np.array([task.group[one] == CALL for one in free], dtype=bool)
    minutes = np.array([task.minutes[one] for one in free])
    found = [
        (number, day, off)
        for number, one in enumerate(free)
        for off, day in diary.nearest(one)[: VISIT_REACH if visit[number] else REACH]
        if day in stretch and diary.fits(one, day)
    ]
    contact, day, off = np.array(found, dtype=np.int64).reshape(-1, 3).T
    left = np.maximum(np.array(limits.minutes) - np.array(diary.used), 0.0) + EPSILON
    taken = np.array([len(on) for on in diary.on])
    contacts = np.maximum(limits.contacts - taken, 0)
    visits = np.maximum(np.minimum(limits.visits - np.array(diary.visits), contacts), 0)
    shortest = minutes[visit].min(initial=np.inf)
    asked = np.bincount(day[visit[contact]], minlength=len(left))
    full = np.minimum(np.minimum(visits, asked), np.floor(left / shortest)).astype(np.int64)
    days = _Days(left, np.maximum(limits.calls - np.array(diary.calls), 0), contacts, taken, full)
    there = minutes[contact]
    beside = (full[day] > 0) & (visit[contact] | (left[day] - full[day] * (shortest if visit.any() else 0.0) >= there))
    opened = ~visit[contact] | (full[day] > 1)
    which = np.concatenate([np.flatnonzero(opened), np.flatnonzero(beside)])
    state = 2 * day[which] + np.repeat([0, 1], [int(opened.sum()), int(beside.sum())])
    who = contact[which]
    return days, _Choices(who, day[which], state, off[which].astype(float), minutes[who], visit[who], call[who])


def _slots(choices: _Choices, days: _Days, level: float) -> tuple[Whole, Figures]:
    """Return the state of each slot of a day, and what it costs to fill it."""
    count = len(days.minutes)
    of_day, full = np.arange(2 * count) // 2, np.arange(2 * count) % 2 == 1
    visits = np.where(full, days.full[of_day], np.maximum(days.full[of_day] - 1, 0))
    small = ~choices.visit
    shortest = choices.minutes[~small].min(initial=np.inf)
    left = days.minutes[of_day] - np.where(full, visits * shortest if np.isfinite(shortest) else 0.0, 0.0)
    least = choices.minutes[small].min(initial=np.inf)
    asked = np.bincount(choices.state[small], minlength=2 * count)
    slots = (
        np.minimum(visits + np.minimum(asked, np.floor(left / least)), days.contacts[of_day]).clip(0).astype(np.int64)
    )
    of_slot = np.repeat(np.arange(2 * count), slots)
    nth = np.arange(slots.sum()) - np.repeat(np.cumsum(slots) - slots, slots)
    return of_slot, level * (nth + days.taken[of_day[of_slot]])


def _each_once(equal: Rows, choices: _Choices, count: int, start: Whole) -> None:
    """Every contact has one day, or none at its penalty."""
    at, every = np.arange(len(choices.contact)), np.arange(count)
    equal.add(np.ones(count), (choices.contact, at, 1.0), (every, start[2] + every, 1.0))


def _states(equal: Rows, most: Rows, choices: _Choices, days: _Days, start: Whole) -> None:
    """A day is in one state, within its minutes, calls and visits; when full, with just the visits that fill it."""
    count = len(days.minutes)
    states, at = np.arange(2 * count), np.arange(len(choices.contact))
    of_day, in_state = states // 2, start[1] + states
    equal.add(np.ones(count), (of_day, in_state, 1.0))
    visit = at[choices.visit]
    visits = np.where(states % 2 == 1, days.full[of_day], np.maximum(days.full[of_day] - 1, 0)).astype(float)
    most.add(np.zeros(2 * count), (choices.state[visit], visit, 1.0), (states, in_state, -visits))
    most.add(np.zeros(2 * count), (choices.state, at, choices.minutes), (states, in_state, -days.minutes[of_day]))
    call = at[choices.call]
    calls = days.calls[of_day].astype(float)
    most.add(np.zeros(2 * count), (choices.state[call], call, 1.0), (states, in_state, -calls))
    either = at[days.full[choices.day] > 0]
    rows = np.arange(len(either))
    most.add(np.zeros(len(either)), (rows, either, 1.0), (rows, start[1] + choices.state[either], -1.0))


def _evenness(equal: Rows, most: Rows, state: Whole, slots: Whole, start: Whole) -> None:
    """The contacts of a day fill its slots, the cheap ones first."""
    rows = np.arange(len(slots))
    equal.add(np.zeros(int(start[2] - start[1])), (state, np.arange(len(state)), 1.0), (slots, start[3] + rows, -1.0))
    most.add(np.zeros(len(rows)), (rows, start[3] + rows, 1.0), (rows, start[1] + slots, -1.0))


def _spacing(most: Rows, diary: Diary, free: list[int], choices: _Choices) -> None:
    """Contacts of a client keep the minimum gap: one at the most on days that are all near to each other."""
    client = np.array([diary.task.client[one] for one in free], dtype=np.int64)[choices.contact]
    first = np.array([min(near) for near in diary.limits.near])
    wide = choices.day - first[choices.day] + 1
    at = np.repeat(np.arange(len(wide)), wide)
    begin = first[choices.day][at] + np.arange(wide.sum()) - np.repeat(np.cumsum(wide) - wide, wide)
    _, row = np.unique(client[at] * len(first) + begin, return_inverse=True)
    met = np.unique(row * len(free) + choices.contact[at]) // len(free)
    several = np.bincount(met, minlength=int(row.max(initial=0)) + 1) > 1
    number, stands = np.cumsum(several) - 1, several[row]
    most.add(np.ones(int(several.sum())), (number[row[stands]], at[stands], 1.0))
