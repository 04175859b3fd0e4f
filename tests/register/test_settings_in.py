"""Settings: what is typed in the book and what is given for a run; what cannot be is told and the default used."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from clientbook.errors import UsageError
from clientbook.locale import LANGUAGES, words
from clientbook.register.problems import Done
from clientbook.register.settings import BY_KEY, SETTINGS
from clientbook.register.settings_in import allowed, given_settings
from clientbook.register.tables import SETTINGS as TABLE
from tests.register.books import SheetOf, every_sentence, problem, register


def test_settings_of_the_book_are_checked_and_those_of_the_run_win(tmp_path: Path) -> None:
    rows = [
        ("Ключ", "Параметр", "Значение"),
        ("abc_a", "", "75 %"),
        ("abc_b", "", 1.5),
        ("horizon_weeks", "", 2.5),
        ("income_mode", "", "за 12 месяцев"),
        ("as_of", "", "31.05.2025"),
        ("lost_days", "", None),
        ("abc_ccc", "", 3),
    ]
    more = {"Настройки": SheetOf(rows, table=TABLE.name)}
    sale = (date(2025, 5, 20), "1", "А-1", 5.0)
    found = register(tmp_path / "a.xlsx", [("А-1", "Альфа", "И")], [sale], more=more, settings={"abc_a": "0.7"})
    settings = found.settings
    assert settings.number("abc_a") == 0.7
    assert settings.number("abc_b") == BY_KEY["abc_b"].default
    assert settings.whole("horizon_weeks") == 13
    assert settings.word("income_mode") == "12m"
    assert settings.whole("lost_days") == 180
    assert found.as_of == date(2025, 5, 31)
    bad = {(line.cell, line.value, line.done) for line in found.problems if line.key == "setting_bad"}
    assert bad == {("C3", "1.5", Done.DEFAULT), ("C4", "2.5", Done.DEFAULT)}
    assert problem(found, "setting_unknown").cell == "A8"
    assert "abc_a" in str(problem(found, "setting_unknown").fields["names"])
    assert all(every_sentence(found))


def test_an_unknown_setting_names_the_nearest_and_a_bad_value_its_range() -> None:
    with pytest.raises(UsageError, match=r"«horizont_weeks» нет.*horizon_weeks"):
        given_settings({"horizont_weeks": "5"}, "ru")
    with pytest.raises(UsageError, match="целое число от 1 до 53"):
        given_settings({"horizon_weeks": "100"}, "ru")
    with pytest.raises(UsageError, match=r"profit \(прибыль\)"):
        given_settings({"income_basis": "оборотик"}, "ru")
    with pytest.raises(UsageError, match="дата вида"):
        given_settings({"as_of": "вчера"}, "ru")
    assert given_settings({"as_of": "2025-05-31", "abc_a": "0,7", "lost_days": ""}, "ru") == {
        "as_of": date(2025, 5, 31),
        "abc_a": 0.7,
    }


def test_every_setting_stands_once() -> None:
    assert [setting.key for setting in SETTINGS] == list(BY_KEY)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_setting_has_words_and_its_default_lies_in_its_range(lang: str) -> None:
    said = words(lang)
    for setting in SETTINGS:
        assert said.text(f"setting.{setting.key}.title")
        assert said.text(f"setting.{setting.key}.about")
        assert allowed(setting, said)
        if setting.default is not None:
            assert given_settings({setting.key: str(setting.default)}, lang) == {setting.key: setting.default}
