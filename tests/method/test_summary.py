"""«Сводка»: six figures against the run before, flow that adds up, the real 80/20, reconciliation to the kopeck."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from clientbook.locale import words
from clientbook.method.flow import flow
from clientbook.method.kpi import kpi
from clientbook.method.pareto import pareto
from clientbook.method.portfolio import portfolio
from clientbook.method.reconciliation import difference, reconciliation, reconciliation_sentence
from clientbook.method.summary import Summary, summary
from clientbook.register.read import Register
from clientbook.register.sales import Figures, Total
from clientbook.register.settings import Settings
from tests.builders import AS_OF, Row, ago, every, make_register, sale

RU = words("ru")
CLIENTS: list[Row] = [
    {"client_id": "1", "client": "Первый", "manager": "Анна", "overdue": 500, "receivable": 900},
    {"client_id": "2", "client": "Второй", "manager": "Борис"},
    {"client_id": "3", "client": "Третий", "manager": None},
]


def book() -> Register:
    sales = [*every("1", 10, 100, count=90), *every("2", 7, 50, until=100, count=60), sale("3", ago(3), 40)]
    return make_register(CLIENTS, sales)


def run(register: Register) -> Summary:
    clients = portfolio(register, RU)
    empty: Any = SimpleNamespace(plan=pd.DataFrame(), done=pd.DataFrame(), left=pd.DataFrame(columns=["client_id"]))
    return summary(register, clients, kpi(register, clients, empty, RU))


def test_six_figures_against_the_latest_earlier_run() -> None:
    register = book()
    dates = pd.to_datetime(["2026-03-31", "2026-05-31", f"{AS_OF}"])
    register.previous["cb_figures"] = pd.DataFrame(
        {"as_of": dates, "income": [1.0, 3000.0, 9.0], "nrr": [1.0, 0.9, 9.0]}
    )
    found = run(register)
    figures = {row["figure"]: row for row in found.figures.to_dict("records")}
    assert list(figures) == ["income", "nrr", "risk_income", "plan", "contacts", "overdue"]
    assert figures["income"]["previous"] == 3000
    assert figures["income"]["change"] == pytest.approx(figures["income"]["value"] - 3000)
    assert figures["income"]["verdict"] == ("better" if figures["income"]["change"] > 0 else "worse")
    assert figures["overdue"]["value"] == 500
    assert pd.isna(figures["plan"]["value"])
    assert "«Планы»" in figures["plan"]["note"]
    assert list(found.figures_history["as_of"]) == list(dates)
    assert found.figures_history["income"].tolist()[:2] == [1.0, 3000.0]


def test_managers_and_segments_carry_everybody_once() -> None:
    found = run(book())
    assert found.by_manager["manager"].tolist()[:2] == ["Анна", "Борис"]
    assert pd.isna(found.by_manager["manager"].iloc[2])
    for frame in (found.by_manager, found.by_segment):
        assert frame["clients"].sum() == 3
        assert frame["annual_income"].sum() == pytest.approx(found.figures["value"].iloc[0])
    assert found.by_segment["clients_share"].sum() == pytest.approx(1)
    assert found.by_segment["income_share"].sum() == pytest.approx(1)


def test_inflow_and_outflow_make_up_the_change_of_every_month() -> None:
    sales = [
        *every("kept", 10, 100, count=120),
        *every("lost", 10, 70, until=170, count=90),
        *every("new", 10, 30, until=0, count=8),
        *every("back", 10, 55, until=0, count=6),
        *every("back", 10, 55, until=600, count=30),
    ]
    clients: list[Row] = [{"client_id": code, "manager": "Анна"} for code in ("kept", "lost", "new", "back")]
    register = make_register(clients, sales)
    found = flow(register, portfolio(register, RU)).set_index("month")
    assert len(found) == 12
    parts = found[["new", "returned", "kept", "lost"]].sum(axis=1)
    assert (parts - (found["income"] - found["year_ago"])).abs().max() < 1e-6
    last = found.loc["2026-06-01"]
    assert (last["new"], last["returned"], last["kept"]) == (90, 165, 0)
    assert last["lost"] == -210
    assert found.loc["2026-01-01", "lost"] == 0


def test_months_without_a_year_before_have_no_flow() -> None:
    register = make_register([{"client_id": "1", "manager": "Анна"}], every("1", 10, 10, count=40))
    found = flow(register, portfolio(register, RU))
    assert found["new"].notna().tolist() == [False] * 11 + [True]
    assert found["income"].notna().all()


def test_the_real_80_20_and_a_dependency() -> None:
    clients = pd.DataFrame(
        {
            "client_id": [*"abcdefghij", "x"],
            "parent_id": pd.Series([None] * 11, dtype=object),
            "client": [*"АБВГДЕЖЗИК", "убыток"],
            "annual_income": [60.0, 15.0, 5.0, 4.0, 4.0, 4.0, 3.0, 2.0, 2.0, 1.0, -50.0],
        }
    )
    found = pareto(clients, Settings())
    assert (found.clients, found.for80) == (10, 3)
    assert found.top20 == pytest.approx(0.75)
    assert (found.largest, found.dependency) == ("А", True)
    assert not pareto(clients, Settings({"dependency_share": 0.6})).dependency
    assert found.bands["cumulative"].iloc[-1] == pytest.approx(1)
    assert found.bands["clients"].sum() == 10


def test_reconciliation_is_to_the_kopeck_and_says_so() -> None:
    register = book()
    clients = portfolio(register, RU)
    parts = Decimal(str(round(clients["net_12m"].sum(), 2)))

    def figures(amount: Decimal) -> Figures:
        total = Total(1, amount, amount)
        return Figures(total, total)

    left, nobody = Decimal("0.10"), Decimal("12.34")
    sales = register.sales._replace(
        no_client=figures(nobody),
        left_out=figures(left),
        all_lines=figures(parts + left + nobody),
    )
    found = reconciliation(clients, sales)
    assert difference(found) == 0
    assert reconciliation_sentence(found, RU).startswith("сходится")
    off = reconciliation(clients, sales._replace(left_out=figures(left + Decimal("0.01"))))
    assert difference(off) == 0.01
    assert "0,01" in reconciliation_sentence(off, RU)


def test_the_same_date_again_gives_the_same() -> None:
    register = book()
    first = run(register)
    register.previous.update({"cb_figures": first.figures_history, "cb_history": first.history})
    second = run(register)
    assert first.figures.equals(second.figures)
    assert first.figures_history.equals(second.figures_history)
    assert first.history.equals(second.history)
    assert second.changes.empty
    assert first.history["as_of"].unique().tolist() == [pd.Timestamp(date(2026, 6, 30))]
