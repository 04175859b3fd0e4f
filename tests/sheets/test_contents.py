"""What stands on the sheets after a run: the tables' own columns, words in place of codes, typed words never lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlsxwriter

import clientbook
from clientbook.locale import LANGUAGES, words
from clientbook.register.columns import Kind
from clientbook.register.problems import Done, Problems
from clientbook.register.settings import Settings
from clientbook.sheets import about, book, load, plan, problems, risks, segments, settings, summary
from clientbook.sheets.description import Content
from tests.sheets import frames

NOTHING = pd.DataFrame(columns=["client_id", "owner", "deadline", "decision"])


def found() -> Problems:
    listed = Problems()
    listed.add("no_client", sheet="Продажи", cell="C17", value="77", done=Done.LEFT_OUT, count=2, amount=500.0)
    return listed


def every(lang: str) -> list[Content]:
    speech = words(lang)
    clients = frames.portfolio()
    return [
        segments.content(clients, frames.TOP, speech),
        plan.content(frames.plan(), frames.load(), frames.TOP, speech),
        risks.content(clients, NOTHING, Settings(), frames.TOP, speech),
        load.content(
            frames.load(), frames.load_weeks(), frames.unplaced(), NOTHING, weeks=13, top=frames.TOP, words=speech
        ),
        settings.content({}, speech),
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_tables_have_their_columns_and_words_for_codes(lang: str) -> None:
    for content in every(lang):
        for block in content.sheet.blocks():
            frame = content.tables[block.table.name]
            assert list(frame.columns) == [column.key for column in block.table.columns]
            for column in block.table.columns:
                if column.kind is Kind.CODE and column.codes is not None:
                    said = {value for value in frame[column.key] if isinstance(value, str)}
                    assert said <= set(column.codes.words(lang).values())
        assert set(content.lines) >= {line.key for line in content.sheet.lines if line.formula}


def test_the_first_day_of_the_plan_is_told_in_a_sentence() -> None:
    content = plan.content(frames.plan(), frames.load(), frames.TOP, words("ru"))
    assert content.lines["on_day"] == "18.05.2026: 3 контакта, 29 из 480 мин, просрочено 1"
    assert (content.lines["plan_planned"], content.lines["plan_done"], content.lines["plan_late"]) == (3, 1, 1)


def test_the_plan_stands_by_manager_and_date_and_new_rows_are_planned() -> None:
    rows = plan.content(frames.plan(), frames.load(), frames.TOP, words("ru")).tables["cb_plan"]
    assert list(rows["plan_id"]) == ["001/call/1", "001/visit/1", "003/call/1", "003/message/1"]
    assert list(rows["status"]) == ["план", "план", "план", "выполнен"]
    assert list(rows["weekday"]) == ["пн", "вт", "пн", "пн"]


def test_risks_stand_by_income_times_points_with_what_to_do() -> None:
    content = risks.content(frames.portfolio(), NOTHING, Settings(), frames.TOP, words("ru"))
    rows = content.tables["cb_risks"]
    assert list(rows["client_id"]) == ["001", "003"]
    assert rows["action"][0].startswith("Дебиторка")
    assert rows["action"][1] == "Выяснить причину паузы"
    assert (content.lines["risk_clients"], content.lines["risk_income"]) == (1, 900_000.0)


def test_a_decision_stays_on_the_sheet_after_the_risk_is_gone() -> None:
    before = pd.DataFrame({"client_id": ["002"], "owner": ["Петров"], "deadline": [pd.NaT], "decision": ["встреча"]})
    rows = risks.content(frames.portfolio(), before, Settings(), frames.TOP, words("ru")).tables["cb_risks"]
    kept = rows[rows["client_id"] == "002"].iloc[0]
    assert (kept["owner"], kept["decision"]) == ("Петров", "встреча")


@pytest.mark.parametrize(
    ("points", "todo"),
    [
        ({"risk": 30, "risk_nps": 15, "risk_overdue": 10}, "claim"),
        ({"risk": 55, "risk_amount": 20, "risk_p90": 25, "risk_no_contact": 10}, "call"),
        ({"risk": 40, "risk_p90": 25, "risk_longest": 15}, "pause"),
        ({"risk": 20, "risk_no_decider": 10, "risk_no_contact": 10}, "decider"),
        ({"risk": 0}, "watch"),
    ],
)
def test_the_first_thing_to_do_follows_what_fired(points: dict[str, float], todo: str) -> None:
    assert risks.action(points, high=50) == todo


def test_the_load_puts_the_fullest_first_and_dates_its_weeks() -> None:
    content = load.content(
        frames.load(), frames.load_weeks(), frames.unplaced(), NOTHING, weeks=13, top=frames.TOP, words=words("ru")
    )
    assert list(content.tables["cb_load"]["manager"]) == ["Иванова Анна", "Петров Олег", "(без менеджера)"]
    assert content.tables["cb_load"]["income"].notna().all()
    weeks = content.tables["cb_load_weeks"]
    assert list(weeks.iloc[0, :4]) == ["Неделя с", "18.05", "25.05", "01.06"]
    assert weeks.loc[1, "w2"] == pytest.approx(0.6)
    assert content.lines["load_total"] == pytest.approx(16_000 / 28_320)


def test_settings_show_defaults_and_leave_the_value_to_people() -> None:
    rows = settings.content({"income_basis": "profit"}, words("ru")).tables["cb_settings"].set_index("key")
    assert rows["value"].dropna().to_dict() == {"income_basis": "profit"}
    assert rows.loc["abc_a", "default"] == 0.8


def test_problems_left_out_come_first_with_their_money() -> None:
    content = problems.content(found(), frames.TOP, words("ru"))
    row = content.tables["cb_problems"].iloc[0]
    assert (row["sheet"], row["cell"], row["count"], row["amount"]) == ("Продажи", "C17", 2, 500.0)
    assert (content.lines["left_out_rows"], content.lines["left_out_amount"]) == (2, 500.0)
    assert date.fromisoformat(str(content.lines["as_of"])) == frames.TOP.as_of


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_sheet_lists_every_other_one_with_what_it_is_for(lang: str) -> None:
    first, *others = book.template_contents(lang)
    listed = first.tables[about.LISTED.name]
    assert set(listed["name"]) == {content.sheet.name(lang) for content in others}
    assert listed["purpose"].str.len().between(5, 120).all()
    assert list(listed["name"].head(2)) == [summary.SHEET.name(lang), plan.PLAN.sheet(lang)]


def test_a_table_on_a_renamed_sheet_is_listed_under_the_name_people_gave(tmp_path: Path) -> None:
    path = tmp_path / "реестр.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        clients, sales = workbook.add_worksheet("Наша база"), workbook.add_worksheet("Отгрузки")
        clients.write_row(0, 0, ["Код клиента", "Клиент", "Менеджер"])
        clients.write_row(1, 0, ["0001", "Альфа", "Иванов И. И."])
        sales.write_row(0, 0, ["Дата", "Документ", "Код клиента", "Сумма без НДС"])
        sales.write_row(1, 0, ["15.01.2026", "1", "0001", 100])
    clientbook.run(path, as_of=date(2026, 2, 1), in_place=True)
    names = [row[0] for row in openpyxl.load_workbook(path)["О книге"].iter_rows(values_only=True)]
    assert {"Наша база", "Отгрузки", "План контактов"} <= set(names)
    assert "Клиенты" not in names
