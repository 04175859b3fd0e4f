"""Both catalogues say the same things: the same keys, the same fields, nothing empty, and every key that code asks for."""

from __future__ import annotations

import re
import string
import tomllib
from collections import Counter
from pathlib import Path

import pytest

import clientbook
from clientbook.locale import LANGUAGES, Words, _flatten, words
from clientbook.register.codes import DONE
from clientbook.register.problems import Done
from clientbook.register.settings import SETTINGS

ROOM = Path(clientbook.__file__).parent
ASKED = re.compile(r"""\.text\(\s*["']([a-z_0-9.]+)["']""")
"""A key that stands in the code as it is; keys that are put together are tested beside what they are made from."""


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def files(lang: str) -> dict[str, dict[str, str]]:
    folder = ROOM / "locale" / lang
    return {path.name: _flatten(tomllib.loads(path.read_text(encoding="utf-8"))) for path in folder.glob("*.toml")}


def test_both_languages_have_the_same_files_and_keys() -> None:
    russian, english = files("ru"), files("en")
    assert russian.keys() == english.keys()
    assert {name: sorted(keys) for name, keys in russian.items()} == {
        name: sorted(keys) for name, keys in english.items()
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_key_stands_in_two_files(lang: str) -> None:
    seen = Counter(key for keys in files(lang).values() for key in keys)
    assert not [key for key, times in seen.items() if times > 1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_are_those_a_parser_of_toml_reads(lang: str) -> None:
    assert dict(words(lang).catalogue) == {key: text for keys in files(lang).values() for key, text in keys.items()}


def test_a_sentence_takes_the_same_fields_in_both_languages() -> None:
    russian, english = words("ru").catalogue, words("en").catalogue
    different = [key for key, text in russian.items() if key in english and fields(text) != fields(english[key])]
    assert not different


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_empty_or_left_to_do(lang: str) -> None:
    unfinished = re.compile(r"\b(TODO|XXX|FIXME)\b")
    assert not [key for key, text in words(lang).catalogue.items() if not text.strip() or unfinished.search(text)]


def test_english_has_no_russian_left_in_it() -> None:
    cyrillic = {key for key, text in words("en").catalogue.items() if re.search("[А-Яа-яЁё]", text)}
    assert not cyrillic


def code() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(ROOM.rglob("*.py")))


def test_every_key_the_code_asks_for_is_there() -> None:
    source = code()
    asked = set(ASKED.findall(source))
    asked |= {f"error.{key}" for key in re.findall(r'(?:Host|Register|Usage)Error\(\s*"(\w+)"', source)}
    asked |= {f"problem.{key}" for key in re.findall(r'problems\.add\(\s*"(\w+)"', source)}
    missing = sorted(asked - words("ru").catalogue.keys())
    assert missing == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_setting_and_every_deed_has_its_words(lang: str) -> None:
    catalogue = words(lang).catalogue
    wanted = [f"setting.{setting.key}.{part}" for setting in SETTINGS for part in ("title", "about")]
    wanted += [f"unit.{setting.unit}" for setting in SETTINGS if setting.unit]
    assert not [key for key in wanted if key not in catalogue]
    assert list(DONE.words(lang)) == [done.value for done in Done]


def test_figures_are_written_as_people_of_the_language_write_them() -> None:
    russian, english = words("ru"), words("en")
    assert isinstance(russian, Words)
    assert (russian.number(1234.5, 1), english.number(1234.5, 1)) == ("1\u00a0234,5", "1,234.5")


def test_keys_come_in_one_order_whatever_was_asked_for_first() -> None:
    asked = Words("ru").catalogue
    assert asked["ribbon.undo.label"]
    assert list(asked) == list(Words("ru").catalogue)
