"""What people and exports do to a register: rows that are wrong, and cells that hold something else than they should."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from clientbook.hosts.base import CellError

Frames = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class DirtyCell:
    """A cell that holds a raw value instead of the one in the frame.

    Attributes:
        table: name of the table
        row: place of the row in the table's frame, from 0
        column: key of the column
        value: what stands in the cell: text, a figure, an error, or None for a blank
    """

    table: str
    row: int
    column: str
    value: str | float | CellError | None


def _like(frame: pd.DataFrame, row: int, **changes: Any) -> pd.DataFrame:
    copy = frame.iloc[[row]].copy()
    for key, value in changes.items():
        copy[key] = pd.Series([value], index=copy.index, dtype=copy[key].dtype if key == "date" else None)
    return copy


def with_dirty_rows(frames: Frames, second_entry: str) -> Frames:
    """Return the frames with wrong rows among the right ones.

    A client entered twice, two clients with one tax number, a sale of an unknown client, a sale dated 2062, a return
    without its sign.

    Args:
        frames: the clean register
        second_entry: comment of the client who was entered twice
    """
    clients, sales = frames["cb_clients"].copy(), frames["cb_sales"]
    clients.loc[44, "tax_id"] = str(clients["tax_id"].iloc[43])
    again = _like(clients, 119, comment=second_entry, potential=float("nan"))
    late = len(sales) - 1
    wrong = [
        _like(sales, late - 900, client_id="00-009999", doc_no="X-000001"),
        _like(sales, late - 40, date=pd.Timestamp("2062-10-19"), doc_no="X-000002"),
        _like(sales, late - 600, kind="return", doc_no="X-000003"),
    ]
    sales = pd.concat([sales, *wrong], ignore_index=True).sort_values("date", kind="stable", ignore_index=True)
    clients = pd.concat([clients, again], ignore_index=True)
    return {**frames, "cb_clients": clients, "cb_sales": sales}


def dirty_cells(frames: Frames, lang: str) -> list[DirtyCell]:
    """Return the cells of the demo that hold text instead of a figure, an error, an impossible date or nothing.

    Args:
        frames: the register as :func:`clientbook.demo_register.register.demo_frames` returns it
        lang: how figures are typed: «1 234,50» or "1,234.50"
    """
    sales = frames["cb_sales"]
    last = len(sales) - 1
    amount, day = float(sales["amount"].iloc[last - 300]), pd.Timestamp(sales["date"].iloc[last - 310])
    code = str(sales["client_id"].iloc[last - 330])
    typed = f"{amount:,.2f}"
    if lang == "ru":
        typed = typed.replace(",", "\u00a0").replace(".", ",")
    return [
        DirtyCell("cb_sales", last - 300, "amount", typed),
        DirtyCell("cb_sales", last - 310, "date", f"{day:%d.%m.%Y}"),
        DirtyCell("cb_sales", last - 320, "client_id", None),
        DirtyCell("cb_sales", last - 330, "client_id", f"{code}\u00a0"),
        DirtyCell("cb_sales", last - 340, "amount", CellError("#N/A")),
        DirtyCell("cb_sales", last - 350, "date", "31.06.2026"),
        DirtyCell("cb_sales", last - 360, "cost", CellError("#REF!")),
        DirtyCell("cb_clients", 12, "potential", "уточнить" if lang == "ru" else "to be asked"),
        DirtyCell("cb_clients", 87, "segment_approved", "VIP"),
        DirtyCell("cb_log", 20, "date", "завтра" if lang == "ru" else "tomorrow"),
    ]


def with_dirty_cells(frames: Frames, lang: str) -> Frames:
    """Return the frames as they stand in the workbook, with :func:`dirty_cells` in their places."""
    dirty = {name: frame.astype(object) for name, frame in frames.items()}
    for cell in dirty_cells(frames, lang):
        values: list[object] = list(dirty[cell.table][cell.column])
        values[cell.row] = cell.value
        dirty[cell.table][cell.column] = pd.Series(values, index=dirty[cell.table].index, dtype=object)
    return dirty
