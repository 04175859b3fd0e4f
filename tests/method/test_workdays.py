"""Working days: the Russian calendar, the sheet over it, leave."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import numpy as np
import pandas as pd
import pytest

from clientbook.method.workdays import first_after, is_official, presence, workdays

NO_CALENDAR = pd.DataFrame({"date": pd.to_datetime([]), "working": pd.Series(dtype=object), "hours": []})


def sheet(*rows: tuple[str, bool, float | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["date", "working", "hours"])
    return frame.assign(date=pd.to_datetime(frame["date"]), hours=frame["hours"].astype("float64"))


@pytest.mark.parametrize(("year", "count"), [(2024, 248), (2025, 247), (2026, 247)])
def test_a_year_has_as_many_working_days_as_the_production_calendar(year: int, count: int) -> None:
    assert len(workdays(date(year, 1, 1), date(year, 12, 31), NO_CALENDAR).days) == count


def test_moved_days_are_known() -> None:
    assert not is_official(date(2026, 1, 9))
    assert not is_official(date(2026, 12, 31))
    assert is_official(date(2024, 12, 28))


def test_days_worked_are_those_of_the_library() -> None:
    library = holidays.country_holidays("RU", years=range(2019, 2031))
    days = [date(2019, 1, 1) + timedelta(days=number) for number in range(12 * 365)]
    assert [is_official(day) for day in days] == [library.is_working_day(day) for day in days]


def test_the_sheet_wins_over_the_calendar() -> None:
    own = sheet(("2026-07-04", True, 4.0), ("2026-07-06", False, None), ("2026-07-07", True, None))
    span = workdays(date(2026, 7, 3), date(2026, 7, 7), own)
    assert [str(day) for day in span.days] == ["2026-07-03", "2026-07-04", "2026-07-07"]
    assert span.hours.tolist() == [8.0, 4.0, 8.0]


def test_a_plan_begins_on_the_first_working_day_after() -> None:
    assert first_after(date(2026, 12, 30), NO_CALENDAR) == date(2027, 1, 11)
    assert first_after(date(2026, 6, 30), NO_CALENDAR) == date(2026, 7, 1)
    assert first_after(date(2026, 7, 3), sheet(("2026-07-06", False, None))) == date(2026, 7, 7)


def test_leave_takes_both_its_days() -> None:
    span = workdays(date(2026, 7, 1), date(2026, 7, 10), NO_CALENDAR)
    stamps = pd.to_datetime(["2026-07-02", "2026-07-06"])
    leave = pd.DataFrame({"manager": ["Анна"], "start": stamps[:1], "end": stamps[1:]})
    here = presence(leave, ["Анна", "Борис"], span)
    assert here[0].tolist() == [True, False, False, False, True, True, True, True]
    assert here[1].all()


def test_a_leave_makes_no_heap_beside_it() -> None:
    span = workdays(date(2026, 7, 1), date(2026, 8, 30), NO_CALENDAR)
    here = np.ones(len(span.days), dtype=bool)
    here[12:22] = False
    load = np.bincount(span.mirrored(here), minlength=len(span.days))
    assert load[~here].sum() == 0
    assert load.max() <= 5
    assert load.sum() == span.length


def test_distances_are_counted_in_calendar_days() -> None:
    span = workdays(date(2026, 7, 1), date(2026, 7, 10), NO_CALENDAR)
    assert span.after_gap(3).tolist() == [3, 3, 3, 6, 7, 8, 8, 8]
    assert span.before_gap(3).tolist() == [-1, -1, -1, 2, 2, 2, 3, 4]
