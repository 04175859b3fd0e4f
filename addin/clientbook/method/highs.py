"""HiGHS, the solver of programmes: rows are collected in pieces and handed over at once.

It works alone and in silence, and no clock ends it, so that every run finds the same.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from clientbook.method.workdays import Figures, Whole


class Rows:
    """Rows of a sparse matrix while they are collected: (row, column, value) in pieces."""

    def __init__(self) -> None:
        self.count = 0
        none = np.zeros(0, np.int64)
        self._pieces: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = [(none, none, none.astype(float))]
        self._right: list[np.ndarray] = [none.astype(float)]

    def add(self, right: np.ndarray, *entries: tuple[np.ndarray, np.ndarray, np.ndarray | float]) -> None:
        """Add rows: their right sides, and (row among them, column, value) of what stands in them."""
        for row, column, value in entries:
            self._pieces.append((row + self.count, column, np.broadcast_to(value, row.shape)))
        self._right.append(np.asarray(right, dtype=float))
        self.count += len(right)

    def by_row(self) -> tuple[Whole, Whole, Figures, Figures]:
        """Return where each row starts, columns and values row by row, and the right sides."""
        row, column, value = (np.concatenate(part) for part in zip(*self._pieces, strict=True))
        order = np.argsort(row, kind="stable")
        start = np.searchsorted(row[order], np.arange(self.count + 1))
        return start, column[order], value[order], np.concatenate(self._right)


def solver(cost: Figures, high: Figures, equal: Rows, most: Rows, **options: float) -> Any:
    """Return HiGHS with a programme in it, ready to run.

    Args:
        cost: of each column
        high: upper limit of each column; the lower one is 0
        equal: rows that equal their right side
        most: rows that reach it at the most
        **options: of HiGHS, by their own names
    """
    import highspy

    starts, columns, values, rights = zip(equal.by_row(), most.by_row(), strict=True)
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = len(cost), equal.count + most.count
    programme.col_cost_, programme.col_lower_, programme.col_upper_ = cost, np.zeros(len(cost)), high
    programme.row_lower_ = np.concatenate([rights[0], np.full(most.count, -highspy.kHighsInf)])
    programme.row_upper_ = np.concatenate(rights)
    programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    programme.a_matrix_.start_ = np.concatenate([starts[0], starts[1][1:] + starts[0][-1]])
    programme.a_matrix_.index_, programme.a_matrix_.value_ = np.concatenate(columns), np.concatenate(values)

    class Silent(highspy.Highs):
        """HiGHS that does not print its name when it is made: it does so as it turns callbacks on, and none are used."""

        def enableCallbacks(self) -> None:  # noqa: N802 - its own name
            """Turn printing off instead."""
            self.setOptionValue("output_flag", False)  # noqa: FBT003

    made: Any = Silent()  # type: ignore[no-untyped-call]
    for option, value in {"threads": 1, "solver": "simplex", **options}.items():
        made.setOptionValue(option, value)
    made.passModel(programme)
    return made
