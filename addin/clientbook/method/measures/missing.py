"""KPIs of the job descriptions that need concepts this book does not compute: in the set, without data, said plainly."""

from __future__ import annotations

from clientbook.method.measures.reading import Desk, Reading
from clientbook.method.roles import Scope


def accuracy(scope: Scope, desk: Desk) -> Reading:
    """Return forecast accuracy (1 − WAPE) with its target and without data: it needs frozen forecasts by client."""
    key = "kpi_accuracy_rko" if scope.job == "rko" else "kpi_accuracy_km"
    return Reading("share", desk.register.settings.number(key), None, desk.words.text("kpi.missing.accuracy"))
