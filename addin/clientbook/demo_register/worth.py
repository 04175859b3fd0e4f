"""What each client of the demo was worth in its last twelve months, and the norm he is therefore served by."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from clientbook.demo_register.portfolio import Client, days_before
from clientbook.demo_register.trade import Line
from clientbook.demo_register.vocabulary import DEPARTMENT

_LIMITS = ((0.50, "key"), (0.80, "large"), (0.95, "medium"))


@dataclass
class Worth:
    """Revenue and gross profit of a client's last twelve months, roubles; a line without cost counts at 25 %."""

    revenue: float = 0.0
    profit: float = 0.0


def worth(lines: list[Line]) -> dict[int, Worth]:
    """Return number of a client → his last twelve months."""
    since = days_before(365)
    sums: dict[int, Worth] = defaultdict(Worth)
    for line in lines:
        if line.day > since:
            one = sums[line.client]
            one.revenue += line.amount
            one.profit += line.profit
    return sums


def classes(clients: list[Client], sums: dict[int, Worth]) -> dict[int, str]:
    """Return number of a client → key, large, medium or small, by the cumulative share of profit before him."""
    ranked = sorted(clients, key=lambda c: (-sums[c.number].profit, c.number))
    total = sum(max(0.0, one.profit) for one in sums.values())
    before, found = 0.0, {}
    for client in ranked:
        share = before / total
        found[client.number] = next((name for limit, name in _LIMITS if share < limit), "small")
        before += max(0.0, sums[client.number].profit)
    return found


def norms(clients: list[Client], of_class: dict[int, str]) -> dict[int, str]:
    """Return number of a client → key of the regulation he is served by: clients of a КАМ have their own."""
    return {
        client.number: "kam"
        if client.manager is not None and DEPARTMENT[client.manager][1] == "kam"
        else of_class[client.number]
        for client in clients
    }
