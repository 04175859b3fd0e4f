"""Calendars of the contact plan: another program reads them, and issuing again moves, cancels and never doubles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
import vobject

from clientbook.errors import HostError, UsageError
from clientbook.exchange.calendar import Issued, write
from clientbook.exchange.planned import Planned
from clientbook.hosts.file.book import FileBook
from clientbook.hosts.file.file_names import file_name
from clientbook.locale import words
from clientbook.method.previous_plan import previous_plan
from clientbook.results import Result
from clientbook.ui.cli import call

ANNA, BORIS = "Аистова Анна", "Барсуков Борис"
AS_OF = date(2026, 6, 1)


def contact(number: int, day: str | None, who: str | None = ANNA, **more: object) -> dict[str, object]:
    """Return a row of the plan."""
    plain = {
        "plan_id": f"К-{number:03}|large.call|2026-06-{number:02}",
        "client_id": f"К-{number:03}",
        "client": f"ООО «Клиент, {number}; весь»",
        "manager": who,
        "date": pd.Timestamp(day) if day else pd.NaT,
        "computed_date": pd.Timestamp(day) if day else pd.NaT,
        "channel": "call",
        "status": "planned",
        "purpose": "Узнать причину паузы",
        "why": "Пауза 222 дн. > 62; ДР 13.06: Хмелев Алексей",
        "argument": "Длинный довод \\ с чертой, запятой и " + "очень длинным хвостом " * 8,
        "person": "Хмелев Алексей",
        "phone": "+7 900 000-00-01",
        "dmu_role": "decider",
    }
    return {**plain, **more}


def issued(
    folder: Path, rows: Iterable[dict[str, object]], as_of: date = AS_OF, *, personal: bool = True, **only: list[str]
) -> dict[str, Issued]:
    """Issue the calendars of some rows; return them by manager."""
    plan = Planned(previous_plan(pd.DataFrame(list(rows)), as_of), as_of, "ru")
    made = write(plan, folder, managers=only.get("managers", ()), personal=personal, lang="ru")
    return {one.manager: one for one in made.issued}


def events(path: Path) -> dict[str, vobject.base.Component]:
    """Return plan ID → event, as another library reads the file; a UID must not stand twice."""
    found = list(vobject.readOne(path.read_text(encoding="utf-8")).contents.get("vevent", []))
    assert len({event.uid.value for event in found}) == len(found)
    return {event.contents["x-clientbook-id"][0].value: event for event in found}


def test_another_library_reads_what_the_plan_says(tmp_path: Path) -> None:
    made = issued(tmp_path, [contact(3, "2026-06-03"), contact(4, "2026-06-04", BORIS)])
    assert (made[ANNA].events, made[BORIS].events) == (1, 1)
    (event,) = events(made[ANNA].path).values()
    assert event.summary.value == "Звонок: ООО «Клиент, 3; весь»"
    assert (event.dtstart.value, event.dtend.value) == (date(2026, 6, 3), date(2026, 6, 4))
    assert (event.status.value, event.transp.value) == ("CONFIRMED", "TRANSPARENT")
    said = event.description.value
    assert "Довод: Длинный довод \\ с чертой, запятой и очень" in said
    assert "С кем: Хмелев Алексей, ЛПР, тел. +7 900 000-00-01" in said


def test_lines_are_folded_and_ended_as_the_standard_demands(tmp_path: Path) -> None:
    path = issued(tmp_path, [contact(3, "2026-06-03")])[ANNA].path
    lines = path.read_bytes().split(b"\r\n")
    assert lines[-1] == b""
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(len(line) for line in lines) <= 75


def test_issuing_again_moves_cancels_and_adds_and_doubles_nothing(tmp_path: Path) -> None:
    issued(tmp_path, [contact(n, f"2026-06-{n:02}") for n in (3, 4, 5, 8)])
    before = events(tmp_path / f"{ANNA}.ics")
    rows = [
        contact(3, "2026-06-03"),
        contact(4, "2026-06-09"),
        contact(5, "2026-06-05", status="done"),
        contact(9, "2026-06-10"),
    ]
    made = issued(tmp_path, rows, date(2026, 6, 2))[ANNA]
    assert (made.same, made.moved, made.cancelled, made.added, made.changed) == (1, 1, 2, 1, 0)
    after = events(made.path)
    assert len(after) == 5
    keys = {n: str(contact(n, None)["plan_id"]) for n in (3, 4, 5, 8, 9)}
    assert {n: after[keys[n]].status.value for n in keys} == {
        3: "CONFIRMED", 4: "CONFIRMED", 5: "CANCELLED", 8: "CANCELLED", 9: "CONFIRMED",
    }  # fmt: skip
    assert after[keys[4]].dtstart.value == date(2026, 6, 9)
    for number, grown in ((3, 0), (4, 1), (5, 1), (8, 1)):
        old, new = before[keys[number]], after[keys[number]]
        assert new.uid.value == old.uid.value
        assert int(new.sequence.value) - int(old.sequence.value) == grown
        assert (new.dtstamp.value > old.dtstamp.value) == bool(grown)


def test_the_same_plan_gives_the_same_bytes_whenever_it_is_issued(tmp_path: Path) -> None:
    rows = [contact(n, f"2026-06-{n:02}") for n in (3, 4)]
    first = issued(tmp_path, rows)[ANNA].path.read_bytes()
    again = issued(tmp_path, reversed(rows), date(2026, 6, 2))[ANNA]
    assert again.path.read_bytes() == first
    assert again.same == 2


def test_a_contact_changed_twice_on_one_date_of_the_data_is_newer_each_time(tmp_path: Path) -> None:
    stamps = []
    for day in ("2026-06-03", "2026-06-04", "2026-06-05", "2026-06-03"):
        (event,) = events(issued(tmp_path, [contact(3, day)])[ANNA].path).values()
        stamps.append((int(event.sequence.value), event.dtstamp.value))
    assert stamps == sorted(set(stamps))


def test_a_contact_in_new_hands_leaves_one_calendar_for_the_other_under_another_name(tmp_path: Path) -> None:
    issued(tmp_path, [contact(3, "2026-06-03")])
    made = issued(tmp_path, [contact(3, "2026-06-03", BORIS)])
    (gone,), (come,) = events(made[ANNA].path).values(), events(made[BORIS].path).values()
    assert (gone.status.value, come.status.value) == ("CANCELLED", "CONFIRMED")
    # one program that imports both files must not take the cancellation for the new contact
    assert gone.uid.value != come.uid.value


def test_a_cancelled_contact_comes_back_and_leaves_the_file_after_two_months(tmp_path: Path) -> None:
    issued(tmp_path, [contact(3, "2026-06-03"), contact(4, "2026-06-04")])
    issued(tmp_path, [contact(4, "2026-06-04")])
    back = issued(tmp_path, [contact(3, "2026-06-03"), contact(4, "2026-06-04")])[ANNA]
    assert (back.added, back.same) == (1, 1)
    issued(tmp_path, [contact(4, "2026-06-04")])
    kept = issued(tmp_path, [contact(4, "2026-06-04")], date(2026, 8, 1))[ANNA]
    assert len(events(kept.path)) == 2
    late = issued(tmp_path, [contact(4, "2026-06-04")], date(2026, 8, 10))[ANNA]
    assert list(events(late.path)) == [contact(4, None)["plan_id"]]


def test_only_those_asked_for_are_issued_in_any_spelling(tmp_path: Path) -> None:
    rows = [contact(3, "2026-06-03"), contact(4, "2026-06-04", BORIS)]
    assert list(issued(tmp_path, rows, managers=["барсуков  БОРИС"])) == [BORIS]
    assert [path.name for path in tmp_path.iterdir()] == [f"{BORIS}.ics"]
    with pytest.raises(UsageError, match="Сова"):
        issued(tmp_path, rows, managers=["Сова Юлия"])


def test_without_personal_data_no_name_and_no_phone_is_in_the_bytes(tmp_path: Path) -> None:
    path = issued(tmp_path, [contact(3, "2026-06-03")], personal=False)[ANNA].path
    text = path.read_bytes().replace(b"\r\n ", b"").decode()
    assert "Хмелев" not in text
    assert "900" not in text
    assert "Пауза 222 дн. > 62" in text


def test_a_file_that_is_not_ours_is_refused_and_stays(tmp_path: Path) -> None:
    foreign = tmp_path / f"{ANNA}.ics"
    for text in ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//other//EN\r\nEND:VCALENDAR\r\n", "это не календарь", ""):
        foreign.write_text(text, encoding="utf-8", newline="")
        with pytest.raises(HostError, match="другой программой"):
            issued(tmp_path, [contact(3, "2026-06-03"), contact(4, "2026-06-04", BORIS)])
        assert foreign.read_bytes() == text.encode()
        assert [path.name for path in tmp_path.iterdir()] == [foreign.name]


def test_names_that_no_file_can_have_still_get_a_file_each(tmp_path: Path) -> None:
    rows = [contact(3, "2026-06-03", "А/Б"), contact(4, "2026-06-04", "А?Б")]
    paths = [one.path.name for one in issued(tmp_path, rows).values()]
    assert paths == ["А_Б.ics", "А_Б (2).ics"]
    assert [one.path.name for one in issued(tmp_path, rows).values()] == paths
    assert [file_name(name) for name in ("CON", "nul.x", " . ", "..")] == ["_CON", "_nul.x", "_", "_"]


def test_a_plan_is_issued_by_the_command_and_a_moved_contact_moves(
    twenty_run: Result, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert twenty_run.path is not None
    folder = tmp_path / "календари"
    book = twenty_run.path.read_bytes()
    assert call(["calendar", str(twenty_run.path), "-o", str(folder)], "ru") == 0
    said = capsys.readouterr().out
    assert twenty_run.path.read_bytes() == book
    count = sum(len(events(path)) for path in folder.iterdir())
    assert count == len(twenty_run.plan)
    assert f"контактов в них: {words('ru').number(count)}" in said
    _move_first(twenty_run.path)
    assert call(["calendar", str(twenty_run.path), "-o", str(folder)], "ru") == 0
    assert "перенесено 1," in capsys.readouterr().out
    assert sum(len(events(path)) for path in folder.iterdir()) == count


def _move_first(path: Path) -> None:
    """Move the first contact of a plan by a day, as a person does in the cell."""
    book = FileBook.open(path)
    area = next(area for area in book.areas() if area.table == "cb_plan")
    header, first = book.cells(replace(area, bottom=area.top + 1))
    day = first[header.index("Дата")]
    assert isinstance(day, datetime)
    book.put(area.sheet, {(area.top + 1, area.left + header.index("Дата")): day + timedelta(days=1)})
    book.save(path, keep_previous=False)
