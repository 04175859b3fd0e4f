"""Who leads clients, and who stands in for whom while somebody is away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from clientbook.register.read import Register


def leading(register: Register, clients: pd.DataFrame) -> set[str]:
    """Return who leads clients, serves them by his job, or takes some over after the start of the plan."""
    staff, transfers = register.staff, register.transfers
    names = set(clients["manager"].dropna()) | set(staff.loc[staff["job"].isin(["km", "kam"]), "manager"])
    return names | set(transfers.loc[transfers["date"] > pd.Timestamp(register.plan_from), "taker"])


def substitutes(register: Register, clients: pd.DataFrame) -> dict[str, str]:
    """Return who stands in for whom; one who is not in «Сотрудники» is a problem and stands in for nobody."""
    staff, names = register.staff, leading(register, clients)
    stand_in = staff.set_index("manager")["substitute"]
    chosen = {name: other for name, other in stand_in.items() if name in names and isinstance(other, str)}
    known = set(staff["manager"])
    for other in sorted({other for other in chosen.values() if other not in known}):
        register.problems.add("plan_substitute", value=other, name=other)
    return {name: other for name, other in chosen.items() if other in known}
