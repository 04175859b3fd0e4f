"""The command line as a whole process: exit codes, sentences in both languages, silence in a pipe."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.registers import write_register

MANY = 12


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A clean register of three clients, in a folder whose name has spaces and Cyrillic letters."""
    folder = tmp_path / "Мои реестры"
    folder.mkdir()
    clients = [(f"00{n}", f"ООО «Клиент {n}»", "Аистова Анна") for n in range(3)]
    day = date(2026, 10, 30)
    sales = [
        (day - timedelta(days=20 * k), f"Д-{k}-{n}", f"00{n}", "A-1", 1000.0 * (n + 1))
        for n in range(3)
        for k in range(MANY)
    ]
    return write_register(folder / "реестр.xlsx", clients, sales)


@pytest.fixture
def dirty(tmp_path: Path) -> Path:
    """A register with one sale whose date cannot be read."""
    sales = [(date(2026, 10, 1), "Д-1", "001", "A-1", 5000.0), ("в пятницу", "Д-2", "001", "A-1", 700.0)]
    return write_register(tmp_path / "грязный.xlsx", [("001", "ООО «Клиент»", "Аистова Анна")], sales)


def cli(*words: str, folder: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line with its output in pipes."""
    kept = {key: value for key, value in os.environ.items() if key != "CLIENTBOOK_LANG"}
    return subprocess.run(
        [sys.executable, "-m", "clientbook", *words],
        cwd=folder,
        env={**kept, "PYTHONIOENCODING": "utf-8", "XDG_STATE_HOME": tempfile.gettempdir(), **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "russian", "english"),
    [
        ((), "Как вызвать:", "Usage:"),
        (("--help",), "Посчитать реестр", "Compute a register"),
        (("run", "--help"), "Дата данных", "Date of the data"),
    ],
)
def test_help_is_in_the_language_of_the_user(words: tuple[str, ...], russian: str, english: str) -> None:
    told = cli(*words)
    assert (told.returncode, told.stderr) == (0, "")
    assert russian in told.stdout
    assert english in cli(*words, CLIENTBOOK_LANG="en").stdout
    assert english in cli("--lang", "en", *(words or ("--help",))).stdout


def test_version_answers_without_loading_the_method() -> None:
    code = "import sys; from clientbook.ui.cli import call; call(['--version'], 'ru'); print('pandas' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split()[0] == "clientbook"
    assert told.stdout.split()[-1] == "False"


@pytest.mark.parametrize(
    ("words", "russian", "english"),
    [
        (("foo",), "Нет команды «foo»", "There is no command 'foo'"),
        (("run",), "Не указано: РЕЕСТР.xlsx", "Missing: REGISTER.xlsx"),
        (
            ("distribute", "a.xlsx"),
            "Пример: clientbook distribute РЕЕСТР.xlsx -o ПАПКА",
            "distribute REGISTER.xlsx -o FOLDER",
        ),
        (("run", "a.xlsx", "b.xlsx"), "Лишнее слово", "one word too many"),
        (("run", "a.xlsx", "--asof", "1"), "вы имели в виду --as-of", "Did you mean --as-of"),
        (("run", "a.xlsx", "--as-of"), "После --as-of нужно значение", "--as-of needs a value"),
        (("run", "a.xlsx", "--as-of", "32.10.2026"), "«32.10.2026» не дата", "'32.10.2026' is not a date"),
        (("run", "a.xlsx", "--in-place=1"), "без значения", "takes no value"),
        (("run", "a.xlsx", "-o", "b.xlsx", "--in-place"), "либо -o, либо --in-place", "either -o or --in-place"),
        (("check", "a.xlsx", "--set", "horizon=3"), "вы имели в виду horizon_weeks", "Did you mean horizon_weeks"),
        (("check", "a.xlsx", "--set", "horizon"), "через знак «=»", "with '=' between them"),
        (("check", "a.xlsx", "--sheet", "foo=Лист"), "Нет таблицы «foo»", "There is no table 'foo'"),
        (("run", "нет такой.xlsx"), "нет такой.xlsx", "нет такой.xlsx"),
    ],
)
def test_a_mistake_is_answered_with_one_sentence(
    words: tuple[str, ...], russian: str, english: str, tmp_path: Path
) -> None:
    for sentence, lang in ((russian, "ru"), (english, "en")):
        told = cli(*words, folder=tmp_path, CLIENTBOOK_LANG=lang)
        assert (told.returncode, told.stdout) == (2, "")
        assert sentence in told.stderr
        assert len(told.stderr.splitlines()) == 1
        assert "Traceback" not in told.stderr


def test_an_unknown_language_is_refused() -> None:
    told = cli("run", "a.xlsx", "--lang", "fr")
    assert told.returncode == 2
    assert "Нет языка «fr»" in told.stderr


def test_a_run_writes_a_copy_beside_the_register_and_is_silent_in_a_pipe(register: Path) -> None:
    before = register.read_bytes()
    told = cli("run", str(register), "--as-of", "2026-10-31")
    assert (told.returncode, told.stderr) == (0, "")
    result = register.with_name("реестр (результат).xlsx")
    assert result.exists()
    assert register.read_bytes() == before
    assert f"Книга: {result}" in told.stdout
    assert "Клиентов: 3, строк продаж: 36" in told.stdout
    assert "\x1b" not in told.stdout

    first = result.read_bytes()
    again = cli("run", str(result), "--as-of", "31.10.2026", "--lang", "en")
    assert again.returncode == 0
    assert f"Workbook: {result}" in again.stdout
    assert result.read_bytes() == first


def test_in_place_keeps_the_previous_version(register: Path) -> None:
    before = register.read_bytes()
    assert cli("run", str(register), "--in-place", "--as-of", "2026-10-31").returncode == 0
    kept = [path for path in register.parent.iterdir() if path != register and path.read_bytes() == before]
    assert len(kept) == 1
    assert register.read_bytes() != before


def test_check_tells_problems_and_whether_rows_would_be_left_out(register: Path, dirty: Path) -> None:
    fine = cli("check", str(register), "--as-of", "2026-10-31")
    assert fine.returncode == 0, fine.stdout
    told = cli("check", str(dirty), "--as-of", "2026-10-31")
    assert ". Значение: «" in told.stdout
    assert told.returncode == 1
    assert "Продажи!A3" in told.stdout
    assert "700,00 ₽" in told.stdout
    assert "worth 700.00 ₽" in cli("check", str(dirty), "--as-of", "2026-10-31", "--lang", "en").stdout
    assert sorted(dirty.parent.iterdir()) == sorted({dirty, register.parent})


def test_a_template_is_made_once_and_not_written_over(tmp_path: Path) -> None:
    made = cli("template", folder=tmp_path)
    assert made.returncode == 0
    book = tmp_path / "Клиентская книга.xlsx"
    assert book.exists()
    again = cli("template", folder=tmp_path)
    assert again.returncode == 2
    assert "Клиентская книга.xlsx" in again.stderr
    assert cli("template", "--lang", "en", "-o", "empty.xlsx", folder=tmp_path).returncode == 0


def test_a_console_without_the_signs_shows_question_marks_instead_of_ending(register: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "clientbook", "run", str(register), "--as-of", "2026-10-31"],
        env={**os.environ, "PYTHONIOENCODING": "cp866"},
        capture_output=True,
        check=False,
    )
    assert told.returncode == 0
    assert "Клиентов: 3" in told.stdout.decode("cp866").replace("\u00a0", " ")


def test_an_unexpected_error_is_one_sentence_with_a_log(tmp_path: Path) -> None:
    code = (
        "import sys, clientbook.ui.arguments as a\n"
        "def broken(*_): raise RuntimeError('very unlikely')\n"
        "a.day = broken\n"
        "from clientbook.ui.cli import call\n"
        "sys.exit(call(['run', 'a.xlsx'], 'en'))"
    )
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path), "HOME": str(tmp_path)}
    told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert told.returncode == 2
    assert "very unlikely" in told.stderr
    assert len(told.stderr.splitlines()) == 1
    (log,) = tmp_path.rglob("error.log")
    assert str(log) in told.stderr
    assert "Traceback" in log.read_text(encoding="utf-8")


def test_a_log_is_added_by_a_command_that_says_what_became_of_every_row(register: Path) -> None:
    export = register.with_name("звонки.csv")
    export.write_text("Дата;Код клиента;Вид\n29.10.2026;000;звонок\n30.10.2026;999;звонок\n", encoding="cp1251")
    done = cli("log", "звонки.csv", "--into", "реестр.xlsx", folder=register.parent)
    assert done.returncode == 1
    assert done.stdout.splitlines()[0] == "Добавлено контактов: 1. Уже были в журнале: 0. Не принято: 1."
    assert "звонки.csv!B3" in done.stdout
    assert register.with_name("реестр (предыдущая версия).xlsx").exists()
    english = cli("log", "звонки.csv", "--into", "реестр.xlsx", "--lang", "en", folder=register.parent)
    assert english.stdout.startswith("Contacts added: 0. In the log already: 1. Not taken: 1.")
    missing = cli("log", "звонки.csv", folder=register.parent)
    assert missing.returncode == 2
    assert "РЕЕСТР.xlsx" in missing.stderr
