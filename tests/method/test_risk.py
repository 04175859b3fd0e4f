"""Risk points: every rule fires by its own numbers, and says what it lacks."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest

from clientbook.locale import words
from clientbook.method.portfolio import portfolio
from tests.builders import Row, ago, cdnow, every, make_register, sale

MONTHLY = every("a", 30, 100, until=10, count=40)


def one(sales: Sequence[Row] = MONTHLY, client: Row | None = None, **tables: Sequence[Row]) -> pd.Series:
    register = make_register([{"client_id": "a", **(client or {})}], sales, **tables)  # type: ignore[arg-type]
    return portfolio(register, words("ru")).iloc[0]


def points(row: pd.Series) -> dict[str, int]:
    names = [name for name in row.index if name.startswith("risk_") and name not in {"risk_band", "risk_reason"}]
    return {name.removeprefix("risk_"): int(row[name]) for name in names if row[name]}


def test_a_good_client_has_none_and_what_is_absent_is_named() -> None:
    row = one()
    assert points(row) == {}
    assert row["risk_band"] == "low"
    for name in ("журнал", "NPS", "ГПР", "просрочка", "доля"):
        assert name in row["risk_reason"]
        assert name in row["reason"]


def test_a_pause_over_the_90th_percentile_and_over_the_longest() -> None:
    gaps = [10] * 8 + [20, 60]  # P90 is 24
    days = [0]
    for gap in gaps:
        days.append(days[-1] + gap)
    at = {until: points(one([sale("a", ago(until + day), 100) for day in days])) for until in (24, 25, 60, 61)}
    assert [set(at[until]) & {"p90", "longest"} for until in (24, 25, 60, 61)] == [
        set(),
        {"p90"},
        {"p90"},
        {"p90", "longest"},
    ]
    assert (at[61]["p90"], at[61]["longest"]) == (25, 15)


def test_three_gaps_are_needed() -> None:
    row = one([sale("a", ago(day), 100) for day in (100, 110, 120)])
    assert "p90" not in points(row)
    assert "паузы" in row["risk_reason"]


def test_amount_and_breadth_fall_by_thirty_percent_year_on_year() -> None:
    then = [sale("a", ago(380), 10, sku=f"s{n}") for n in range(10)]
    seven = [sale("a", ago(15), 10, sku=f"s{n}") for n in range(7)]
    eight = [sale("a", ago(15), 10, sku=f"s{n}") for n in range(8)]
    assert points(one([*then, *seven])) == {"amount": 20, "breadth": 10}
    assert points(one([*then, *eight])) == {}
    assert points(one([*then, *eight, sale("a", ago(14), -10, sku="s0")])) == {"amount": 20}


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        ({"nps": 6.0}, {"nps": 15}),
        ({"nps": 7.0}, {}),
        ({"nps": 9.0, "claim": True}, {"nps": 15}),
        ({"overdue_days": 31.0, "overdue": 5.0}, {"overdue": 10}),
        ({"overdue_days": 30.0, "overdue": 5.0}, {}),
        ({"overdue_days": 31.0, "overdue": 0.0}, {}),
    ],
)
def test_what_the_register_says_of_a_client(client: Row, expected: dict[str, int]) -> None:
    assert points(one(client=client)) == expected


def test_no_contact_for_one_and_a_half_norms() -> None:
    # the only client is a key one: its busiest channel is 18 calls a year, 20.3 days, one and a half norms 30.4 days
    def log(day: int, **more: object) -> list[Row]:
        return [
            {"client_id": "z", "date": pd.Timestamp(ago(200)), "kind": "call", "result": "held"},
            {"client_id": "a", "date": pd.Timestamp(ago(day)), "kind": "call", "result": "held", **more},
        ]

    assert points(one(log=log(30))) == {}
    assert points(one(log=log(31))) == {"no_contact": 10}
    assert points(one(log=log(3, result="no_answer"))) == {"no_contact": 10}
    assert points(one(log=log(3, kind="internal"))) == {"no_contact": 10}
    assert "журнал" not in one(log=log(3))["risk_reason"]


def test_a_decision_maker_who_is_not_known() -> None:
    user = {"client_id": "a", "person": "Петров", "dmu_role": "user"}
    assert points(one(people=[user])) == {"no_decider": 10}
    assert points(one(people=[user, {**user, "dmu_role": "decider"}])) == {}


def test_share_of_wallet_ten_points_under_a_year_ago() -> None:
    years = [*every("a", 30, 100, until=10, count=12), *every("a", 30, 140, until=380, count=13)]
    assert points(one(years, {"potential": 3_000.0}))["share"] == 10
    assert "share" not in points(one(years, {"potential": 30_000.0}))
    young_book = years[:14]
    assert "доля" in one(young_book, {"potential": 3_000.0})["risk_reason"]


def test_bands_and_the_cap() -> None:
    client = {"nps": 2.0, "overdue_days": 90.0, "overdue": 9.0, "potential": 3_000.0}
    then = [sale("a", ago(380 + 30 * n), 300, sku=f"s{n % 9}") for n in range(15)]
    row = one(then, client, people=[{"client_id": "z", "person": "Иванов"}])
    assert row["risk"] == 100
    assert row["risk_band"] == "high"
    assert len(row["risk_reason"]) <= 120
    assert one(client={"nps": 3.0, "overdue_days": 90.0, "overdue": 9.0})["risk_band"] == "watch"


def test_who_never_bought_is_at_no_risk() -> None:
    row = one([sale("b", ago(10), 5)], {"nps": 1.0})
    found = portfolio(make_register([{"client_id": "a", "nps": 1.0}], []), words("ru")).iloc[0]
    assert row["client_id"] in {"a", "b"}
    assert found["risk"] == 0


def test_cdnow_the_flag_halves_nobody_but_tells() -> None:
    """3,916 clients with at least 3 gaps: 49 % of those over their 90th percentile came back, 70 % of the others."""
    purchases = cdnow()
    t = pd.Timestamp(1997, 12, 30)
    register = make_register([{"client_id": code} for code in purchases["client_id"].unique()], [], as_of=t.date())
    register.sales.connection.register("cdnow", purchases)
    register.sales.connection.execute(
        "insert into sales select 1, cast(date as date), 'd', client_id, null, null, 1, amount, null, false from cdnow"
    )
    found = portfolio(register, words("ru"))
    later = purchases[(purchases["date"] > t) & (purchases["date"] <= pd.Timestamp(1998, 6, 30))]
    came_back = found["client_id"].isin(later["client_id"])
    regular, flagged = found["gaps"] >= 3, found["risk_p90"] > 0
    wide = found["recency"] <= (2 * found["interval"]).clip(lower=180)
    groups = {
        "flagged": regular & flagged,
        "others": regular & ~flagged,
        "active": regular & found["active"],
        "between": regular & ~found["active"] & wide,
        "beyond": regular & ~wide,
    }
    assert regular.sum() == 3_916
    assert {name: round(100 * came_back[rows].mean()) for name, rows in groups.items()} == {
        "flagged": 49,
        "others": 70,
        "active": 71,
        "between": 51,
        "beyond": 33,
    }
