"""Client codes of other tables → codes of `Клиенты`, where Excel made a number or a date of a code or people wrote it otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

_DATE = re.compile(r"\d{4}-(\d\d)-(\d\d)")
"""A code that Excel made a date of, as it is read; the year is that of the typing and says nothing."""
_TWO_PARTS = re.compile(r"(\d{1,2})[-./](\d{1,2})")
_ALIKE = str.maketrans("авекмнорстухё–—−‐‑", "abekmhopctyxe-----")
"""Small Cyrillic letters whose capitals look like Latin ones, and dashes: what nobody sees on a sheet."""
_SPACES = re.compile(r"[\s\u200b\ufeff]+")
_NOT_IN_NAMES = re.compile(r"[\s\u200b\ufeff\"'`«»„“”]+")


@dataclass(frozen=True)
class ClientCodes:
    """The codes of `Клиенты`, to match codes of other tables with.

    Attributes:
        exact: the codes as they are
        numbers: those that stand in the book as numbers, so that leading zeros may be lost
        by_number: code without leading zeros → the only code of `Клиенты` that reads so
        by_case: code without case → the only code of `Клиенты` that reads so
        by_look: code as it looks, without blanks, whatever the alphabet of its letters → the only code that looks so
        by_name: name of a client without blanks and quotes → the only code of that name
        by_day: month and day → the only code of `Клиенты` that is such a date, or that Excel would make one of
    """

    exact: frozenset[str]
    numbers: frozenset[str] = frozenset()
    by_number: Mapping[str, str] = field(default_factory=dict)
    by_case: Mapping[str, str] = field(default_factory=dict)
    by_look: Mapping[str, str] = field(default_factory=dict)
    by_name: Mapping[str, str] = field(default_factory=dict)
    by_day: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def of(codes: Iterable[str], numbers: Iterable[str] = (), names: Iterable[str] = ()) -> ClientCodes:
        """Return the matcher for the codes of `Клиенты`.

        Args:
            codes: the codes
            numbers: those whose cells hold a number
            names: names of the clients in the order of the codes, where a name may stand for a code
        """
        listed = list(codes)
        return ClientCodes(
            frozenset(listed),
            frozenset(numbers),
            _unique((code.lstrip("0"), code) for code in listed if code.isdigit()),
            _unique((code.casefold(), code) for code in listed),
            _unique((look(code), code) for code in listed),
            _unique((_name(name), code) for name, code in zip(names, listed, strict=False)),
            _unique((day, code) for code in listed for day in _days(code)),
        )

    def with_more(self, codes: Iterable[str]) -> ClientCodes:
        """Return the matcher that also knows further codes as they stand: clients «нет в справочнике»."""
        return replace(self, exact=self.exact | frozenset(codes))

    def match(self, code: str, *, number: bool) -> tuple[str, str]:
        """Return the code of `Клиенты` that a code means, and the problem key of how it was found.

        Args:
            code: the code of another table, as text
            number: its cell holds a number

        Returns:
            The code itself and an empty remark where it is there as it stands or nowhere.
        """
        if code in self.exact:
            return code, ""
        if code.isdigit():
            near = self.by_number.get(code.lstrip("0"))
            if near is not None and (number or near in self.numbers):
                return near, "code_zeros"
        near = self.by_case.get(code.casefold())
        if near is not None:
            return near, "code_case"
        near = self.by_look.get(look(code))
        if near is not None:
            return near, "code_look"
        near = self.by_name.get(_name(code))
        if near is not None:
            return near, "code_name"
        near = self._of_day(code)
        return (near, "code_date") if near is not None else (code, "")

    def _of_day(self, code: str) -> str | None:
        """Return the only code that is a date where this one is text such as «01-02», or the other way round."""
        found = {near for day in _days(code) if (near := self.by_day.get(day)) is not None}
        found = {near for near in found if bool(_DATE.fullmatch(near)) != bool(_DATE.fullmatch(code))}
        return found.pop() if len(found) == 1 else None

    def doubtful(self, code: str) -> bool:
        """Tell whether it matters if the cell of a code holds a number or text."""
        return code not in self.exact and code.isdigit() and code.lstrip("0") in self.by_number


def look(code: str) -> str:
    """Return a code as it looks on a sheet: without blanks and case, Cyrillic letters as the Latin ones they resemble."""
    return _SPACES.sub("", code).casefold().translate(_ALIKE)


def _name(name: str) -> str:
    return _NOT_IN_NAMES.sub("", name).casefold().replace("ё", "е")


def _days(code: str) -> Iterator[str]:
    """Yield the months and days that a code is, or may become in Excel: day first or month first."""
    if (date := _DATE.fullmatch(code)) is not None:
        yield f"{date[1]}-{date[2]}"
    elif (parts := _TWO_PARTS.fullmatch(code)) is not None:
        for month, day in {(int(parts[2]), int(parts[1])), (int(parts[1]), int(parts[2]))}:
            if 1 <= month <= 12 and 1 <= day <= 31:
                yield f"{month:02d}-{day:02d}"


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return name → code, without names that several codes share."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for name, code in pairs:
        if found.setdefault(name, code) != code:
            twice.add(name)
    return {name: code for name, code in found.items() if name not in twice}
