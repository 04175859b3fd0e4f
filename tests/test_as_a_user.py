"""A manager's days with the workbook: what was typed stays, what changed shows, nothing else moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

import clientbook
from clientbook.demo_register import AS_OF
from clientbook.results import Result
from tests.registers import write_register
from tests.workbooks import cells, table

TWO_DAYS = timedelta(days=2)


class Grid:
    """One Excel Table of a workbook as a person sees it: rows under headers."""

    def __init__(self, book: Workbook, name: str) -> None:
        self.sheet: Worksheet = next(sheet for sheet in book.worksheets if name in sheet.tables)
        self.table = self.sheet.tables[name]
        corners = range_boundaries(self.table.ref)
        left, self.top, right, self.bottom = (number or 0 for number in corners)
        self.columns = {str(self.sheet.cell(self.top, c).value): c for c in range(left, right + 1)}

    def rows(self) -> list[dict[str, object]]:
        return [
            {header: self.sheet.cell(row, column).value for header, column in self.columns.items()}
            for row in range(self.top + 1, self.bottom + 1)
        ]

    def put(self, index: int, header: str, value: object) -> None:
        self.sheet.cell(self.top + 1 + index, self.columns[header]).value = value  # type: ignore[assignment]

    def add(self, **cells: object) -> int:
        """Write a row under the last one and stretch the table over it; return its index."""
        index = self.bottom - self.top
        self.bottom += 1
        start, end = self.table.ref.split(":")
        self.table.ref = f"{start}:{end.rstrip('0123456789')}{self.bottom}"
        for header, value in cells.items():
            self.put(index, header, value)
        return index

    def rewrite(self, rows: list[dict[str, object]]) -> None:
        for index, row in enumerate(rows):
            for header, value in row.items():
                self.put(index, header, value)


def edit(path: Path, change: Callable[[Workbook], None]) -> None:
    """Change a workbook as a program other than ours would: load, change, save."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


@pytest.fixture
def small(twenty_run: Result) -> Path:
    """Return the book of twenty clients, where the size of a department proves nothing."""
    return book_of(twenty_run)


@pytest.fixture
def book(demo_run: Result) -> Path:
    return book_of(demo_run)


def book_of(result: Result) -> Path:
    assert result.path is not None
    return result.path


def again(path: Path, as_of: date = AS_OF) -> Result:
    return clientbook.run(path, as_of=as_of, in_place=True)


def test_a_second_run_gives_the_same_bytes(book: Path) -> None:
    before = book.read_bytes()
    again(book)
    assert book.read_bytes() == before


def test_after_marks_moves_texts_and_sorting_the_second_run_gives_the_same_bytes(small: Path) -> None:
    saturday = AS_OF + timedelta(days=(5 - AS_OF.weekday()) % 7 + 7)

    def work(workbook: Workbook) -> None:
        plan = Grid(workbook, "cb_plan")
        rows = plan.rows()
        step = len(rows) // 30
        for index in range(5):
            rows[index]["Статус"] = "выполнен"
        for index in range(5, 30):  # of every manager
            rows[index * step]["Дата"] = saturday
        for index, status in enumerate(("не дозвонились", "перенос", "отмена")):
            rows[index * step + 7]["Статус"] = status
        rows[40]["Итог"], rows[41]["Дата следующего шага"] = "перезвонить", saturday + TWO_DAYS
        plan.rewrite(sorted(rows, key=lambda row: str(row["Клиент"])))

    edit(small, work)
    again(small)
    first = small.read_bytes()
    again(small)
    assert small.read_bytes() == first  # and every further run reads what this one read


def cell_of(path: Path, value: str) -> str:
    """Return the cell of the plan in which a value stands."""
    lines = enumerate(cells(path, "План контактов"), start=1)
    return next(f"{get_column_letter(line.index(value) + 1)}{row}" for row, line in lines if value in line)


def problems_of(result: Result, key: str) -> list[tuple[str, str]]:
    """Return the cells and values of the lines of a problem."""
    found = result.problems[result.problems["key"].eq(key)]
    return list(zip(found["cell"], found["value"], strict=True))


def test_a_row_typed_with_a_name_only_is_its_clients(small: Path) -> None:
    day, other_day = AS_OF + timedelta(days=20), AS_OF + timedelta(days=21)
    known = {str(row["Код клиента"]): row for row in table(small, "cb_clients") if row["Менеджер"]}
    code = next(code for code, row in known.items() if str(row["Клиент"]).startswith("ООО «"))
    bare = str(known[code]["Клиент"]).removeprefix("ООО «").removesuffix("»")
    where: list[int] = []

    def work(workbook: Workbook) -> None:
        plan = Grid(workbook, "cb_plan")
        plan.add(Клиент=bare, Дата=day, Цель="показать образцы")
        where.append(plan.top + 1 + plan.add(Клиент="Никому не известный", Дата=day, Итог="кто это?"))
        where.append(plan.top + 1 + plan.add(Дата=other_day, Цель="пока без клиента"))

    edit(small, work)
    first = again(small)
    rows = {(row["Цель"], row["Итог"]): row for row in table(small, "cb_plan") if "|own|" in str(row["ID"])}
    mine = rows["показать образцы", None]
    assert (mine["Код клиента"], mine["Клиент"]) == (code, known[code]["Клиент"])
    assert mine["Менеджер"] == known[code]["Менеджер"]
    assert rows[None, "кто это?"]["Клиент"] == "Никому не известный"
    assert rows["пока без клиента", None]["Статус"] == "вне регламента"
    assert problems_of(first, "plan_client_unknown") == [(f"B{where[0]}", "Никому не известный")]
    assert problems_of(first, "plan_client_blank") == [(f"B{where[1]}", "")]
    strangers = first.kept[first.kept["client_id"].isna()]
    assert len(strangers) == 2
    assert strangers["why"].str.startswith("Клиент не определён").all()
    second = again(small)
    assert [value for _, value in problems_of(second, "plan_client_unknown")] == ["Никому не известный"]
    assert len(table(small, "cb_plan")) == len(first.plan)


def test_what_cannot_be_read_stays_as_it_was_typed_and_is_told(small: Path) -> None:
    typed = {3: ("Статус", "выплнен"), 4: ("Дата", "в среду"), 5: ("Дата следующего шага", "позже")}
    ids: dict[int, object] = {}

    def work(workbook: Workbook) -> None:
        plan = Grid(workbook, "cb_plan")
        rows = plan.rows()
        for index, (header, value) in typed.items():
            ids[index] = rows[index]["ID"]
            plan.put(index, header, value)
        Grid(workbook, "cb_risks").put(2, "Срок", "скоро")

    edit(small, work)
    result = again(small)
    told = {place for key in ("code_unknown", "date_bad") for place in problems_of(result, key)}
    assert {(cell_of(small, value), value) for _, value in typed.values()} <= told  # where they stand now
    assert ("K11", "скоро") in told
    plan = {row["ID"]: row for row in table(small, "cb_plan")}
    assert [plan[ids[index]][header] for index, (header, _) in typed.items()] == [v for _, v in typed.values()]
    assert table(small, "cb_risks")[2]["Срок"] == "скоро"
    before = small.read_bytes()
    assert problems_of(again(small), "date_bad") == problems_of(result, "date_bad")
    assert small.read_bytes() == before


def test_a_copied_row_is_a_contact_of_its_own_and_nothing_of_it_is_lost(small: Path) -> None:
    origin: dict[str, object] = {}

    def work(workbook: Workbook) -> None:
        plan = Grid(workbook, "cb_plan")
        origin.update(plan.rows()[30])
        plan.add(**{**origin, "Дата": AS_OF + timedelta(days=40), "Итог": "и ещё раз"})

    edit(small, work)
    result = again(small)
    assert "typed_row_gone" not in set(result.problems["key"])
    assert [value for _, value in problems_of(result, "plan_id_twice")] == [origin["ID"]]
    rows = {row["ID"]: row for row in table(small, "cb_plan")}
    copy = next(row for row in rows.values() if row["Итог"] == "и ещё раз")
    assert copy["ID"] != origin["ID"]
    assert copy["Клиент"] == rows[origin["ID"]]["Клиент"] == origin["Клиент"]


def test_a_row_whose_id_was_deleted_is_still_the_same_contact(small: Path) -> None:
    before = len(table(small, "cb_plan"))
    marked: dict[str, object] = {}

    def work(workbook: Workbook) -> None:
        plan = Grid(workbook, "cb_plan")
        marked.update(plan.rows()[100])
        plan.put(100, "Итог", "перезвонить")
        for index in (100, 110, 120):
            plan.put(index, "ID", None)

    edit(small, work)
    result = again(small)
    assert result.problems.loc[result.problems["key"].eq("plan_id_gone"), "count"].tolist() == [2]
    rows = table(small, "cb_plan")
    assert len(rows) == before
    keys = ("Код клиента", "Канал", "Срок по регламенту")
    same = [row for row in rows if all(row[key] == marked[key] for key in keys)]
    assert [(row["Итог"], row["Статус"]) for row in same] == [("перезвонить", "план")]


def test_marks_on_a_plan_that_is_no_excel_table_any_more_are_read(small: Path) -> None:
    def work(workbook: Workbook) -> None:
        plan = Grid(workbook, "cb_plan")
        plan.put(3, "Статус", "выполнен")
        plan.put(4, "Итог", "ждут счёт")
        del plan.sheet.tables["cb_plan"]

    edit(small, work)
    assert len(problems_of(again(small), "output_plain")) == 1
    rows = table(small, "cb_plan")
    assert "ждут счёт" in {row["Итог"] for row in rows}
    assert sum(row["Статус"] == "выполнен" for row in rows) == 1


def test_rows_typed_right_under_a_table_are_taken_in_and_said(small: Path) -> None:
    before = {name: len(table(small, name)) for name in ("cb_plan", "cb_log", "cb_clients")}
    under: dict[str, str] = {}

    def put(workbook: Workbook, name: str, **cells: object) -> None:
        grid = Grid(workbook, name)
        under[grid.sheet.title] = f"A{grid.bottom + 1}"
        for header, value in cells.items():
            grid.sheet.cell(grid.bottom + 1, grid.columns[header]).value = value  # type: ignore[assignment]

    def work(workbook: Workbook) -> None:
        client = Grid(workbook, "cb_clients").rows()[3]
        last = {key: value for key, value in Grid(workbook, "cb_log").rows()[-1].items() if key != "ID строки"}
        put(workbook, "cb_plan", Клиент=client["Клиент"], Дата=AS_OF + timedelta(days=20), Итог="под планом")
        put(workbook, "cb_log", **{**last, "Итог": "под журналом"})
        put(workbook, "cb_clients", **{"Код клиента": "НОВ-1", "Клиент": "Новичок", "Менеджер": client["Менеджер"]})
        put(workbook, "cb_risks", Ответственный="кто-нибудь")

    edit(small, work)
    result = again(small)
    told = result.problems[result.problems["key"].eq("rows_taken_in")].set_index("sheet")["cell"].to_dict()
    there = {**under, "План контактов": cell_of(small, "под планом").replace("J", "A")}  # the plan is sorted by day
    assert told == {sheet: cell for sheet, cell in there.items() if sheet != "Риски"}
    assert problems_of(result, "rows_below_odd") == [(under["Риски"], "")]
    assert "под планом" in {row["Итог"] for row in table(small, "cb_plan")}
    assert "под журналом" in {row["Итог"] for row in table(small, "cb_log")}
    assert "НОВ-1" in set(result.segments["client_id"])
    after = {name: len(table(small, name)) for name in before}
    assert (after["cb_log"], after["cb_clients"]) == (before["cb_log"] + 1, before["cb_clients"] + 1)
    rules = Grid(openpyxl.load_workbook(small), "cb_plan")
    reach = {str(rule.sqref).rpartition(":")[2] for rule in rules.sheet.data_validations.dataValidation}
    assert f"I{rules.bottom}" in reach
    assert problems_of(again(small), "rows_taken_in") == []


def test_marks_texts_and_moved_dates_survive_sorting_and_two_days(small: Path) -> None:
    log_before = len(table(small, "cb_log"))
    done: list[object] = []
    moved: dict[object, object] = {}

    def work(workbook: Workbook) -> None:
        plan = Grid(workbook, "cb_plan")
        rows = plan.rows()
        for index in range(5):
            rows[index]["Статус"] = "выполнен"
            rows[index]["Итог"] = f"договорились {index}"
            done.append(rows[index]["ID"])
        for index in (40, 60):
            rows[index]["Дата"] = rows[index]["Дата"] + TWO_DAYS * 7  # type: ignore[operator]
            moved[rows[index]["ID"]] = rows[index]["Дата"]
        plan.rewrite(sorted(rows, key=lambda row: str(row["Клиент"])))

    edit(small, work)
    again(small, AS_OF + TWO_DAYS)
    plan = {row["ID"]: row for row in table(small, "cb_plan")}
    for index, identity in enumerate(done):
        assert plan[identity]["Итог"] == f"договорились {index}"
        assert plan[identity]["Статус"] == "выполнен"
    for identity, when in moved.items():
        assert plan[identity]["Дата"] == when
    log = table(small, "cb_log")
    assert len(log) == log_before + 5
    again(small, AS_OF + TWO_DAYS)
    assert len(table(small, "cb_log")) == log_before + 5
    # once their month is over the rows leave: the log has what was typed, and nobody is told that it is lost
    later = again(small, AS_OF + timedelta(days=100))
    assert not set(done) & {row["ID"] for row in table(small, "cb_plan")}
    assert problems_of(later, "typed_row_gone") == []
    assert {row["Итог"] for row in log} >= {f"договорились {index}" for index in range(5)}


def test_what_is_written_of_a_contact_after_it_was_marked_comes_into_the_log_too(small: Path) -> None:
    written = {"Итог": "ждут образцы", "Следующий шаг": "отправить", "Дата следующего шага": AS_OF + timedelta(days=9)}
    contacts: list[object] = []

    def mark(workbook: Workbook) -> None:
        plan = Grid(workbook, "cb_plan")
        for index in range(3):
            plan.put(index, "Статус", "выполнен")
            contacts.append(plan.rows()[index]["ID"])

    def write(workbook: Workbook) -> None:
        plan, log = Grid(workbook, "cb_plan"), Grid(workbook, "cb_log")
        for index, row in enumerate(plan.rows()):
            for header, value in written.items() if row["ID"] in contacts else ():
                plan.put(index, header, value)
        place = {row["ID контакта"]: index for index, row in enumerate(log.rows())}
        log.put(place[contacts[1]], "Итог", "уже сказано")
        log.put(place[contacts[2]], "Дата следующего шага", "на днях")

    edit(small, mark)
    again(small)
    edit(small, write)
    again(small)
    log = {row["ID контакта"]: row for row in table(small, "cb_log") if row["ID контакта"] in contacts}
    day = datetime.combine(AS_OF + timedelta(days=9), time.min)
    told = [tuple(log[contact][header] for header in written) for contact in contacts]
    assert told == [
        ("ждут образцы", "отправить", day),
        ("уже сказано", "отправить", day),
        ("ждут образцы", "отправить", "на днях"),
    ]
    assert "отправить" in {row["Следующий шаг"] for row in table(small, "cb_steps")}, "promises are reminded of"
    before = small.read_bytes()
    again(small)
    assert small.read_bytes() == before


def test_one_sale_in_2062_is_one_problem_and_changes_nothing_else(small: Path, twenty_run: Result) -> None:
    def far(workbook: Workbook) -> None:
        sales = Grid(workbook, "cb_sales")
        row = dict(sales.rows()[10])
        for header, column in sales.columns.items():
            sales.sheet.cell(sales.bottom + 1, column).value = row[header]  # type: ignore[assignment]
        sales.sheet.cell(sales.bottom + 1, sales.columns["Дата"]).value = date(2062, 3, 1)
        left_top, _ = sales.table.ref.split(":")
        right = get_column_letter(max(sales.columns.values()))
        sales.table.ref = f"{left_top}:{right}{sales.bottom + 1}"

    edit(small, far)
    second = clientbook.run(small, as_of=AS_OF)
    assert second.problems["count"].sum() == twenty_run.problems["count"].sum() + 1
    assert second.segments.equals(twenty_run.segments)
    assert second.plan.equals(twenty_run.plan)


def test_a_changed_weight_takes_the_integral_away_until_the_sum_is_100(small: Path) -> None:
    lighter = clientbook.run(small, as_of=AS_OF, settings={"weight_km_plan": "30"})
    total = lighter.kpi[(lighter.kpi["measure"] == "integral") & (lighter.kpi["job"] == "km")]
    assert len(total)
    assert total["contribution"].isna().all()
    assert total["source"].str.contains("95").all()
    whole = clientbook.run(small, as_of=AS_OF, settings={"weight_km_plan": "30", "weight_km_nrr": "30"})
    total = whole.kpi[(whole.kpi["measure"] == "integral") & (whole.kpi["job"] == "km")]
    assert len(total)
    assert total["contribution"].notna().all()
    assert not total["source"].str.contains("95 %").any()


def test_a_column_of_ones_own_and_its_colour_stay_with_the_client(small: Path) -> None:
    def note(workbook: Workbook) -> None:
        grid = Grid(workbook, "cb_segments")
        column = max(grid.columns.values()) + 1
        grid.sheet.cell(grid.top, column).value = "Моя заметка"
        grid.sheet.cell(grid.top + 3, column).value = "любит утро"
        grid.sheet.cell(grid.top + 3, column).fill = PatternFill("solid", "FFFFC000")
        start, _ = grid.table.ref.split(":")
        grid.table.ref = f"{start}:{get_column_letter(column)}{grid.bottom}"
        grid.table._initialise_columns()
        for cell, header in zip(grid.sheet[grid.top], grid.table.tableColumns, strict=False):
            header.name = str(cell.value)
        first = {row["Код клиента"] for row in grid.rows()[:3]}
        sales = Grid(workbook, "cb_sales")
        lately = [
            place
            for place, row in enumerate(sales.rows())
            if row["Код клиента"] not in first and row["Тип"] == "отгрузка" and str(row["Дата"]) < str(AS_OF)
        ]
        sales.put(lately[-1], "Сумма без НДС", 1e8)  # another client comes first: the rows below it change their places

    edit(small, note)
    owner = table(small, "cb_segments")[2]["Код клиента"]
    again(small, AS_OF + TWO_DAYS)
    grid = Grid(openpyxl.load_workbook(small), "cb_segments")
    place = next(place for place, row in enumerate(grid.rows()) if row["Код клиента"] == owner)
    assert place == 3
    noted = grid.sheet.cell(grid.top + 1 + place, grid.columns["Моя заметка"])
    assert noted.value == "любит утро"
    assert noted.fill.start_color.rgb == "FFFFC000"
    assert sum(row["Моя заметка"] is not None for row in grid.rows()) == 1


def test_another_run_of_the_register_keeps_what_was_typed_in_its_result(small: Path, tmp_path: Path) -> None:
    register = tmp_path / "Реестр.xlsx"
    register.write_bytes(small.read_bytes())
    result = tmp_path / "Реестр (результат).xlsx"
    clientbook.run(register, as_of=AS_OF, out=result)

    def work(workbook: Workbook) -> None:
        plan = Grid(workbook, "cb_plan")
        plan.put(7, "Итог", "перезвонить в среду")
        plan.put(8, "Дата", "в среду")
        plan.put(9, "Статус", "выплнен")
        plan.sheet.cell(plan.bottom + 1, plan.columns["Итог"]).value = "под таблицей"

    edit(result, work)
    for _ in range(2):
        clientbook.run(register, as_of=AS_OF, out=result)
        rows = table(result, "cb_plan")
        assert {"перезвонить в среду", "под таблицей"} <= {row["Итог"] for row in rows}
        assert "в среду" in {row["Дата"] for row in rows}
        assert "выплнен" in {row["Статус"] for row in rows}


def test_a_weekly_buyer_silent_for_100_days_sleeps_and_is_lost_in_the_kpi(tmp_path: Path) -> None:
    last = AS_OF - timedelta(days=100)
    weekly = [("W", last - timedelta(days=7 * step)) for step in range(60)]
    others = [
        (code, AS_OF - timedelta(days=20 * step + shift)) for shift, code in enumerate("ABC") for step in range(30)
    ]
    sales = [(day, f"{number}", code, "A1", 1000.0) for number, (code, day) in enumerate(weekly + others)]
    clients = [(code, f"Клиент {code}", "Кузьмин Кузьма") for code in "WABC"]
    staff = {"Сотрудники": (("Менеджер", "Роль"), [("Кузьмин Кузьма", "КМ"), ("Рокотов Роман", "РКО")])}
    register = write_register(tmp_path / "Реестр.xlsx", clients, sales, more=staff)
    result = clientbook.run(register, as_of=AS_OF)
    weekly_row = result.segments.set_index("client_id").loc["W"]
    assert weekly_row["status"] == "sleeping"
    assert not weekly_row["active"]
    kept = result.kpi[result.kpi["measure"] == "retention"]
    assert len(kept) == 1
    assert (kept["source"].str.contains("Клиент W")).all()


def test_a_later_fall_of_cost_coverage_is_a_warning_and_the_basis_stays(tmp_path: Path) -> None:
    clients = [(f"C{number}", f"Клиент {number}", "Кузьмин Кузьма") for number in range(10)]

    def lines(without: int) -> list[tuple[object, ...]]:
        return [
            (
                AS_OF - timedelta(days=3 * number),
                f"{number}",
                f"C{number % 10}",
                "A1",
                100.0,
                None if number < without else 60.0,
            )
            for number in range(100)
        ]

    headers = ("Дата", "Документ", "Код клиента", "Артикул", "Сумма без НДС", "Себестоимость")
    register = write_register(tmp_path / "Реестр.xlsx", clients, lines(4), sale_headers=headers)
    first = clientbook.run(register, as_of=AS_OF, in_place=True)
    assert first.basis == "profit"

    def poorer(workbook: Workbook) -> None:
        for row in range(2, 8):
            workbook["Продажи"].cell(row, 6).value = None

    edit(register, poorer)
    second = clientbook.run(register, as_of=AS_OF)
    assert second.basis == "profit"
    assert second.problems["key"].str.contains("coverage").any()
