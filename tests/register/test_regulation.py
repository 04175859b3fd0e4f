"""The contact regulation: domain §4 by default, a sheet over it line by line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from clientbook.locale import LANGUAGES, words
from clientbook.register.problems import Done
from clientbook.register.regulation import CHANNELS, PER_YEAR, default_regulation
from tests.register.books import SheetOf, keys, problem, register

CLIENT = ("А-1", "Альфа", "И")
SALE = (date(2025, 5, 20), "1", "А-1", 5.0)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_default_regulation_has_every_line_and_channel_with_words(lang: str) -> None:
    rows = default_regulation(words(lang))
    assert len(rows) == len(PER_YEAR) * len(CHANNELS)
    assert rows[["segment", "purpose", "dmu_role"]].notna().all(axis=None)
    table = rows.pivot_table(index="line", columns="channel", values="per_year")[list(CHANNELS)]
    assert list(table.loc["key_kam"]) == [12, 24, 24, 2]
    assert list(table.loc["small"]) == [0, 2, 6, 0]
    assert rows["purpose"].str.len().max() <= 60


def test_a_row_of_the_sheet_wins_and_missing_lines_are_the_defaults(tmp_path: Path) -> None:
    rows = [
        ("Ключ", "Сегмент", "Канал", "Раз в год", "Роль в ГПР", "Цель", "Мин."),
        ("large", None, "Звонок", 20, None, "Свой звонок", 15),
        ("Малый", None, "звонок", 4, None, None, None),
        ("large", None, "Звонок", 99, None, None, None),
        ("огромный", None, "Визит", 1, None, None, None),
        ("key", None, "Визит", -1, None, None, None),
        ("medium", None, "Визит", 1, None, None, -20),
    ]
    found = register(
        tmp_path / "a.xlsx", [CLIENT], [SALE], more={"Регламент": SheetOf(rows)}, settings={"call_minutes": "9"}
    )
    by_pair = found.regulation.set_index(["line", "channel"])
    assert len(by_pair) == len(PER_YEAR) * len(CHANNELS)
    own = by_pair.loc[("large", "call"), ["per_year", "purpose", "minutes", "row"]]
    assert list(own) == [20, "Свой звонок", 15, 2]
    assert list(by_pair.loc[("small", "call"), ["per_year", "minutes"]]) == [4, 9]
    assert list(by_pair.loc[("key", "visit"), ["per_year", "row"]]) == [4, 0]
    assert by_pair.loc[("medium", "visit"), "minutes"] == 120
    assert {"regulation_twice", "regulation_line", "regulation_negative", "regulation_minutes"} <= keys(found)


def test_more_contacts_than_fit_are_told_with_what_is_used(tmp_path: Path) -> None:
    rows = [
        ("Ключ", "Канал", "Раз в год"),
        ("large", "Звонок", 1000),
        ("new", "Визит", 40),
        ("small", "Звонок", 100),
        ("small", "Письмо", 60),
    ]
    found = register(tmp_path / "a.xlsx", [CLIENT], [SALE], more={"Регламент": SheetOf(rows)})
    used = found.regulation.set_index(["line", "channel"])["per_year"]
    assert (used["large", "call"], used["new", "visit"], used["small", "call"]) == (121, 30, 100)
    told = {line.cell: (line.value, line.done, line.fields["most"]) for line in found.problems if "most" in line.fields}
    assert told["C2"] == ("1000", Done.CAPPED, "121")
    assert told["C3"] == ("40", Done.CAPPED, "30")
    assert problem(found, "regulation_sum").cell == "C4"
