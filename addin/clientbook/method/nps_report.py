"""What «NPS» shows: the department and each manager with the number of answers, every client, and who called detractors back."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from clientbook.method.campaigns import working_days_after
from clientbook.method.day_numbers import EPOCH
from clientbook.method.held import Held
from clientbook.method.loyalty import detractors
from clientbook.method.measures.reading import Desk
from clientbook.method.nps import DETRACTOR, PROMOTER
from clientbook.method.touches import STRENGTH, touches


class NpsReport(NamedTuple):
    """Loyalty at T.

    Attributes:
        managers: manager, ``clients`` (who ever bought), ``answered``, ``promoters``, ``passives``, ``detractors`` (clients)
        clients: clients with an answer, the lowest first: client_id, client, manager, segment, ``nps`` (median of its
            people), ``nps_people``, ``nps_date``, ``group`` (``promoter``, ``passive``, ``detractor``), ``age`` (days)
        followed: one row per detractor, the latest answer first: client_id, client, manager, segment, ``person``, ``score``,
            ``reason``, ``said_on``, ``due`` (said_on + 3 working days), ``called_on`` (the first call or stronger contact
            with the client after it), ``planned_on`` (the call in the plan), ``state`` (``in_time``, ``late``, ``planned``,
            ``none``)
    """

    managers: pd.DataFrame
    clients: pd.DataFrame
    followed: pd.DataFrame


def nps_report(desk: Desk) -> NpsReport:
    """Return the loyalty of clients, managers and the department.

    Args:
        desk: register, portfolio, contact plan
    """
    columns = ["client_id", "client", "manager", "segment", "nps", "nps_people", "nps_date", "orders"]
    every = desk.portfolio[columns]
    group = pd.Series("passive", index=every.index, dtype=object)
    group = group.mask(every["nps"] >= PROMOTER, "promoter").mask(every["nps"] <= DETRACTOR, "detractor")
    every = every.assign(
        group=group.where(every["nps"].notna(), None), age=(pd.Timestamp(desk.as_of) - every["nps_date"]).dt.days
    )
    asked = every[every["nps"].notna()].sort_values(
        ["nps", "nps_date", "client_id"], ascending=[True, False, True], kind="stable", ignore_index=True
    )
    return NpsReport(_managers(every), asked, _followed(every, desk))


def _managers(every: pd.DataFrame) -> pd.DataFrame:
    known = every[(every["orders"] > 0) | every["nps"].notna()]
    counted = pd.DataFrame(
        {
            "manager": known["manager"],
            "clients": 1,
            "answered": known["nps"].notna().astype("int64"),
            "promoters": known["group"].eq("promoter").astype("int64"),
            "passives": known["group"].eq("passive").astype("int64"),
            "detractors": known["group"].eq("detractor").astype("int64"),
        }
    )
    return counted.groupby("manager", dropna=False, sort=True).sum().reset_index().astype({"manager": object})


def _followed(every: pd.DataFrame, desk: Desk) -> pd.DataFrame:
    """Return every detractor and whether somebody called in time."""
    register = desk.register
    held = Held(touches(register.log, register.as_of))
    plan = desk.contacts.plan
    calls = plan[
        plan["status"].isin(["planned", "moved"]) & plan["plan_id"].astype(str).str.contains("|detractor|", regex=False)
    ]
    planned = pd.to_datetime(calls["date"]).groupby(calls["client_id"]).min()
    within = register.settings.whole("urgent_days")
    rows = []
    for client, found in detractors(register, every).items():
        days = held.days(client, STRENGTH["call"])
        for one in found:
            due = working_days_after(one.day, within)
            called = next((day for day in days if day > one.day), None)
            state = "none" if called is None else "in_time" if called <= due else "late"
            rows.append((client, one.person, one.score, one.reason, _date(one.day), _date(due), _date(called), state))
    keys = ["client_id", "person", "score", "reason", "said_on", "due", "called_on", "state"]
    frame = pd.DataFrame(rows, columns=keys).astype(
        {"client_id": object, "person": object, "reason": object, "state": object, "score": "float64"}
    )
    for key in ("said_on", "due", "called_on"):
        frame[key] = pd.to_datetime(frame[key]).astype("datetime64[ns]")
    frame = frame.merge(every[["client_id", "client", "manager", "segment"]], on="client_id")
    frame["planned_on"] = pd.to_datetime(frame["client_id"].map(planned.to_dict())).where(frame["called_on"].isna())
    frame["state"] = frame["state"].mask(frame["planned_on"].notna(), "planned")
    return frame.sort_values(["said_on", "client_id"], ascending=[False, True], kind="stable", ignore_index=True)


def _date(day: int | None) -> pd.Timestamp | None:
    return None if day is None else EPOCH + pd.Timedelta(days=day)
