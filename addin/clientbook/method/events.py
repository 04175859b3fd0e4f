"""Contacts that an event asks for: contract end −60 d, overdue invoice +1/+7/+14 d, quotation, step of a decision, claim, detractor (domain: §4).

All are calls. A claim bears no date in the register: its call is due within 3 working days of the first plan that sees
it, and again 30 days after a contact if the claim is still open.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from clientbook.method.algorithm import LINE
from clientbook.method.campaigns import Scene, Step, due_frame, first_of, working_days_after
from clientbook.method.day_numbers import day_number
from clientbook.method.held import pending
from clientbook.method.offers import follow_up
from clientbook.method.touches import STRENGTH

INVOICE_STEPS = (1, 7, 14)
"""Days after an invoice fell overdue."""

STALE_DAYS = 31
"""An event so long past is no event any more: it is told on the next regular contact instead."""

EVENT_INTERVAL = 7.0
"""What the window of an event is reckoned from, in days."""

CLAIM = "claim"
"""Line of the call about a claim."""

Claims = dict[str, int]
"""Client with an open claim → the day, as a day number, on which the call about it is due or was."""

COLUMNS = ("client_id", "contract_end", "overdue", "overdue_days", "claim")


def claim_calls(clients: pd.DataFrame, scene: Scene) -> Claims:
    """Return the day on which the call about each open claim is due: as it was remembered, or anew once it is stale.

    Args:
        clients: ``client_id``, ``claim``, ``class_line``
        scene: see :class:`Scene`
    """
    known = scene.memory.latest(CLAIM)
    start, within = scene.horizon.start, scene.settings.whole("urgent_days")
    found: Claims = {}
    for client in clients.loc[clients["claim"].eq(other=True) & clients["class_line"].notna(), "client_id"]:
        talked = max(scene.held.days(client, STRENGTH["call"]), default=0)
        due = known[client][-1][1] if client in known else None
        if due is None or first_of(due, within) <= talked < start - STALE_DAYS:
            due = working_days_after(start - 1, within)
        found[client] = due
    return found


def events(clients: pd.DataFrame, claims: Claims, scene: Scene, as_of: int) -> pd.DataFrame:
    """Return the contacts that events ask for.

    Args:
        clients: ``COLUMNS`` and ``class_line``
        claims: see :func:`claim_calls`
        scene: regulation, contacts held, what is remembered, days of the plan, settings
        as_of: T as a day number; days overdue count from it
    """
    named = scene.offers.keys() | scene.detractors.keys() | scene.decision_steps.keys()
    dated = clients["contract_end"].notna() | clients["client_id"].isin(named)
    told = dated | clients["claim"].eq(other=True) | (clients["overdue"].fillna(0) > 0)
    places = np.flatnonzero((told & clients["class_line"].notna()).to_numpy())
    steps: list[Step] = []
    row: Any
    for place, row in zip(places.tolist(), clients.iloc[places][list(COLUMNS)].itertuples(index=False), strict=True):
        held = scene.held.days(row.client_id, STRENGTH["call"])
        found = [*_contract(row, held, scene), *_invoice(row, held, scene, as_of), *_offers(row, held, scene)]
        found += _decision_step(row, held, scene)
        due = claims.get(row.client_id)
        found += _detractor(row, held, scene) if due is None else _claim(due, held, scene)
        start = scene.horizon.start
        steps.extend(
            (place, line, "call", line.split(".")[0], due - start, EVENT_INTERVAL, urgent)
            for line, due, urgent in found
            if due < start + scene.horizon.length
        )
    return due_frame(steps)


Found = tuple[str, int, bool]


def _contract(row: Any, held: list[int], scene: Scene) -> Iterator[Found]:
    if pd.isna(row.contract_end) or day_number(row.contract_end) < scene.horizon.start:
        return
    due = day_number(row.contract_end) - scene.settings.whole("contract_notice_days")
    if not any(day >= due - scene.settings.whole("window_days") for day in held):
        yield "contract", due, False


def _invoice(row: Any, held: list[int], scene: Scene, as_of: int) -> Iterator[Found]:
    if pd.isna(row.overdue) or pd.isna(row.overdue_days) or row.overdue <= 0 or row.overdue_days < 1:
        return
    fell = as_of - int(row.overdue_days)
    steps = {fell + step: step for step in INVOICE_STEPS}
    for due in pending(list(steps), held, fell, scene.horizon.start):
        if due >= scene.horizon.start - STALE_DAYS:
            yield f"overdue.{steps[due]}", due, False


def _claim(due: int, held: list[int], scene: Scene) -> Iterator[Found]:
    """Yield the call about a claim that nobody has talked about since the plan that set its date."""
    if max(held, default=0) < first_of(due, scene.settings.whole("urgent_days")):
        yield CLAIM, due, True


def _offers(row: Any, held: list[int], scene: Scene) -> Iterator[Found]:
    due = follow_up(scene.offers.get(row.client_id, ()), held, scene.horizon.start, scene.settings)
    if due is not None:
        yield *due, False


def _decision_step(row: Any, held: list[int], scene: Scene) -> Iterator[Found]:
    """Yield the call about the next open step of the client's decision: some working days before its deadline."""
    step = scene.decision_steps.get(row.client_id)
    if step is None or step.deadline is None:
        return
    due = working_days_after(day_number(step.deadline), -scene.settings.whole("step_lead_days"))
    if not any(day >= due - scene.settings.whole("window_days") for day in held):
        yield f"{LINE}.{step.number}", due, False


def _detractor(row: Any, held: list[int], scene: Scene) -> Iterator[Found]:
    """Yield one call: about the earliest low score that nobody has talked about since."""
    for one in scene.detractors.get(row.client_id, ()):
        if one.day >= scene.horizon.start - STALE_DAYS and not any(day > one.day for day in held):
            yield "detractor", working_days_after(one.day, scene.settings.whole("urgent_days")), True
            return
