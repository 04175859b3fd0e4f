"""What a manager gets: his rows and nobody else's, open where he fills in, locked elsewhere, in the head's own looks."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from clientbook.computing import Computed, RunOptions, compute, put_sheets
from clientbook.errors import HostError, RegisterError, UsageError
from clientbook.hosts.file.book import FileBook
from clientbook.hosts.file.encryption import decrypted
from clientbook.hosts.file.file_names import file_name
from clientbook.hosts.file.guard import is_encrypted
from clientbook.hosts.file.package import Package
from clientbook.locale import words
from clientbook.register.codes import PLAN_STATUS
from clientbook.results import Result
from clientbook.run import collect, distribute, run
from clientbook.team import leaks, versions
from clientbook.team.distribute import HandOut, hand_out
from clientbook.team.handed import FILLED_BY_US, INPUTS, PREPARED, VERSION, handed
from clientbook.team.merged import Fate
from clientbook.team.secrets import Secrets
from clientbook.team.whose import Whose
from clientbook.ui.cli import call
from clientbook.ui.team_commands import handed_out
from tests.libreoffice import office
from tests.runs import Runs
from tests.team import small
from tests.team.small import ANNA, BORIS, VERA

WORD = "весна-42"
NAMES = {code: f"ООО «Образец {int(code)}»" for code in ("001", "002", "003", "004", "005", "006")}
OWN = {ANNA: ("001", "002"), BORIS: ("003", "004"), VERA: ("005", "006")}


def put_column(clients: Worksheet, header: str, says: Callable[[str], str | None]) -> None:
    """Add a column to the list of clients that says something by their code."""
    column = clients.max_column + 1
    clients.cell(1, column, header)
    for row in range(2, 8):
        clients.cell(row, column, says(str(clients.cell(row, 1).value)))


@pytest.fixture(scope="module")
def register(runs: Runs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small register that was run, with looks, a column, remarks and hidden things of its head's own."""
    path = small.made(runs, tmp_path_factory.mktemp("head"))
    book = openpyxl.load_workbook(path)
    clients = book["Клиенты"]
    put_column(clients, "Заметка", lambda code: f"заметка о {code}")
    for row in range(2, 8):
        clients.cell(row, 2).fill = PatternFill("solid", fgColor="FF123456")
    clients.column_dimensions["B"].width = 47
    clients["B2"].comment = Comment(f"как у {NAMES['006']}", "Лицо 006")
    book["План контактов"]["A2"] = f"не забыть {NAMES['005']}"
    book.defined_names["Важный"] = DefinedName("Важный", attr_text=f'"{NAMES["004"]}"')
    book.properties.creator = f"Секретарь {NAMES['006']}"
    hidden = book.create_sheet("Скрытый")
    hidden.sheet_state = "veryHidden"
    hidden["A1"] = NAMES["006"]
    book.save(path)
    return path


@dataclass
class Head:
    """The head of department with a register that is computed once."""

    register: Path
    front: FileBook
    computed: Computed

    def hand_out(self, folder: Path, **more: Any) -> HandOut:
        return hand_out(self.front, self.computed, folder, **more)


@pytest.fixture(scope="module")
def head(register: Path) -> Head:
    front = FileBook.open(register)
    computed = compute(RunOptions(small.AS_OF, "ru", today=small.TODAY).read(front), None)
    put_sheets(front, computed, None)
    return Head(register, front, computed)


@pytest.fixture(scope="module")
def out(register: Path) -> HandOut:
    return distribute(register, register.parent / "копии", as_of=small.AS_OF, today=small.TODAY)


def copy_of(out: HandOut, manager: str) -> Path:
    return next(copy.path for copy in out.copies if copy.manager == manager)


def unpacked(path: Path) -> str:
    """Return all that stands in an unpacked workbook, entities of XML undone."""
    with zipfile.ZipFile(path) as parts:
        return "\n".join([*parts.namelist(), *(unescape(parts.read(n).decode("utf-8")) for n in parts.namelist())])


def bodies(sheet: Worksheet) -> Iterator[tuple[str, list[dict[str, Cell]]]]:
    """Yield the tables of a sheet: name, and rows by key of the column."""
    for table in sheet.tables.values():
        described = next((one for one in _described() if one.name == table.name), None)
        headers = [str(cell.value) for cell in sheet[table.ref][0]]
        keys = [
            next((c.key for c in (*(described.columns if described else ()), VERSION) if c.ru == header), header)
            for header in headers
        ]
        yield table.name, [dict(zip(keys, row, strict=True)) for row in sheet[table.ref][1:]]


def _described() -> list[Any]:
    from clientbook.register.tables import INPUTS as TABLES
    from clientbook.sheets.book import outputs

    return [*TABLES, *outputs()]


def test_a_copy_holds_the_rows_of_its_manager_and_no_code_name_or_phone_of_another(out: HandOut) -> None:
    for manager, own in OWN.items():
        text = unpacked(copy_of(out, manager))
        for code, name in NAMES.items():
            phone, person = f"+7 900 000-00-0{code[-1]}", f"Лицо {code}"
            there = {value for value in (name, person, phone, f"Секретарь {name}") if value in text}
            assert there == ({name, person, phone} if code in own else set()), (manager, code)
            assert (f">{code}<" in text) is (code in own)


def test_of_the_demo_no_value_of_another_manager_is_in_the_bytes_of_any_copy(demo_run: Result, tmp_path: Path) -> None:
    assert demo_run.path is not None
    done = distribute(demo_run.path, tmp_path / "копии", as_of=demo_run.as_of)
    assert len(done.copies) == 11
    assert not [leak for copy in done.copies for leak in copy.leaks]
    register = openpyxl.load_workbook(demo_run.path, read_only=True)
    clients = [row for row in _rows(register["Клиенты"], 5) if row[0]]
    people = [row for row in _rows(register["Контакты ГПР"], 5) if row[1]]
    for copy in done.copies:
        with zipfile.ZipFile(copy.path) as parts:
            pieces = {piece for n in parts.namelist() for piece in re.split(r'[<>"]', parts.read(n).decode("utf-8"))}
        text = unescape("\n".join(pieces))
        own = {_code(row[0]) for row in clients if str(row[7]).strip() == copy.manager}
        # a contact that somebody makes for a colleague on leave is in his plan
        theirs = set(demo_run.plan.loc[demo_run.plan["manager"].eq(copy.manager), "client_id"]) - own
        codes = set(re.findall(r"(?<![\w-])00-\d{6}(?!\d)", text))
        assert own <= codes
        assert codes <= own | theirs, copy.manager
        mine = {str(row[1]) for row in clients if _code(row[0]) in own | theirs}
        mine |= {str(value) for row in people if _code(row[1]) in own | theirs for value in (row[2], row[7])}
        foreign = {str(row[1]) for row in clients} | {str(value) for row in people for value in (row[2], row[7])} - mine
        there = [value for value in foreign - mine if len(value) >= leaks.SHORT and value in text]
        # a name may be the beginning of another, longer one of his own
        assert not [name for name in there if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)], copy.manager


def _code(cell: object) -> str:
    return str(cell).strip()


def _rows(sheet: Any, first: int) -> Iterator[tuple[Any, ...]]:
    yield from (row for row in sheet.iter_rows(min_row=first, values_only=True) if any(row))


HEADS = {"001": "002", "002": "006", "003": "001"}
"""Client → its head company: the first is the same manager's, the others are not."""


@pytest.fixture(scope="module")
def holding(runs: Runs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a register whose clients have head companies, and whose codes are plain figures, as Excel makes of them."""
    path = small.made(runs, tmp_path_factory.mktemp("holding"))
    book = openpyxl.load_workbook(path)
    clients = book["Клиенты"]
    put_column(clients, "Головной код", HEADS.get)
    for sheet in book.worksheets:
        for cell in (cell for row in sheet for cell in row if cell.value in NAMES):
            cell.value = int(str(cell.value))
    book.save(path)
    return path


def test_the_head_company_of_another_manager_is_not_named_and_collecting_leaves_it_to_the_head(
    holding: Path, tmp_path: Path
) -> None:
    done = distribute(holding, tmp_path, as_of=small.AS_OF, today=small.TODAY)
    assert [copy.leaks for copy in done.copies] == [(), (), ()]
    book = openpyxl.load_workbook(copy_of(done, ANNA))
    rows = dict(bodies(book["Клиенты"]))["cb_clients"]
    assert {_code(row["client_id"].value): row["parent_id"].value for row in rows} == {"1": 2, "2": None}
    assert all(row["parent_id"].protection.locked for row in rows)
    why = {
        _code(row["client_id"].value): row["reason"].value for row in dict(bodies(book["Сегментация"]))["cb_segments"]
    }
    assert "у другого менеджера" in str(why["2"])
    assert "сегмент по холдингу 2;" in f"{why['1']};"
    back = collect(holding, tmp_path, dry_run=True, as_of=small.AS_OF, today=small.TODAY)
    assert not back.made.changed


def test_a_code_of_another_manager_is_found_in_every_column_that_names_clients(holding: Path, tmp_path: Path) -> None:
    front = FileBook.open(holding)
    computed = compute(RunOptions(small.AS_OF, "ru", today=small.TODAY).read(front), None)
    secrets, whose = Secrets(computed), Whose(computed.register)
    path = copy_of(distribute(holding, tmp_path, as_of=small.AS_OF, today=small.TODAY), ANNA)
    for sheet, key in (("Клиенты", "parent_id"), ("План контактов", "client_id"), ("Журнал", "client_id")):
        book = openpyxl.load_workbook(path)
        next(iter(dict(bodies(book[sheet])).values()))[0][key].value = 3
        book.save(tmp_path / "подмена.xlsx")
        leaks = secrets.codes(ANNA, Package.open(tmp_path / "подмена.xlsx"), whose)
        assert [(leak.part, leak.value) for leak in leaks] == [(sheet, "3")]


def test_what_the_head_decides_is_locked_in_a_copy_and_a_copy_does_not_bring_it_back(
    out: HandOut, register: Path, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(copy_of(out, ANNA))
    tables = {name: rows for sheet in book.worksheets for name, rows in bodies(sheet)}
    typed = [row["decision"] for row in tables["cb_risks"]] + [row["comment"] for row in tables.get("cb_pfr_month", ())]
    assert not handed()["cb_pfr_month"].editable
    assert typed
    assert all(cell.protection.locked for cell in typed)
    for cell in typed:
        cell.value = "решил сам"
    book.save(tmp_path / "копия.xlsx")
    assert not collect(register, tmp_path, dry_run=True, as_of=small.AS_OF, today=small.TODAY).made.changed


def test_only_what_a_manager_fills_in_is_open_and_every_sheet_is_protected(out: HandOut) -> None:
    book = openpyxl.load_workbook(copy_of(out, ANNA))
    assert book.security is not None
    assert book.security.lockStructure
    assert book.sheetnames[:3] == ["О книге", "План контактов", "Журнал"]
    seen = set()
    for sheet in book.worksheets:
        assert sheet.protection.sheet, sheet.title
        assert not sheet.protection.sort
        assert not sheet.protection.autoFilter
        open_cells = {cell.coordinate for row in sheet for cell in row if not cell.protection.locked}
        for name, rows in bodies(sheet):
            if name not in handed():
                continue
            rules, wanted = handed()[name], set()
            ready = rows[-PREPARED[name] :] if rules.grows else []
            for row in rows:
                new = any(row is one for one in ready)
                may = {key for key in row if key not in FILLED_BY_US and key in _keys(name)} if new else rules.editable
                wanted |= {cell.coordinate for key, cell in row.items() if key in may}
                if not new and rules.editable and any(cell.value for cell in row.values()):
                    assert versions.read(row["version"].value, rules.editable) is not None, (name, row)
            assert {place for place in open_cells if _within(place, rows)} == wanted, name
            seen.add(name)
    assert {"cb_plan", "cb_log", "cb_clients", "cb_people", "cb_segments", "cb_kpi", "cb_offers"} <= seen


def _keys(name: str) -> set[str]:
    return {column.key for table in _described() if table.name == name for column in table.columns}


def _within(place: str, rows: list[dict[str, Cell]]) -> bool:
    return any(place == cell.coordinate for row in rows for cell in row.values())


def test_versions_are_not_printed_and_everything_before_them_is(out: HandOut) -> None:
    book = openpyxl.load_workbook(copy_of(out, ANNA))
    seen = 0
    for sheet in book.worksheets:
        for name, rows in bodies(sheet):
            if name in handed() and "version" in rows[0]:
                end = rows[-1]["version"]
                assert sheet.print_area == f"'{sheet.title}'!$A$1:${get_column_letter(end.column - 1)}${end.row}"
                seen += 1
    assert seen > 5


def test_prepared_rows_have_ids_of_their_own_and_drop_downs(out: HandOut) -> None:
    ids = []
    for manager in OWN:
        book = openpyxl.load_workbook(copy_of(out, manager))
        log = dict(bodies(book["Журнал"]))["cb_log"]
        ready = log[-PREPARED["cb_log"] :]
        ids += [row["row_id"].value for row in ready]
        assert not any(cell.value for row in ready for key, cell in row.items() if key != "row_id")
        lists = {str(check.sqref): check.formula1 for check in book["План контактов"].data_validations.dataValidation}
        status = dict(bodies(book["План контактов"]))["cb_plan"]
        area = f"{status[0]['status'].coordinate}:{status[-1]['status'].coordinate}"
        assert lists[area] == '"' + ",".join(PLAN_STATUS.words("ru").values()) + '"'
    assert len(ids) == len(set(ids)) == 3 * PREPARED["cb_log"]


def test_looks_and_columns_of_the_head_stay_and_his_remarks_outside_of_tables_do_not(out: HandOut) -> None:
    book = openpyxl.load_workbook(copy_of(out, ANNA))
    clients = book["Клиенты"]
    assert clients.column_dimensions["B"].width == 47
    assert clients["B2"].fill.fgColor.rgb == "FF123456"
    rows = dict(bodies(clients))["cb_clients"]
    assert [row["Заметка"].value for row in rows] == ["заметка о 001", "заметка о 002"]
    assert clients["B2"].comment is None
    assert book["План контактов"]["A2"].value is None
    assert "Скрытый" not in book.sheetnames
    assert not book.defined_names
    assert book.properties.creator in {None, "openpyxl"}  # the library's own default where the file names nobody
    assert "openpyxl" not in unpacked(copy_of(out, ANNA))


def test_figures_of_a_copy_are_those_of_the_register_and_libreoffice_works_out_the_same(
    head: Head, out: HandOut, tmp_path: Path
) -> None:
    plan, segments = head.computed.plan.plan, head.computed.segments
    kept = openpyxl.load_workbook(copy_of(out, ANNA), data_only=True)
    worked_out = openpyxl.load_workbook(office(tmp_path).convert(copy_of(out, ANNA), "xlsx"), data_only=True)
    assert kept.sheetnames == worked_out.sheetnames
    for sheet in kept.worksheets:
        for row in sheet:
            for cell in row:
                found = worked_out[sheet.title][cell.coordinate].value
                if isinstance(cell.value, (int, float)):
                    assert found == pytest.approx(cell.value), (sheet.title, cell.coordinate)
                assert not str(found).startswith(("#", "Err:")), (sheet.title, cell.coordinate)
    lines = [row for row in worked_out["План контактов"].iter_rows(max_row=8, values_only=True) if row[0]]
    own = plan[plan["manager"].eq(ANNA)]
    counted = next(row for row in lines if row[0] == "План")
    assert counted[1] == own["status"].fillna("planned").eq("planned").sum()
    income = segments.set_index("client_id")["annual_income"]
    shown = {
        row["client_id"].value: row["annual_income"].value for row in dict(bodies(kept["Сегментация"]))["cb_segments"]
    }
    assert shown == {code: pytest.approx(income[code]) for code in OWN[ANNA]}


def test_untouched_copies_bring_nothing_when_they_are_collected(register: Path, out: HandOut) -> None:
    done = collect(register, copy_of(out, ANNA).parent, dry_run=True, as_of=small.AS_OF, today=small.TODAY)
    assert not done.made.changed
    rows = [sum(counts.values()) for counts in done.made.merged.counts.values()]
    same = [counts[Fate.UNCHANGED] for counts in done.made.merged.counts.values()]
    assert rows == same
    assert sum(rows) > 50


def test_without_personal_data_the_columns_are_gone_and_texts_name_nobody(head: Head, tmp_path: Path) -> None:
    done = head.hand_out(tmp_path / "копии", personal=False, managers=[ANNA.lower()])
    assert [copy.manager for copy in done.copies] == [ANNA]
    text = unpacked(done.copies[0].path)
    assert NAMES["001"] in text
    assert not re.findall(r"Лицо 00\d|\+7 900", text)
    people = dict(bodies(openpyxl.load_workbook(done.copies[0].path)["Контакты ГПР"]))["cb_people"]
    assert not {*INPUTS["cb_people"].personal, "ФИО"} & people[0].keys()
    assert versions.read(people[0]["version"].value, INPUTS["cb_people"].editable) is not None


def test_a_password_encrypts_the_file_and_another_one_does_not_open_it(head: Head, tmp_path: Path) -> None:
    done = head.hand_out(tmp_path, password=WORD, managers=[BORIS])
    data = done.copies[0].path.read_bytes()
    assert is_encrypted(data)
    assert NAMES["003"].encode() not in data
    with pytest.raises(HostError) as refused:
        decrypted(data, WORD.upper(), "копия.xlsx")
    assert refused.value.key == "error.password_wrong"
    book = openpyxl.load_workbook(io.BytesIO(decrypted(data, WORD)))
    assert [row["client_id"].value for row in dict(bodies(book["Клиенты"]))["cb_clients"]] == ["003", "004"]
    assert not head.hand_out(tmp_path, password=WORD, managers=[BORIS]).copies[0].written
    with pytest.raises(HostError):
        distribute(head.register, tmp_path, password="")


def test_a_filled_in_copy_is_not_written_over_and_an_equal_one_is_left_alone(head: Head, tmp_path: Path) -> None:
    first = head.hand_out(tmp_path, managers=[ANNA, VERA])
    again = head.hand_out(tmp_path, managers=[ANNA, VERA])
    assert [copy.written for copy in again.copies] == [False, False]
    path = copy_of(first, VERA)
    book = openpyxl.load_workbook(path)
    book["План контактов"]["J10"] = "договорились"
    book.save(path)
    filled = path.read_bytes()
    copy_of(first, ANNA).unlink()
    with pytest.raises(HostError) as refused:
        head.hand_out(tmp_path)
    assert refused.value.key == "error.copy_exists"
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == filled


def test_a_copy_in_which_something_of_others_is_found_is_not_written_and_the_place_is_told(
    head: Head, tmp_path: Path
) -> None:
    front = FileBook(Package.from_bytes(head.front.package.save_bytes()), head.register)
    front.put("Клиенты", {(1, 8): f"Спросить у {NAMES['006']}"})
    done = hand_out(front, head.computed, tmp_path)
    found = {copy.manager: [(leak.value, leak.part) for leak in copy.leaks] for copy in done.copies}
    assert found == {ANNA: [(NAMES["006"], "Клиенты")], BORIS: [(NAMES["006"], "Клиенты")], VERA: []}
    assert [path.name for path in tmp_path.iterdir()] == [copy_of(done, VERA).name]
    said = "\n".join(handed_out(done, tmp_path, "", words("ru")))
    assert f"{ANNA}: книга не записана" in said
    assert f"«{NAMES['006']}» — Клиенты" in said


def test_a_file_in_the_place_of_the_folder_is_told(head: Head, tmp_path: Path) -> None:
    (tmp_path / "копии").write_text("")
    with pytest.raises(HostError) as refused:
        head.hand_out(tmp_path / "копии")
    assert refused.value.key == "error.not_a_folder"


def test_a_copy_is_no_register(out: HandOut) -> None:
    with pytest.raises(RegisterError) as refused:
        run(copy_of(out, VERA), as_of=small.AS_OF)
    assert VERA in str(refused.value)


def test_an_unknown_manager_is_named_with_those_there_are(head: Head, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        head.hand_out(tmp_path / "новая", managers=["Никто"])
    assert all(name in str(refused.value) for name in ("Никто", ANNA, BORIS, VERA))
    assert not (tmp_path / "новая").exists()


def test_the_command_says_what_protection_is_worth(
    register: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["distribute", str(register), "-o", str(tmp_path / "копии"), "--manager", VERA, "--as-of", "2026-10-30"]
    assert call(asked, "ru") == 0
    said = capsys.readouterr().out
    assert "Роздано книг: 1" in said
    assert "клиентов 2" in said
    assert "без пароля" in said


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ('Иванов/Петров: "ключевые" (30.10.2026)', "Иванов_Петров_ _ключевые_ (30.10.2026)"),
        ("CON", "_CON"),
        ("lpt1.x", "_lpt1.x"),
        ("Имя... ", "Имя"),
        ("\t", "_"),
    ],
)
def test_a_file_has_a_name_that_windows_takes(name: str, wanted: str) -> None:
    assert file_name(name) == wanted
