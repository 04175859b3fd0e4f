"""KPIs of a living base: reactivation of sleeping clients, growth of income, dependency on one client (domain: §5)."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from clientbook.method.facts import YEAR
from clientbook.method.holding import holding
from clientbook.method.lifecycle import lost_limit, sleeping_limit
from clientbook.method.measures.reading import Desk, Reading
from clientbook.method.product_groups import quarter_start
from clientbook.method.roles import Scope


def _slept(desk: Desk) -> pd.DataFrame:
    """Return the clients asleep at the start of the quarter, by the rule of the life cycle: client_id, manager, back."""
    if "slept" not in desk.counted:
        settings, started = desk.register.settings, quarter_start(desk.as_of)
        clients = desk.portfolio.set_index("client_id")[["client", "manager", "kind", "interval"]]
        found = clients.join(desk.past.milestones[["last_before", "orders_in"]], how="inner")
        silent = (pd.Timestamp(started) - found["last_before"]).dt.days
        interval = found["interval"].astype(float)
        asleep, lost = sleeping_limit(interval, settings), lost_limit(interval, settings)
        regular = ~found["kind"].isin(["one_off", "project"])
        found["back"] = found["orders_in"].gt(0)
        desk.counted["slept"] = found[regular & silent.gt(asleep) & silent.le(lost)].reset_index()
    return desk.counted["slept"]


def reactivation(scope: Scope, desk: Desk) -> Reading:
    """Return clients back within the quarter (T − 3 months, T] / asleep at its start, a ratio."""
    goal, words = desk.register.settings.number("kpi_reactivation_target"), desk.words
    slept = _slept(desk)
    mine = slept[scope.counts(slept["manager"])]
    if mine.empty:
        day = words.day(quarter_start(desk.as_of))
        return Reading("share", goal, None, words.text("kpi.missing.reactivation", day=day))
    source = words.text("kpi.source.reactivation", back=int(mine["back"].sum()), asleep=len(mine))
    return Reading("share", goal, float(mine["back"].mean()), source)


def growth(scope: Scope, desk: Desk) -> Reading:
    """Return income of the last 12 months / of the 12 before − 1, without clients handed over in the year, a ratio."""
    settings, words = desk.register.settings, desk.words
    goal, needed = settings.number("kpi_growth_target"), settings.whole("kpi_nrr_history")
    if desk.history < needed:
        return Reading("share", goal, None, words.text("kpi.missing.nrr_history", needed=needed, have=desk.history))
    moved = desk.register.transfers
    since = pd.Timestamp(desk.as_of - timedelta(days=YEAR))
    moved = moved[moved["date"].gt(since) & moved["date"].le(pd.Timestamp(desk.as_of))]
    clients = desk.clients(scope)
    kept = clients[~clients["client_id"].isin(moved["client_id"])].set_index("client_id")
    then = float(desk.before["net_12m"].reindex(kept.index).astype(float).sum())
    if then <= 0:
        return Reading("share", goal, None, words.text("kpi.missing.nrr_clients"))
    now = float(kept["net_12m"].astype(float).sum())
    figures = {"then": words.number(then), "now": words.number(now), "moved": len(clients) - len(kept)}
    return Reading("share", goal, now / then - 1, words.text("kpi.source.growth", **figures))


def dependency(scope: Scope, desk: Desk) -> Reading:
    """Return the share of the largest client, a holding as one, in annual income above zero; less is better."""
    goal, words = desk.register.settings.number("dependency_share"), desk.words
    clients = desk.portfolio[scope.counts(desk.portfolio["manager"])]
    earning = clients[clients["annual_income"].astype(float) > 0]
    if earning.empty:
        return Reading("share", goal, None, words.text("kpi.missing.dependency"), less=True)
    whole = earning["annual_income"].astype(float).groupby(holding(earning).to_numpy()).sum()
    names = earning.set_index("client_id")["client"]
    largest = str(whole.idxmax())
    source = words.text("kpi.source.dependency", client=str(names.get(largest, largest))[:60])
    return Reading("share", goal, float(whole.max() / whole.sum()), source, less=True)
