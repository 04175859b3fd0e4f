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

COLUMNS = ("client_id", "contract_end", "overdue", "overdue_days", "claim")


def events(clients: pd.DataFrame, scene: Scene, as_of: int) -> pd.DataFrame:
    """Return the contacts that events ask for.

    Args:
        clients: ``COLUMNS`` and ``class_line``
        scene: regulation, contacts held, what is remembered, days of the plan, settings
        as_of: T as a day number; days overdue count from it
    """
    named = scene.offers.keys() | scene.detractors.keys() | scene.decision_steps.keys()
    dated = clients["contract_end"].notna() | clients["client_id"].isin(named)
    told = dated | clients["claim"].eq(other=True) | (clients["overdue"].fillna(0) > 0)
    places = np.flatnonzero((told & clients["class_line"].notna()).to_numpy())
    claims = scene.memory.latest("claim")
    steps: list[Step] = []
    row: Any
    for place, row in zip(places.tolist(), clients.iloc[places][list(COLUMNS)].itertuples(index=False), strict=True):
        held = scene.held.days(row.client_id, STRENGTH["call"])
        found = [*_contract(row, held, scene), *_invoice(row, held, scene, as_of), *_offers(row, held, scene)]
        found += _decision_step(row, held, scene)
        found += (
            _claim(held, claims.get(row.client_id, []), scene) if row.claim is True else _detractor(row, held, scene)
        )
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


def _claim(held: list[int], known: list[tuple[str, int]], scene: Scene) -> Iterator[Found]:
    within = scene.settings.whole("urgent_days")
    start = scene.horizon.start
    again = known[-1][1] if known else None
    talked = max(held, default=None)
    if again is not None and (talked is None or talked < first_of(again, within)):
        yield "claim", again, True
    elif again is None or (talked is not None and talked < start - STALE_DAYS):
        yield "claim", working_days_after(start - 1, within), True


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
