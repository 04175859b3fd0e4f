"""Every sheet described: what it names exists, what a manager sees at once fits the screen, both languages are whole."""

from __future__ import annotations

import re
from itertools import chain

import pytest

from clientbook.locale import LANGUAGES, words
from clientbook.register.columns import Kind, Table, normal
from clientbook.sheets import book, conflicts, import_review
from clientbook.sheets.description import Block, Charts, Content, Line, Rule, Sheet
from clientbook.sheets.fields import empty

PLACE = re.compile(r"\{(\w+)\.(\w+)\}")
NEW_FUNCTIONS = re.compile(r"\b(FILTER|XLOOKUP|LET|TODAY|NOW|OFFSET|INDIRECT|SORT|UNIQUE|TEXTJOIN|IFS|MAXIFS|SWITCH)\(")
DATE_PATTERN = re.compile(r"TEXT\([^)]*\"[^\"]*[dmyдмг]{2}", re.IGNORECASE)
STACKED = ("cb_load_weeks",)
"""Tables as wide as the horizon: later weeks are grouped."""

LATER = (*conflicts.SHEETS, import_review.SHEET)
COLLECTED = [Content(sheet, {b.table.name: empty(b.table) for b in sheet.blocks()}) for sheet in LATER]
"""The sheets that stand in a book only once something was collected or imported."""
CONTENTS = {lang: [*book.template_contents(lang), *COLLECTED] for lang in LANGUAGES}
SHEETS = [
    pytest.param(lang, content.sheet, id=f"{lang}-{content.sheet.key}")
    for lang in LANGUAGES
    for content in CONTENTS[lang]
]
EVERY = [pytest.param(*param.values[1:], id=param.id) for param in SHEETS]
TABLES = {block.table.name: block.table for content in CONTENTS["ru"] for block in content.sheet.blocks()}
LINES = {line.key for content in CONTENTS["ru"] for line in content.sheet.lines}


def formulas(sheet: Sheet) -> list[tuple[str, Table | None]]:
    """Return every formula of a sheet with the table whose rows it speaks of."""
    own = [(line.formula, None) for line in sheet.lines if line.formula]
    cells = [(c.formula, b.table) for b in sheet.blocks() for c in b.table.columns if c.formula]
    rules = [(rule.when, b.table) for b in sheet.blocks() for rule in b.rules if rule.when]
    return [*own, *cells, *rules]


@pytest.mark.parametrize("sheet", EVERY)
def test_formulas_name_places_that_exist_in_functions_that_old_programs_have(sheet: Sheet) -> None:
    for formula, table in formulas(sheet):
        assert not NEW_FUNCTIONS.search(formula)
        assert not DATE_PATTERN.search(formula)
        assert len(formula) < 8000
        for owner, key in PLACE.findall(formula):
            if owner == "row":
                assert table is not None
                assert key in table.by_key
            elif owner == "line":
                assert key in LINES
            elif owner != "name":
                assert key in TABLES[owner].by_key, formula


def rule_is_whole(rule: Rule, block: Block) -> bool:
    table = block.table
    decides = rule.of or rule.column
    known = (not rule.column or rule.column in table.by_key) and (not rule.of or rule.of in table.by_key)
    if rule.when:
        return known
    coded = table[decides].codes
    return known and coded is not None and set(rule.words) <= {code.code for code in coded.values}


@pytest.mark.parametrize("sheet", EVERY)
def test_rules_bars_and_charts_name_columns_that_exist(sheet: Sheet) -> None:
    for block in sheet.blocks():
        assert all(rule_is_whole(rule, block) for rule in block.rules)
        assert set(block.bars) <= block.table.by_key.keys()
        assert set(block.table.identity) <= block.table.by_key.keys()
    for chart in chain.from_iterable(item.charts for item in sheet.stack if isinstance(item, Charts)):
        assert {chart.categories, *chart.series} <= TABLES[chart.table].by_key.keys()
        assert chart.table in {block.table.name for block in sheet.blocks()}


@pytest.mark.parametrize("sheet", EVERY)
def test_at_most_thirteen_columns_in_sight_and_the_frozen_one_is_there(sheet: Sheet) -> None:
    for block in sheet.blocks():
        if sheet.colour == "output":
            assert sum(not column.grouped for column in block.table.columns) <= 13
        grouped = [column.grouped for column in block.table.columns]
        assert grouped == sorted(grouped), "columns in sight come first"
    if sheet.frozen:
        assert sheet.frozen in sheet.blocks()[0].table.by_key


@pytest.mark.parametrize("sheet", EVERY)
def test_headers_tell_columns_apart_and_every_kind_has_what_it_needs(sheet: Sheet) -> None:
    for block in sheet.blocks():
        for tongue in LANGUAGES:
            headers = [normal(column.header(tongue)) for column in block.table.columns]
            assert len(set(headers)) == len(headers)
            assert all(headers)
        for column in block.table.columns:
            assert (column.kind is Kind.CODE) == (column.codes is not None)
            assert 5 <= column.width <= 80


@pytest.mark.parametrize(("lang", "sheet"), SHEETS)
def test_every_word_of_a_description_stands_in_the_catalogue(lang: str, sheet: Sheet) -> None:
    catalogue = words(lang).catalogue
    wanted = (
        [f"sheet.{sheet.key}.title", f"sheet.{sheet.key}.note"] if sheet.colour != "output" or sheet.blocks() else []
    )
    wanted += [f"line.{line.key}" for line in sheet.lines]
    wanted += [f"block.{block.table.name}" for block in sheet.blocks() if block.heading]
    wanted += [f"chart.{c.key}" for item in sheet.stack if isinstance(item, Charts) for c in item.charts]
    assert not [key for key in wanted if key not in catalogue]


def test_names_of_sheets_and_tables_are_valid_and_stand_once() -> None:
    for lang in LANGUAGES:
        names = [content.sheet.name(lang) for content in CONTENTS[lang]]
        assert len({name.casefold() for name in names}) == len(names)
        assert all(len(name) <= 31 and not re.search(r"[\\/*?:\[\]']", name) for name in names)
    tables = [block.table.name for content in CONTENTS["ru"] for block in content.sheet.blocks()]
    assert len(set(tables)) == len(tables)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_output_sheet_begins_with_the_same_lines(lang: str) -> None:
    computed = [content for content in CONTENTS[lang] if content.sheet.colour == "output"]
    for content in computed:
        # a job description is printed; an import asks its questions without computing anything
        if not content.sheet.key.startswith("jd") and content.sheet is not import_review.SHEET:
            keys = [line.key for line in content.sheet.lines]
            assert keys[:4] == ["as_of", "plan_from", "reconciliation", "problems"], content.sheet.key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_template_says_where_results_will_appear(lang: str) -> None:
    for content in book.template_contents(lang):
        assert columns_are_the_tables(content)
        if "as_of" in {line.key for line in content.sheet.lines}:
            assert content.lines["as_of"] == words(lang).text("sheet.waiting")


def columns_are_the_tables(content: Content) -> bool:
    return all(
        list(content.tables[block.table.name].columns) == [column.key for column in block.table.columns]
        for block in content.sheet.blocks()
        if block.table.name in content.tables
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_examples_are_marked_so_that_nobody_counts_them(lang: str) -> None:
    mark = words(lang).text("sheet.example.mark")
    for content in CONTENTS[lang]:
        if content.sheet.colour != "input":
            continue
        for frame in content.tables.values():
            for row in frame.to_dict("records"):
                first = next(value for value in row.values() if isinstance(value, str))
                assert first.startswith(mark)


def test_lines_typed_by_people_have_no_formula() -> None:
    every: list[Line] = [line for content in CONTENTS["ru"] for line in content.sheet.lines]
    assert not [line.key for line in every if line.typed and line.formula]
