"""What managers entered comes back into the register: copies as people really hand them in, each hazard taken or named."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from clientbook.errors import HostError
from clientbook.hosts.file.encryption import encrypted
from clientbook.locale import words
from clientbook.results import CollectResult
from clientbook.run import collect, distribute
from clientbook.team.merged import Fate
from clientbook.ui.cli import call
from clientbook.ui.collected import report
from tests.libreoffice import office as libreoffice
from tests.runs import Runs
from tests.team import small
from tests.team.copies import hand_out, head_of
from tests.team.sheets_typed import fill, opened, row_of, spot
from tests.team.small import ANNA, BORIS, TODAY, VERA
from tests.workbooks import shown


@pytest.fixture(scope="module")
def handed(runs: Runs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the register and the copies of three managers."""
    place = tmp_path_factory.mktemp("office")
    register = small.made(runs, place)
    for copy in distribute(register, place / "копии", as_of=small.AS_OF, today=TODAY).copies:
        copy.path.rename(copy.path.with_name(f"{copy.manager}.xlsx"))
    return place


@dataclass
class Office:
    """The register and its copies, a test's own."""

    register: Path
    folder: Path

    def copy(self, manager: str = ANNA) -> Path:
        return self.folder / f"{manager}.xlsx"

    def collect(self, **more: object) -> CollectResult:
        return collect(self.register, self.folder, today=TODAY, **more)  # type: ignore[arg-type]

    def look(self, **more: object) -> CollectResult:
        """Return what a collection would bring; nothing is written."""
        return self.collect(dry_run=True, **more)


@pytest.fixture
def office(handed: Path, tmp_path: Path) -> Office:
    shutil.copytree(handed, tmp_path / "офис")
    return Office(tmp_path / "офис" / "Реестр.xlsx", tmp_path / "офис" / "копии")


def first(page: Worksheet, header: str) -> int:
    """Return the first row under a header."""
    return spot(page, header)[0] + 1


def blank_log_row(path: Path, number: int = 0) -> tuple[str, object]:
    """Return where a blank row made ready in «Журнал» is: the header of its ID, and the ID."""
    page = openpyxl.load_workbook(path)["Журнал"]
    (top, name), (_, day) = spot(page, "ID строки"), spot(page, "Дата")
    free = [page.cell(row, name).value for row in range(top + 1, page.max_row) if page.cell(row, day).value is None]
    return "ID строки", free[number]


def type_in(
    path: Path, sheet: str, where: tuple[str, object], values: dict[str, object], *, formulas: bool = False
) -> None:
    """Type into the row that has a value under a header."""
    with opened(path) as workbook:
        fill(workbook[sheet], row_of(workbook[sheet], *where), values, formulas=formulas)


def keys(done: CollectResult) -> list[str]:
    return [note.key for note in done.made.merged.notes]


def totals(done: CollectResult) -> dict[str, int]:
    made = done.made.merged
    return {fate.value: made.total(fate) for fate in Fate if made.total(fate) and fate is not Fate.UNCHANGED}


YEAR_ON = date(2027, 10, 29)
LOGGED = {
    "Дата": datetime.combine(date(2026, 10, 29), time.min),
    "Код клиента": "001",
    "Вид": "звонок",
    "Результат": "состоялся",
    "Итог": "=просит счёт",
}


def test_what_managers_entered_stands_in_the_register_once(office: Office) -> None:
    plan = shown(office.copy(), "План контактов")[0]["ID"]
    type_in(office.copy(), "План контактов", ("ID", plan), {"Статус": "выполнен", "Итог": "обсудили цены"})
    type_in(office.copy(), "Клиенты", ("Код клиента", "001"), {"Комментарий": "@ звонить до обеда"})
    where = blank_log_row(office.copy())
    type_in(office.copy(), "Журнал", where, LOGGED)
    type_in(office.copy(BORIS), "Оценки NPS", ("Код клиента", "003"), {"Оценка 0–10": 4, "Почему": "долго везли"})

    done = office.collect()

    assert totals(done) == {"merged": 4}
    assert keys(done) == []
    clients = {row["Код клиента"]: row for row in shown(office.register, "Клиенты")}
    assert clients["001"]["Комментарий"] == "@ звонить до обеда"
    log = shown(office.register, "Журнал")
    (mine,) = [row for row in log if row["ID строки"] == where[1]]
    assert (mine["Менеджер"], mine["Итог"], mine["Дата"]) == (ANNA, "=просит счёт", LOGGED["Дата"])
    assert [row["Итог"] for row in log if row["ID контакта"] == plan] == ["обсудили цены"]
    (answer,) = [row for row in shown(office.register, "Оценки NPS") if row["Код клиента"] == "003"]
    assert (answer["Оценка 0–10"], answer["Почему"]) == (4, "долго везли")
    collected = shown(office.register, "Собрано")
    assert {row["Чем кончилось"] for row in collected} == {"взято"}
    assert "Конфликты" in openpyxl.load_workbook(office.register).sheetnames

    before = office.register.read_bytes()
    again = office.collect()
    assert totals(again) == {"duplicate": 4}
    assert office.register.read_bytes() == before


def test_a_dry_run_counts_the_same_and_writes_nothing(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["collect", str(office.register), str(office.folder), "--dry-run"]
    type_in(office.copy(), "Клиенты", ("Код клиента", "001"), {"Комментарий": "новый"})
    before = office.register.read_bytes()
    tried = office.look()
    assert call(asked, "ru") == 0
    assert re.search(r"Клиенты +2 +1 +0 +0 +0 +1\n", capsys.readouterr().out)
    (office.folder / "текст.xlsx").write_text("не книга", encoding="utf-8")
    assert call(asked, "ru") == 1
    assert "текст.xlsx: не прочитана." in capsys.readouterr().out
    (office.folder / "текст.xlsx").unlink()
    assert call(["collect", str(office.register), "нет такой папки"], "ru") == 2
    assert office.register.read_bytes() == before
    target = office.register.with_name("Собранный.xlsx")
    done = office.collect(out=target)
    assert office.register.read_bytes() == before
    assert totals(tried) == totals(done) == {"merged": 1}
    assert shown(target, "Клиенты")[0]["Комментарий"] == "новый"
    with pytest.raises(HostError, match="уже есть"):
        office.collect(out=target)


def test_conflicts_wait_for_a_decision_which_the_next_collection_carries_out(office: Office) -> None:
    type_in(office.register, "Клиенты", ("Код клиента", "001"), {"Комментарий": "у руководителя"})
    type_in(office.copy(), "Клиенты", ("Код клиента", "001"), {"Комментарий": "у менеджера", "Регион": "Село"})
    type_in(office.register, "Клиенты", ("Код клиента", "003"), {"Комментарий": "старое"})
    type_in(office.copy(BORIS), "Клиенты", ("Код клиента", "003"), {"Комментарий": "новое"})

    done = office.collect()

    assert totals(done) == {"conflict": 2}
    clients = {row["Код клиента"]: row for row in shown(office.register, "Клиенты")}
    assert (clients["001"]["Комментарий"], clients["001"]["Регион"]) == ("у руководителя", "Село")
    rows = shown(office.register, "Конфликты")
    named = ("Клиент", "Столбец", "Было", "У руководителя", "У менеджера")
    assert [tuple(row[name] for name in named) for row in rows] == [
        ("ООО «Образец 1»", "Комментарий", "не известно", "у руководителя", "у менеджера"),
        ("ООО «Образец 3»", "Комментарий", "пусто", "старое", "новое"),
    ]

    type_in(office.register, "Конфликты", ("У менеджера", "у менеджера"), {"Решение": "взять"})
    shutil.rmtree(office.folder)
    office.folder.mkdir()
    decided = office.collect()
    assert decided.made.merged.decided == 1
    clients = {row["Код клиента"]: row for row in shown(office.register, "Клиенты")}
    assert (clients["001"]["Комментарий"], clients["003"]["Комментарий"]) == ("у менеджера", "старое")
    rows = shown(office.register, "Конфликты")
    assert [(row["Решение"], row["Исполнено"]) for row in rows] == [
        (None, None),
        ("взять", datetime.combine(TODAY, time.min)),
    ]
    assert office.collect().result is None


def test_conflicts_and_the_report_name_the_sheets_as_the_register_calls_them(office: Office) -> None:
    with opened(office.register) as workbook:
        workbook["План контактов"].title = "Что делаем"
        workbook.create_sheet("Конфликты")["A1"] = "моё"
    plan = shown(office.copy(), "План контактов")[0]["ID"]
    type_in(office.register, "Что делаем", ("ID", plan), {"Статус": "отменён"})
    type_in(office.copy(), "План контактов", ("ID", plan), {"Статус": "выполнен"})
    done = office.collect()
    assert {row["Лист"] for row in shown(office.register, "Конфликты (2)")} == {"Что делаем"}
    said = report(done, words("ru"), dry_run=False)
    assert "на листе «Конфликты (2)»: 1" in said
    assert re.search(r"Что делаем +1", said) or re.search(r"Что делаем +\d+ +0 +0 +1", said)
    type_in(office.register, "Конфликты (2)", ("Лист", "Что делаем"), {"Решение": "оставить"})
    assert "с листа «Конфликты (2)»: 1" in report(office.collect(), words("ru"), dry_run=False)


def test_a_conflict_about_a_contact_that_the_log_has_shows_what_the_plan_says_after_the_run(office: Office) -> None:
    untouched = Path(shutil.copy(office.copy(), office.folder.parent / "прежняя.xlsx"))
    plan = shown(office.copy(), "План контактов")[0]["ID"]
    type_in(office.copy(), "План контактов", ("ID", plan), {"Статус": "не дозвонились"})
    office.collect()
    type_in(untouched, "План контактов", ("ID", plan), {"Статус": "выполнен"})
    untouched.rename(office.folder / "прежняя.xlsx")
    assert totals(office.collect())["conflict"] == 2, "each copy has its line"
    (row,) = [row for row in shown(office.register, "План контактов") if row["ID"] == plan]
    told = [line["У руководителя"] for line in shown(office.register, "Конфликты")]
    assert set(told) == {row["Статус"]} == {"не дозвонились"}, "the log had the contact, and closed the row again"
    assert office.collect().result is None


BUYS: dict[str, object] = {"Статус": "выполнен", "Итог": "берут"}
THINKS: dict[str, object] = {"Статус": "выполнен", "Итог": "думают"}


@pytest.mark.parametrize(
    ("first_word", "other_word", "told"),
    [
        (BUYS, THINKS, ("состоялся", "думают")),
        ({"Статус": "не дозвонились"}, {"Статус": "выполнен"}, ("состоялся", None)),
        ({"Статус": "выполнен"}, {"Статус": "перенос"}, ("перенос", None)),
    ],
)
def test_a_decision_about_a_contact_that_the_log_has_is_carried_out_there_too(
    office: Office, first_word: dict[str, object], other_word: dict[str, object], told: tuple[str, str | None]
) -> None:
    plan = twice_marked(office, first_word, other_word)
    type_in(office.register, "Конфликты", ("У менеджера", [*other_word.values()][-1]), {"Решение": "взять"})
    done = office.collect()
    assert (done.made.merged.decided, keys(done)) == (1, [])
    (entry,) = [row for row in shown(office.register, "Журнал") if row["ID контакта"] == plan]
    assert (entry["Результат"], entry["Итог"]) == told
    (row,) = [row for row in shown(office.register, "План контактов") if row["ID"] == plan]
    assert {key: row[key] for key in other_word} == other_word
    assert office.collect().result is None


def test_what_somebody_wrote_in_the_log_instead_stays_and_is_told_with_the_decision(office: Office) -> None:
    plan = twice_marked(office, BUYS, THINKS)
    type_in(office.register, "Журнал", ("ID контакта", plan), {"Итог": "берут 20 т"})
    type_in(office.register, "Конфликты", ("У менеджера", "думают"), {"Решение": "взять"})
    done = office.collect()
    (note,) = done.made.merged.notes
    assert (note.key, dict(note.fields)) == ("decided_logged", {"value": "берут 20 т", "decided": "думают"})
    (entry,) = [row for row in shown(office.register, "Журнал") if row["ID контакта"] == plan]
    assert entry["Итог"] == "берут 20 т"


def twice_marked(office: Office, one: dict[str, object], other: dict[str, object]) -> object:
    """Let a manager mark a contact in a copy, and otherwise in the copy before it; return its ID."""
    untouched = Path(shutil.copy(office.copy(), office.folder.parent / "прежняя.xlsx"))
    plan = shown(office.copy(), "План контактов")[0]["ID"]
    type_in(office.copy(), "План контактов", ("ID", plan), one)
    office.collect()
    office.copy().unlink()
    type_in(untouched, "План контактов", ("ID", plan), other)
    untouched.rename(office.folder / "прежняя.xlsx")
    assert totals(office.collect())["conflict"] == 1
    (office.folder / "прежняя.xlsx").unlink()
    return plan


def test_a_plan_row_that_a_later_run_lost_comes_back_with_its_mark(office: Office) -> None:
    plan = shown(office.copy(), "План контактов")[0]
    type_in(office.copy(), "План контактов", ("ID", plan["ID"]), {"Статус": "выполнен", "Итог": "дозвонились"})
    with opened(office.register) as workbook:
        page = workbook["План контактов"]
        row = row_of(page, "ID", plan["ID"])
        for cell in page[row]:
            cell.value = None
    done = office.collect()
    assert totals(done) == {"merged": 1}
    log = [row for row in shown(office.register, "Журнал") if row["ID контакта"] == plan["ID"]]
    assert [(row["Код клиента"], row["Итог"]) for row in log] == [(plan["Код клиента"], "дозвонились")]
    assert totals(office.look()) == {"duplicate": 1}


def test_a_mark_is_no_conflict_where_only_a_run_changed_the_row(office: Office) -> None:
    plan = shown(office.copy(), "План контактов")[0]["ID"]
    type_in(office.copy(), "План контактов", ("ID", plan), {"Статус": "выполнен"})
    type_in(office.register, "План контактов", ("ID", plan), {"Статус": "пропущен"})
    assert totals(office.look()) == {"merged": 1}
    type_in(office.register, "План контактов", ("ID", plan), {"Статус": "отменён"})
    assert totals(office.look()) == {"conflict": 1}


def sort_rows(page: Worksheet) -> None:
    top, bottom = first(page, "Код клиента"), page.max_row
    lines = [[cell.value for cell in page[row]] for row in range(top, bottom + 1)]
    for row, line in enumerate(reversed(lines), start=top):
        for column, value in enumerate(line, start=1):
            page.cell(row, column).value = value


def filter_rows(page: Worksheet) -> None:
    for row in range(first(page, "Код клиента"), page.max_row + 1):
        page.row_dimensions[row].hidden = True


def insert_column(page: Worksheet) -> None:
    page.tables.clear()
    page.insert_cols(2)
    row = first(page, "Код клиента")
    page.cell(row - 1, 2).value = "Мои пометки"
    page.cell(row, 2).value = "личное"


def rename_sheet(page: Worksheet) -> None:
    page.title = "Моё"


def shift_down(page: Worksheet) -> None:
    page.tables.clear()
    page.insert_rows(1, 3)
    page.cell(1, 1).value = "Мои клиенты"


def reformat(page: Worksheet) -> None:
    for line in page.iter_rows(min_row=first(page, "Код клиента")):
        for cell in line:
            cell.number_format = "@"
            cell.value = f"  {cell.value} " if isinstance(cell.value, str) else cell.value


def alias(page: Worksheet) -> None:
    page.tables.clear()
    page.cell(*spot(page, "Комментарий")).value = "ПРИМЕЧАНИЕ "


@pytest.mark.parametrize("change", [sort_rows, filter_rows, insert_column, rename_sheet, shift_down, reformat, alias])
def test_a_copy_that_its_manager_rearranged_is_read_all_the_same(
    office: Office, change: Callable[[Worksheet], None]
) -> None:
    type_in(office.copy(), "Клиенты", ("Код клиента", "002"), {"Комментарий": "перезвонить"})
    with opened(office.copy()) as workbook:
        change(workbook["Клиенты"])
    office.copy().rename(office.folder / "готово (1).xlsx")
    done = office.look()
    assert totals(done) == {"merged": 1}
    ((_, values),) = done.made.merged.puts.items()
    assert values == {"comment": "перезвонить"}
    assert set(keys(done)) <= {"table_plain"}


def test_a_copy_that_lacks_a_column_or_its_versions_says_so(office: Office) -> None:
    with opened(office.copy()) as workbook:
        page = workbook["Клиенты"]
        page.tables.clear()
        page.delete_cols(spot(page, "Комментарий")[1])
    with opened(office.copy(BORIS)) as workbook:
        page = workbook["Клиенты"]
        page.tables.clear()
        page.delete_cols(spot(page, "Версия")[1])
        fill(page, first(page, "Код клиента"), {"Отрасль": "торговля", "Регион": "Село"})
    done = office.look()
    assert sorted(keys(done)) == ["columns_missing", "no_versions", "table_plain", "table_plain"]
    assert totals(done) == {"conflict": 1, "duplicate": 1}
    assert list(done.made.merged.puts.values()) == [{"industry": "торговля"}]


def test_rows_pasted_without_an_id_come_in_once(office: Office) -> None:
    with opened(office.copy()) as workbook:
        page = workbook["Журнал"]
        bottom = page.max_row
        for row in (bottom + 1, bottom + 2):
            fill(page, row, LOGGED)
        copied = [cell.value for cell in page[first(page, "Дата")]]
        for column, value in enumerate(copied, start=1):
            page.cell(bottom + 3, column).value = value
            page.cell(bottom + 4, column).value = value
        page.cell(bottom + 4, spot(page, "Дата")[1]).value = datetime.combine(date(2026, 10, 28), time.min)
    done = office.look()
    assert totals(done) == {"merged": 3, "duplicate": 1}
    assert sorted(keys(done)) == ["row_pasted", "row_twice"]
    office.collect()
    log = shown(office.register, "Журнал")
    fresh = [row for row in log if str(row["ID строки"]).startswith("new-")]
    assert len({row["ID строки"] for row in fresh}) == len(fresh) == 3
    assert totals(office.look()) == {"duplicate": 4}


def test_a_row_begun_in_a_copy_may_be_mended_later(office: Office) -> None:
    where = blank_log_row(office.copy())
    type_in(office.copy(), "Журнал", where, LOGGED)
    old = office.register.with_name("старая.xlsx")
    shutil.copy(office.copy(), old)
    office.collect()
    with opened(office.copy()) as workbook:
        page = workbook["Журнал"]
        row = row_of(page, *where)
        page.cell(row, spot(page, "Итог")[1]).value = "счёт выслан"
        workbook.properties.modified = datetime.combine(date(2030, 1, 1), time.min)
    mended = office.collect()
    assert totals(mended) == {"merged": 1}
    shutil.copy(old, office.folder / "старая.xlsx")
    assert office.collect().result is None
    (row_,) = [row for row in shown(office.register, "Журнал") if row["ID строки"] == where[1]]
    assert row_["Итог"] == "счёт выслан"


def test_what_cannot_be_read_is_refused_with_its_cell_and_the_rest_comes_in(office: Office) -> None:
    type_in(
        office.copy(),
        "Клиенты",
        ("Код клиента", "001"),
        {"Договор до": "скоро", "Тип": "хороший", "Отрасль": "торговля", "Годовой потенциал закупок": "=10*10"},
        formulas=True,
    )
    done = office.look()
    assert totals(done) == {"refused": 1}
    assert list(done.made.merged.puts.values()) == [{"industry": "торговля"}]
    said = {(note.key, str(note.fields.get("value"))) for note in done.made.merged.notes}
    assert said == {("cell_unread", "скоро"), ("code_unread", "хороший"), ("cell_unread", "=…")}
    assert all(note.refused and note.place.startswith("Клиенты!") for note in done.made.merged.notes)


def test_rows_about_clients_of_others_are_refused(office: Office) -> None:
    for values in ({"Код клиента": "003"}, {"Код клиента": "999"}, {"Код клиента": None}):
        type_in(office.copy(), "Журнал", blank_log_row(office.copy()), {**LOGGED, **values})
    with opened(office.copy(BORIS)) as mine, opened(office.copy()) as other:
        page = mine["Клиенты"]
        pasted = [cell.value for cell in page[first(page, "Код клиента")]]
        page = other["Клиенты"]
        page.append([f"{value}!" if value == "Город" else value for value in pasted])
        page.append(["777", "ООО «Новый»", ANNA])
    done = office.look()
    assert totals(done) == {"refused": 5}
    assert sorted(keys(done)) == ["new_client_unknown", "new_lacks", "new_not_his", "no_new_rows", "row_of_other"]
    assert not done.made.merged.puts
    assert not done.made.merged.added
    said = report(done, words("ru"), dry_run=True)
    assert "Журнал!D" in said
    assert "клиент ООО «Образец 3» (003) не его; новая строка не взята: 29.10.2026; ООО «Образец 3»; звонок" in said
    assert not re.search(r"call|held|: m[0-9a-f]{8}", said)


def test_what_a_new_row_lacks_or_says_oddly_is_told_once_with_its_cell(office: Office) -> None:
    odd: tuple[dict[str, object], ...] = (
        {"Дата": "скоро"},
        {"Дата": None},
        {"Вид": "телепатия"},
        {"Дата": datetime.combine(YEAR_ON, time.min)},
    )
    ids = [blank_log_row(office.copy(), number) for number in range(len(odd))]
    for where, values in zip(ids, odd, strict=True):
        type_in(office.copy(), "Журнал", where, {**LOGGED, **values})
    done = office.look()
    notes = done.made.merged.notes
    assert sorted((note.key, note.place[:8]) for note in notes) == [
        ("code_unread", "Журнал!F"),
        ("log_future", "Журнал!B"),
        ("new_lacks", "Журнал!B"),
        ("new_unread", "Журнал!B"),
    ]
    said = report(done, words("ru"), dry_run=True)
    assert "«скоро» в столбце «Дата» не понять, а без него новую строку не взять: ООО «Образец 1»; звонок" in said
    assert "«телепатия» в столбце «Вид» — слово не из списка" in said
    assert "дата 29.10.2027 ещё не наступила" in said
    assert {row["row_id"] for row in done.made.merged.added["cb_log"].values()} == {ids[2][1], ids[3][1]}


def test_a_client_who_changed_hands_is_taken_from_both_and_told(office: Office) -> None:
    type_in(office.register, "Клиенты", ("Код клиента", "001"), {"Менеджер": BORIS})
    hand_out(head_of(office.register), BORIS, office.copy(BORIS))
    type_in(office.copy(), "Клиенты", ("Код клиента", "001"), {"Комментарий": "от прежнего"})
    type_in(office.copy(BORIS), "Клиенты", ("Код клиента", "001"), {"Отрасль": "от нового"})
    done = office.look()
    assert totals(done) == {"merged": 2}
    assert keys(done) == ["two_managers"]


def test_a_client_gone_from_the_register_is_told_with_what_was_written(office: Office) -> None:
    with opened(office.register) as workbook:
        page = workbook["Клиенты"]
        page.delete_rows(row_of(page, "Код клиента", "001"))
    type_in(office.copy(), "Клиенты", ("Код клиента", "001"), {"Комментарий": "важное"})
    done = office.look()
    assert totals(done) == {"refused": 1}
    (note,) = [note for note in done.made.merged.notes if note.refused]
    assert note.key == "client_gone"
    assert "важное" in str(note.fields["changes"])


def test_rows_deleted_in_a_copy_stay_in_the_register(office: Office) -> None:
    with opened(office.copy()) as workbook:
        page = workbook["Клиенты"]
        page.tables.clear()
        page.delete_rows(row_of(page, "Код клиента", "001"))
    done = office.look()
    assert keys(done) == ["rows_lacking", "table_plain"]
    assert not done.made.changed


def test_a_forecast_of_a_week_that_is_over_or_frozen_is_never_written(office: Office) -> None:
    with opened(office.copy()) as workbook:
        page = workbook["СППО_неделя"]
        row = first(page, "Прогноз до конца мес., ₽")
        text = page.cell(row, spot(page, "Версия")[1]).value
        gone = {"Период": date(2026, 10, 1), "Версия": "0" * 12 + str(text)[12:]}
        fill(page, row, {**gone, "Прогноз до конца мес., ₽": 5000})
        fill(page, row + 1, {"Прогноз до конца мес., ₽": 700})
    done = office.look()
    assert totals(done) == {"refused": 1, "merged": 1}
    assert keys(done) == ["week_over"]
    from clientbook.run import freeze

    freeze(office.register, "week", today=TODAY, as_of=small.AS_OF)
    assert sorted(keys(office.look())) == ["forecast_frozen", "week_over"]


def test_files_that_are_no_copies_are_named_and_others_passed_over(office: Office) -> None:
    other = office.folder.parent / "другой"
    other.mkdir()
    whole = office.copy().read_bytes()
    (office.folder / "обрезано.xlsx").write_bytes(whole[: len(whole) // 2])
    (office.folder / "текст.xlsx").write_text("не книга", encoding="utf-8")
    (office.folder / "старая.xls").write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600)
    openpyxl.Workbook().save(office.folder / "пустая.xlsx")
    shutil.copy(office.register, office.folder / "чужая (предыдущая версия).xlsx")
    (office.folder / f"~${ANNA}.xlsx").write_bytes(b"\x05Anna " + b"\0" * 160)
    (office.folder / "заметки.txt").write_text("…", encoding="utf-8")
    (office.folder / "таблица.csv").write_text("Дата;Итог", encoding="utf-8")
    shutil.copy(office.register, office.folder / "реестр старый.xlsx")
    openpyxl.load_workbook(office.register).save(office.folder / "реестр из другой программы.xlsx")
    with opened(office.copy(VERA)) as workbook:
        for name in ("Клиенты", "План контактов"):
            page = workbook[name]
            column = spot(page, "Менеджер")[1]
            for row in range(first(page, "Менеджер"), page.max_row + 1):
                page.cell(row, column).value = "Чужой Человек"
    done = office.look()
    assert sorted(keys(done)) == ["manager_unknown", "open", "other_files", *["unreadable"] * 7]
    why = {note.file: str(note.fields["why"]) for note in done.made.merged.notes if note.key == "unreadable"}
    assert why.keys() == {
        *("обрезано.xlsx", "текст.xlsx", "старая.xls", "пустая.xlsx", "таблица.csv"),
        *("реестр старый.xlsx", "реестр из другой программы.xlsx"),
    }
    assert {name for name, text in why.items() if "это реестр, а не книга менеджера" in text} == {
        name for name in why if name.startswith("реестр")
    }
    assert "сохраните её целиком как «Книга Excel (.xlsx)»" in why["таблица.csv"]
    assert done.made.missing == [VERA]
    said = report(done, words("ru"), dry_run=True)
    assert f"Не вернули (книги нет в этой папке), менеджеров 1: {VERA}." in said
    assert set(totals(done)) == {"refused"}


def test_an_encrypted_copy_opens_with_its_password(office: Office) -> None:
    type_in(office.copy(), "Клиенты", ("Код клиента", "001"), {"Комментарий": "тайное"})
    right, wrong = "пароль", "другой"
    office.copy().write_bytes(encrypted(office.copy().read_bytes(), right))
    assert totals(office.look(password=right)) == {"merged": 1}
    for manager in (BORIS, VERA):
        office.copy(manager).unlink()
    said = report(office.look(), words("ru"), dry_run=True)
    assert "--password" in said
    assert "снимите пароль" in said
    assert "нет книг менеджеров" not in said
    assert keys(office.look(password=wrong)) == ["unreadable"]
    with pytest.raises(HostError, match="Папки с книгами менеджеров «нет такой» нет"):
        collect(office.register, "нет такой", dry_run=True)


def test_a_copy_without_its_sheet_about_or_without_its_versions_is_one_all_the_same(office: Office) -> None:
    type_in(office.copy(), "Клиенты", ("Код клиента", "001"), {"Комментарий": "новый"})
    with opened(office.copy()) as workbook:
        del workbook["О книге"]
        for page in workbook.worksheets:
            page.tables.clear()
    with opened(office.copy(BORIS)) as workbook:
        for page in workbook.worksheets:
            if any(cell.value == "Версия" for line in page.iter_rows(max_row=40) for cell in line):
                page.delete_cols(spot(page, "Версия")[1])
    office.copy(VERA).rename(office.folder / "готово.xlsm")
    done = office.look()
    assert done.made.files == 3
    assert totals(done)["merged"] == 1
    assert not any(note.refused for note in done.made.merged.notes)


def test_what_the_head_changed_after_a_collection_stays_as_he_left_it(office: Office) -> None:
    type_in(office.copy(), "Клиенты", ("Код клиента", "002"), {"Комментарий": "от менеджера"})
    office.collect()
    type_in(office.register, "Клиенты", ("Код клиента", "002"), {"Комментарий": "поправил руководитель"})
    assert totals(office.look()) == {"duplicate": 1}
    type_in(office.copy(), "Клиенты", ("Код клиента", "002"), {"Комментарий": "ещё раз от менеджера"})
    again = office.look()
    assert totals(again) == {"conflict": 1}
    assert not again.made.merged.puts


@pytest.mark.libreoffice
def test_a_copy_saved_by_libreoffice_brings_what_was_typed_and_nothing_else(
    office: Office, tmp_path_factory: pytest.TempPathFactory
) -> None:
    where = blank_log_row(office.copy())
    type_in(office.copy(), "Журнал", where, LOGGED)
    type_in(
        office.copy(), "Клиенты", ("Код клиента", "001"), {"Договор до": TODAY, "Годовой потенциал закупок": 1200.5}
    )
    saved = libreoffice(tmp_path_factory.mktemp("saved")).convert(office.copy(), "xlsx")
    shutil.copy(saved, office.copy())
    done = office.look()
    assert totals(done) == {"merged": 2}
    assert list(done.made.merged.puts.values()) == [{"contract_end": TODAY, "potential": 1200.5}]
    ((_, row),) = done.made.merged.added["cb_log"].items()
    assert (row["date"], row["outcome"], row["row_id"]) == (date(2026, 10, 29), "=просит счёт", where[1])


def test_the_day_of_a_collection_is_written(office: Office) -> None:
    type_in(office.copy(), "Клиенты", ("Код клиента", "001"), {"Комментарий": "новый"})
    office.collect()
    (row,) = shown(office.register, "Собрано")
    assert isinstance(row["Собрано"], datetime)
    assert row["Собрано"].date() == date(2026, 11, 2)
