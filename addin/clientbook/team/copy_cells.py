"""Cells of a copy: what a cell shows, as a value or a text, with a formula only where the copy holds all that it reads."""

from __future__ import annotations

import re

from clientbook.hosts.file.cells import BLANK, text_cell, text_xml
from clientbook.hosts.file.raw_cells import Cell
from clientbook.hosts.file.texts import Texts
from clientbook.team.hiding import Hide

_VALUE = re.compile(rb"<v\b[^>]*>(.*?)</v>", re.DOTALL)
_TEXTS = frozenset({"s", "inlineStr", "str"})


class CellTexts:
    """Writes cells anew.

    Args:
        texts: texts of the computed book
        hide: takes personal data out of a text, where they are not to come along
    """

    def __init__(self, texts: Texts, hide: Hide | None = None) -> None:
        self.texts = texts
        self._hide = hide
        self._known: dict[tuple[str, bytes], str] = {}

    def text(self, cell: Cell) -> str:
        """Return what a cell holds as text."""
        return self.texts.of(cell)

    def value(self, cell: Cell, formula: str = "") -> str:
        """Return the rest of a cell behind its style: what it shows, and a formula where one is given (escaped).

        Runs of rich text, phonetic hints and formulas of the computed book stay behind.
        """
        if not cell.inner:
            return BLANK
        if formula:
            return self._with_formula(cell, formula)
        key = (cell.kind, cell.inner)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._plain(cell)
        return known

    def said(self, cell: Cell) -> str:
        """Return what a cell holds as text, without personal data where they are not to come along."""
        text = self.texts.of(cell)
        return text if self._hide is None else self._hide(text)

    def _plain(self, cell: Cell) -> str:
        if cell.kind in _TEXTS:
            return text_cell(self.said(cell))
        found = _VALUE.search(cell.inner)
        if found is None or not found[1]:
            return BLANK
        kind = f' t="{cell.kind}"' if cell.kind in {"b", "e", "d"} else ""
        return f"{kind}><v>{found[1].decode('utf-8')}</v></c>"

    def _with_formula(self, cell: Cell, formula: str) -> str:
        if cell.kind in _TEXTS:
            return f' t="str"><f>{formula}</f><v>{text_xml(self.said(cell))}</v></c>'
        found = _VALUE.search(cell.inner)
        kind = f' t="{cell.kind}"' if cell.kind in {"b", "e"} else ""
        shown = f"<v>{found[1].decode('utf-8')}</v>" if found is not None else ""
        return f"{kind}><f>{formula}</f>{shown}</c>"


def has_formula(cell: Cell) -> bool:
    """Tell whether a cell holds a formula."""
    return b"<f" in cell.inner
