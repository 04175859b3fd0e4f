"""What income is counted in: profit where nearly all lines have a cost, else revenue; then pinned (domain: §3 УГД)."""

from __future__ import annotations

from typing import Literal, NamedTuple

from clientbook.locale import Words
from clientbook.register.problems import Done, Problems
from clientbook.register.settings import Settings

BasisName = Literal["profit", "revenue"]


class Basis(NamedTuple):
    """The basis of income of a run.

    Attributes:
        name: ``profit`` or ``revenue``
        pin: it was found now and belongs into `Настройки`, so that later data do not reshuffle the segments
    """

    name: BasisName
    pin: bool


def resolve_basis(
    settings: Settings, coverage: float | None, problems: Problems, words: Words, sheet: str = ""
) -> Basis:
    """Return the basis of income.

    Args:
        settings: the settings in force; ``income_basis`` other than ``auto`` is pinned
        coverage: share of the amount that has a cost; None without any sales
        problems: where a fall of coverage under a pinned profit is told
        words: language of figures in it
        sheet: name of the sales sheet
    """
    word = settings.word("income_basis")
    needed = settings.number("cost_coverage_min")
    if word == "auto":
        enough = coverage is not None and coverage > 0 and coverage >= needed
        return Basis("profit" if enough else "revenue", pin=coverage is not None)
    if word == "revenue" or coverage is None:
        return Basis("revenue" if word == "revenue" else "profit", pin=False)
    if coverage == 0:
        problems.add("basis_impossible", sheet=sheet, done=Done.DEFAULT)
        return Basis("revenue", pin=False)
    if coverage < needed:
        covered = words.number(coverage * 100, 1)
        least = words.number(needed * 100, 0)
        problems.add("basis_coverage", sheet=sheet, value=f"{covered} %", covered=covered, needed=least)
    return Basis("profit", pin=False)
