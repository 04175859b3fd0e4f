"""Jobs with a KPI set: which KPIs, with which weights, and over whose clients (domain: §5, table of roles)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from clientbook.register.settings import Settings

_SALES_HEAD = ("plan", "handover", "accuracy", "payroll", "overdue")
_HUNTER = ("new_payments", "second_order", "plan", "accuracy")

KPI_SETS: Mapping[str, tuple[str, ...]] = {
    "km": ("plan", "nrr", "mml", "overdue", "contacts"),
    "kam": ("nrr", "share", "dmu", "nps", "accuracy"),
    "rko": ("plan", "nrr", "retention", "overdue", "accuracy"),
    "rop": _SALES_HEAD,
    "kd": _SALES_HEAD,
    "gd": ("plan", "nrr", "dependency", "payroll"),
    "ap": ("errors", "on_time", "quality"),
    "mp": _HUNTER,
    "sr": _HUNTER,
    "tm": ("meetings", "conversion", "quality"),
    "sop": ("plan", "mml", "response_time"),
}
"""Job → its KPIs, in the order of the job description."""

FURTHER: Mapping[str, tuple[str, ...]] = dict.fromkeys(("km", "kam", "rko"), ("reactivation", "growth", "cross"))
"""Job → KPIs that join its set once they are given a weight on «Настройки»; until then they are told, not scored."""

TOLD: Mapping[str, tuple[str, ...]] = {
    **{job: (*FURTHER[job], "quality", "activity") for job in ("km", "kam")},
    "rko": (*FURTHER["rko"], "quality", "activity", "dependency", "handover"),
}
"""Job → KPIs without a weight that are told beside its own."""

HEADS = ("rko", "rop", "kd", "gd")
"""Jobs that answer for other people's clients."""

HUNTERS = ("mp", "sr")
"""Jobs that win clients and hand them over."""

FARMERS = ("km", "kam")
"""Jobs that look after clients that were won."""

MONTHLY = frozenset(
    {
        *("plan", "contacts", "accuracy", "handover", "new_payments", "payroll"),
        *("errors", "on_time", "meetings", "conversion", "response_time"),
    }
)
"""KPIs read over the last full month; the others are a state at the date of the data."""


def weight_key(job: str, measure: str) -> str:
    """Return the key of the setting that holds a weight: ``weight_km_plan``."""
    return f"weight_{job}_{measure}"


def weights(job: str, settings: Settings) -> dict[str, float]:
    """Return KPI → its weight in percent, as «Настройки» have it; further KPIs only where they have one."""
    found = {measure: settings.number(weight_key(job, measure)) for measure in KPI_SETS[job]}
    more = {measure: settings.number(weight_key(job, measure)) for measure in FURTHER.get(job, ())}
    return found | {measure: weight for measure, weight in more.items() if weight > 0}


@dataclass(frozen=True)
class Scope:
    """Whose clients count for a person.

    Attributes:
        manager: the person
        job: code of the job
        managers: managers whose clients count
        others: None where only ``managers`` count; else everybody counts but these (a head answers for clients without
            a manager and for managers whom the staff list does not know)
    """

    manager: str
    job: str
    managers: frozenset[str]
    others: frozenset[str] | None = None

    def counts(self, managers: pd.Series) -> pd.Series:
        """Tell for each manager of a column (blank: nobody's client) whether the row counts for the person."""
        if self.others is None:
            return managers.isin(self.managers)
        return ~managers.isin(self.others)


EVERYBODY = Scope("", "rko", frozenset(), frozenset())
"""The whole department, for the figures of «Сводка»."""


def _heads(staff: pd.DataFrame) -> dict[str, str]:
    pairs = zip(staff["manager"], staff["head"], strict=True)
    return {str(person): str(head) for person, head in pairs if pd.notna(head) and head != person}


def _led_by(person: str, heads: Mapping[str, str]) -> frozenset[str]:
    """Return the person and everybody below, however deep."""
    led = {person}
    while True:
        more = {name for name, head in heads.items() if head in led} - led
        if not more:
            return frozenset(led)
        led |= more


def _head_scope(person: str, job: str, staff: pd.DataFrame) -> Scope:
    """Return what a head answers for: his people, or everybody where nobody names him as head.

    Who has no other head of his job beside him also answers for whoever has no head: clients without a manager stay in
    the figures of one. A head of sales leaves them to the head of the client department, where there is one.
    """
    heads = _heads(staff)
    led = _led_by(person, heads)
    if led == {person}:
        return Scope(person, job, led, frozenset())
    rivals = ("rop", "rko") if job == "rop" else (job,)
    if set(staff.loc[staff["job"].isin(rivals), "manager"]) - led:
        return Scope(person, job, led)
    return Scope(person, job, led, frozenset(heads.keys() | heads.values()) - led)


def scopes(staff: pd.DataFrame) -> list[Scope]:
    """Return one scope per person with a KPI set, by name; a name that stands twice in the staff list counts once.

    Args:
        staff: «Сотрудники» (manager, job, head)
    """
    rows = staff[staff["job"].isin(KPI_SETS) & staff["manager"].notna()].drop_duplicates("manager")
    found = []
    for manager, job in zip(rows["manager"], rows["job"], strict=True):
        own = Scope(manager, job, frozenset({manager}))
        found.append(_head_scope(manager, job, staff) if job in HEADS else own)
    return sorted(found, key=lambda scope: scope.manager)
