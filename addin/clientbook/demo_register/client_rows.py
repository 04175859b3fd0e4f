"""The rows of «Клиенты» in the demo: credit, potential, care, and what people decided by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from clientbook.demo_register import department
from clientbook.demo_register.portfolio import Client, days_before, dice
from clientbook.demo_register.trade import Line, first_days
from clientbook.demo_register.vocabulary import CITIES, COMMENTS, INDUSTRIES, OVERRIDE_REASONS, STATUS_REASON, say
from clientbook.demo_register.worth import Worth

Row = dict[str, Any]

_APPROVED_ON = date(2026, 10, 1)


def _money(client: Client, sums: Worth) -> Row:
    """Return the columns of credit: terms, receivable and what is overdue."""
    chance = dice("credit", client.number)
    days = chance.choice((0, 14, 30, 30, 45, 60))
    receivable = round(max(0.0, sums.revenue) * days / 365 * chance.uniform(0.5, 1.3), 2)
    late = receivable > 0 and chance.random() < 0.16
    return {
        "payment_days": days,
        "credit_limit": round(max(100_000.0, sums.revenue * days / 365 * 1.6), -4) if days else None,
        "receivable": receivable,
        "overdue": round(receivable * chance.uniform(0.2, 0.9), 2) if late else 0.0,
        "overdue_days": chance.choice((3, 6, 11, 18, 26, 34, 47, 72)) if late else 0,
    }


def _potential(client: Client, sums: Worth) -> float | None:
    """Return a yearly potential in steps of 10,000 roubles; unknown for one in seven, understated for very few."""
    chance = dice("potential", client.number)
    if chance.random() < 0.14:
        return None
    if sums.revenue <= 0:
        return float(round(client.annual * chance.uniform(0.8, 2.0), -4)) or 100_000.0
    share = min(0.97, max(0.12, chance.gauss(0.55, 0.22)))
    if chance.random() < 0.012:
        share = 1.3
    return float(max(10_000.0, round(sums.revenue / share, -4)))


def _care(client: Client) -> Row:
    """Return the columns of contract, claims, NPS and wishes."""
    chance = dice("care", client.number)
    asked = chance.random() < 0.58 and client.story != "never"
    score = chance.choices((10, 9, 8, 7, 6, 5, 3), (24, 30, 18, 11, 8, 5, 4))[0]
    end = chance.choice(
        (date(2026, 12, 31), date(2027, 3, 31), date(2027, 12, 31), days_before(-chance.randint(20, 58)))
    )
    return {
        "claim": None,
        "contract_end": end if chance.random() < 0.5 else None,
        "nps": float(score) if asked else None,
        "nps_date": days_before(chance.uniform(10, 520)) if asked else None,
        "no_calls": None,
        "comment": None,
    }


def _first_deal(client: Client, first: date | None) -> date | None:
    """Return the day of the first shipment; older clients bought before the register begins."""
    chance = dice("first", client.number)
    if first is None or chance.random() < 0.15:
        return None
    old = first < date(2024, 3, 1) and client.story not in ("new", "one_time")
    return first - timedelta(days=chance.randint(200, 2800)) if old else first


def _client_row(client: Client, lang: str, sums: Worth, of_class: str, first: date | None) -> Row:
    tax_id, tax_reg = client.tax_numbers()
    chance = dice("approved", client.number)
    approved = of_class if first is not None and client.story != "new" and chance.random() < 0.7 else None
    kinds = {"project": "project", "one_time": "one_off" if chance.random() < 0.4 else None}
    return {
        "client_id": client.client_id,
        "client": client.name(lang),
        "tax_id": tax_id,
        "tax_reg": tax_reg or None,
        "parent_id": None if client.parent is None else f"00-{client.parent:06d}",
        "industry": say(INDUSTRIES[client.industry].name, lang),
        "region": say(CITIES[client.city].name, lang),
        "manager": department.name(client.manager, lang),
        "first_deal": _first_deal(client, first),
        "potential": _potential(client, sums),
        "kind": kinds.get(client.story, "regular"),
        "seasonal": True if client.season and chance.random() < 0.4 else None,
        "key_flag": None,
        **_money(client, sums),
        **_care(client),
        "segment_approved": approved,
        "approved_on": _APPROVED_ON if approved else None,
        "segment_manual": None,
        "status_manual": None,
        "override_reason": None,
    }


def client_rows(
    clients: list[Client], lines: list[Line], sums: dict[int, Worth], of_class: dict[int, str], lang: str
) -> list[Row]:
    """Return the rows of «Клиенты», by number of the client."""
    first = first_days(lines)
    rows = [_client_row(c, lang, sums[c.number], of_class[c.number], first.get(c.number)) for c in clients]
    _by_hand(rows, clients, of_class, lang)
    return rows


def _by_hand(rows: list[Row], clients: list[Client], of_class: dict[int, str], lang: str) -> None:
    """Put in what people decided themselves: overrides with their reason, a key flag, claims, wishes, comments."""
    chance = dice("by hand")
    served = [(row, client) for row, client in zip(rows, clients, strict=True) if client.manager is not None]
    medium = [row for row, client in served if of_class[client.number] == "medium"]
    large = [row for row, client in served if of_class[client.number] == "large"]
    lost = [row for row, client in served if client.story == "lost"]
    for row, reason in zip(chance.sample(medium, 2), OVERRIDE_REASONS, strict=True):
        row.update(segment_manual="large", override_reason=say(reason, lang))
    chance.choice(lost).update(status_manual="sleeping", override_reason=say(STATUS_REASON, lang))
    chance.choice(large)["key_flag"] = True
    for row in chance.sample(large + medium, 4):
        row["claim"] = True
    for row in chance.sample(medium + lost, 3):
        row["no_calls"] = True
    for row, comment in zip(chance.sample(rows, len(COMMENTS)), COMMENTS, strict=True):
        row["comment"] = say(comment, lang)
