"""Talking points: the right group of goods for a client, one sentence that fits, nothing to whom it would annoy."""

from __future__ import annotations

from datetime import date

import pandas as pd

from clientbook.locale import words
from clientbook.method.contacts import contact_plan
from clientbook.method.marks import marks
from clientbook.method.past import Past
from clientbook.method.portfolio import portfolio
from clientbook.method.talking_points import TalkingPoints, sentence
from tests.builders import Row, ago, make_register, sale

RU = words("ru")
ARGUMENTS: list[Row] = [
    {"category": "Сварка", "feature": "Электроды на складе", "advantage": "отгрузка в день заказа", "benefit": "сварщики не ждут"},
    {"category": "сварка ", "benefit": "вторая выгода"},
    {"category": "Крепёж", "usp": "Любой крепёж одной поставкой", "benefit": "одна машина"},
]  # fmt: skip


def past_of(sales: list[Row], **tables: list[Row]) -> Past:
    clients = [{"client_id": one, "manager": "Анна", "segment_manual": "small", "override_reason": "да"} for one in "1234"]  # fmt: skip
    register = make_register(clients, sales, arguments=ARGUMENTS, **tables)  # type: ignore[arg-type]
    return Past(register, portfolio(register, RU))


def goods() -> list[Row]:
    return [sale(one, ago(20 + step), 900, sku="F1", category="Крепёж") for one in "1234" for step in (0, 40, 80, 120)] + [
        sale(one, ago(21), 500, sku="W1", category="Сварка") for one in "123"
    ]  # fmt: skip


def test_a_sentence_is_the_usp_else_as_much_as_fits_and_the_benefit_is_never_lost() -> None:
    assert sentence("Крепёж", "ф", "п", "в", "УТП одной фразой") == "Крепёж: УТП одной фразой"
    assert (
        sentence("Сварка", "Электроды.", "в день заказа", "не ждут", None)
        == "Сварка: Электроды → в день заказа → не ждут"
    )
    long = "х" * 100
    assert sentence("Сварка", long, "быстро", "не ждут", None) == "Сварка: быстро → не ждут"
    assert len(sentence("Сварка", None, None, "в" * 300, None) or "") == 120
    assert sentence("Сварка", None, None, None, None) is None


def test_the_group_is_the_contacts_own_else_what_the_client_lacks_else_what_it_buys_most() -> None:
    past = past_of(goods())
    points = TalkingPoints(past.register, past)
    assert str(points.say("4", None, 0)).startswith("Сварка")
    assert points.say("1", None, 0) == "Крепёж: Любой крепёж одной поставкой"
    assert str(points.say("1", "СВАРКА", 0)).startswith("Сварка")
    assert points.say("1", "Станки", 0) is None


def test_each_month_has_the_next_argument_of_a_group() -> None:
    past = past_of(goods())
    points = TalkingPoints(past.register, past)
    assert points.say("4", None, 0) == points.say("4", None, 2) != points.say("4", None, 1)


def test_the_plan_offers_the_dearest_missing_article_with_its_argument_and_sells_nothing_to_a_debtor() -> None:
    lists: list[Row] = [{"client_group": "все", "sku": sku} for sku in ("F1", "W1")]
    log: list[Row] = [
        {"client_id": one, "date": ago(30), "manager": "Анна", "kind": "call", "result": "held"} for one in "1234"
    ]
    past = past_of(goods(), mml=lists, log=log)
    past.register.clients.loc[3, ["overdue", "overdue_days"]] = [0.0, 0.0]
    found = contact_plan(past.register, past.portfolio, RU, marks(past.register), past).plan
    mine = found[found["client_id"].eq("4")].sort_values(["date", "plan_id"])
    assert mine["purpose"].iloc[0] == "Предложить из MML: W1"
    assert mine["why"].iloc[0].startswith("Не покупает из MML артикулов: 1; этот приносит 42 ₽")
    assert mine["argument"].iloc[0].casefold().startswith("сварка")
    assert not found.loc[found["client_id"].eq("1"), "purpose"].str.contains("MML").any()

    past.register.clients.loc[3, ["overdue", "overdue_days"]] = [5_000.0, 80.0]
    owing = Past(past.register, portfolio(past.register, RU))
    again = contact_plan(owing.register, owing.portfolio, RU, marks(owing.register), owing).plan
    first = again[again["client_id"].eq("4")].sort_values(["date", "plan_id"]).iloc[0]
    assert first["purpose"] == "Согласовать погашение долга"
    assert pd.isna(first["argument"])
    assert date(2026, 7, 1) <= first["date"].date()
