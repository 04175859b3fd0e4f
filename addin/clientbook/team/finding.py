"""One thing that would leave with a workbook."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something that would leave with a workbook.

    Attributes:
        place: the sheet, or the book itself where it is empty
        what: its name in the catalogue, ``clean.what.<what>``
        detail: names, numbers or how many
        removed: whether the clean copy is without it
    """

    place: str
    what: str
    detail: str
    removed: bool
