"""The further tools of the department, each made of the same desk when it is asked for, and once (domain: §6)."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clientbook.method.digest import Digest
    from clientbook.method.measures.reading import Desk


class Tools:
    """The tools that stand beside segments, plan and KPIs; one cached property each.

    Args:
        desk: the register, the clients, the contact plan, and what the sales say of the past
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @cached_property
    def digest(self) -> Digest:
        """Return the weekly digest; see :func:`clientbook.method.digest.digest`."""
        from clientbook.method.digest import digest

        return digest(self.desk)
