"""Worksheet functions: cells in, cells out, computed by the same modules as the sheets.

Each takes blocks of cells (a single cell counts as a block) and gives rows of cells; they run without Excel too. An error
value stands in the row it belongs to: ``#VALUE!`` for a cell of a wrong kind, ``#NUM!`` for a figure out of range,
``#N/A`` where there is nothing to compute from. Arguments that do not fit each other give a single ``#VALUE!``.
Texts of help stand in the catalogue under ``function.<name>``.
"""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from clientbook.method import abc, income, nps, rfm, score, wape, workdays, xyz
from clientbook.register import codes
from clientbook.register.settings import Settings
from clientbook.ui.cells import (
    NA,
    NUM,
    VALUE,
    Cells,
    Column,
    RefusedError,
    blank,
    block,
    days,
    first_error,
    flat,
    numbers,
    one_day,
    one_number,
    shaped,
)
from clientbook.ui.language import language
from clientbook.ui.worksheet import Rows, blank_argument, errors, or_na, refuse, register, with_errors, worksheet

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST_SPAN = 200 * 366
"""Days: beyond it a date is a slip of the hand, and no calendar of holidays reaches so far."""


@worksheet
def CB_UGD(  # noqa: N802 - named as it stands in a cell
    net_12m: Cells, first_purchase: Cells, as_of: Cells, potential: Cells = None, revenue_12m: Cells = None
) -> Rows:
    """Return the annual income (УГД) of each client, roubles (domain: §3 УГД, mode ``auto``).

    Args:
        net_12m: net of the last 12 months, in what income is counted in
        first_purchase: date of the first purchase; blank for never
        as_of: date of the data, one cell
        potential: yearly purchases if we were the only supplier; caps the income of a young client
        revenue_12m: revenue of the last 12 months, where ``net_12m`` is profit
    """
    given, day = flat(net_12m), one_day(as_of)
    net, first = numbers(given), days(flat(first_purchase, len(given)))
    limit, revenue = numbers(flat(potential, len(given))), numbers(flat(revenue_12m, len(given)))
    age = (np.datetime64(day, "D") - first.values).astype("timedelta64[D]").astype("float64")
    age[np.isnat(first.values)] = np.nan
    earned = np.nan_to_num(net.values)
    frame = pd.DataFrame(
        {
            "net_12m": earned,
            "revenue_12m": np.where(np.isnan(revenue.values), earned, revenue.values),
            "age": age,
            "potential": limit.values,
        }
    )
    found = income.annual_income(frame, Settings())["annual_income"].tolist()
    wrong = errors(net, first, limit, revenue)
    wrong[(wrong == "") & ((age < 0) | (limit.values <= 0))] = NUM
    return shaped(with_errors(found, wrong), net_12m)


@worksheet
def CB_ABC(income_12m: Cells, client: Cells = None, limit_a: Cells = None, limit_b: Cells = None) -> Rows:  # noqa: N802
    """Return the class of each client: A, B, C; a word for a loss, and one for no income at all (domain: §3 ABC).

    Args:
        income_12m: annual income
        client: codes of clients, by which equal incomes are ordered; by default the order of the cells
        limit_a: share before the client under which the class is A, 0.8 by default
        limit_b: the same for B, 0.95 by default
    """
    limits = [one_number(limit_a, 0.8, 0, 1), one_number(limit_b, 0.95, 0, 1)]
    if limits[0] > limits[1]:
        raise RefusedError(NUM)
    worth = numbers(flat(income_12m))
    size = len(worth.values)
    names = [f"{place:09}" for place in range(size)] if blank_argument(client) else flat(client, size)
    earned = pd.Series(np.nan_to_num(worth.values))
    before = abc.share_before(earned, pd.Series(names, dtype=object).astype(str))
    classes = abc.cut(before, limits, ["A", "B", "C"], "loss").where(earned != 0, "none")
    spoken = [codes.ABC.word(code, _lang()) for code in classes]
    wrong = np.where((worth.errors == "") & np.isnan(worth.values), NA, worth.errors)
    return shaped(with_errors(spoken, wrong), income_12m)


@worksheet
def CB_XYZ(quarters: Cells, limit_x: Cells = None, limit_y: Cells = None) -> Rows:  # noqa: N802
    """Return X, Y or Z for each row of quarters; ``#N/A`` with fewer than four, or a mean that is not positive.

    Args:
        quarters: net of full quarters after the one of the first purchase, the oldest first, a row per client; blank
            cells before the first figure do not count, later ones are zero (domain: §3 XYZ)
        limit_x: coefficient of variation up to which the class is X, 0.5 by default
        limit_y: the same for Y, 1.0 by default
    """
    limits = {"xyz_x": one_number(limit_x, 0.5, 0, 100), "xyz_y": one_number(limit_y, 1.0, 0, 100)}
    rows, settings = block(quarters), Settings(limits)
    wide = numbers(flat(quarters))
    figures = wide.values.reshape(len(rows), -1)[:, -settings.whole("xyz_quarters") :]
    within = np.maximum.accumulate(~np.isnan(figures), axis=1)
    classes, _ = xyz.evenness(np.nan_to_num(figures), within, settings)
    wrong = [next((error for error in row if error), "") for row in wide.errors.reshape(len(rows), -1)]
    wrong = [error or (NA if code == "na" else "") for error, code in zip(wrong, classes, strict=True)]
    return [[cell] for cell in with_errors(classes.tolist(), np.array(wrong, dtype=object))]


@worksheet
def CB_RFM(last_order: Cells, orders_12m: Cells, revenue_12m: Cells, as_of: Cells) -> Rows:  # noqa: N802
    """Return the scores («5-4-3») and the named segment of each client, two columns (domain: §3 RFM).

    Args:
        last_order: date of the last order; blank for never: ``#N/A``
        orders_12m: orders of the last 12 months
        revenue_12m: net revenue of the last 12 months
        as_of: date of the data, one cell
    """
    given, day = flat(last_order), one_day(as_of)
    last = days(given)
    orders, revenue = numbers(flat(orders_12m, len(given))), numbers(flat(revenue_12m, len(given)))
    recency = (np.datetime64(day, "D") - last.values).astype("timedelta64[D]").astype("float64")
    recency[np.isnat(last.values)] = np.nan
    wrong = errors(last, orders, revenue)
    wrong[(wrong == "") & ((recency < 0) | (orders.values < 0))] = NUM
    wrong[(wrong == "") & np.isnan(recency)] = NA
    counted = wrong == ""
    frame = pd.DataFrame(
        {
            "orders": counted.astype(float),
            "recency": recency,
            "orders_12m": np.nan_to_num(orders.values),
            "revenue_12m": np.nan_to_num(revenue.values),
        }
    )
    found = rfm.rfm(frame, Settings())
    texts = with_errors(found["rfm"].tolist(), wrong)
    groups = with_errors([codes.RFM_GROUP.word(code, _lang()) for code in found["rfm_group"]], wrong)
    return [[text, group] for text, group in zip(texts, groups, strict=True)]


@worksheet
def CB_NPS(answers: Cells) -> Rows:  # noqa: N802
    """Return NPS in points, −100 … 100; ``#N/A`` without answers (domain: §5 NPS).

    Args:
        answers: one answer per client, 0 … 10; blank cells do not count
    """
    given = numbers(flat(answers))
    refuse(first_error([given]))
    told = given.values[~np.isnan(given.values)]
    if ((told < 0) | (told > 10)).any():
        raise RefusedError(NUM)
    return [[or_na(nps.points(told))]]


@worksheet
def CB_KPI(  # noqa: N802
    fact: Cells, plan: Cells, weight: Cells = None, scoring: Cells = None, starting: Cells = None, lower: Cells = None
) -> Rows:
    """Return the integral И of KPIs; without weights the score K of each (domain: §5 Score).

    Args:
        fact: what came, by KPI; blank is «no data»: its weight is spread over the others
        plan: what was planned
        weight: shares that make 1, or percents that make 100; otherwise ``#N/A``, and so with data for under 60 % of them
        scoring: ``linear`` (by default), ``threshold`` or ``proportional``
        starting: the base a KPI starts from, so that its ratio is (fact − base) / (plan − base)
        lower: TRUE or 1 where less is better
    """
    given = flat(fact)
    size, settings = len(given), Settings()
    name = "linear" if blank_argument(scoring) else str(flat(scoring, 1)[0]).strip().lower()
    floors = {"linear": "kpi_linear_floor", "threshold": "kpi_threshold", "proportional": None}
    if name not in floors:
        raise RefusedError(VALUE)
    key = floors[name]
    floor, cap = settings.number(key) if key else 0.0, settings.number("kpi_cap")
    facts, plans, bases = numbers(given), numbers(flat(plan, size)), numbers(flat(starting, size))
    less = numbers([int(cell) if isinstance(cell, bool) else cell for cell in flat(lower, size)])
    wrong = errors(facts, plans, bases, less)
    ratios = [_ratio(*row, cap) for row in zip(facts.values, plans.values, bases.values, less.values == 1, strict=True)]
    scores = [score.score(reached, name, floor, cap) for reached in ratios]
    if blank_argument(weight):
        return shaped(with_errors([or_na(k) for k in scores], wrong), fact)
    weights = numbers(flat(weight, size))
    refuse(first_error([Column(weights.values, wrong), weights]))
    return [[or_na(_integral(np.nan_to_num(weights.values), scores, settings.number("kpi_min_weight")))]]


@worksheet
def CB_WAPE(fact: Cells, forecast: Cells) -> Rows:  # noqa: N802
    """Return Σ|fact − forecast| / Σ|fact|; ``#N/A`` where the facts are zero (domain: §6 СППО).

    Args:
        fact: what came; blank is zero
        forecast: what was said to come, in the same order; blank is zero
    """
    given = flat(fact)
    came, said = numbers(given), numbers(flat(forecast))
    if len(came.values) != len(said.values):
        raise RefusedError(VALUE)
    refuse(first_error([came, said]))
    return [[or_na(wape.wape(np.nan_to_num(came.values), np.nan_to_num(said.values)))]]


@worksheet
def CB_WORKDAYS(first: Cells, last: Cells, calendar: Cells = None) -> Rows:  # noqa: N802
    """Return working days from a date to a date, both included, by the Russian calendar with its moved days.

    Args:
        first: dates to count from
        last: dates to count to, as many or one; earlier than ``first``: ``#NUM!``; blank: ``#N/A``
        calendar: two columns over the official calendar: date, and 1 for a working day or 0 for a day off (domain: §4)
    """
    given = flat(first)
    begins, ends = days(given), days(flat(last, len(given)))
    wrong = errors(begins, ends)
    known = ~np.isnat(begins.values) & ~np.isnat(ends.values)
    wrong[(wrong == "") & ~known] = NA
    wrong[(wrong == "") & (begins.values > ends.values)] = NUM
    counted = wrong == ""
    found = np.zeros(len(given), dtype=int)
    if counted.any():
        low, high = begins.values[counted].min().astype(date), ends.values[counted].max().astype(date)
        if (high - low).days > _LONGEST_SPAN:
            raise RefusedError(NUM)
        working = workdays.workdays(low, high, _calendar(calendar)).days
        found[counted] = np.searchsorted(working, ends.values[counted], side="right")
        found[counted] -= np.searchsorted(working, begins.values[counted])
    return shaped(with_errors(found.tolist(), wrong), first)


@worksheet
def CB_INN(numbers_of_clients: Cells) -> Rows:  # noqa: N802
    """Return TRUE for a tax number (ИНН) whose check digits are right, else FALSE; blank: ``#N/A``.

    Args:
        numbers_of_clients: texts or numbers; a leading zero that Excel cut off a number is put back
    """
    return shaped([_tax_number(cell) for cell in flat(numbers_of_clients)], numbers_of_clients)


FUNCTIONS: tuple[Callable[..., Rows], ...] = (
    *(CB_UGD, CB_ABC, CB_XYZ, CB_RFM, CB_NPS),
    *(CB_KPI, CB_WAPE, CB_WORKDAYS, CB_INN),
)
"""Every worksheet function, in the order of the guide."""


def _lang() -> str:
    return language((), os.environ)


def _ratio(fact: float, plan: float, base: float, less: bool, cap: float) -> float | None:  # noqa: FBT001
    if np.isnan(fact) or np.isnan(plan):
        return None
    if less:
        return score.lower_is_better(float(fact), float(plan), cap)
    return score.ratio(float(fact), float(plan), None if np.isnan(base) else float(base))


def _integral(weights: np.ndarray, scores: list[float | None], least: float) -> float | None:
    """Return И; None where weights do not make a whole, or too little of them has data."""
    whole = 100.0 if weights.sum() > 1.5 else 1.0
    told = sum(weight for weight, k in zip(weights, scores, strict=True) if k is not None)
    if abs(weights.sum() - whole) > 1e-9 * whole or told < least * whole - 1e-9:
        return None
    return score.integral(weights.tolist(), scores)


def _calendar(cells: Cells) -> pd.DataFrame:
    if blank_argument(cells):
        return pd.DataFrame({"date": [], "working": [], "hours": []})
    rows = block(cells)
    if len(rows[0]) < 2:
        raise RefusedError(VALUE)
    when, works = days([row[0] for row in rows]), numbers([_flag(row[1]) for row in rows])
    refuse(first_error([when, works]))
    working = pd.Series([None if np.isnan(flag) else bool(flag) for flag in works.values], dtype=object)
    return pd.DataFrame({"date": pd.to_datetime(when.values), "working": working, "hours": np.nan})


def _flag(cell: object) -> object:
    return int(cell) if isinstance(cell, bool) else cell


def _tax_number(cell: object) -> object:
    from clientbook.register.tax_numbers import inn

    if blank(cell):
        return NA
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell).strip()
    if isinstance(cell, int) and len(text) in (9, 11):
        text = f"0{text}"
    return bool(inn.is_valid(text))


def _register_with_xlwings() -> None:
    """Mark the functions where xlwings runs them: in Excel on Windows, and in xlwings Lite. Elsewhere it is no work."""
    import xlwings

    register(FUNCTIONS, xlwings.func, xlwings.arg, _lang())


_register_with_xlwings()
