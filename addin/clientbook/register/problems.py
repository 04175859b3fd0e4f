"""Everything found wrong on the way in, with its place: collected, never thrown one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from clientbook.hosts.base import row_of
from clientbook.locale import Words


class Done(StrEnum):
    """What was done with the place of a problem; its words stand in ``codes.DONE``."""

    LEFT_OUT = "left_out"  # the row is not in the calculation
    DEFAULT = "default"  # a default was used instead
    CLEANED = "cleaned"  # the value was read after cleaning (text number, text date …)
    KEPT = "kept"  # nothing was changed; attention is asked for
    CAPPED = "capped"  # limited to what is possible
    SKIPPED = "skipped"  # not data: a subtotal, a repeated header, a second column of the same name


@dataclass(frozen=True)
class Problem:
    """One problem (or a thousand equal ones).

    Attributes:
        key: key of the sentence in the catalogue, without the leading ``problem.``
        sheet: name of the sheet as the user has it; empty when it is about the whole book
        cell: address of the first place, such as ``C17``
        value: the value found there, as text
        done: what was done
        count: how many equal ones there are
        amount: money of the rows concerned, roubles without VAT
        fields: values for the sentence
    """

    key: str
    sheet: str = ""
    cell: str = ""
    value: str = ""
    done: Done = Done.KEPT
    count: int = 1
    amount: float = 0.0
    fields: dict[str, object] = field(default_factory=dict)

    def say(self, words: Words) -> str:
        """Return the sentence in the language of ``words``."""
        return words.text(f"problem.{self.key}", **self.fields)

    @property
    def left_out(self) -> bool:
        """Tell whether rows were left out of the calculation."""
        return self.done is Done.LEFT_OUT


class Problems(list[Problem]):
    """The problems of one run, in the order they were found."""

    def add(
        self,
        key: str,
        *,
        sheet: str = "",
        cell: str = "",
        value: object = "",
        done: Done = Done.KEPT,
        count: int = 1,
        amount: float = 0.0,
        **fields: object,
    ) -> None:
        """Add a problem; see :class:`Problem` for the arguments."""
        self.append(Problem(key, sheet, cell, str(value), done, count, amount, dict(fields)))

    def follow(self, moved: Mapping[tuple[str, int], int]) -> bool:
        """Let problems of rows that move name the cells where these stand afterwards; tell whether any does.

        Args:
            moved: (sheet, row) → the row to which it moves
        """
        if not moved:
            return False
        before = list(self)
        self[:] = [_moved(problem, moved) for problem in self]
        sheets = {sheet for sheet, _ in moved}
        places = [place for place, problem in enumerate(self) if problem.sheet in sheets]
        # the first of equal ones is told: that of the first row, as a run finds them that reads the sheet anew
        ordered = sorted((self[place] for place in places), key=lambda problem: row_of(problem.cell))
        for place, problem in zip(places, ordered, strict=True):
            self[place] = problem
        return before != list(self)

    def merged(self) -> list[Problem]:
        """Return one line for equal problems of a sheet, money first: first place, count, sum of money."""
        lines: dict[tuple[object, ...], Problem] = {}
        for problem in self:
            same = (
                problem.key,
                problem.sheet,
                problem.done,
                tuple(sorted((k, str(v)) for k, v in problem.fields.items())),
            )
            first = lines.get(same)
            lines[same] = (
                problem
                if first is None
                else Problem(
                    first.key,
                    first.sheet,
                    first.cell,
                    first.value,
                    first.done,
                    first.count + problem.count,
                    first.amount + problem.amount,
                    first.fields,
                )
            )
        return sorted(lines.values(), key=lambda p: (not p.left_out, -abs(p.amount), p.sheet, p.cell))


def _moved(problem: Problem, moved: Mapping[tuple[str, int], int]) -> Problem:
    row = moved.get((problem.sheet, row_of(problem.cell)))
    return problem if row is None else replace(problem, cell=problem.cell.rstrip("0123456789") + str(row))
