"""KPI NPS: % of promoters (9–10) − % of detractors (0–6) over the clients of a person, in points (domain: §5).

One answer per client: the median of its people («Оценки NPS»), else the NPS on «Клиенты». With fewer answers than ``kpi_nps_min_answers``
the figure is told but not scored: one angry client of three would decide a bonus.
"""

from __future__ import annotations

from clientbook.method.measures.reading import Desk, Reading
from clientbook.method.nps import points
from clientbook.method.roles import Scope


def read(scope: Scope, desk: Desk) -> Reading:
    """Return NPS in points, −100 … 100, with the number of answers."""
    settings, words = desk.register.settings, desk.words
    target, least = settings.number("kpi_nps_target"), settings.whole("kpi_nps_min_answers")
    answers = desk.clients(scope)["nps"].dropna().to_numpy(dtype="float64")
    fact = points(answers)
    if fact is None:
        return Reading("points", target, None, words.text("kpi.missing.nps"))
    if len(answers) < least:
        figures = {"answers": len(answers), "least": least, "nps": words.number(fact)}
        return Reading("points", target, None, words.text("kpi.missing.nps_few", **figures))
    return Reading("points", target, fact, words.text("kpi.source.nps", answers=len(answers)))
