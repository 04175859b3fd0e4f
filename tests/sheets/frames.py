"""Small frames as the method gives them: three clients, two managers, four contacts."""

from __future__ import annotations

from datetime import date

import pandas as pd

from clientbook.sheets.common import Top

TOP = Top(date(2026, 5, 15), date(2026, 5, 18), "сходится", 2)


def portfolio() -> pd.DataFrame:
    """Return three clients: one at high risk, one calm, one that lost income."""
    rows = {
        "client_id": ["001", "002", "003"],
        "client": ["ООО «Северный двор»", "ИП Ковалёв П. А.", "=cmd|calc"],
        "manager": ["Иванова Анна", None, "Петров Олег"],
        "segment": ["key", "medium", "small"],
        "segment_computed": ["large", "medium", "small"],
        "segment_approved": ["key", None, None],
        "override_reason": [None, None, None],
        "abc": ["A", "B", "loss"],
        "abc_regular": ["A", "B", "loss"],
        "xyz": ["X", "na", "Z"],
        "cv": [0.4, None, 1.2],
        "rfm": ["5-5-5", None, "1-1-1"],
        "rfm_group": ["champions", "na", "lost"],
        "status": ["declining", "stable", "sleeping"],
        "strategy": ["keep", "ask", "remote"],
        "income_mode": ["12m", "auto*", "12m"],
        "annual_income": [900_000.0, 200_000.0, -5_000.0],
        "net_12m": [900_000.0, 150_000.0, -5_000.0],
        "revenue_12m": [1_500_000.0, 260_000.5, 40_000.0],
        "profit_12m": [900_000.0, 150_000.0, -5_000.0],
        "trend": [-0.31, None, 0.02],
        "share": [0.62, None, 0.1],
        "last_order": pd.to_datetime(["2026-03-02", "2026-05-10", ""]),
        "interval": [14.0, 30.0, 90.0],
        "lateness": [60.0, -25.0, 100.0],
        "potential": [2_400_000.0, None, 400_000.0],
        "priority": [71.2, 20.0, 35.5],
        "risk": [60, 0, 25],
        "risk_band": ["high", "low", "watch"],
        "risk_reason": ["пауза 74 дн. при обычных 14", "—", "пауза 130 дн."],
        "reason": ["A: 81 % дохода", "новых правок нет", "убыток 5 000 ₽"],
        "overdue": [45_000.0, None, 0.0],
    }
    quiet = ("risk_nps", "risk_breadth", "risk_no_contact", "risk_no_decider", "risk_share", "risk_longest")
    points = {key: [0, 0, 0] for key in quiet}
    fired = {"risk_p90": [25, 0, 25], "risk_amount": [20, 0, 0], "risk_overdue": [15, 0, 0]}
    return pd.DataFrame({**rows, **points, **fired})


def plan() -> pd.DataFrame:
    """Return four contacts on two days, one done and one of an earlier due date."""
    return pd.DataFrame(
        {
            "plan_id": ["001/call/1", "001/visit/1", "003/call/1", "003/message/1"],
            "date": pd.to_datetime(["2026-05-18", "2026-05-19", "2026-05-18", "2026-05-18"]),
            "computed_date": pd.to_datetime(["2026-05-18", "2026-05-19", "2026-05-18", "2026-05-18"]),
            "due": pd.to_datetime(["2026-05-11", "2026-05-19", "2026-05-18", "2026-05-16"]),
            "client": ["ООО «Северный двор»", "ООО «Северный двор»", "=cmd|calc", "=cmd|calc"],
            "client_id": ["001", "001", "003", "003"],
            "client_status": ["declining", "declining", "sleeping", "sleeping"],
            "segment": ["key", "key", "small", "small"],
            "channel": ["call", "visit", "call", "message"],
            "purpose": ["Риск: позвонить ЛПР", "Плановая встреча", "Выяснить причину паузы", "Напомнить о себе"],
            "person": ["Орлов Сергей", "Орлов Сергей", None, None],
            "phone": ["+7 900 000-00-01", None, None, None],
            "why": ["риск 60: пауза 74 дн.", "12 визитов в год", "спящий", "6 писем в год"],
            "status": [None, "planned", "planned", "done"],
            "result": [None, None, None, "ответил"],
            "next_step": [None, None, None, None],
            "next_date": [pd.NaT] * 4,
            "manager": ["Иванова Анна", "Иванова Анна", "Петров Олег", "Петров Олег"],
            "dmu_role": ["decider", "decider", None, None],
            "priority": [71.2, 60.0, 35.5, 35.5],
            "minutes": [12, 120, 12, 5],
        }
    )


def load() -> pd.DataFrame:
    """Return two managers, one over the limit, and the clients without one."""
    return pd.DataFrame(
        {
            "manager": ["Иванова Анна", "Петров Олег", None],
            "job": ["kam", "km", None],
            "clients": [1, 1, 1],
            "key_large": [1, 0, 0],
            "income": [900_000.0, -5_000.0, 200_000.0],
            "days": [60, 58, None],
            "need_minutes": [15_000, 1_000, None],
            "have_minutes": [14_400, 13_920, None],
            "load": [15_000 / 14_400, 1_000 / 13_920, None],
            "unplaced": [3, 0, 0],
            "rates_needed": [1.04, 0.07, None],
            "verdict": ["Не хватает 600 мин", "Время есть", "Назначьте менеджера"],
            "visit_minutes": [9_000, 240, None],
            "review_minutes": [240, 0, None],
            "call_minutes": [5_000, 700, None],
            "message_minutes": [760, 60, None],
        }
    )


def load_weeks(weeks: int = 3) -> pd.DataFrame:
    """Return manager × week in the long form."""
    starts = pd.date_range("2026-05-18", periods=weeks, freq="7D")
    return pd.DataFrame(
        [
            (manager, start, 0.5 + step / 10)
            for manager in ("Иванова Анна", "Петров Олег")
            for step, start in enumerate(starts)
        ],
        columns=["manager", "week_start", "load"],
    )


def unplaced() -> pd.DataFrame:
    """Return one contact that found no room."""
    return pd.DataFrame(
        {
            "manager": ["Иванова Анна"],
            "client": ["ООО «Северный двор»"],
            "client_id": ["001"],
            "segment": ["key"],
            "channel": ["visit"],
            "due": pd.to_datetime(["2026-05-20"]),
            "why": ["два визита в день уже стоят"],
        }
    )
