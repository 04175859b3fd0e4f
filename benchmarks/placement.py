"""How far the declared cost of the contact plan lies above its bounds: two linear programmes (:mod:`benchmarks.plan_bound`).

    python -m benchmarks.placement [REGISTER.xlsx YYYY-MM-DD]

Without arguments it measures the demo.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from benchmarks.plan_bound import bound, cost, days_of
from clientbook.demo_register import AS_OF, demo_frames, with_dirty_cells
from clientbook.hosts.file.book import FileBook
from clientbook.hosts.file.write import new_book
from clientbook.locale import words
from clientbook.method.contacts import Model, contact_plan
from clientbook.method.marks import marks
from clientbook.method.portfolio import portfolio
from clientbook.register.read import read_register
from clientbook.sheets import book


def model_of(source: FileBook, as_of: date) -> Model:
    """Return the placement of a register as it was solved."""
    register = read_register(
        source, today=as_of, as_of=as_of, lang="ru", sheets={}, settings={}, outputs=book.outputs()
    )
    say = words(register.lang)
    marked = marks(register)
    return contact_plan(register, portfolio(register, say), say, marked).model


def demo_book() -> tuple[FileBook, date]:
    """Return the demo register, before it was ever run, and the date of its data."""
    filled = new_book(book.filled_contents(with_dirty_cells(demo_frames("ru"), "ru"), "ru"), "ru")
    return FileBook(filled, Path("demo.xlsx")), AS_OF


def measure(model: Model) -> None:
    """Print declared cost and both bounds of every manager, and in all."""
    declared = plain = whole = 0.0
    for manager in sorted(set(model.contacts["manager"].tolist())):
        days = days_of(model, manager)
        made, least, nearer = cost(days), bound(days, whole=False), bound(days)
        declared, plain, whole = declared + made, plain + least, whole + nearer
        name = model.calendar.capacity.managers[manager]
        left = f"not placed {(days.day < 0).sum():3}"
        print(f"{name:30} contacts {len(days.day):5} {left} cost {made:8.1f} whole {nearer:8.1f} plain {least:8.1f}")
    print(f"all: {declared:.1f}; {declared / whole - 1:.1%} above {whole:.1f} of whole visits with the minimum gap")
    print(f"     {declared / plain - 1:.1%} above {plain:.1f} of the plain programme, without spacing")


def main() -> None:
    """Measure a register, or the demo."""
    if len(sys.argv) > 2:
        measure(model_of(FileBook.open(Path(sys.argv[1])), date.fromisoformat(sys.argv[2])))
        return
    measure(model_of(*demo_book()))


if __name__ == "__main__":
    main()
