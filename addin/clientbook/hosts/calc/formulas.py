"""Formulas as Excel spells them, ``=SUM('A B'!A1,2)``, and as UNO does, ``=SUM($'A B'.A1;2)``."""

from __future__ import annotations

import re

_TO_CALC = re.compile(
    r'"(?:[^"]|"")*"'  # texts stay
    r"|(?P<quoted>\$?'(?:[^']|'')+')!"
    r"|(?P<bare>\$?[^\W\d][\w.]*)!(?=\$?[A-Za-z#])"
    r"|(?P<mark>[,;{}])"
)
_TO_EXCEL = re.compile(
    r'"(?:[^"]|"")*"'
    r"|\$?(?P<quoted>'(?:[^']|'')+')\.(?=[$A-Za-z#])"
    r"|\$(?P<bare>[^\W\d]\w*)\.(?=[$A-Za-z#])"
    r"|(?P<mark>[;|{}])"
)
_CALC_MARKS = {",": ";", ";": "|"}


def to_calc(formula: str) -> str:
    """Return a formula of Excel, with its equals sign, as UNO takes it."""

    def turned(match: re.Match[str]) -> str:
        sheet = match["quoted"] or match["bare"]
        if sheet:
            return f"${sheet.removeprefix('$')}."
        return _CALC_MARKS.get(match["mark"] or "", match[0])

    return _TO_CALC.sub(turned, formula)


def to_excel(formula: str) -> str:
    """Return a formula of UNO as Excel spells it."""
    inside = False

    def turned(match: re.Match[str]) -> str:
        nonlocal inside
        sheet = match["quoted"] or match["bare"]
        if sheet:
            return f"{sheet}!"
        mark = match["mark"]
        if mark in {"{", "}"}:
            inside = mark == "{"
        elif mark == ";":
            return ","
        elif mark == "|":
            return ";" if inside else mark
        return match[0]

    return _TO_EXCEL.sub(turned, formula)
