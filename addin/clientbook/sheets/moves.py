"""«Движение сегментов»: from which segment into which since an earlier run, in clients and in income, and who and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from clientbook.locale import LANGUAGES, Words
from clientbook.method.moves import SEGMENTS, TO
from clientbook.method.tools import Tools
from clientbook.register import codes
from clientbook.register.columns import Code, Codes, Column, Kind, Table
from clientbook.sheets.common import COMMON, Top
from clientbook.sheets.description import Block, Content, Line, Look, Rule, Sheet, Value
from clientbook.sheets.fields import CLIENT, CLIENT_ID, MANAGER, grouped, shown
from clientbook.sheets.spoken import quoted
from clientbook.sheets.summary import watched_word

MOST_DATES = 8

NAME = ("Движение сегментов", "Segment moves")

WAS = Codes((*codes.SEGMENT.values, Code("new", "не было в книге", "not in the book")))
GONE = Code("gone", "Нет в книге", "Not in the book")
WHAT = Codes(
    (Code("segment", "сегмент", "segment"), Code("status", "статус", "status"), Code("risk_band", "риск", "risk"))
)


def _matrix(name: str, kind: Kind) -> Table:
    """Return a matrix from × to with the sum of every row as a live formula."""
    words = {code.code: code for code in (*codes.SEGMENT.values, GONE)}
    cells = (Column(key, words[key].ru, words[key].en, kind, width=15) for key in TO)
    total = "+".join(f"N({{row.{key}}})" for key in TO)
    return Table(
        name,
        *NAME,
        (
            Column("was", "Было ↓  стало →", "Was ↓  now →", Kind.CODE, codes=WAS, width=30),
            *cells,
            Column("total", "Всего", "Total", kind, width=15, formula=total),
        ),
        identity=("was",),
    )


CLIENTS = _matrix("cb_moves_clients", Kind.INT)
INCOME = _matrix("cb_moves_income", Kind.MONEY)

MOVED = Table(
    "cb_moved",
    *NAME,
    (
        CLIENT,
        Column("what", "Что", "What", Kind.CODE, codes=WHAT, width=12),
        Column("was", "Было", "Was", width=17),
        Column("now", "Стало", "Now", width=17),
        Column("income_then", "УГД было, ₽", "Income then, ₽", Kind.MONEY, width=15),
        Column("annual_income", "УГД стало, ₽", "Income now, ₽", Kind.MONEY, width=15),
        Column(
            "change",
            "Изменение УГД, ₽",
            "Change of income, ₽",
            Kind.MONEY,
            width=15,
            formula='IF({row.income_then}="","",ROUND(N({row.annual_income})-{row.income_then},2))',
        ),
        MANAGER,
        Column("why", "Почему", "Why", width=62),
        grouped(CLIENT_ID),
    ),
    identity=("client_id", "what"),
)


def _rules() -> tuple[Rule, ...]:
    """Return the colours of a matrix: up is good, down is watched, who stayed is muted."""
    rules = []
    for place, key in enumerate(SEGMENTS):
        lower, higher = SEGMENTS[place + 1 :], SEGMENTS[:place]
        looks: tuple[tuple[Look, tuple[str, ...]], ...] = (("good", lower), ("watch", higher), ("muted", (key,)))
        rules += [Rule(key, look, when=_came_from(key, segments)) for look, segments in looks if segments]
    return (*rules, Rule("gone", "watch", when="N({row.gone})>0"))


def _came_from(key: str, segments: tuple[str, ...]) -> str:
    """Return the formula that tells whether somebody came into a column from these segments, in either language."""
    names = [codes.SEGMENT.word(segment, lang) for segment in segments for lang in LANGUAGES]
    return f"AND(N({{row.{key}}})<>0,OR({','.join(f'{{row.was}}={quoted(name)}' for name in names)}))"


SHEET = Sheet(
    "moves",
    *NAME,
    stack=(
        Block(CLIENTS, rules=_rules(), heading=True, autofilter=False),
        Block(INCOME, rules=_rules(), heading=True, autofilter=False),
        Block(
            MOVED,
            rules=(
                Rule("change", "bad", when="AND(ISNUMBER({row.change}),{row.change}<0)"),
                Rule("change", "good", when="AND(ISNUMBER({row.change}),{row.change}>0)"),
            ),
            heading=True,
            rows_in_sight=60,
        ),
    ),
    lines=(
        *COMMON,
        Line("moves_from", Kind.DATE, wide=True),
        Line("moves_clients", Kind.INT, formula="SUM({cb_moves_clients.total})-SUM({cb_moves_clients.gone})"),
        Line(
            "moves_check",
            Kind.NUMBER,
            formula=(
                "ROUND(SUM({cb_moves_income.total})-SUM({cb_moves_income.gone})"
                "-IF(SUM({cb_moves_clients.total})=0,0,SUM({cb_segments.annual_income})),2)"
            ),
        ),
        Line("moves_rest", Kind.INT),
        Line("moves_dates", wide=True),
    ),
)


def content(tools: Tools, top: Top, words: Words) -> Content:
    """Return «Движение сегментов».

    Args:
        tools: the moves
        top: the common lines
        words: the language of the book
    """
    found = tools.moves
    matrices = {
        table.name: shown(cells.replace(0.0, None).assign(total=cells[list(TO)].sum(axis=1)), table, words)
        for table, cells in ((CLIENTS, found.clients), (INCOME, found.income))
    }
    rows = found.moved.head(tools.desk.register.settings.whole("list_rows"))
    rows = rows.assign(change=(rows["annual_income"].fillna(0.0) - rows["income_then"]).astype(float).round(2))
    for column in ("was", "now"):
        rows[column] = [watched_word(what, code, words) for what, code in zip(rows["what"], rows[column], strict=True)]
    lines: dict[str, Value] = {
        **top.lines(),
        "moves_from": words.text("moves.first") if found.since is None else found.since,
        "moves_clients": int(found.clients[list(SEGMENTS)].to_numpy().sum()),
        "moves_check": 0.0,
        "moves_rest": len(found.moved) - len(rows),
        "moves_dates": _dates(found.dates, words),
    }
    return Content(SHEET, {**matrices, MOVED.name: shown(rows, MOVED, words)}, lines)


def _dates(dates: Sequence[date], words: Words) -> str:
    """Return the dates that can be chosen, the last ones where there are many."""
    said = [words.day(day) for day in dates[-MOST_DATES:]]
    more = [words.text("reason.more", count=len(dates) - MOST_DATES)] if len(dates) > MOST_DATES else []
    return ", ".join([*more, *said])
