"""KPI «Покрытие ГПР»: roles with a live contact / roles required (domain: §5); what is live: ``method.decision_unit``."""

from __future__ import annotations

from clientbook.method.decision_unit import coverage, live
from clientbook.method.measures.reading import Desk, Reading
from clientbook.method.roles import Scope


def read(scope: Scope, desk: Desk) -> Reading:
    """Return the coverage of the decision units at T, a ratio."""
    register, words = desk.register, desk.words
    target = register.settings.number("kpi_dmu_target")
    if register.people.empty:
        return Reading("share", target, None, words.text("kpi.missing.dmu"))
    if "live" not in desk.counted:
        desk.counted["live"] = live(register)
    found = coverage(desk.clients(scope), desk.counted["live"])
    required = found["required"].sum()
    if not required:
        return Reading("share", target, None, words.text("kpi.missing.clients"))
    short = int((found["covered"] < found["required"]).sum())
    figures = {"covered": f"{found['covered'].sum():.0f}", "required": f"{required:.0f}", "clients": short}
    return Reading("share", target, float(found["covered"].sum() / required), words.text("kpi.source.dmu", **figures))
