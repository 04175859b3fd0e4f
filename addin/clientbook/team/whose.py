"""Whose a row is: that of the manager who has its client, or who is named in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from clientbook.method.roles import FARMERS, HUNTERS
from clientbook.register.client_codes import ClientCodes
from clientbook.register.columns import normal
from clientbook.register.parse import identifier_cell, text_cell

if TYPE_CHECKING:
    from clientbook.hosts.base import CellValue
    from clientbook.register.read import Register

CLIENT_WORK = (*FARMERS, *HUNTERS)
"""Jobs that get a workbook even without a client: they win them, or are about to take them over."""


class Whose:
    """Tells the manager of a row.

    Args:
        register: its clients and staff
        executors: people who have rows in the contact plan: some contacts are made by others than the client's manager
    """

    def __init__(self, register: Register, executors: Sequence[str] = ()) -> None:
        clients = register.clients.dropna(subset=["client_id"])
        self._codes = ClientCodes.of(clients["client_id"])
        owned = clients.dropna(subset=["manager"])
        heads = clients.dropna(subset=["parent_id"])
        self._heads = dict(zip(heads["client_id"], heads["parent_id"], strict=True))
        self.manager_of: dict[str, str] = dict(zip(owned["client_id"], owned["manager"], strict=True))
        staff = register.staff[register.staff["job"].isin(CLIENT_WORK)]["manager"].dropna()
        self.managers = sorted({*self.manager_of.values(), *staff, *(name for name in executors if pd.notna(name))})
        self._spelt = {normal(name): name for name in self.managers}

    def of_client(self, cell: CellValue) -> str:
        """Return the manager of a client whose code stands in a cell, empty for nobody's or an unknown one."""
        return self.manager_of.get(self.client(cell) or "", "")

    def client(self, cell: CellValue) -> str | None:
        """Return the code, as «Клиенты» has it, of the client whose code stands in a cell; None for an unknown one."""
        code, _ = identifier_cell(cell)
        known = None if code is None else self._codes.match(str(code), number=not isinstance(cell, str))[0]
        return known if known in self._codes.exact else None

    def foreign(self, cell: CellValue, manager: str) -> bool:
        """Tell whether a cell holds the code of a client of somebody else, or of nobody."""
        code = self.client(cell)
        return code is not None and self.manager_of.get(code, "") != manager

    def foreign_head(self, cell: CellValue) -> str:
        """Return the code of the head company of a client where it is somebody else's; empty where it is not."""
        code = self.client(cell) or ""
        head = self._heads.get(code, "")
        return str(head) if self.foreign(head, self.manager_of.get(code, "")) else ""

    def of_name(self, cell: CellValue) -> str:
        """Return the manager whose name stands in a cell, empty for somebody else."""
        name, _ = text_cell(cell)
        return "" if name is None else self._spelt.get(normal(name), "")

    def named(self, name: str) -> str | None:
        """Return a manager by name as people type it; None where there is no such manager."""
        return self._spelt.get(normal(name))
