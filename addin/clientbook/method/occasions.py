"""What the contact of an event is about, where the event has details of its own: a quotation, a step of a decision, a low score (domain: §4, §6)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from clientbook.locale import Words
from clientbook.method.actions import Action
from clientbook.method.algorithm import LINE, next_steps
from clientbook.method.campaigns import working_days_after
from clientbook.method.day_numbers import day_number, day_of
from clientbook.method.loyalty import detractors
from clientbook.method.offers import called_about, open_offers
from clientbook.register.codes import MATERIAL

if TYPE_CHECKING:
    from clientbook.register.read import Register


class Occasions:
    """Says what contacts about quotations, steps of a decision and low scores are for.

    Args:
        register: «КП», «АПР», «Оценки NPS», settings, T
        clients: the portfolio
        start: first day of the plan
        words: the language of the book
    """

    def __init__(self, register: Register, clients: pd.DataFrame, start: date, words: Words) -> None:
        self._offers, self._detractors = open_offers(register), detractors(register, clients)
        self._steps = next_steps(register)
        self._settings, self._as_of, self._start, self._words = register.settings, register.as_of, start, words

    def about(self, row: Any, client_id: str) -> Action | None:
        """Return purpose and reason of a contact of an event; None for those that need no more than their name.

        Args:
            row: ``norm`` and ``due`` (days after the plan start)
            client_id: the client
        """
        day = day_number(pd.Timestamp(self._start)) + int(row.due)
        if row.norm == "offer":
            return self._quotation(client_id, day)
        if row.norm == LINE:
            return self._decision_step(client_id, late=row.due < 0)
        return self._low_score(client_id, day) if row.norm == "detractor" else None

    def _decision_step(self, client_id: str, *, late: bool) -> Action | None:
        """Say which step of the client's decision it is, what we prepare, who decides and by which criterion.

        Of a step that is late the criterion gives its room to how late it is.
        """
        step, words = self._steps.get(client_id), self._words
        if step is None or step.deadline is None:
            return None
        purpose = words.text("contact.action.step", number=step.number, stage=step.stage)
        if step.material not in (None, "other"):
            material = MATERIAL.word(step.material, words.lang)
            purpose += words.text("contact.action.step_material", material=material)
        said = words.text(
            "contact.because.step", place=step.place, total=step.total, day=words.day(step.deadline.date())
        )
        for key, value in (("who", step.person), ("criterion", None if late else step.criterion)):
            said += words.text(f"contact.because.step_{key}", value=value) if value else ""
        return Action(purpose, said, person=step.person)

    def _quotation(self, client_id: str, day: int) -> Action | None:
        offers, words = self._offers.get(client_id, ()), self._words
        if not offers:
            return None
        offer, others = called_about(offers, day, self._settings) or (offers[0], len(offers) - 1)
        sent = day_of(offer.sent)
        age = (self._as_of - sent).days
        more = words.text("contact.because.offer_more", count=others) if others else ""
        money = (
            ""
            if np.isnan(offer.amount)
            else words.text("contact.because.offer_money", money=words.number(offer.amount))
        )
        said = words.text("contact.because.offer", number=offer.number, money=money, day=words.day(sent), days=age)
        return Action(words.text("contact.action.offer", number=offer.number), said + more, category=offer.category)

    def _low_score(self, client_id: str, day: int) -> Action | None:
        within = self._settings.whole("urgent_days")
        found = self._detractors.get(client_id, ())
        one = next((one for one in found if working_days_after(one.day, within) == day), None)
        if one is None:
            return None
        words, said = self._words, day_of(one.day)
        text = words.text("contact.because.detractor", nps=words.number(one.score), day=words.day(said))
        for key, value in (("who", one.person), ("reason", one.reason)):
            text += words.text(f"contact.because.detractor_{key}", value=value) if value else ""
        return Action(words.text("contact.purpose.detractor"), text, person=one.person)
