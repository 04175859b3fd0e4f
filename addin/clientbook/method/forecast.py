"""План – Прогноз – Отчет (СППО): the frozen plan, weekly forecasts that are never overwritten, the report (domain: §6).

Forecasts of the running month are worked out from what was sold so far and what people wrote; those frozen live in the
workbook (table ``cb_forecasts``) and stay as they are. Money is what a month is planned in, profit or revenue.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from clientbook.method.forecast_rows import KEY, KINDS, Sold, facts, keys, measure_of, proposed
from clientbook.method.forecast_weeks import MOST, Week, last_day, month_of, previous_month, week_of
from clientbook.method.wape import wape
from clientbook.method.workdays import workdays
from clientbook.register.previous import UNREAD

if TYPE_CHECKING:
    from clientbook.method.measures.reading import Desk
    from clientbook.register.read import Register

TYPED = ("forecast", "paid_on", "probability", "stage", "cause", "action", "deadline")
"""What people write on a row of the week."""

CARRIED = ("paid_on", "probability", "stage", "action", "deadline")
"""What a new week takes over from the week before it; how much and why is asked anew."""

STORED = (
    *("period", "week", *KEY, "client", "segment", "amount", "fact", "said", *TYPED[1:]),
    *("last_month", "measure", "frozen_on"),
)
"""Columns of ``cb_forecasts``; week 0 is the plan."""

WEEK_NAMES = ("СППО_неделя", "PFR_week")
"""Names of the sheet of the running week."""

WEEK_COLUMNS = (
    *("manager", "client", "plan", "fact", "forecast", "expected", "percent", "paid_on", "probability", "deviation"),
    *("cause", "action", "deadline", "stage", "pace", "before", "last_month", "segment", "client_id", "row_kind"),
    *("period", "week", "plan_from"),
)
MONTH_COLUMNS = (
    *("period", "manager", "client", "plan", *(f"week_{n}" for n in range(1, MOST + 1)), "report", "deviation"),
    *("accuracy", "comment", "deviation_share", "bias", "counted", "last_month", "segment", "client_id", "row_kind"),
    *("error", "naive_error"),
)
ACCURACY_COLUMNS = (
    *("period", "manager", "plan", "counted", "report", "accuracy_clients", "naive_clients", "accuracy_total"),
    *("naive_total", "bias"),
)


class Forecast(NamedTuple):
    """What «СППО_неделя», «СППО_месяц» and «Прогнозы» show.

    Attributes:
        period: first day of the running month: that of the first day of the plan
        week: the running week
        measure: what the month is planned in, ``revenue`` or ``profit``
        plan_frozen: the day on which the plan of the month was frozen; None: not yet
        week_frozen: the day on which the forecast of the week was frozen; None: not yet
        days: working days of the month, and how many of them are over at T
        rows: the running week, ``WEEK_COLUMNS``
        months: every month with something frozen that has begun by T, ``MONTH_COLUMNS``, the newest first
        accuracy: one row per such month that has ended and manager, and one for all (manager None), ``ACCURACY_COLUMNS``
        frozen: what is frozen, ``STORED``
        outside: what was sold in the running month to clients of nobody, roubles
    """

    period: date
    week: Week
    measure: str
    plan_frozen: date | None
    week_frozen: date | None
    days: tuple[int, int]
    rows: pd.DataFrame
    months: pd.DataFrame
    accuracy: pd.DataFrame
    frozen: pd.DataFrame
    outside: float


def forecast(desk: Desk) -> Forecast:
    """Return plan, forecasts and report as of T."""
    start = desk.contacts.start
    period, week = month_of(start), week_of(start)
    frozen = stored(desk)
    sold = what_was_sold(desk)
    here = frozen[frozen["period"].eq(pd.Timestamp(period))]
    measure = planned_in(desk, frozen, period)
    days = _days(desk, period)
    rows = _week(desk, sold, here, period, week, measure, days)
    months = desk.tools.reports
    sold_now = sold.of(period, measure)
    return Forecast(
        period,
        week,
        measure,
        _frozen_on(here, 0),
        _frozen_on(here, week.number),
        days,
        rows,
        months,
        _accuracy(months[months["report"].notna()]),
        frozen,
        float(sold_now.loc[sold_now["manager"].isna(), "amount"].sum()),
    )


def reports(desk: Desk) -> pd.DataFrame:
    """Return the months with something frozen that have begun by T, ``MONTH_COLUMNS``, the newest first."""
    return _months(desk, what_was_sold(desk), stored(desk))


def what_was_sold(desk: Desk) -> Sold:
    """Return what was sold by client and month, up to T."""
    return Sold(desk.past.client_months, desk.portfolio.set_index("client_id")["manager"], desk.register.transfers)


def stored(desk: Desk) -> pd.DataFrame:
    """Return what is frozen in the book, ``STORED``, by month, week and row; a week that is over freezes by itself."""
    found = _written(desk, "cb_forecasts", STORED).drop_duplicates(["period", "week", *KEY])
    left = _left_over(desk, found)
    if len(left):
        found = pd.concat([found.astype(object), left.astype(object)], ignore_index=True).infer_objects()
    ordered = found.assign(order=found["row_kind"].map(KINDS), size=found["amount"].astype(float)).sort_values(
        ["period", "week", "manager", "order", "size", "client_id"],
        ascending=[False, False, True, True, False, True],
        ignore_index=True,
    )
    return ordered[list(STORED)]


def _written(desk: Desk, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """Return the rows of a table that an earlier run left in the book, those without month, week or manager left out."""
    found = desk.register.previous.get(name, pd.DataFrame()).reindex(columns=list(columns))
    found = found.dropna(subset=["period", "week", "manager", "row_kind"])
    return found.assign(period=pd.to_datetime(found["period"]), week=found["week"].astype(float))


def _left_over(desk: Desk, frozen: pd.DataFrame) -> pd.DataFrame:
    """Return rows of a week that is over on which somebody wrote and which nobody froze, ``STORED``."""
    rows = _written(desk, "cb_pfr_week", WEEK_COLUMNS)
    rows = rows[is_over(rows, desk.contacts.start) & rows[list(TYPED)].notna().any(axis=1)]
    keys = ["period", "week", "manager"]
    taken = pd.MultiIndex.from_frame(frozen[keys])
    rows = rows[~pd.MultiIndex.from_frame(rows[keys]).isin(taken)]
    measures = {period: planned_in(desk, frozen, period.date()) for period in rows["period"].unique()}
    return rows.assign(
        amount=rows["expected"].fillna(rows["forecast"]).astype(float).round(2),
        said=rows["forecast"].notna(),
        measure=rows["period"].map(measures),
        frozen_on=pd.Timestamp(desk.register.plan_from),
    )[list(STORED)]


def is_over(rows: pd.DataFrame, start: date) -> pd.Series:
    """Tell which rows are of a week before the one of the first day of the plan: ``period``, ``week``."""
    period, week = pd.Timestamp(month_of(start)), week_of(start).number
    return rows["period"].lt(period) | (rows["period"].eq(period) & rows["week"].lt(week))


def _frozen_on(here: pd.DataFrame, week: int) -> date | None:
    days = pd.to_datetime(here.loc[here["week"].eq(week), "frozen_on"]).dropna()
    return days.min().date() if len(days) else None


def _frozen_measure(here: pd.DataFrame) -> str | None:
    found = here["measure"].dropna()
    return str(found.iloc[0]) if len(found) else None


def planned_in(desk: Desk, frozen: pd.DataFrame, period: date) -> str:
    """Return what a month is planned in: as it was frozen first, else as «Планы» say.

    Args:
        desk: «Планы»
        frozen: what :func:`stored` gives
        period: first day of the month
    """
    here = frozen[frozen["period"].eq(pd.Timestamp(period))]
    return _frozen_measure(here) or measure_of(desk.register.plans, period, desk.register.basis)


def _days(desk: Desk, period: date) -> tuple[int, int]:
    """Return working days of a month and how many of them are over at T."""
    span = workdays(period, last_day(period), desk.register.calendar)
    return len(span.days), int((span.days <= np.datetime64(desk.as_of, "D")).sum())


def _week(
    desk: Desk, sold: Sold, here: pd.DataFrame, period: date, week: Week, measure: str, days: tuple[int, int]
) -> pd.DataFrame:
    """Return the rows of the running week: those of the frozen plan, else the plan as it would be frozen now."""
    rows = proposed(desk.register, desk.portfolio, period, measure)
    plan = here[here["week"].eq(0)]
    if len(plan):
        fixed = plan[[*KEY, "client", "segment"]].assign(plan=plan["amount"].astype(float), plan_from="frozen")
        more = rows[~rows["manager"].isin(set(fixed["manager"]))]
        rows = pd.concat([fixed.astype(object), more.astype(object)], ignore_index=True) if len(more) else fixed
        rows = rows.reset_index(drop=True).assign(plan=rows["plan"].astype(float).to_numpy())
    before = previous_month(period)
    rows["fact"] = facts(rows, sold.of(period, measure))
    rows["last_month"] = facts(rows, sold.of(before, measure))
    whole, over = days
    usual = _days(desk, before)[0]
    rate = rows["fact"] / over if over else rows["last_month"] / usual if usual else rows["last_month"] * 0
    rows["pace"] = (rate * (whole - over)).round(2)
    last = here[here["week"].between(1, week.number - 1)].sort_values("week").drop_duplicates(list(KEY), keep="last")
    rows["before"] = _figures(rows, last, "amount")
    rows = rows.assign(period=pd.Timestamp(period), week=float(week.number))
    rows = _with_typed(desk, rows, here)
    said = rows["forecast"] * rows["probability"].fillna(1.0)
    rows["expected"] = rows["fact"] + said.where(rows["forecast"].notna(), rows["pace"])
    rows["percent"] = (rows["expected"] / rows["plan"]).where(rows["plan"].ne(0))
    rows["deviation"] = rows["expected"] - rows["plan"]
    return rows[list(WEEK_COLUMNS)]


def _found(rows: pd.DataFrame, source: pd.DataFrame, column: str) -> list[object]:
    """Return what a column of another frame says of each row; None where it has no such row."""
    known: dict[tuple[str, ...], Any] = dict(zip(keys(source), source[column], strict=True))
    return [None if pd.isna(value := known.get(key)) else value for key in keys(rows)]


def _figures(rows: pd.DataFrame, source: pd.DataFrame, column: str) -> pd.Series:
    return pd.Series(_found(rows, source, column), index=rows.index, dtype="float64")


def _with_typed(desk: Desk, rows: pd.DataFrame, here: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with what people wrote: this week's, or what the week before leaves to a new one."""
    typed = desk.register.previous.get("cb_pfr_week", pd.DataFrame())
    typed = typed.reindex(columns=["period", "week", *KEY, *TYPED, UNREAD]).dropna(subset=["period", "week"])
    typed = typed[pd.to_datetime(typed["period"]).eq(rows["period"].iloc[0])] if len(rows) else typed.iloc[0:0]
    mine = typed[typed["week"].astype(float).eq(rows["week"].iloc[0])] if len(rows) else typed
    known = _with_carried(mine, _newest(typed.drop(mine.index), here))
    for column in TYPED:
        if column in {"forecast", "probability"}:
            rows[column] = _figures(rows, known, column)
        elif column in {"paid_on", "deadline"}:
            dates = pd.Series(_found(rows, known, column), index=rows.index, dtype=object)
            rows[column] = pd.to_datetime(dates).astype("datetime64[ns]")
        else:
            rows[column] = pd.Series(_found(rows, known, column), index=rows.index, dtype=object)
    return rows


def _with_carried(mine: pd.DataFrame, last: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of this week, and of the others what the last one leaves to them.

    A row of this week may have come by itself, from a manager's copy: the others still take over theirs.
    """
    there = set(keys(mine))
    others = last[[key not in there for key in keys(last)]].reindex(columns=[*KEY, *CARRIED])
    parts = [part.reindex(columns=[*KEY, *TYPED]).astype(object) for part in (mine, others) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else mine


def _newest(typed: pd.DataFrame, here: pd.DataFrame) -> pd.DataFrame:
    """Return what was written for the latest week before: on the sheet, else with the frozen forecast."""
    source = typed if len(typed) else here[here["week"].gt(0)]
    return source[source["week"].eq(source["week"].max())]


def _months(desk: Desk, sold: Sold, frozen: pd.DataFrame) -> pd.DataFrame:
    """Return every month with something frozen that has begun by T, the newest first."""
    periods = sorted({stamp.date() for stamp in frozen["period"] if stamp.date() <= desk.as_of}, reverse=True)
    parts = [_month(desk, sold, frozen[frozen["period"].eq(pd.Timestamp(p))], p) for p in periods]
    if not parts:
        return pd.DataFrame(columns=list(MONTH_COLUMNS))
    rows = pd.concat(parts, ignore_index=True)
    comments = desk.register.previous.get("cb_pfr_month", pd.DataFrame()).reindex(columns=["period", *KEY, "comment"])
    comments = comments.dropna(subset=["period", "comment"])
    said = {
        (pd.Timestamp(p), *key): text
        for p, key, text in zip(comments["period"], keys(comments), comments["comment"], strict=True)
    }
    rows["comment"] = [said.get((p, *key)) for p, key in zip(rows["period"], keys(rows), strict=True)]
    return rows[list(MONTH_COLUMNS)]


def _month(desk: Desk, sold: Sold, here: pd.DataFrame, period: date) -> pd.DataFrame:
    """Return the rows of a month: its plan, its forecasts, and the report once the month is over."""
    rows = here.sort_values("week", kind="stable").drop_duplicates(list(KEY))
    rows = rows[[*KEY, "client", "segment", "period"]].reset_index(drop=True)
    versions = {week: _figures(rows, here[here["week"].eq(week)], "amount") for week in range(MOST + 1)}
    measure = _frozen_measure(here) or desk.register.basis
    rows = rows.assign(plan=versions[0], **{f"week_{n}": versions[n] for n in range(1, MOST + 1)})
    rows["report"] = np.nan
    rows["last_month"] = facts(rows, sold.of(previous_month(period), measure))
    if last_day(period) <= desk.as_of:
        rows["report"] = facts(rows, sold.of(period, measure))
    rows["counted"] = counted(versions, desk.register.settings.whole("accuracy_week"))
    rows["deviation"] = rows["report"] - rows["plan"].fillna(0.0)
    nonzero = rows["report"].where(rows["report"].ne(0))
    rows["error"] = (rows["report"] - rows["counted"]).abs()
    rows["naive_error"] = (rows["report"] - rows["last_month"]).abs().where(rows["counted"].notna())
    rows["accuracy"] = (1 - rows["error"] / nonzero.abs()).clip(lower=0)
    rows["bias"] = (rows["counted"] - rows["report"]) / nonzero
    rows["deviation_share"] = rows["deviation"] / rows["plan"].where(rows["plan"].ne(0))
    return rows.assign(order=rows["row_kind"].map(KINDS), size=-rows["plan"].fillna(rows["counted"])).sort_values(
        ["manager", "order", "size", "client_id"], kind="stable"
    )


def counted(versions: dict[int, pd.Series], week: int) -> pd.Series:
    """Return which forecast accuracy is measured on: the last one frozen by a week of the month, the plan being week 0.

    So a forecast made when most of the month is over does not count as foresight.

    Args:
        versions: week → amounts, NaN where nothing was frozen
        week: the last week that counts
    """
    found = versions[0]
    for number in range(1, week + 1):
        found = versions[number].where(versions[number].notna(), found)
    return found


def ratio(amount: float | None) -> float | None:
    """Return accuracy from a WAPE: max(0, 1 − WAPE); None where there is none."""
    return None if amount is None else max(0.0, 1 - amount)


def of_clients(rows: pd.DataFrame, column: str = "counted") -> float | None:
    """Return WAPE over the rows of single clients; None without facts.

    Args:
        rows: rows of months, those without a counted forecast left out
        column: what is compared with the report: ``counted``, or ``last_month`` for "same as last month"
    """
    clients = rows[rows["row_kind"].eq("client")]
    return wape(clients["report"].to_numpy(float), clients[column].to_numpy(float))


def of_total(rows: pd.DataFrame, column: str = "counted") -> float | None:
    """Return WAPE over the sum of the rows; None where the sum of the facts is zero."""
    return wape(np.array([rows["report"].sum()], float), np.array([rows[column].sum()], float))


def _accuracy(months: pd.DataFrame) -> pd.DataFrame:
    """Return accuracy and bias by month and manager, all together first."""
    known = months[months["counted"].notna()]
    found = []
    for period in pd.unique(known["period"]):
        here = known[known["period"].eq(period)]
        for manager in (None, *sorted(set(here["manager"]))):
            found.append(_accuracy_row(period, manager, here if manager is None else here[here["manager"].eq(manager)]))
    return pd.DataFrame(found, columns=list(ACCURACY_COLUMNS))


def _accuracy_row(period: pd.Timestamp, manager: str | None, rows: pd.DataFrame) -> dict[str, object]:
    report, said = float(rows["report"].sum()), float(rows["counted"].sum())
    return {
        "period": period,
        "manager": manager,
        "plan": float(rows["plan"].sum()),
        "counted": said,
        "report": report,
        "accuracy_clients": ratio(of_clients(rows)),
        "naive_clients": ratio(of_clients(rows, "last_month")),
        "accuracy_total": ratio(of_total(rows)),
        "naive_total": ratio(of_total(rows, "last_month")),
        "bias": (said - report) / report if report else None,
    }


def is_frozen(register: Register, start: date, sheet: str, row: int) -> bool:
    """Tell whether what stood in a row of «СППО_неделя» is frozen: with its week, or because the week is over.

    Args:
        register: the frozen rows, and «СППО_неделя» as it stood
        start: first day of the plan
        sheet: name of a sheet
        row: a row of it
    """
    if sheet not in WEEK_NAMES:
        return False
    rows = register.previous.get("cb_pfr_week", pd.DataFrame())
    if rows.empty:
        return False
    here = rows[rows["row"].eq(row)]
    if is_over(here, start).any():
        return True
    frozen = register.previous.get("cb_forecasts", pd.DataFrame())
    keys = ["period", "week", "manager"]
    return not frozen.empty and not here[keys].merge(frozen[keys], on=keys).empty
