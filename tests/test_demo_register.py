"""The demo register: the same every time, lifelike, and dirty in the places it says."""

from __future__ import annotations

import pandas as pd
import pytest
from stdnum.ru import inn

from clientbook.demo_register import AS_OF, demo_frames, dirty_cells, with_dirty_cells
from clientbook.hosts.base import CellError
from clientbook.locale import words
from clientbook.register import tables
from clientbook.register.columns import Kind
from clientbook.results import Result
from clientbook.ui.summary import summary
from tests import workbooks

T = pd.Timestamp(AS_OF)
YEAR = pd.Timedelta(days=365)


@pytest.fixture(scope="module")
def frames() -> dict[str, pd.DataFrame]:
    return demo_frames()


def shipped(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    sales = frames["cb_sales"]
    return sales[sales["date"] <= T]


def test_it_is_the_same_every_time(frames: dict[str, pd.DataFrame]) -> None:
    again = demo_frames()
    assert frames.keys() == again.keys()
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(frame, again[name])


def test_english_has_the_same_figures_and_no_russian(frames: dict[str, pd.DataFrame]) -> None:
    english = demo_frames("en")
    for name, frame in frames.items():
        figures = frame.select_dtypes(["number", "datetime"])
        pd.testing.assert_frame_equal(figures, english[name][figures.columns])
        texts = english[name].select_dtypes(exclude=["number", "datetime"]).to_numpy().ravel()
        assert not [
            text for text in texts if isinstance(text, str) and any("а" <= sign.lower() <= "я" for sign in text)
        ]


def test_columns_and_codes_are_those_of_the_register(frames: dict[str, pd.DataFrame]) -> None:
    for table in tables.INPUTS:
        if table.name not in frames:
            continue
        frame = frames[table.name]
        assert list(frame.columns) == [column.key for column in table.columns]
        for column in table.columns:
            if column.kind is Kind.CODE and column.codes is not None:
                known = {value.code for value in column.codes.values}
                assert set(frame[column.key].dropna()) <= known


def test_three_years_of_trade_of_three_hundred_clients(frames: dict[str, pd.DataFrame]) -> None:
    sales = shipped(frames)
    assert frames["cb_clients"]["client_id"].nunique() == 300
    assert len(frames["cb_staff"]) == 13
    assert 15_000 <= len(sales) <= 25_000
    assert (sales["date"].max() - sales["date"].min()).days > 3 * 365 - 10
    assert (sales["date"].dt.day_of_week < 5).all()
    assert {"sale", "return", "correction"} == set(sales["kind"])
    assert (sales["cost"].notna() * sales["amount"]).sum() / sales["amount"].sum() > 0.97


def test_income_is_skewed_as_in_a_real_portfolio(frames: dict[str, pd.DataFrame]) -> None:
    sales = shipped(frames)
    worth = sales[sales["date"] > T - YEAR].groupby("client_id")["amount"].sum().sort_values(ascending=False)
    before = (worth.cumsum() - worth) / worth.sum()
    assert 0.09 <= (before < 0.5).mean() <= 0.17
    assert worth.iloc[0] / worth.sum() < 0.2


def test_clients_sleep_leave_come_and_have_never_bought(frames: dict[str, pd.DataFrame]) -> None:
    sales = shipped(frames)
    last = (T - sales.groupby("client_id")["date"].max()).dt.days
    first = (T - sales.groupby("client_id")["date"].min()).dt.days
    assert (last > 180).sum() >= 25
    assert last.between(90, 180).sum() >= 15
    assert (first <= 180).sum() >= 20
    assert len(set(frames["cb_clients"]["client_id"]) - set(sales["client_id"])) == 6


def test_tax_numbers_are_well_formed_and_belong_to_nobody(frames: dict[str, pd.DataFrame]) -> None:
    numbers = frames["cb_clients"]["tax_id"]
    assert all(inn.is_valid(number) for number in numbers)
    assert all(number[2:4] == "00" for number in numbers)


def test_contacts_stand_on_working_days_of_the_last_year_and_name_known_people(frames: dict[str, pd.DataFrame]) -> None:
    log = frames["cb_log"]
    assert (log["date"].dt.day_of_week < 5).all()
    assert log["date"].min() >= T - pd.Timedelta(days=366)
    assert log["date"].max() <= T
    assert set(log["manager"]) <= set(frames["cb_staff"]["manager"])
    unlisted = set(log["person"].dropna()) - set(frames["cb_people"]["person"])
    assert len(unlisted) == 3, "«ГПР» tells of people whom nobody has entered"


def test_dirt_is_where_it_says(frames: dict[str, pd.DataFrame]) -> None:
    dirty = with_dirty_cells(frames, "ru")
    for cell in dirty_cells(frames, "ru"):
        found = dirty[cell.table][cell.column].iloc[cell.row]
        assert found == cell.value
    assert any(isinstance(cell.value, CellError) for cell in dirty_cells(frames, "ru"))
    sales, clients = frames["cb_sales"], frames["cb_clients"]
    assert (sales["date"] > T).sum() == 1
    assert len(set(sales["client_id"]) - set(clients["client_id"])) == 1
    assert clients["client_id"].duplicated().sum() == 1
    assert ((sales["kind"] == "return") & (sales["amount"] > 0)).sum() == 1


def test_no_contact_of_the_last_month_is_told_twice_so_most_people_work_at_their_norm(demo_run: Result) -> None:
    assert demo_run.path is not None
    ratings = [row["Оценка"] for row in workbooks.table(demo_run.path, "cb_intensity")]
    assert ratings.count("норма") > len(ratings) / 2


def test_the_command_tells_as_many_contacts_without_a_day_as_the_sheet_load(demo_run: Result) -> None:
    assert demo_run.path is not None
    say = words("ru")
    load = workbooks.table(demo_run.path, "cb_load")
    without = sum(float(str(row["Не размещено"] or 0)) for row in load)
    assert without > len(demo_run.unplaced), "a client without a manager stands in the list once, with all his contacts"
    counted = say.text("summary_text.plan", planned=say.number(len(demo_run.plan)), unplaced=say.number(without))
    assert counted in summary(demo_run, "ru")
