"""A book not run for weeks: what was missed stays in sight and in the KPI, and the next run on the day changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

import clientbook
from clientbook.demo_register import AS_OF
from clientbook.results import Result


def test_missed_contacts_are_counted_and_further_runs_on_the_day_give_the_same_bytes(
    twenty_run: Result,
) -> None:
    book = twenty_run.path
    assert book is not None
    later = AS_OF + timedelta(days=40)
    first = clientbook.run(book, as_of=later, in_place=True, today=later)
    assert not first.problems["key"].eq("typed_row_gone").any()  # what was forecast for the week has frozen by itself
    second = clientbook.run(book, as_of=later, in_place=True, today=later)
    before = book.read_bytes()
    clientbook.run(book, as_of=later, in_place=True, today=later)
    assert book.read_bytes() == before
    missed = first.plan[first.plan["status"].eq("missed")]
    assert len(missed)
    assert (missed["date"] <= pd.Timestamp(later)).all()  # what lies ahead is not missed, however long it has been due
    assert not missed["plan_id"].isin(first.plan.loc[first.plan["status"].eq("planned"), "plan_id"]).any()
    assert second.plan["plan_id"].tolist() == first.plan["plan_id"].tolist()
