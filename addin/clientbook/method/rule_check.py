"""The risk rules tried on the department's own past: of whom a rule warned, and who bought all the same (domain: §3 risk).

At a date in the past every rule is computed from what was known then. A good rule warns of clients of whom fewer buy in
the months that follow. It is a comparison of shares, not a forecast; with few clients it says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from clientbook.method.contact_gap import contact_gap, contact_norm
from clientbook.method.facts import YEAR, last_full_month, months_back
from clientbook.method.queries import literal, query
from clientbook.method.risk import RULES, fires
from clientbook.method.season import season

if TYPE_CHECKING:
    from clientbook.method.measures.reading import Desk
    from clientbook.register.read import Register
    from clientbook.register.settings import Settings

BACK = (6, 12)
"""How many months before T the rules are tried."""

AHEAD = 6
"""How many months after each date are looked at for orders."""

SURE = 1.96
"""A difference of shares of so many standard errors is more than chance, in 95 cases of 100."""

LONGEST_LOG = 90
"""`Журнал` must reach so many days back from a date for the rule of contacts."""

COLUMNS = (
    *("checked", "rule", "threshold", "in_force", "clients", "flagged", "flagged_bought", "others", "others_bought"),
    *("verdict", "lacks"),
)


class Trial(NamedTuple):
    """One rule with one threshold.

    Attributes:
        rule: a rule of ``RULES``, or ``total``: the points of all rules that could be tried
        threshold: a figure in the unit of the rule: quantile, times, share, points, norms
        in_force: whether it is the threshold of this run
        settings: the settings with it
        p90: the column that stands for the 90th percentile of gaps
        longest: what the longest gap is multiplied by
    """

    rule: str
    threshold: float
    in_force: bool
    settings: Settings
    p90: str = "p90_gap"
    longest: float = 1.0


def check_facts(register: Register) -> pd.DataFrame:
    """Return what the rules look at on each date tried: one row per date (``checked``) and client who had bought by then.

    Args:
        register: the sales lines at hand, T, the flag of seasonal clients
    """
    found = query(
        register.sales.connection,
        "rule_check.sql",
        {"check_dates": _dates(register.as_of)},
        as_of=literal(register.as_of),
    )
    sums = query(register.sales.connection, "client_month_sums.sql", as_of=literal(register.as_of))
    flags = register.clients.set_index("client_id")["seasonal"].eq(other=True)
    parts = [
        _in_season(rows.reset_index(drop=True), sums, flags, pd.Timestamp(str(day)).date(), register.settings)
        for day, rows in found.groupby("checked", sort=True)
    ]
    return pd.concat(parts, ignore_index=True) if parts else found.assign(recency=0.0, season_recency=0.0)


def _dates(as_of: date) -> pd.DataFrame:
    rows = []
    for back in BACK:
        day = months_back(as_of, back)
        rows.append(
            {
                "day": day,
                "ends": months_back(as_of, back - AHEAD),
                "year_ago": day - timedelta(days=YEAR),
                "two_years_ago": day - timedelta(days=2 * YEAR),
                "quarter_ago": months_back(day, 3),
                "year_back": months_back(day, 12),
                "quarter_ago_then": months_back(day, 15),
            }
        )
    return pd.DataFrame({key: pd.to_datetime([row[key] for row in rows]) for key in rows[0]})


def _in_season(rows: pd.DataFrame, sums: pd.DataFrame, flags: pd.Series, day: date, settings: Settings) -> pd.DataFrame:
    """Add ``recency`` and ``season_recency``, days."""
    last, place = last_full_month(day), pd.Index(rows["client_id"])
    codes, names = pd.factorize(sums["client_id"])
    at, age = place.get_indexer(pd.Index(names))[codes], last - sums["month"].to_numpy()
    known = (at >= 0) & (age >= 0) & (age < 24)
    months = np.zeros((len(rows), 24))
    months[at[known], age[known]] = sums["net"].to_numpy()[known]
    frame = pd.DataFrame(months, columns=[f"m{age:02}" for age in range(1, 25)])
    frame["seasonal"] = flags.reindex(place).fillna(value=False).to_numpy(dtype=bool)
    frame["recency"] = (pd.Timestamp(day) - rows["last_order"]).dt.days.astype(float)
    recency = season(frame, day, settings)["season_recency"]
    return rows.assign(recency=frame["recency"], season_recency=recency)


def rule_check(desk: Desk) -> pd.DataFrame:
    """Return every rule and threshold on every date tried (``COLUMNS``).

    ``clients`` have what the rule needs; ``flagged`` of them fire it, ``others`` do not; ``…_bought`` bought in the next
    six months. ``verdict`` is ``works`` (fewer of the flagged bought, more than chance), ``chance``, ``reverse``, ``few``
    or ``none``; ``lacks`` says what is missing (``state``: the book knows it of today only; ``log``, ``nps``, ``year``,
    ``sales``).

    Args:
        desk: facts of the dates, log, answers, portfolio (segment, potential), settings
    """
    rows: list[dict[str, object]] = []
    found = desk.past.check_facts
    for back in BACK:
        day = months_back(desk.as_of, back)
        frame = found[found["checked"].eq(pd.Timestamp(day))].reset_index(drop=True)
        rows += _Day(desk, day, frame).rows()
    order = {rule: place for place, rule in enumerate((*RULES, "total"))}
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table["place"] = table["rule"].map(order)
    return (
        table.sort_values(["place", "threshold", "checked"], ascending=[True, True, False], kind="stable")
        .drop(columns="place")
        .reset_index(drop=True)
    )


class _Day:
    """The rules on one date."""

    def __init__(self, desk: Desk, day: date, facts: pd.DataFrame) -> None:
        self.desk, self.day = desk, day
        self.settings = desk.register.settings
        self.frame = self._known(facts)
        self.bought = self.frame["bought_later"].eq(1)

    def _known(self, facts: pd.DataFrame) -> pd.DataFrame:
        """Return the facts with everything :func:`clientbook.method.risk.fires` reads; what the book does not know is blank."""
        register, clients = self.desk.register, self.desk.portfolio.set_index("client_id")
        of_today = clients[["segment", "manager", "potential"]].reindex(facts["client_id"]).reset_index(drop=True)
        frame = pd.concat([facts, of_today], axis=1)
        frame["age"] = (pd.Timestamp(self.day) - frame["first_order"]).dt.days.astype(float)
        frame["contact_days"] = contact_gap(frame, register.log, self.day)
        frame["contact_norm"] = contact_norm(frame["segment"], frame["manager"], register.staff, register.regulation)
        potential = frame["potential"].astype(float).where(frame["potential"] > 0)
        frame["share"] = (frame["revenue_12m"] / potential).clip(0.0, 1.0)
        frame["share_then"] = (frame["revenue_before"] / potential).clip(0.0, 1.0)
        frame["nps"] = frame["client_id"].map(self._nps()).astype(float)
        blank = dict.fromkeys(("overdue_days", "overdue"), float("nan"))
        few = frame["gaps"].lt(self.settings.number("interval_min_gaps"))
        return frame.assign(**blank, claim=False, has_decider=False, absent_people=True, absent_gaps=few, bought=True)

    def _nps(self) -> pd.Series:
        """Return client → median of its answers of the year before the date; without answers the score of `Клиенты`."""
        answers = self.desk.register.tools["cb_answers"]
        day = pd.Timestamp(self.day)
        if answers.empty:
            clients = self.desk.portfolio
            return clients[clients["nps_date"].le(day)].set_index("client_id")["nps"].astype(float)
        dates = pd.to_datetime(answers["date"])
        year = answers[dates.gt(day - pd.Timedelta(days=YEAR)) & dates.le(day)]
        return year.assign(score=year["score"].astype(float)).groupby("client_id")["score"].median()

    def rows(self) -> list[dict[str, object]]:
        """Return the rows of all rules: three thresholds each, one row where something is missing."""
        said: list[dict[str, object]] = []
        points = pd.Series(0.0, index=self.frame.index)
        for rule in RULES:
            lacks = self._lacks(rule)
            if lacks:
                said.append(self._row(rule, None, in_force=True, lacks=lacks))
                continue
            data = self._data(rule)
            for trial in trials(rule, self.settings):
                flags = self._flags(trial)
                said.append(self._row(rule, trial.threshold, in_force=trial.in_force, flags=flags, data=data))
                if trial.in_force:
                    points += flags * self.settings.whole(f"risk_{rule}")
        if len(self.frame):
            watch, high = self.settings.number("risk_watch"), self.settings.number("risk_high")
            for limit in sorted({watch / 2, watch, high, min(100.0, 1.5 * high)}):
                said.append(
                    self._row(
                        "total",
                        limit,
                        in_force=limit in (watch, high),
                        flags=points.ge(limit),
                        data=self._data("total"),
                    )
                )
        return said

    def _lacks(self, rule: str) -> str:
        """Return what the rule lacks on this date; empty where it can be tried."""
        if rule in ("overdue", "no_decider"):
            return "state"
        if self.frame.empty:
            return "sales"
        if rule == "no_contact":
            first = self.desk.register.log["date"].min()
            return "log" if pd.isna(first) or first > pd.Timestamp(self.day) - pd.Timedelta(days=LONGEST_LOG) else ""
        if rule == "nps":
            return "" if self.frame["nps"].notna().any() else "nps"
        if rule == "share":
            first = self.desk.past.first_day
            two_years = first is not None and first <= self.day - timedelta(days=2 * YEAR)
            return "" if two_years and self._data(rule).any() else "year"
        return "" if self._data(rule).any() else "year"

    def _data(self, rule: str) -> pd.Series:
        """Tell which clients have what a rule needs."""
        frame = self.frame
        if rule in ("p90", "longest", "total"):  # of single orders no rule of pauses can warn
            return ~frame["absent_gaps"]
        if rule in ("nps", "no_contact"):
            return frame["nps" if rule == "nps" else "contact_norm"].notna()
        return frame[{"amount": "amount_3m_then", "breadth": "skus_then", "share": "share_then"}[rule]].gt(0)

    def _flags(self, trial: Trial) -> pd.Series:
        frame = self.frame
        if trial.rule == "p90" and trial.p90 != "p90_gap":
            frame = frame.assign(p90_gap=frame[trial.p90])
        elif trial.rule == "longest":
            frame = frame.assign(max_gap=frame["max_gap"] * trial.longest)
        return fires(trial.rule, frame, trial.settings)

    def _row(
        self,
        rule: str,
        threshold: float | None,
        *,
        in_force: bool,
        lacks: str = "",
        flags: pd.Series | None = None,
        data: pd.Series | None = None,
    ) -> dict[str, object]:
        row: dict[str, object] = {"checked": pd.Timestamp(self.day), "rule": rule, "threshold": threshold}
        row |= {"in_force": in_force, "lacks": lacks or None, "verdict": "none"}
        if flags is None or data is None:
            return row
        on, off = flags & data, ~flags & data
        counts = {
            "clients": int(data.sum()),
            "flagged": int(on.sum()),
            "flagged_bought": int((self.bought & on).sum()),
            "others": int(off.sum()),
            "others_bought": int((self.bought & off).sum()),
        }
        return row | counts | {"verdict": verdict(counts, self.settings.whole("check_least"))}


def trials(rule: str, settings: Settings) -> tuple[Trial, ...]:
    """Return a rule with its threshold in force and its neighbours, from the most easily fired on.

    Pauses have no threshold to set: their neighbours are other quantiles of the own gaps, and parts of the longest one.
    """
    if rule == "p90":
        levels = {0.75: "p75_gap", 0.9: "p90_gap", 0.95: "p95_gap"}
        return tuple(Trial(rule, level, level == 0.9, settings, p90=column) for level, column in levels.items())
    if rule == "longest":
        return tuple(Trial(rule, times, times == 1.0, settings, longest=times) for times in (0.75, 1.0, 1.5))
    key, steps = THRESHOLDS[rule]
    mine = settings.number(key)
    values = [round(mine + step if rule == "nps" else mine * step, 6) for step in steps]
    return tuple(Trial(rule, value, value == mine, settings.overlaid({key: value})) for value in values)


THRESHOLDS: Mapping[str, tuple[str, tuple[float, ...]]] = {
    "amount": ("risk_fall", (0.5, 1.0, 1.5)),
    "breadth": ("risk_fall", (0.5, 1.0, 1.5)),
    "nps": ("risk_nps_limit", (-1.0, 0.0, 1.0)),
    "no_contact": ("risk_contact_norms", (2 / 3, 1.0, 2.0)),
    "share": ("risk_share_fall", (0.5, 1.0, 2.0)),
}
"""Rule → its setting, and what the neighbours are: times the setting, for NPS so many points more."""


def verdict(counts: Mapping[str, int], least: int) -> str:
    """Return what the two shares say: ``few``, ``works``, ``reverse`` or ``chance``.

    Two shares differ by more than chance when their difference is more than ``SURE`` standard errors of the pooled share
    (the two-proportion z-test).

    Args:
        counts: ``flagged``, ``flagged_bought``, ``others``, ``others_bought``
        least: fewest clients on either side
    """
    n, m = counts["flagged"], counts["others"]
    if min(n, m) < least:
        return "few"
    pooled = (counts["flagged_bought"] + counts["others_bought"]) / (n + m)
    error = sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    difference = counts["others_bought"] / m - counts["flagged_bought"] / n
    if abs(difference) <= SURE * error:
        return "chance"
    return "works" if difference > 0 else "reverse"
