"""What tables of a register say of each other: client codes, spellings of managers, leave (domain: the register)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from datetime import date

import pandas as pd

from clientbook.register.client_codes import ClientCodes
from clientbook.register.clients import Speaker
from clientbook.register.columns import normal
from clientbook.register.problems import Done
from clientbook.register.rows import NUMBER_CODE

Speakers = Mapping[str, Speaker]

_WORDS = re.compile(r"\w+")
_BETWEEN = re.compile(r"\s*[/\\,;+&|\n]\s*|\s+(?:и|and|–|-)\s+")
"""What stands between two names in one cell."""
MANAGERS = {
    "cb_staff": ("manager", "head", "substitute"),
    "cb_clients": ("manager",),
    "cb_log": ("manager",),
    "cb_plans": ("manager",),
    "cb_leave": ("manager",),
    "cb_transfers": ("giver", "taker"),
    "cb_offers": ("manager",),
    "cb_indicators": ("manager",),
}
"""Columns with names of our people; the first table that has a name decides how it is spelt."""


def match_codes(table: pd.DataFrame, codes: ClientCodes, say: Speaker | None) -> pd.DataFrame:
    """Return a table with the client codes of `Клиенты`, where Excel changed them; unknown ones are told and kept."""
    if NUMBER_CODE not in table:
        return table
    matched: list[object] = []
    for row, code, number in table[["row", "client_id", NUMBER_CODE]].itertuples(index=False):
        if not isinstance(code, str):
            matched.append(None)
            continue
        listed, remark = codes.match(code, number=bool(number))
        matched.append(listed)
        if say is not None and remark:
            say(remark, row, "client_id", f"{code} → {listed}", Done.CLEANED)
        elif say is not None and listed not in codes.exact:
            say("code_elsewhere", row, "client_id", code)
    return table.drop(columns=NUMBER_CODE).assign(client_id=pd.Series(matched, dtype=object, index=table.index))


def one_spelling(tables: dict[str, pd.DataFrame], speakers: Speakers) -> None:
    """Spell every manager one way in all tables; other spellings («ИВАНОВ И.И.») are told."""
    spelt: dict[str, str] = {}
    for name, keys in MANAGERS.items():
        table, say = tables[name], speakers.get(name)
        tables[name] = table.assign(
            **{key: pd.Series(_respelt(table, key, spelt, say), dtype=object, index=table.index) for key in keys}
        )
    _near_managers(tables, speakers)


def _near_managers(tables: Mapping[str, pd.DataFrame], speakers: Speakers) -> None:
    """Tell of names that may be one person's, «Иванов И.И.» and «Иванов Иван Иванович»; they are never taken for one.

    A name is told where the work stands under it, and in the list of staff only where it stands nowhere else: a run adds
    that list where there is none, and what is told must not move.
    """
    staff = "cb_staff"
    first: dict[str, tuple[str, str, pd.Series]] = {}
    for name in (*(name for name in MANAGERS if name != staff), staff):
        for key in MANAGERS[name]:
            for manager, rows in tables[name].groupby(key, sort=False)["row"]:
                first.setdefault(str(manager), (name, key, rows))
    hired = set(tables[staff]["manager"])
    names = {normal(name) for name in first}
    by_surname: dict[str, list[str]] = {}
    for manager in sorted(first, key=lambda one: one not in hired):
        name, key, rows = first[manager]
        known, say = by_surname.setdefault(_surname(manager), []), speakers.get(name)
        other = next((one for one in known if _near_person(one, manager)), None)
        if other is not None and say is not None:
            say("manager_near", rows.iloc[0], key, manager, Done.KEPT, count=len(rows), other=other)
        elif say is not None and len(_several(manager, names)) > 1:
            say("manager_several", rows.iloc[0], key, manager, Done.KEPT, count=len(rows))
        known.append(manager)


def _several(name: str, known: Set[str]) -> list[str]:
    """Return the names that a cell holds beside each other; none where nobody of them is known otherwise."""
    parts = [part for part in _BETWEEN.split(name) if part.strip()]
    return parts if known & {normal(part) for part in parts} else []


def _surname(name: str) -> str:
    return next((word for word in _words(name) if len(word) > 1), "")


def _given(name: str) -> list[str]:
    """Return the words of a name besides the surname: names or initials."""
    surname = _surname(name)
    return [word for word in _words(name) if word != surname]


def _near_person(one: str, other: str) -> bool:
    """Tell whether two different names with one surname agree where one of them has initials or stops short."""
    first, second = _given(one), _given(other)
    if not first or not second or not "".join(first + second).isalpha():
        return False
    return first != second and all(
        a == b or (a[0] == b[0] and 1 in {len(a), len(b)}) for a, b in zip(first, second, strict=False)
    )


def _words(name: str) -> list[str]:
    return _WORDS.findall(name.casefold().replace("ё", "е"))


def _respelt(table: pd.DataFrame, key: str, spelt: dict[str, str], say: Speaker | None) -> Iterable[object]:
    for row, name in zip(table["row"], table[key], strict=True):
        if not isinstance(name, str):
            yield None
            continue
        first = spelt.setdefault(normal(name), name)
        if first != name and say is not None:
            say("manager_spelling", row, key, f"{name} → {first}", Done.CLEANED)
        yield first


def clean_people(people: pd.DataFrame, say: Speaker | None) -> pd.DataFrame:
    """Return `Контакты ГПР` without influence outside 1–5 and attitude outside −2…+2."""
    people = people.copy()
    for key, low, high in (("influence", 1, 5), ("attitude", -2, 2)):
        bad = (people[key] < low) | (people[key] > high)
        if say is not None:
            for row, value in people.loc[bad, ["row", key]].itertuples(index=False):
                header = say.place.header(key)
                say("out_of_range", row, key, f"{value:g}", Done.DEFAULT, header=header, low=low, high=high)
        people.loc[bad, key] = float("nan")
    return people


def clean_answers(answers: pd.DataFrame, say: Speaker | None) -> pd.DataFrame:
    """Return `Оценки NPS` without scores outside 0…10."""
    bad = (answers["score"] < 0) | (answers["score"] > 10)
    if say is not None:
        for row, score in answers.loc[bad, ["row", "score"]].itertuples(index=False):
            say("answer_range", row, "score", f"{score:g}", Done.LEFT_OUT)
    return answers[~bad].reset_index(drop=True)


def clean_leave(leave: pd.DataFrame, say: Speaker | None) -> pd.DataFrame:
    """Return leave without rows that end before they begin."""
    backward = leave["end"] < leave["start"]
    if say is not None:
        for row, start, end in leave.loc[backward, ["row", "start", "end"]].itertuples(index=False):
            say("leave_backward", row, "end", f"{start:%d.%m.%Y} – {end:%d.%m.%Y}", Done.LEFT_OUT)
    return leave[~backward].reset_index(drop=True)


def tell_later_contacts(log: pd.DataFrame, plan_from: date, say: Speaker | None) -> None:
    """Note contacts dated after the base of the plan: they cannot have taken place yet, and count from their day on."""
    later = log["date"] > pd.Timestamp(plan_from)
    if say is not None:
        for row, day in log.loc[later, ["row", "date"]].itertuples(index=False):
            say("log_after", row, "date", f"{day:%d.%m.%Y}", Done.LEFT_OUT, day=f"{plan_from:%d.%m.%Y}")
