"""The rules of `Клиенты` beyond single cells: duplicates, near names, tax numbers, overrides (domain: the register)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

from clientbook.register.client_codes import ClientCodes, look
from clientbook.register.frames import below, frame
from clientbook.register.headers import address
from clientbook.register.locate import Place
from clientbook.register.problems import Done, Problems
from clientbook.register.rows import NUMBER_CODE
from clientbook.register.tables import CLIENTS
from clientbook.register.tax_numbers import inn, with_zero

_FORMS = re.compile(
    r"\b(общество с ограниченной ответственностью|акционерное общество|индивидуальный предприниматель"
    r"|ооо|оао|зао|пао|нао|ао|ип|тоо|чп|тд|гк|llc|ltd|inc|gmbh|co|corp|jsc|oy|ag|sa)\b"
)
_NOBODY = frozenset({"нет", "никто", "none", "nobody"})
_MARKS = re.compile(r"[^0-9a-zа-я]+")


def clean_clients(read: pd.DataFrame, say: Speaker, lang: str) -> tuple[pd.DataFrame, ClientCodes]:
    """Return the clients that count, one row per code, and the matcher of their codes.

    The first row of a code counts. Equal tax numbers, codes that look alike and near names are told, never merged.
    """
    first = ~read["client_id"].duplicated()
    for row, code in read.loc[~first, ["row", "client_id"]].itertuples(index=False):
        say("client_duplicate", row, "client_id", code, Done.LEFT_OUT)
    clients = read[first].reset_index(drop=True)
    clients["client"] = clients["client"].where(clients["client"].notna(), clients["client_id"])
    numbers = clients.loc[clients[NUMBER_CODE], "client_id"]
    codes = ClientCodes.of(clients["client_id"], numbers, clients["client"])
    clients = clients.drop(columns=NUMBER_CODE)
    clients["listed"] = pd.Series(data=True, index=clients.index, dtype=bool)
    _near_codes(clients, say)
    _tax_ids(clients, say)
    _near_names(clients, say)
    _blank_managers(clients, say)
    _overrides(clients, say, lang)
    _ranges(clients, say)
    _parents(clients, codes, say)
    return clients, codes


def not_listed(clients: pd.DataFrame, codes: Iterable[str]) -> pd.DataFrame:
    """Return the clients with those «нет в справочнике» below: known from sales only, named by their code."""
    found = list(codes)
    extra = frame(CLIENTS, {"client_id": found, "client": found}, [0] * len(found))
    extra["listed"] = pd.Series(data=False, index=extra.index, dtype=bool)
    return below(clients, extra[list(clients.columns)])


def near_name(name: str) -> str:
    """Return a company name as near names are compared: no legal form, quotes, spaces, case."""
    return _MARKS.sub("", _FORMS.sub(" ", name.casefold().replace("ё", "е")))


class Speaker:
    """Notes problems of one table by row and column key."""

    def __init__(self, place: Place, problems: Problems) -> None:
        self.place = place
        self.problems = problems

    def __call__(
        self, problem: str, row: int, key: str, value: object, done: Done = Done.KEPT, /, **fields: Any
    ) -> None:
        """Note a problem at a cell; a column that is not there gives the first of the row."""
        column = self.place.headers.columns.get(key, self.place.area.left)
        self.problems.add(
            problem, sheet=self.place.area.sheet, cell=address(row, column), value=value, done=done, **fields
        )


def _near_codes(clients: pd.DataFrame, say: Speaker) -> None:
    known: dict[str, str] = {}
    for row, code in zip(clients["row"], clients["client_id"], strict=True):
        other = known.setdefault(look(code), code)
        if other != code:
            say("client_code_near", row, "client_id", f"{code} ~ {other}")


def _tax_ids(clients: pd.DataFrame, say: Speaker) -> None:
    """Check tax numbers; a leading zero that Excel lost is put back."""
    known: dict[str, str] = {}
    fixed = list(clients["tax_id"])
    for index, (row, text) in enumerate(zip(clients["row"], clients["tax_id"], strict=True)):
        if text is None:
            continue
        number = fixed[index] = with_zero(text)
        if number != text:
            say("tax_id_zero", row, "tax_id", text, Done.CLEANED)
        elif not inn.is_valid(number):
            say("tax_id_bad", row, "tax_id", text)
        code = clients["client_id"].iloc[index]
        other = known.setdefault(number, code)
        if other != code:
            say("tax_id_twice", row, "tax_id", number, Done.KEPT)
    clients["tax_id"] = pd.Series(fixed, dtype=object)


def _near_names(clients: pd.DataFrame, say: Speaker) -> None:
    known: dict[str, str] = {}
    for row, name in zip(clients["row"], clients["client"], strict=True):
        near = near_name(name)
        if near and near in known:
            say("name_near", row, "client", f"{name} ~ {known[near]}")
        elif near:
            known[near] = name


def _blank_managers(clients: pd.DataFrame, say: Speaker) -> None:
    """Tell of clients whom nobody leads; a dash or «нет» in the cell says so too."""
    names = clients["manager"].fillna("").astype(str)
    nobody = ~names.str.contains(r"\w") | names.str.strip().str.casefold().isin(_NOBODY)
    clients["manager"] = clients["manager"].mask(nobody, None)
    for row, name in clients.loc[clients["manager"].isna(), ["row", "client"]].itertuples(index=False):
        say("manager_blank", row, "manager", name)


def _overrides(clients: pd.DataFrame, say: Speaker, lang: str) -> None:
    for key in ("segment_manual", "status_manual"):
        bare = clients[key].notna() & clients["override_reason"].isna()
        for row, value in clients.loc[bare, ["row", key]].itertuples(index=False):
            codes = CLIENTS[key].codes
            say("override_no_reason", row, key, codes.word(value, lang) if codes else value)


def _ranges(clients: pd.DataFrame, say: Speaker) -> None:
    """Blank figures that cannot be: a potential that is not positive, an NPS outside 0–10, debts under zero."""
    for key, problem, bad in (
        ("potential", "potential_bad", clients["potential"] <= 0),
        ("nps", "nps_range", (clients["nps"] < 0) | (clients["nps"] > 10)),
        *((key, "below_zero", clients[key] < 0) for key in ("receivable", "overdue", "overdue_days", "credit_limit")),
    ):
        for row, value in clients.loc[bad, ["row", key]].itertuples(index=False):
            say(problem, row, key, f"{value:g}", Done.DEFAULT, column=say.place.header(key))
        clients.loc[bad, key] = float("nan")
    more = clients["overdue"] > clients["receivable"]
    for row, overdue in clients.loc[more, ["row", "overdue"]].itertuples(index=False):
        say("overdue_over", row, "overdue", f"{overdue:g}")


def _parents(clients: pd.DataFrame, codes: ClientCodes, say: Speaker) -> None:
    for row, parent in clients.loc[clients["parent_id"].notna(), ["row", "parent_id"]].itertuples(index=False):
        if parent not in codes.exact:
            say("parent_unknown", row, "parent_id", parent)
