"""How far the declared cost of the contact plan lies above its bound: a linear programme without spacing.

    python -m benchmarks.placement [REGISTER.xlsx YYYY-MM-DD]

Without arguments it measures the demo. The programme lets minutes be split over days, so it lies well below what whole
visits allow where managers are near their limit.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from clientbook.demo_register import AS_OF, demo_frames, with_dirty_cells
from clientbook.hosts.file.book import FileBook
from clientbook.hosts.file.write import new_book
from clientbook.locale import words
from clientbook.method.contacts import Model, contact_plan, marks
from clientbook.method.portfolio import portfolio
from clientbook.register.read import read_register
from clientbook.sheets import book

LEVEL = 0.1
SLOTS = 60


def model_of(source: FileBook, as_of: date) -> Model:
    """Return the placement of a register as it was solved."""
    register = read_register(
        source, today=as_of, as_of=as_of, lang="ru", sheets={}, settings={}, outputs=book.outputs()
    )
    say = words(register.lang)
    marked = marks(register)
    return contact_plan(register, portfolio(register, say), say, marked).model


class Programme:
    """The linear programme of one manager: contacts on days of their windows, levels of days, contacts left out."""

    def __init__(self, model: Model, manager: int) -> None:
        mine = model.contacts[model.contacts["manager"] == manager]
        fixed = model.fixed[model.fixed["manager"] == manager]
        self.minutes = mine["minutes"].to_numpy(dtype=float)
        self.ideal, self.low, self.high = (mine[key].to_numpy(dtype=int) for key in ("ideal", "low", "high"))
        self.penalty, self.day = mine["penalty"].to_numpy(dtype=float), mine["day"].to_numpy(dtype=int)
        self.visit = mine["channel"].isin(["visit", "review"]).to_numpy()
        self.call = mine["channel"].eq("call").to_numpy()
        room = model.calendar.capacity
        self.count = model.calendar.count
        on_day = fixed["day"].to_numpy(dtype=int)
        self.taken = np.bincount(on_day, minlength=self.count)
        self.have = np.asarray(room.minutes[manager], dtype=float) - np.bincount(
            on_day, weights=fixed["minutes"].to_numpy(dtype=float), minlength=self.count
        )
        visits = np.bincount(on_day[fixed["channel"].isin(["visit", "review"]).to_numpy()], minlength=self.count)
        calls = np.bincount(on_day[fixed["channel"].eq("call").to_numpy()], minlength=self.count)
        self.visits, self.calls = room.visits - visits, room.calls - calls

    def declared(self) -> float:
        """Return the cost of the plan that was made, of the contacts that were ours to place."""
        there = self.day >= 0
        cost = np.abs(self.day - self.ideal)[there].sum() + self.penalty[~there].sum()
        placed = np.bincount(self.day[there], minlength=self.count)
        levels = [LEVEL * sum(range(old, old + new)) for old, new in zip(self.taken, placed, strict=True)]
        return float(cost + sum(levels))

    def bound(self) -> float:
        """Return the least cost of the programme."""
        arcs = [
            (one, day)
            for one in range(len(self.minutes))
            for day in range(max(self.low[one], 0), min(self.high[one], self.count - 1) + 1)
            if self.have[day] > 0
        ]
        contact, day = (np.array(part, dtype=int) for part in zip(*arcs, strict=True))
        contacts, arc_count = len(self.minutes), len(arcs)
        slots = SLOTS * self.count
        cost = np.concatenate(
            [
                np.abs(day - self.ideal[contact]).astype(float),
                self.penalty,
                np.concatenate([LEVEL * (old + np.arange(SLOTS)) for old in self.taken]),
            ]
        )
        width = arc_count + contacts + slots
        at = np.arange(arc_count)
        equal = coo_matrix(
            (
                np.concatenate([np.ones(arc_count + contacts), np.ones(arc_count), -np.ones(slots)]),
                (
                    np.concatenate(
                        [contact, np.arange(contacts), contacts + day, contacts + np.arange(slots) // SLOTS]
                    ),
                    np.concatenate([at, arc_count + np.arange(contacts), at, arc_count + contacts + np.arange(slots)]),
                ),
            ),
            shape=(contacts + self.count, width),
        )
        rows = [(self.minutes[contact], day), (self.visit[contact], day), (self.call[contact], day)]
        limits = coo_matrix(
            (
                np.concatenate([values.astype(float) for values, _ in rows]),
                (np.concatenate([days + self.count * k for k, (_, days) in enumerate(rows)]), np.tile(at, 3)),
            ),
            shape=(3 * self.count, width),
        )
        solved = linprog(
            cost,
            A_eq=equal.tocsr(),
            b_eq=np.concatenate([np.ones(contacts), np.zeros(self.count)]),
            A_ub=limits.tocsr(),
            b_ub=np.concatenate([self.have, self.visits, self.calls]).astype(float),
            bounds=(0, 1),
            method="highs",
        )
        if solved.status != 0:
            raise RuntimeError(solved.message)
        return float(solved.fun)


def measure(model: Model) -> None:
    """Print declared cost and bound of every manager, and in all."""
    declared = bound = 0.0
    for manager in sorted(set(model.contacts["manager"].tolist())):
        one = Programme(model, manager)
        cost, least = one.declared(), one.bound()
        declared, bound = declared + cost, bound + least
        name = model.calendar.capacity.managers[manager]
        print(f"{name:30} contacts {len(one.day):5} not placed {(one.day < 0).sum():3} {cost:10.1f} {least:10.1f}")
    print(f"all: {declared:.1f} against {bound:.1f}, {declared / bound - 1:.1%} above")


def main() -> None:
    """Measure a register, or the demo."""
    if len(sys.argv) > 2:
        measure(model_of(FileBook.open(Path(sys.argv[1])), date.fromisoformat(sys.argv[2])))
        return
    filled = new_book(book.filled_contents(with_dirty_cells(demo_frames("ru"), "ru"), "ru"), "ru")
    measure(model_of(FileBook(filled, Path("demo.xlsx")), AS_OF))


if __name__ == "__main__":
    main()
