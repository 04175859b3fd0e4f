"""A closed month stays as it was, and what is entered into it later counts in the next one, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from clientbook.freezing import as_on, closing, with_more
from clientbook.locale import words
from clientbook.method.closed_months import SALES_COLUMNS, as_closed
from clientbook.method.contacts import known_plan
from clientbook.method.forecast_weeks import last_day
from clientbook.method.kpi import KpiResult, kpi
from clientbook.method.marks import marks
from clientbook.method.portfolio import portfolio
from clientbook.register.read import Register
from clientbook.sheets import pay
from clientbook.sheets.closed_months import KPI, PAY, SALES
from tests.builders import Row, make_register, sale, sales_of
from tests.sheets.frames import TOP

RU = words("ru")
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
STAFF: list[Row] = [{"manager": "Анна", "job": "km", "salary": 100, "bonus_target": 50, "rate": 1}]
PLANS: list[Row] = [{"period": month, "manager": "Анна", "measure": "revenue", "plan": 1000} for month in (MAY, JUNE)]
BEFORE = [sale("1", date(2026, 5, 10), 900), sale("1", date(2026, 6, 10), 800)]
LATE = sale("1", date(2026, 5, 28), -200)


def register(sales: list[Row], as_of: date = date(2026, 6, 30)) -> Register:
    made = make_register([{"client_id": "1", "manager": "Анна"}], sales, staff=STAFF, plans=PLANS, as_of=as_of)
    empty = {table.name: pd.DataFrame(columns=list(table.by_key)) for table in (KPI, PAY, SALES)}
    return replace(made, previous=empty)


def run(made: Register) -> KpiResult:
    clients = portfolio(made, RU)
    found = kpi(made, clients, known_plan(made, marks(made)), RU)
    return as_closed(found, found.desk.tools.closed)


def plan_fact(result: KpiResult) -> float:
    rows = result.kpi[result.kpi["manager"].eq("Анна") & result.kpi["measure"].eq("plan")]
    return float(rows["fact"].iloc[0])


def closed_may() -> Register:
    return with_more(register(BEFORE), closing(as_on(register(BEFORE), last_day(MAY)), date(2026, 6, 3)))


def with_sales(made: Register, sales: list[Row], as_of: date) -> Register:
    return replace(made, sales=sales_of(sales), as_of=as_of, plan_from=as_of)


def test_a_late_return_leaves_the_closed_month_and_lowers_the_next() -> None:
    later = with_sales(closed_may(), [*BEFORE, LATE], date(2026, 6, 30))
    assert plan_fact(run(later)) == 800 - 200
    assert "-200,00" in run(later).kpi["source"].iloc[0]
    may = with_sales(closed_may(), [*BEFORE, LATE], date(2026, 5, 31))
    assert plan_fact(run(may)) == 900


def test_a_correction_taken_by_a_closed_month_is_not_counted_again() -> None:
    sales = [*BEFORE, LATE, sale("1", date(2026, 7, 5), 300)]
    made = with_sales(closed_may(), sales, date(2026, 7, 31))
    made = with_more(made, closing(as_on(made, last_day(JUNE)), date(2026, 7, 3)))
    closed = run(made).desk.tools.closed
    assert closed.corrections["correction"].sum() == -200
    assert closed.waiting() == 0
    taken = closed.sales[closed.sales["period"].eq(pd.Timestamp(JUNE))]
    assert list(taken["correction_revenue"]) == [-200]
    assert set(SALES_COLUMNS) <= set(closed.sales)


def test_other_weights_and_terms_of_pay_change_nothing_in_a_closed_month() -> None:
    made = with_sales(closed_may(), BEFORE, date(2026, 5, 31))
    first = run(made)
    later: dict[str, float | int | str | date | None] = {
        "kpi_scale": "proportional",
        "weight_km_plan": 60,
        "bonus_cap": 0.5,
        "payroll_contributions": 0.5,
    }
    other = replace(made, settings=made.settings.overlaid(later))
    second = run(other)
    columns = ["manager", "measure", "plan", "fact", "score", "contribution", "raw_weight", "weight"]
    pd.testing.assert_frame_equal(first.kpi[columns], second.kpi[columns])
    pd.testing.assert_frame_equal(first.pay, second.pay)
    sheet = pay.content(second.pay, other.settings, TOP, RU, kpi=second.kpi, closed=True)
    assert sheet.lines["bonus_cap"] == first.pay["bonus_cap"].iloc[0] != 0.5
    assert not {line.key for line in sheet.sheet.lines if line.formula} & pay.OF_THE_MONTH
    assert first.kpi["closed_weight"].notna().all()


def test_goods_whose_cost_is_only_estimated_make_no_correction() -> None:
    sales = [sale("1", date(2026, 5, 10), 900, cost=500), sale("1", date(2026, 5, 11), 100)]
    made = with_more(register(sales), closing(as_on(register(sales), last_day(MAY)), date(2026, 6, 3)))
    later = with_sales(made, [*sales, sale("1", date(2026, 6, 9), 5000, cost=100)], date(2026, 6, 30))
    assert run(later).desk.tools.closed.corrections.empty
    assert run(later).desk.tools.closed.waiting() == pytest.approx(0)
