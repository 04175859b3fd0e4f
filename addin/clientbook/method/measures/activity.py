"""KPI «ЖИР»: points of the log / norm over four weeks (domain: §6); told beside the others and never paid, because counts are gamed."""

from __future__ import annotations

from clientbook.method.measures.reading import Desk, Reading
from clientbook.method.roles import Scope


def read(scope: Scope, desk: Desk) -> Reading:
    """Return the intensity of a person, of a head that of everybody led, a ratio; its band is 90 to 130 %."""
    people, words = desk.tools.intensity.people, desk.words
    mine = people[scope.counts(people["manager"])] if len(people) else people
    norm = float(mine["norm"].sum()) if len(mine) else 0.0
    if norm <= 0:
        return Reading("share", 1.0, None, words.text("kpi.missing.activity"))
    made = float(mine["points"].sum())
    figures = {"points": words.number(made, 1), "norm": words.number(norm, 1)}
    return Reading("share", 1.0, made / norm, words.text("kpi.source.activity", **figures))
