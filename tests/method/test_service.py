"""Сегмент обслуживания: the curve, the flag, the КАМ."""

from __future__ import annotations

import pandas as pd

from clientbook.method.service import service_segment
from clientbook.register.settings import Settings

STAFF = pd.DataFrame({"manager": ["Кто-то", "Ключник"], "job": ["km", "kam"]})


def segments(
    income: list[float], managers: list[str | None] | None = None, flags: list[bool] | None = None
) -> list[str]:
    n = len(income)
    frame = pd.DataFrame({"client_id": [f"{k:02}" for k in range(n)], "manager": managers or ["Кто-то"] * n})
    frame["parent_id"] = pd.Series([None] * n, dtype=object)
    frame["key_flag"] = flags or [False] * n
    return service_segment(frame, pd.Series(income, dtype=float), STAFF, Settings()).tolist()


def test_the_curve_is_cut_before_50_80_and_95_percent() -> None:
    assert segments([50, 30, 15, 5]) == ["key", "large", "medium", "small"]
    assert segments([49, 31, 15, 5]) == ["key", "key", "medium", "small"]


def test_clients_off_the_curve_have_no_segment() -> None:
    assert segments([10, 0, -5]) == ["key", "none", "none"]


def test_the_flag_or_a_key_account_manager_makes_a_key_client_of_anybody() -> None:
    income = [50.0, 30.0, 15.0, 5.0, 0.0]
    managers = ["Кто-то", None, "Ключник", "Кто-то", "Ключник"]
    assert segments(income, managers, [False, False, False, True, False]) == ["key", "large", "key", "key", "key"]
