"""The risk rules tried on the past: CDNOW gives the shares it is known for, small numbers say nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from clientbook.locale import words
from clientbook.method.contacts import contact_plan
from clientbook.method.facts import facts, months_back
from clientbook.method.marks import marks
from clientbook.method.measures.reading import Desk
from clientbook.method.portfolio import portfolio
from clientbook.method.rule_check import check_facts, rule_check, verdict
from clientbook.register.read import Register
from clientbook.register.settings import Settings
from tests.builders import AS_OF, Row, cdnow, every, make_register, sale

HALF_YEAR_AGO = months_back(AS_OF, 6)


def tried(register: Register) -> pd.DataFrame:
    clients = portfolio(register, words("ru"))
    plan = contact_plan(register, clients, words("ru"), marks(register))
    return rule_check(Desk(register, clients, plan, words("ru")))


def row(found: pd.DataFrame, rule: str, day: date = HALF_YEAR_AGO, limit: float | None = None) -> dict[str, Any]:
    rows = found[found["rule"].eq(rule) & found["checked"].eq(pd.Timestamp(day))]
    rows = rows[rows["in_force"].eq(other=True)] if limit is None else rows[rows["threshold"].eq(limit)]
    return {str(key): value for key, value in rows.iloc[0].items()}


def test_cdnow_of_those_over_their_usual_pause_49_percent_bought_of_the_others_70() -> None:
    purchases = cdnow()
    codes = purchases["client_id"].unique()
    register = make_register([{"client_id": code} for code in codes], [], as_of=date(1998, 6, 30))
    register.sales.connection.register("cdnow", purchases)
    register.sales.connection.execute(
        "insert into sales select 1, cast(date as date), 'd', client_id, null, null, 1, amount, null, false from cdnow"
    )
    clients = pd.DataFrame({"client_id": codes, "segment": "small", "manager": None, "potential": None, "nps": None})
    clients["nps_date"] = pd.Series(pd.NaT, index=clients.index, dtype="datetime64[ns]")
    plan = contact_plan(*small())
    found = rule_check(Desk(register, clients, plan, words("ru")))
    usual = row(found, "p90", date(1997, 12, 30))
    assert usual["clients"] == 3_916
    assert round(100 * usual["flagged_bought"] / usual["flagged"]) == 49
    assert round(100 * usual["others_bought"] / usual["others"]) == 70
    assert usual["verdict"] == "works"
    earlier, later = (row(found, "p90", date(1997, 12, 30), limit) for limit in (0.75, 0.95))
    assert earlier["flagged"] > usual["flagged"] > later["flagged"]


def small() -> tuple[Any, ...]:
    register = make_register([{"client_id": "a"}], every("a", 30, 100))
    return register, portfolio(register, words("ru")), words("ru"), marks(register)


def test_what_a_rule_saw_then_is_what_the_facts_of_that_date_say() -> None:
    sales: list[Row] = [
        *(row for code, step in (("a", 17), ("b", 41)) for row in every(code, step, 100, until=3, count=50)),
        *(sale("a", months_back(AS_OF, 7), 300, sku=f"s{n}") for n in range(4)),
        sale("a", months_back(AS_OF, 5), 9_000),
        sale("b", months_back(AS_OF, 20), -50),
    ]
    register = make_register([{"client_id": code} for code in "ab"], sales)
    found = check_facts(register)
    for back in (6, 12):
        day = months_back(AS_OF, back)
        mine = found[found["checked"].eq(pd.Timestamp(day))].set_index("client_id")
        theirs = facts(register.sales.connection, day, Settings())
        for key in ("gaps", "max_gap", "p90_gap", "amount_3m", "amount_3m_then", "skus", "skus_then"):
            assert mine[key].tolist() == pytest.approx(theirs[key].tolist()), key
        assert mine["last_order"].tolist() == theirs["last_order"].tolist()
        assert mine["revenue_12m"].tolist() == theirs["revenue_12m"].tolist()
        assert mine["bought_later"].tolist() == [1, 1]


def crowd(count: int, pause: int, prefix: str, *, back: bool) -> list[Row]:
    """Return clients who bought every 20 days and were silent for ``pause`` days half a year ago; then ``back`` or not."""
    end = (AS_OF - HALF_YEAR_AGO).days + pause
    rows = [row for n in range(count) for row in every(f"{prefix}{n}", 20, 100, until=end, count=12)]
    return [*rows, *(sale(f"{prefix}{n}", AS_OF, 100) for n in range(count) if back)]


def test_a_rule_works_when_fewer_of_the_flagged_bought_than_chance_allows() -> None:
    sales = [*crowd(40, 60, "late", back=False), *crowd(40, 5, "fine", back=True)]
    register = make_register([{"client_id": str(one)} for one in {str(row["client_id"]) for row in sales}], sales)
    usual = row(tried(register), "p90")
    assert (usual["clients"], usual["flagged"], usual["flagged_bought"], usual["others_bought"]) == (80, 40, 0, 40)
    assert usual["verdict"] == "works"
    few = make_register([{"client_id": "late0"}, {"client_id": "fine0"}], [*crowd(1, 60, "late", back=False)])
    assert row(tried(few), "p90")["verdict"] == "few"


@pytest.mark.parametrize(
    ("flagged", "others", "said"),
    [
        ((30, 15), (30, 16), "chance"),  # 50 % against 53 %
        ((100, 49), (100, 70), "works"),  # pooled 59.5 %, error 6.9 points, difference 21
        ((100, 70), (100, 49), "reverse"),
        ((29, 0), (100, 100), "few"),
        ((100, 100), (100, 100), "chance"),
    ],
)
def test_two_shares_are_told_apart_only_beyond_chance(
    flagged: tuple[int, int], others: tuple[int, int], said: str
) -> None:
    counts = {"flagged": flagged[0], "flagged_bought": flagged[1], "others": others[0], "others_bought": others[1]}
    assert verdict(counts, 30) == said


def test_rules_without_a_history_say_what_they_lack() -> None:
    found = tried(make_register([{"client_id": "a"}], every("a", 30, 100, count=9)))
    lacks = {rule: row(found, rule)["lacks"] for rule in ("overdue", "no_decider", "no_contact", "nps", "share")}
    assert lacks == {"overdue": "state", "no_decider": "state", "no_contact": "log", "nps": "nps", "share": "year"}
    assert set(found.loc[found["checked"].eq(pd.Timestamp(months_back(AS_OF, 12))), "lacks"]) == {"sales", "state"}


def test_thresholds_follow_the_settings() -> None:
    years = [*every("a", 30, 100, until=10, count=12), *every("a", 30, 140, until=380, count=20)]
    found = tried(make_register([{"client_id": "a"}], years, settings={"risk_fall": 0.2}))
    falls = found[found["rule"].eq("amount") & found["checked"].eq(pd.Timestamp(HALF_YEAR_AGO))]
    assert falls["threshold"].tolist() == [0.1, 0.2, 0.3]
    assert falls["flagged"].tolist() == [1, 1, 0]  # three months ago bought for 300, a year earlier for 420: −28.6 %
