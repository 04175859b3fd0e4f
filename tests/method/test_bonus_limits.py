"""Floor and cap of the bonus, and payroll against gross profit."""

from __future__ import annotations

from datetime import date

import pytest

from clientbook.method.pay import pay
from tests.builders import Row, every, make_register

JUNE = (date(2026, 6, 1), date(2026, 6, 30))


@pytest.mark.parametrize(("integral", "counted"), [(0.49, 0.0), (0.5, 0.5), (1.3, 1.1), (None, None)])
def test_a_bonus_has_a_floor_and_a_cap(integral: float | None, counted: float | None) -> None:
    staff: list[Row] = [{"manager": "Анна", "job": "km", "rate": 1.0, "salary": 100, "bonus_target": 200}]
    settings = {"bonus_floor": 0.5, "bonus_cap": 1.1}
    register = make_register([{"client_id": "1", "manager": "Анна"}], every("1", 10, 5), staff=staff, settings=settings)
    (row,) = pay(register, {"Анна": integral}, JUNE, {"Анна": 1000.0}).to_dict("records")
    bonus = 0.0 if counted is None else 200 * counted
    assert row["bonus"] == pytest.approx(None if counted is None else bonus, nan_ok=True) or counted is None
    assert (row["fixed"], row["charges"]) == pytest.approx((100, 0.3 * (100 + bonus)))
    assert row["payroll"] == pytest.approx(1.3 * (100 + bonus))
    assert row["payroll_share"] == pytest.approx(row["payroll"] / 1000)
