"""«Журнал» gets what was written beside a contact in the plan after the log had it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from clientbook.hosts.base import Area, Book, CellValue
from clientbook.method.late_words import WORDS
from clientbook.register.tables import LOG

if TYPE_CHECKING:
    from clientbook.register.read import Register


def put_late_words(front: Book, register: Register, late: pd.DataFrame) -> None:
    """Write into blank cells of the log; a cell with anything in it, a formula too, stays as it is.

    Args:
        front: the register
        register: tells where the log stands; where the book has none, it is made with everything in it
        late: see :func:`clientbook.method.late_words.late_words`
    """
    place = register.places.get(LOG.name)
    if late.empty or place is None:
        return
    cells: dict[tuple[int, int], CellValue] = {}
    columns = register.columns[LOG.name]
    for key in (name for name in WORDS.values() if name in columns):
        column, said = columns[key], late[late[key].notna()]
        rows = [int(row) for row in said["row"]]
        for row, value, (held,) in zip(rows, said[key], front.odd_cells(place.sheet, rows, [column]), strict=True):
            one = Area(place.sheet, "", row, column, row, column)
            if held is None and not front.formulas(one)[0][0]:
                cells[row, column] = value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
    if cells:
        front.put(place.sheet, cells)
