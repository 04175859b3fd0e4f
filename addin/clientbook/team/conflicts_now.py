"""«Конфликты» beside the plan that the run after a collection made: a row may be closed again by what the log has of it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from clientbook.locale import Words
from clientbook.sheets.plan import PLAN
from clientbook.team.journal import said


def as_planned(conflicts: pd.DataFrame, plan: pd.DataFrame, sheet: str, words: Words) -> pd.DataFrame:
    """Return open conflicts about contacts with what the plan says now as what the head has; others stay as they are.

    Args:
        conflicts: rows of «Конфликты»
        plan: the contact plan of the run
        sheet: the name of its sheet in the register
        words: the language of the register
    """
    headers = {column.header(words.lang): column for column in PLAN.columns if column.key in plan}
    places = {row: place for place, row in enumerate(plan["plan_id"])}
    ours = conflicts["sheet"].eq(sheet) & conflicts["settled_on"].isna()
    now = conflicts["at_head"].astype(object)
    told = conflicts.loc[ours & conflicts["column"].isin(list(headers)), ["row_name", "column"]]
    for place, row, header in told.itertuples():
        column = headers[header]
        if row in places:
            value: Any = plan[column.key].iat[places[row]]
            now[place] = said(None if pd.isna(value) else value, column, words) or words.text("collect.blank")
    return conflicts.assign(at_head=now)
