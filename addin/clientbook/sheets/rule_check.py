"""«Проверка правил»: the risk rules on the department's own past, by rule, threshold and date, for tuning «Настройки»."""

from __future__ import annotations

import pandas as pd

from clientbook.locale import Words
from clientbook.method.risk import RULES
from clientbook.method.tools import Tools
from clientbook.register.columns import Code, Codes, Column, Kind, Table
from clientbook.sheets.common import COMMON, Top
from clientbook.sheets.description import Block, Content, Line, Rule, Sheet, Value
from clientbook.sheets.fields import grouped, shown
from clientbook.sheets.ratios import ratio
from clientbook.sheets.risks import POINTS
from clientbook.sheets.setting_cells import setting

RULE = Codes(
    (
        *(Code(rule, *POINTS[f"risk_{rule}"]) for rule in RULES),
        Code("total", "Баллы всех правил", "Points of all rules"),
    )
)
VERDICT = Codes(
    (
        Code("works", "работает", "works"),
        Code("chance", "не отличить от случая", "no more than chance"),
        Code("reverse", "наоборот", "the reverse"),
        Code("few", "мало клиентов", "too few clients"),
        Code("none", "нет истории", "no history"),
    )
)

CHECK = Table(
    "cb_rule_check",
    "Проверка правил",
    "Rule check",
    (
        Column("rule", "Правило", "Rule", Kind.CODE, codes=RULE, width=27),
        Column("threshold", "Порог", "Threshold", width=26),
        Column("in_force", "Действует", "In force", Kind.YESNO, width=11),
        Column("checked", "На дату", "On", Kind.DATE, width=12),
        Column("clients", "Клиентов с данными", "Clients with data", Kind.INT, width=12),
        Column("flagged", "Сработало у", "Flagged", Kind.INT, width=11),
        Column(
            "flagged_share",
            "Из них купили за 6 мес., %",
            "Of them bought in 6 months, %",
            Kind.PERCENT,
            width=13,
            formula=ratio("flagged_bought", "flagged"),
        ),
        Column(
            "others_share",
            "Из остальных купили, %",
            "Of the others bought, %",
            Kind.PERCENT,
            width=13,
            formula=ratio("others_bought", "others"),
        ),
        Column(
            "lift",
            "Чаще не покупают, раз",
            "Times as many do not buy",
            Kind.NUMBER,
            width=12,
            formula=(
                'IF(OR({row.flagged_share}="",{row.others_share}=""),"",'
                'IF({row.others_share}=1,"",(1-{row.flagged_share})/(1-{row.others_share})))'
            ),
        ),
        Column("verdict", "Вывод", "Verdict", Kind.CODE, codes=VERDICT, width=20),
        Column("why", "Почему", "Why", width=58),
        grouped(Column("flagged_bought", "Купили из сработавших", "Flagged who bought", Kind.INT, width=12)),
        grouped(Column("others", "Остальных", "Others", Kind.INT, width=11)),
        grouped(Column("others_bought", "Купили из остальных", "Others who bought", Kind.INT, width=12)),
        grouped(Column("key", "Ключ", "Key", Kind.ID, width=30)),
    ),
    identity=("key",),
)

SHEET = Sheet(
    "rule_check",
    CHECK.ru,
    CHECK.en,
    stack=(
        Block(
            CHECK,
            rules=(
                Rule("verdict", "good", words=("works",)),
                Rule("verdict", "watch", words=("chance",)),
                Rule("verdict", "bad", words=("reverse",)),
                Rule("", "muted", words=("few", "none"), of="verdict"),
            ),
        ),
    ),
    lines=(
        *COMMON,
        Line("check_least", Kind.INT, formula=setting('"check_least"')),
        Line("check_works", wide=True),
        Line("check_fails", wide=True),
    ),
    frozen="threshold",
)

PERCENTS = frozenset({"p90", "longest", "amount", "breadth", "share"})
"""Rules whose threshold is a ratio, said in percent."""


def content(tools: Tools, top: Top, words: Words) -> Content:
    """Return «Проверка правил».

    Args:
        tools: the check
        top: the common lines
        words: the language of the book
    """
    found, least = tools.rule_check, tools.desk.register.settings.whole("check_least")
    flagged, others = (
        (found[f"{side}_bought"].astype(float) / found[side].astype(float).where(found[side].astype(float) > 0))
        for side in ("flagged", "others")
    )
    rows = found.assign(
        key=[f"{rule}|{limit}|{day:%Y-%m-%d}" for rule, limit, day in _keys(found)],
        threshold=[None if pd.isna(limit) else threshold(rule, limit, words) for rule, limit, _ in _keys(found)],
        in_force=found["in_force"].where(found["in_force"].eq(other=True), None),
        flagged_share=flagged,
        others_share=others,
        lift=((1 - flagged) / (1 - others).where(others < 1)),
        why=_why(found, least, words),
    )
    lines: dict[str, Value] = {
        **top.lines(),
        "check_least": least,
        "check_works": _named(found, ("works",), words),
        "check_fails": _named(found, ("chance", "reverse"), words),
    }
    return Content(SHEET, {CHECK.name: shown(rows, CHECK, words)}, lines)


def _keys(found: pd.DataFrame) -> list[tuple[str, float, pd.Timestamp]]:
    return list(zip(found["rule"], found["threshold"], found["checked"], strict=True))


def threshold(rule: str, limit: float, words: Words) -> str:
    """Return a threshold in words: «больше 90 % своих пауз», «−30 %»."""
    value = 100 * limit if rule in PERCENTS else limit
    digits = 0 if round(value, 6) == round(value) else 1
    return words.text(f"rule_check.threshold.{rule}", value=words.number(value, digits))


def _why(found: pd.DataFrame, least: int, words: Words) -> list[str]:
    """Return what every verdict rests on, or what is missing."""
    fewest = found[["flagged", "others"]].astype(float).min(axis=1)
    return [
        words.text(f"rule_check.lacks.{lacks}")
        if isinstance(lacks, str)
        else words.text(f"rule_check.why.{verdict}", count=int(few), least=least)
        for lacks, verdict, few in zip(found["lacks"], found["verdict"], fewest, strict=True)
    ]


def _named(found: pd.DataFrame, verdicts: tuple[str, ...], words: Words) -> str:
    """Return the rules in force with one of these verdicts on every date that tells something."""
    told = found[found["in_force"].eq(other=True) & found["verdict"].isin(("works", "chance", "reverse"))]
    fits: dict[tuple[str, float], bool] = {}
    for rule, limit, said in zip(told["rule"], told["threshold"], told["verdict"], strict=True):
        fits[rule, limit] = fits.get((rule, limit), True) and said in verdicts
    names = [
        f"{RULE.word(rule, words.lang)} ({threshold(rule, limit, words)})"
        if rule == "total"
        else RULE.word(rule, words.lang)
        for (rule, limit), fit in fits.items()
        if fit
    ]
    return ", ".join(names) if names else words.text("rule_check.nothing")
