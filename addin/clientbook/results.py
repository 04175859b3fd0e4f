"""What the functions of the facade give back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from clientbook.approving import Approved
    from clientbook.exchange.importing import Counts, SheetRead
    from clientbook.freezing import Note
    from clientbook.team.collect import Collection
    from clientbook.team.finding import Finding


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What is wrong with a register.

    Attributes:
        as_of: the date of the data, T
        lang: language of the book's sheets
        basis: what income is counted in, ``profit`` or ``revenue``
        problems: everything found wrong, equal problems merged
        lines: sales lines read
    """

    as_of: date
    lang: str
    basis: str
    problems: pd.DataFrame
    lines: int

    @property
    def left_out(self) -> bool:
        """Tell whether rows were left out of the calculation."""
        return bool(self.problems["left_out"].any())


@dataclass(frozen=True, kw_only=True)
class Result(Checked):
    """What a run found. Frames have ASCII column keys and codes; the sheets of the workbook show their words.

    Attributes:
        plan_from: the plan starts on the first working day after this date
        segments: one row per client, by annual income
        plan: the contact plan, one row per contact
        load: one row per manager
        load_weeks: manager × week
        unplaced: contacts for which there was no room
        kept: rows kept from a person that break a limit
        kpi: one row per person and measure, and the integral
        pay: one row per person with pay; empty where none is given
        risks: clients with risk points
        summary: the six figures now and in the previous run
        path: the workbook written, of an open one its name; None where nothing was
        sheets: key of a sheet → its name in that workbook, in a new one where nothing was written
    """

    plan_from: date
    segments: pd.DataFrame
    plan: pd.DataFrame
    load: pd.DataFrame
    load_weeks: pd.DataFrame
    unplaced: pd.DataFrame
    kept: pd.DataFrame
    kpi: pd.DataFrame
    pay: pd.DataFrame
    risks: pd.DataFrame
    summary: pd.DataFrame
    path: Path | None = None
    sheets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Imported:
    """What became of the rows of a log exported elsewhere.

    Attributes:
        added: rows that `Журнал` got
        known: rows that it had already
        refused: rows that could not be taken
        problems: why, and what was cleaned, equal problems merged; places are those of the export
        path: the register
    """

    added: int
    known: int
    refused: int
    problems: pd.DataFrame
    path: Path


@dataclass(frozen=True)
class ImportResult:
    """What became of exports of other programs.

    Attributes:
        profile: what the program is called
        sheets: the sheets that were read
        counts: ``clients``, ``people``, ``sales``, ``log`` → rows read, and what became of them
        unlisted: names of clients without a card that were added because other rows name them
        renewed: how many values of the source replaced other ones
        gone: sales lines that were blanked, because their documents came cancelled or without them
        gone_money: what they came to, roubles
        waiting: questions on «На проверку» without an answer
        review: the name of that sheet in the register
        problems: everything to be told, equal problems merged; places are those of the exports and of the register
        path: the register
        created: there was none before this import
        changed: it is another than before, or would be
        dry_run: nothing was written
    """

    profile: str
    sheets: list[SheetRead]
    counts: Mapping[str, Counts]
    unlisted: list[str]
    renewed: int
    gone: int
    gone_money: float
    waiting: int
    review: str
    problems: pd.DataFrame
    path: Path
    created: bool
    changed: bool
    dry_run: bool

    @property
    def needs_a_look(self) -> bool:
        """Tell whether rows were refused, sheets passed over, or questions wait."""
        refused = any(found.ways["refused"] for found in self.counts.values())
        told = ["import_unknown_sheet", "import_unread", "import_total", "import_grand_total"]
        passed = self.problems["key"].isin(told).any()
        return refused or bool(self.waiting) or bool(passed)


@dataclass(frozen=True)
class FreezeResult:
    """What was frozen, and what the run found that wrote it.

    Attributes:
        note: what was frozen: plan, week or month, of which period, how many rows
        result: the run
    """

    note: Note
    result: Result


@dataclass(frozen=True)
class ApproveResult:
    """What was approved, and what the run found that wrote it.

    Attributes:
        note: how many segments were approved, kept and moved
        result: the run
    """

    note: Approved
    result: Result


@dataclass(frozen=True)
class CollectResult:
    """What was collected, and what the run found that wrote it.

    Attributes:
        made: rows by manager and table, what is to be told, the conflicts
        result: the run; None where nothing was written
    """

    made: Collection
    result: Result | None


@dataclass(frozen=True)
class CleanResult:
    """What was found in a workbook besides what its sheets show.

    Attributes:
        found: the findings
        path: the copy without them; None where there was nothing to take out
    """

    found: tuple[Finding, ...]
    path: Path | None
