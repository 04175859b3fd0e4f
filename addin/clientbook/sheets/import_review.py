"""«На проверку»: what an import did not decide by itself; people answer, and the next import does as they say."""

from __future__ import annotations

import pandas as pd

from clientbook.locale import Words
from clientbook.register.columns import Code, Codes, Column, Kind, Table
from clientbook.sheets.description import Block, Content, Line, Rule, Sheet
from clientbook.sheets.fields import CLIENT_ID, grouped, shown

QUESTION = Codes((Code("client", "тот же клиент?", "same client?"), Code("value", "какое верно?", "which is right?")))

REVIEW = Table(
    "cb_import_review",
    "На проверку",
    "To review",
    (
        Column("kind", "Вопрос", "Question", Kind.CODE, codes=QUESTION, width=16),
        Column("client", "Наша запись", "Our record", width=32),
        Column("what", "Столбец", "Column", width=20),
        Column("ours", "У нас", "Ours", width=32),
        Column("theirs", "Пришло", "Came", width=32),
        Column("likeness", "Сходство", "Likeness", Kind.PERCENT, width=11),
        Column("decision", "Решение", "Decision", Kind.YESNO, width=11, typed=True),
        Column("source", "Откуда", "From", width=30),
        grouped(CLIENT_ID),
        Column("their_id", "Код пришедшего", "Code that came", Kind.ID, width=18, grouped=True),
        Column("review_id", "ID", "ID", Kind.ID, width=14, grouped=True),
    ),
    identity=("review_id",),
)

SHEET = Sheet(
    "import_review",
    REVIEW.ru,
    REVIEW.en,
    stack=(
        Block(
            REVIEW,
            rules=(Rule("", "muted", when='{row.decision}<>""'), Rule("kind", "watch", words=("client",))),
        ),
    ),
    lines=(
        Line(
            "review_open", Kind.INT, formula="COUNTA({cb_import_review.review_id})-COUNTA({cb_import_review.decision})"
        ),
    ),
    frozen="client",
)


def content(rows: pd.DataFrame, words: Words) -> Content:
    """Return «На проверку».

    Args:
        rows: the questions, in order
        words: the language of the book
    """
    waiting = int(rows["decision"].isna().sum())
    return Content(SHEET, {REVIEW.name: shown(rows, REVIEW, words)}, {"review_open": waiting})
