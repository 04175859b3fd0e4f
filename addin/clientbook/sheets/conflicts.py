"""«Конфликты» and «Собрано»: where copies of managers and the register say different things, and what was collected.

Both stand in a book only once something was collected into it.
"""

from __future__ import annotations

import pandas as pd

from clientbook.locale import Words
from clientbook.register.columns import Code, Codes, Column, Kind, Table
from clientbook.sheets.common import COMMON, Top
from clientbook.sheets.description import Block, Content, Line, Rule, Sheet, Value
from clientbook.sheets.fields import CLIENT, MANAGER, shown

DECISION = Codes(
    (
        Code("take", "взять", "take", ("взять у менеджера", "принять")),
        Code("keep", "оставить", "keep", ("оставить как есть", "отклонить")),
    )
)
"""What a head decides about a conflict: take the manager's value, or keep his own."""

OUTCOME = Codes(
    (
        Code("taken", "взято", "taken"),
        Code("same", "уже было", "known already"),
        Code("older", "есть новее", "newer one came"),
        Code("conflict", "конфликт", "conflict"),
    )
)
"""What became of a value from a copy, see :class:`clientbook.team.claims.Outcome`."""

_SHEET_OF = Column("sheet", "Лист", "Sheet", width=18)
_COLUMN = Column("column", "Столбец", "Column", width=20)
_WHO = Column("who", "Кто сохранил", "Saved by", width=18)
_WHEN = Column("saved", "Когда сохранено", "Saved at", width=17)
_ROW = Column("row_name", "Строка (ID)", "Row (ID)", Kind.ID, width=24, grouped=True)
_FILE = Column("file", "Файл", "File", width=26, grouped=True)
_CLAIM = Column("claim", "Код изменения", "Change ID", Kind.ID, width=20, grouped=True)

CONFLICTS = Table(
    "cb_conflicts",
    "Конфликты",
    "Conflicts",
    (
        _SHEET_OF,
        CLIENT,
        _COLUMN,
        Column("before", "Было", "Was", width=22),
        Column("at_head", "У руководителя", "Head has", width=22),
        Column("at_manager", "У менеджера", "Manager has", width=22),
        MANAGER,
        _WHO,
        _WHEN,
        Column("decision", "Решение", "Decision", Kind.CODE, codes=DECISION, width=13, typed=True),
        Column("settled_on", "Исполнено", "Carried out", Kind.DATE, width=12),
        _ROW,
        _FILE,
        _CLAIM,
    ),
    identity=("claim",),
)

COLLECTED = Table(
    "cb_collected",
    "Собрано",
    "Collected",
    (
        Column("collected_on", "Собрано", "Collected on", Kind.DATE, width=12),
        MANAGER,
        _SHEET_OF,
        CLIENT,
        _COLUMN,
        Column("before_said", "Было", "Was", width=22),
        Column("said", "Стало у менеджера", "Manager has", width=26),
        Column("outcome", "Чем кончилось", "What came of it", Kind.CODE, codes=OUTCOME, width=14),
        _WHO,
        _WHEN,
        _ROW,
        _FILE,
        Column("table", "Таблица", "Table", Kind.ID, width=14, grouped=True),
        Column("row_key", "Ключ строки", "Row key", Kind.ID, width=15, grouped=True),
        Column("row_at", "Ключ строки в книге", "Row key in the book", Kind.ID, width=15, grouped=True),
        Column("column_key", "Ключ столбца", "Column key", Kind.ID, width=14, grouped=True),
        Column("left", "Отметка при раздаче", "Mark handed out", Kind.ID, width=12, grouped=True),
        Column("value", "Значение", "Value", Kind.ID, width=20, grouped=True),
        Column("before", "Значение до сбора", "Value before", Kind.ID, width=20, grouped=True),
        Column("saved_at", "Момент сохранения", "Saved at, exactly", Kind.ID, width=20, grouped=True),
        Column("own_row", "Новая строка", "New row", Kind.YESNO, width=10, grouped=True),
        Column("open", "В работе", "Still open", Kind.YESNO, width=10, grouped=True),
        _CLAIM,
    ),
    identity=("claim",),
)

SHEET = Sheet(
    "conflicts",
    CONFLICTS.ru,
    CONFLICTS.en,
    stack=(
        Block(
            CONFLICTS,
            rules=(
                Rule("", "muted", when='{row.settled_on}<>""'),
                Rule("", "watch", when='{row.decision}=""'),
            ),
        ),
    ),
    lines=(
        *COMMON,
        Line(
            "conflicts_open",
            Kind.INT,
            formula="COUNTA({cb_conflicts.claim})-COUNT({cb_conflicts.settled_on})",
        ),
    ),
)

JOURNAL = Sheet(
    "collected",
    COLLECTED.ru,
    COLLECTED.en,
    stack=(Block(COLLECTED, rules=(Rule("outcome", "watch", words=("conflict",)),)),),
    lines=(*COMMON, Line("collected_rows", Kind.INT, formula="COUNTA({cb_collected.claim})")),
)

SHEETS = (SHEET, JOURNAL)


def contents(conflicts: pd.DataFrame, collected: pd.DataFrame, top: Top, words: Words) -> list[Content]:
    """Return both sheets; none where nothing was ever collected.

    Args:
        conflicts: rows of «Конфликты»
        collected: rows of «Собрано»
        top: the common lines
        words: the language of the book
    """
    if conflicts.empty and collected.empty:
        return []
    lines: dict[str, Value] = {**top.lines(), "conflicts_open": int(conflicts["settled_on"].isna().sum())}
    rows = conflicts.sort_values("settled_on", key=pd.Series.notna, kind="stable")  # those that wait come first
    return [
        Content(SHEET, {CONFLICTS.name: shown(rows, CONFLICTS, words)}, lines),
        Content(
            JOURNAL,
            {COLLECTED.name: shown(collected, COLLECTED, words)},
            {**top.lines(), "collected_rows": len(collected)},
        ),
    ]
