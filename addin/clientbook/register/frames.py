"""Typed frames of the register: which dtype a column of each kind has, empty or filled.

Text, identifiers, coded values and yes/no are ``object`` with None where nothing stands; dates ``datetime64[ns]`` with NaT;
figures ``float64`` with NaN.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from clientbook.register.columns import Kind, Table

DATES = frozenset({Kind.DATE, Kind.MONTH})
FIGURES = frozenset({Kind.INT, Kind.NUMBER, Kind.MONEY, Kind.PERCENT})


@contextmanager
def plain_texts() -> Iterator[None]:
    """Let pandas keep texts as Python does, also where PyArrow is installed.

    There every text that goes over into an ``object`` column would become one more text in memory.
    """
    with pd.option_context("mode.string_storage", "python"):
        yield


def shared(texts: pd.Series) -> pd.Series:
    """Return texts as ``object`` with None where nothing stands; equal ones are one text, which few words in many rows are."""
    codes, words = pd.factorize(texts)
    with_none = np.array([*words, None], dtype=object)  # -1, the code of what is missing, is the last
    return pd.Series(with_none[codes], index=texts.index, dtype=object)


def _nothing(kind: Kind) -> npt.NDArray[np.generic]:
    """Return no values, of the dtype of a kind."""
    return np.empty(0, "datetime64[ns]" if kind in DATES else "float64" if kind in FIGURES else object)


def series(values: Iterable[object], kind: Kind) -> pd.Series:
    """Return parsed values as a column of the dtype of its kind."""
    column = list(values)
    if kind in DATES:
        return pd.Series(pd.to_datetime(pd.Series(column, dtype=object), errors="coerce")).astype("datetime64[ns]")
    if kind in FIGURES:
        return pd.Series(column, dtype="float64")
    return pd.Series(column, dtype=object)


def frame(table: Table, values: Mapping[str, Sequence[object]], rows: Sequence[int]) -> pd.DataFrame:
    """Return a frame with every column of a table and ``row``, the row of the sheet.

    Args:
        table: which table
        values: key → parsed values; columns left out are blank
        rows: sheet rows; 0 for rows that stand on no sheet
    """
    blank: list[object] = [None] * len(rows)
    columns = {column.key: series(values.get(column.key, blank), column.kind) for column in table.columns}
    return pd.DataFrame({**columns, "row": pd.Series(list(rows), dtype="int64")})


def empty(table: Table, *more: str) -> pd.DataFrame:
    """Return the frame of a table that is not there, with further ``object`` columns if wanted."""
    return _empty(table, more).copy()


@cache  # a frame takes a while to make
def _empty(table: Table, more: Sequence[str]) -> pd.DataFrame:
    columns = {column.key: _nothing(column.kind) for column in table.columns}
    further = {key: np.empty(0, object) for key in more}
    return pd.DataFrame({**columns, "row": np.empty(0, "int64"), **further})


class Frames(MutableMapping[str, pd.DataFrame]):
    """Frames by table; that of a table the book lacks is made when it is asked for.

    A register lacks most of its hundred tables, and frames of them all take longer than reading a small book.

    Args:
        found: table name → its frame, or the table where the book lacks it
        more: further ``object`` columns of the tables it lacks
    """

    def __init__(self, found: Mapping[str, pd.DataFrame | Table], *more: str) -> None:
        self._found = dict(found)
        self._more = more

    def __getitem__(self, name: str) -> pd.DataFrame:
        found = self._found[name]
        if isinstance(found, Table):
            found = self._found[name] = empty(found, *self._more)
        return found

    def __setitem__(self, name: str, frame: pd.DataFrame) -> None:
        self._found[name] = frame

    def __delitem__(self, name: str) -> None:
        del self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def below(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Return two frames of the same columns one under the other, dtypes kept also where one is empty."""
    if first.empty or second.empty:
        return (second if first.empty else first).reset_index(drop=True)
    joined = {name: pd.Series([*first[name], *second[name]], dtype=first[name].dtype) for name in first.columns}
    return pd.DataFrame(joined)
