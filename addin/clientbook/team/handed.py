"""What a manager gets: which tables of the register, which of their columns he may change, which are personal data.

The one place that both hand-out and collection read. A table that is not listed here never leaves the register.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from clientbook.register.columns import Column, Kind

VERSION = Column("version", "Версия", "version", Kind.ID, width=14)
"""The last column of every handed-out table that managers change; see :mod:`clientbook.team.versions`."""


@dataclass(frozen=True)
class Handed:
    """One table of a manager's workbook.

    Attributes:
        whose: the column by which rows are his: ``client_id`` (rows of his clients), ``manager`` (his own rows); empty
            where everybody gets all rows
        editable: columns that he may change; none: for reading only
        grows: he may add rows
        personal: columns with personal data of a client's people, left out of a hand-out without personal data
        of_head: columns that name the head company of the row's client by its code: it goes where that is somebody else's
        stands_in: rows of his name come along for clients of colleagues too, whose contacts he makes while they are away
    """

    whose: str = "client_id"
    editable: tuple[str, ...] = ()
    grows: bool = False
    personal: tuple[str, ...] = ()
    of_head: tuple[str, ...] = ()
    stands_in: bool = False


_CLIENT_OF_HIS = (
    "client", "tax_id", "tax_reg", "industry", "region", "potential", "kind", "seasonal", "claim", "contract_end",
    "no_calls", "segment_manual", "status_manual", "override_reason", "comment",
)  # fmt: skip
_PERSON = (
    "person", "position", "dmu_role", "influence", "attitude", "phone", "email", "messenger", "birthday", "preferred",
    "consent", "main", "active",
)  # fmt: skip
_CONTACT = (
    "date", "client_id", "person", "kind", "purpose", "result", "outcome", "next_step", "next_date", "minutes",
    "contact_id", "time",
)  # fmt: skip

INPUTS: Mapping[str, Handed] = {
    "cb_clients": Handed(editable=_CLIENT_OF_HIS, of_head=("parent_id",)),
    "cb_people": Handed(
        editable=("client_id", *_PERSON),
        grows=True,
        personal=("person", "phone", "email", "messenger", "birthday"),
    ),
    "cb_log": Handed(editable=_CONTACT, grows=True, personal=("person",)),
    "cb_offers": Handed(
        editable=("client_id", "sent_on", "amount", "category", "state", "paid_on", "refusal"), grows=True
    ),
    "cb_algorithm": Handed(
        editable=("stage", "person", "criterion", "deadline", "material", "passed_on"), grows=True, personal=("person",)
    ),
    "cb_answers": Handed(editable=("date", "client_id", "person", "score", "reason"), grows=True, personal=("person",)),
    "cb_plans": Handed(whose="manager"),
    "cb_leave": Handed(whose="manager"),
    "cb_arguments": Handed(whose=""),
    "cb_calendar": Handed(whose=""),
    "cb_regulation": Handed(whose=""),
}
"""Input tables, in the order of their sheets. Sales, staff with their pay, costs and settings stay with the head."""

OUTPUTS: Mapping[str, Handed] = {
    "cb_plan": Handed(
        whose="manager",
        editable=("date", "status", "result", "next_step", "next_date"),
        personal=("person", "phone"),
        stands_in=True,
    ),
    "cb_segments": Handed(of_head=("reason",)),
    "cb_risks": Handed(editable=("deadline",)),
    "cb_left": Handed(editable=("cause", "decision")),
    "cb_kpi": Handed(whose="manager"),
    "cb_kpi_further": Handed(whose="manager"),
    "cb_pfr_week": Handed(
        whose="manager",
        editable=("forecast", "paid_on", "probability", "cause", "action", "deadline", "stage"),
    ),
    "cb_pfr_month": Handed(whose="manager"),
}
"""Output tables: rows stay those that were computed; he adds marks, forecasts and reasons, the head his own remarks."""


@cache
def handed() -> Mapping[str, Handed]:
    """Return table → how it is handed out, inputs first."""
    return {**INPUTS, **OUTPUTS}


PREPARED: Mapping[str, int] = {"cb_log": 300, "cb_people": 50, "cb_offers": 20, "cb_algorithm": 20, "cb_answers": 20}
"""Table that grows → blank rows ready to be filled in: on a protected sheet Excel's tables do not grow by themselves."""

ROW_IDS: Mapping[str, str] = {"cb_log": "row_id", "cb_people": "person_id"}
"""Table → the column with its rows' own IDs, filled in beforehand in prepared rows. A row with nothing else is empty."""

FILLED_BY_US = frozenset({"row_id", "person_id", "manager"})
"""Columns of a prepared row that are not typed: the ID stands there, the manager is whose workbook it is."""
