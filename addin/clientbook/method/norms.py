"""Which lines of the regulation a client is served by (domain: §4, table of contacts a year)."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from clientbook.register.settings import Settings

GROW = "grow"
NEW = "new"
SLEEPING = "sleeping"
DEVELOPED = frozenset({"grow", "grow_keep"})
"""Strategies that add the line «+ Развивать»."""


class Norm(NamedTuple):
    """One line of the regulation for one channel.

    Attributes:
        per_year: contacts a year, or in the whole campaign of an added line
        dmu_role: whom the contact is meant for; None where the line names nobody
        purpose: what for, in the language of the book
        minutes: minutes of one contact
    """

    per_year: float
    dmu_role: str | None
    purpose: str | None
    minutes: float


Norms = dict[tuple[str, str], Norm]


def norms(regulation: pd.DataFrame, settings: Settings) -> Norms:
    """Return (line, channel) → norm.

    Args:
        regulation: the lines in force: ``line``, ``channel``, ``per_year``, ``dmu_role``, ``purpose``, ``minutes``
        settings: minutes by channel, where a line has none
    """
    found: Norms = {}
    columns = ["line", "channel", "per_year", "dmu_role", "purpose", "minutes"]
    for line, channel, per_year, role, purpose, minutes in regulation[columns].itertuples(index=False):
        found[line, channel] = Norm(
            0.0 if pd.isna(per_year) else float(per_year),
            role if isinstance(role, str) else None,
            purpose if isinstance(purpose, str) else None,
            settings.number(f"{channel}_minutes") if pd.isna(minutes) else float(minutes),
        )
    return found


def class_line(clients: pd.DataFrame, staff: pd.DataFrame) -> pd.Series:
    """Return each client's class line, the first that matches; None for a client who is not to be contacted.

    «Не звонить» and a client who never bought and whose potential is unknown have none; a client off the income curve
    is served as a small one.

    Args:
        clients: ``segment``, ``manager``, ``status``, ``potential``, ``no_calls``
        staff: `Сотрудники`: ``manager``, ``job``
    """
    kams = set(staff.loc[staff["job"].eq("kam"), "manager"])
    line = clients["segment"].where(clients["segment"].isin(["key", "large", "medium"]), "small").astype(object)
    line[clients["segment"].eq("key") & clients["manager"].isin(kams)] = "key_kam"
    nobody = clients["status"].eq("never") & clients["potential"].isna()
    line[nobody | clients["no_calls"].eq(other=True)] = None
    return line


def developed(clients: pd.DataFrame) -> pd.Series:
    """Tell for whom «+ Развивать» adds its contacts."""
    return clients["strategy"].isin(DEVELOPED)


def woken(clients: pd.DataFrame) -> pd.Series:
    """Tell for whom «+ Спящий or high risk» adds its contacts."""
    return clients["status"].eq("sleeping") | clients["risk_band"].eq("high")
