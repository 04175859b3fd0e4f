"""What copies of a sheet are made from, and with: the sheet of the computed book, its lines, its usual looks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from clientbook.hosts.file.line_cells import Found, line_addresses
from clientbook.hosts.file.places import Formula, Places
from clientbook.hosts.file.protect import Locks
from clientbook.hosts.file.sheet_part import SheetPart
from clientbook.locale import Words
from clientbook.sheets.description import Line, Sheet
from clientbook.sheets.plan import ROOM
from clientbook.team.copy_cells import CellTexts
from clientbook.team.source import SourceTable

AS_THEY_STAND = frozenset(
    {"as_of", "plan_from", "kpi_scale", "kpi_floor", "kpi_cap", "kpi_least", "kpi_closed", "risk_high", "risk_watch"}
    | {"pfr_period", "pfr_week", "pfr_state", "pfr_months", "pfr_counted_week"}
)
"""Lines whose figures are the same for everybody; others are left out, or are counted anew over the manager's rows."""
ONE_MANAGER = "show_manager"
"""The line that asks for a manager: a copy has one only."""
_USUAL = 200
"""So many rows tell how a column usually looks."""


@dataclass
class SourceSheet:
    """A sheet of the computed book from which copies are made.

    Attributes:
        sheet: its description
        name: its name in the book
        part: the sheet taken apart
        tables: its tables that are handed out, from top to bottom
        above: rows above the first table that copies keep
        lines: where the figures of its lines stand
        whole: it goes to a manager as it is: his job description
    """

    sheet: Sheet
    name: str
    part: SheetPart
    tables: Sequence[SourceTable]
    above: Sequence[int]
    lines: Found = field(default_factory=dict)
    whole: bool = False

    @cached_property
    def usual(self) -> dict[tuple[str, int], str]:
        """Return (table, column) → the style that most of its cells have."""
        found: dict[tuple[str, int], str] = {}
        for table in self.tables:
            standing = table.standing
            counts: dict[int, Counter[str]] = {}
            for row in range(standing.first, min(standing.last, standing.first + _USUAL) + 1):
                for cell in self.part.cells(row):
                    counts.setdefault(cell.column, Counter())[cell.style] += 1
            found |= {(table.name, column): counter.most_common(1)[0][0] for column, counter in counts.items()}
        return found

    def kept_lines(self, places: Places, room: float) -> Found:
        """Return the lines that stay: those that say the same to everybody, and those that read the copy alone.

        Args:
            places: where the tables of the copy stand
            room: minutes that the manager has for contacts on a day
        """
        lines = {line.key: line for line in self.sheet.lines if line.key in self.lines}
        kept = {key for key, line in lines.items() if key in AS_THEY_STAND or (line.typed and key != ONE_MANAGER)}
        while True:
            known = Places(places.spots, {self.name: line_addresses({key: self.lines[key] for key in kept})})
            more = {
                key for key, line in lines.items() if key not in kept and self.formula(known, line, room) is not None
            }
            if not more:
                return {key: place for key, place in self.lines.items() if key in kept}
            kept |= more

    def formula(self, places: Places, line: Line, room: float) -> Formula | None:
        """Return the formula of a line on a copy; None where it reads what the copy has not, or says the same to all."""
        if not line.formula or line.key in AS_THEY_STAND:
            return None
        text = line.formula.replace(ROOM, f"{room:.0f}").replace(f"{{line.{ONE_MANAGER}}}", '""')
        return places.formula(text, self.name)


@dataclass(frozen=True)
class Desk:
    """What all sheets of all copies are made with.

    Attributes:
        cells: writes cells anew
        locks: formats with an open or a closed lock
        words: the language of the book
        muted: style of «Версия»
        grey: style of a header that is not to be filled in; empty where the book has none of ours
        yellow: styles of headers that are to be filled in, which turn grey where a manager may not
        personal: whether personal data of clients' people come along
        salt: what makes the IDs of prepared rows those of this hand-out
    """

    cells: CellTexts
    locks: Locks
    words: Words
    muted: str
    grey: str
    yellow: frozenset[str]
    personal: bool
    salt: str
