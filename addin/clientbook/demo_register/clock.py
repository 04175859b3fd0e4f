"""The time of day of the demo's calls, as a phone system exports it; one manager enters a whole day's calls in one go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from clientbook.demo_register.portfolio import days_before, dice

if TYPE_CHECKING:
    from clientbook.demo_register.journal import Contact

SETTINGS = {"intensity_norm": 5.0}
"""Settings that this department chose for itself: visits over long ways, so fewer points a day than usual."""

HASTY = 3
"""Place in the department of the manager who keeps to the log, and enters his busiest day in the evening."""

_LATELY = 28

_CALLS = ("call", "nps")


def times(contacts: Sequence[Contact]) -> list[str | None]:
    """Return the time of each contact, «10:25»; None for what goes through no phone."""
    chance = dice("clock")
    lately = [one for one in contacts if one.manager == HASTY and one.day > days_before(_LATELY)]
    counts = Counter(one.day for one in lately if one.kind == "call")
    busiest = max(counts, key=lambda day: (counts[day], day)) if counts else None
    made: list[str | None] = []
    evening = 17 * 60 + 46
    for one in contacts:
        minute = 9 * 60 + chance.randrange(8 * 60)
        if one.manager == HASTY and one.day == busiest and one.kind == "call":
            evening += 1
            minute = evening
        made.append(f"{minute // 60}:{minute % 60:02d}" if one.kind in _CALLS else None)
    return made
