"""Pay: bonus by the integral, payroll by days worked, and nothing where no pay is given."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from clientbook.method.pay import pay
from tests.builders import Row, every, make_register

JUNE = (date(2026, 6, 1), date(2026, 6, 30))
CLIENTS: list[Row] = [{"client_id": "1", "client": "Первый", "manager": "Анна"}]


def test_bonus_and_payroll() -> None:
    staff: list[Row] = [
        {"manager": "Анна", "job": "km", "rate": 0.5, "salary": 84_000, "bonus_target": 40_000},
        {"manager": "Борис", "job": "km", "salary": 60_000, "bonus_target": 10_000, "rate": 1.0},
        {"manager": "Вера", "job": "km", "rate": 1.0},
    ]
    leave: list[Row] = [{"manager": "Анна", "start": date(2026, 6, 29), "end": date(2026, 7, 12)}]
    register = make_register(CLIENTS, every("1", 10, 5), staff=staff, leave=leave)
    anna, boris = pay(register, {"Анна": 0.9, "Борис": None}, JUNE).to_dict("records")
    norm = 21
    assert (anna["manager"], anna["norm"], anna["worked"]) == ("Анна", norm, norm - 2)
    assert anna["bonus"] == pytest.approx(36_000)
    assert anna["payroll"] == pytest.approx((84_000 * 0.5 * (norm - 2) / norm + 36_000) * 1.3)
    assert (boris["manager"], pd.isna(boris["bonus"])) == ("Борис", True)
    assert boris["payroll"] == pytest.approx(78_000)


def test_no_pay_given_no_sheet() -> None:
    staff: list[Row] = [{"manager": "Анна", "job": "km", "rate": 1.0}]
    assert pay(make_register(CLIENTS, every("1", 10, 5), staff=staff), {"Анна": 1.0}, JUNE).empty
