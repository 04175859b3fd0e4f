"""«Ошибки данных»: everything found wrong, with its place, what was done and the money concerned; nothing is dropped silently."""

from __future__ import annotations

import pandas as pd

from clientbook.locale import Words
from clientbook.register.codes import DONE
from clientbook.register.columns import Column, Kind, Table
from clientbook.register.problems import Done, Problems
from clientbook.sheets.common import COMMON, Top
from clientbook.sheets.description import Block, Content, Line, Rule, Sheet
from clientbook.sheets.fields import shown
from clientbook.sheets.spoken import quoted

PROBLEMS = Table(
    "cb_problems",
    "Ошибки данных",
    "Data problems",
    (
        Column("sheet", "Лист", "Sheet", width=18),
        Column("cell", "Ячейка", "Cell", width=10),
        Column("what", "Что", "What", width=60),
        Column("value", "Значение", "Value", width=24),
        Column("done", "Что сделано", "What was done", Kind.CODE, codes=DONE, width=38),
        Column("count", "Сколько таких", "How many", Kind.INT, width=11),
        Column("amount", "Сумма, ₽", "Amount, ₽", Kind.MONEY, width=15),
    ),
)

RULES = (
    Rule("done", "bad", words=(Done.LEFT_OUT.value,)),
    Rule("done", "watch", words=(Done.DEFAULT.value, Done.CAPPED.value)),
)


def sheet(lang: str) -> Sheet:
    """Return the description; its formulas look for the word «не учтено» of the book's language."""
    left_out = f"{{cb_problems.done}},{quoted(DONE.word(Done.LEFT_OUT.value, lang))}"
    return Sheet(
        "problems",
        PROBLEMS.ru,
        PROBLEMS.en,
        stack=(Block(PROBLEMS, rules=RULES),),
        lines=(
            *COMMON,
            Line("left_out_rows", Kind.INT, formula=f"SUMIFS({{cb_problems.count}},{left_out})"),
            Line("left_out_amount", Kind.MONEY, formula=f"SUMIFS({{cb_problems.amount}},{left_out})"),
        ),
        frozen="cell",
    )


def content(problems: Problems, top: Top, words: Words) -> Content:
    """Return «Ошибки данных», money left out first.

    Args:
        problems: everything found in the run; equal ones become one line with a count and the first place
        top: the common lines
        words: the language of the book
    """
    merged = problems.merged()
    rows = [(p.sheet, p.cell, p.say(words), p.value, p.done.value, p.count, p.amount or None) for p in merged]
    frame = pd.DataFrame(rows, columns=[column.key for column in PROBLEMS.columns]).replace({"": None})
    out = [problem for problem in merged if problem.left_out]
    lines = {
        **top.lines(),
        "left_out_rows": sum(problem.count for problem in out),
        "left_out_amount": float(sum(problem.amount for problem in out)),
    }
    return Content(sheet(words.lang), {PROBLEMS.name: shown(frame, PROBLEMS, words)}, lines)
