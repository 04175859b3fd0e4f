"""АПР, алгоритм принятия решения: the client's own steps to a purchase, the next open one, what is overdue (domain: §6).

A step is passed from its «Пройден» date on; the next open step is the open one with the lowest number. It is an event of
the contact plan: a call ``step_lead_days`` working days before its deadline, with the person who decides and our material.
The line of its ID is ``step.<number>``; a step without a deadline has no true due date and is only told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from clientbook.method.decision_unit import same_person
from clientbook.method.identity import lines

if TYPE_CHECKING:
    from clientbook.register.read import Register

LINE = "step"

STATE_COLUMNS = (
    *("manager", "client", "client_id", "segment", "number", "passed", "total", "stage", "person", "criterion"),
    *("deadline", "days", "material", "state", "planned", "known"),
)


class DecisionStep(NamedTuple):
    """The next open step of a client; ``number`` is its own, ``place`` its rank among ``total`` steps; None: not written."""

    number: int
    place: int
    total: int
    stage: str
    person: str | None
    criterion: str | None
    deadline: pd.Timestamp | None
    material: str | None


class Algorithm(NamedTuple):
    """What «АПР состояние» shows: ``STATE_COLUMNS`` each.

    ``state`` is ``late``, ``soon`` (within ``step_soon_days``), ``ahead``, ``no_date`` or ``done``; ``planned`` the date of
    its contact in the plan; ``known`` tells of the person: ``fine``, ``left``, ``unlisted``, ``nobody``.

    Attributes:
        clients: one row per client with steps: its next open step, or that all are passed
        late: further open steps whose deadline has passed
    """

    clients: pd.DataFrame
    late: pd.DataFrame


def open_first(register: Register) -> pd.DataFrame:
    """Return the steps with ``open`` (bool), ``place`` and ``total``, by client and number; a number counts once."""
    steps = register.tools["cb_algorithm"]
    steps = steps[steps["client_id"].notna() & steps["step"].notna()]
    steps = steps.drop_duplicates(["client_id", "step"]).sort_values(["client_id", "step"], kind="stable")
    by_client = steps.groupby("client_id")["step"]
    return steps.assign(
        open=~(steps["passed_on"] <= pd.Timestamp(register.as_of)),
        place=by_client.cumcount() + 1,
        total=by_client.transform("size"),
    ).reset_index(drop=True)


def next_steps(register: Register) -> dict[str, DecisionStep]:
    """Return client → its next open step."""
    steps = open_first(register)
    first = steps[steps["open"]].drop_duplicates("client_id")
    return {str(client): _step(row) for client, row in zip(first["client_id"], first.to_dict("records"), strict=True)}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _step(row: Mapping[object, object]) -> DecisionStep:
    deadline = row["deadline"]
    return DecisionStep(
        number=int(float(str(row["step"]))),
        place=int(str(row["place"])),
        total=int(str(row["total"])),
        stage=_text(row["stage"]) or "",
        person=_text(row["person"]),
        criterion=_text(row["criterion"]),
        deadline=deadline if isinstance(deadline, pd.Timestamp) and not pd.isna(deadline) else None,
        material=_text(row["material"]),
    )


def algorithm(register: Register, portfolio: pd.DataFrame, plan: pd.DataFrame) -> Algorithm:
    """Return how far each client has come.

    Args:
        register: «АПР», «Контакты ГПР», settings, T
        portfolio: ``client_id``, ``client``, ``manager``, ``segment``
        plan: the contact plan: ``plan_id``, ``client_id``, ``date``, ``status``
    """
    steps = open_first(register)
    steps = steps[steps["client_id"].isin(portfolio["client_id"])]
    if steps.empty:
        return Algorithm(*(pd.DataFrame(columns=list(STATE_COLUMNS)) for _ in range(2)))
    steps = steps.join(portfolio.set_index("client_id")[["client", "manager", "segment"]], on="client_id")
    today = pd.Timestamp(register.as_of)
    steps = steps.assign(
        number=steps["step"],
        days=(steps["deadline"] - today).dt.days.astype("float64"),
        passed=steps["total"] - steps.groupby("client_id")["open"].transform("sum"),
        known=_known(steps, register.people),
    )
    soon = register.settings.number("step_soon_days")
    steps["state"] = [_state(is_open, days, soon) for is_open, days in zip(steps["open"], steps["days"], strict=True)]
    is_next = steps["open"] & ~steps[steps["open"]].duplicated("client_id").reindex(steps.index, fill_value=True)
    opened = steps[is_next]
    opened = opened.assign(planned=_planned(opened, plan))
    finished = steps[~steps["client_id"].isin(opened["client_id"])].drop_duplicates("client_id", keep="last")
    rank = {"late": 0, "no_date": 1, "soon": 2, "ahead": 3, "done": 4}
    both: pd.DataFrame = pd.concat([opened, finished], ignore_index=True)
    both = both.assign(rank=both["state"].map(rank)).sort_values(["rank", "deadline", "client_id"], kind="stable")
    late = steps[steps["open"] & ~is_next & steps["state"].eq("late")].sort_values(["deadline", "client_id"])
    return Algorithm(*(rows.reindex(columns=list(STATE_COLUMNS)).reset_index(drop=True) for rows in (both, late)))


def _state(is_open: bool, days: float, soon: float) -> str:  # noqa: FBT001 - a cell
    if not is_open:
        return "done"
    if pd.isna(days):
        return "no_date"
    if days < 0:
        return "late"
    return "soon" if days <= soon else "ahead"


def _planned(rows: pd.DataFrame, plan: pd.DataFrame) -> pd.Series:
    """Return the date of the open plan row that is for each step; NaT where there is none."""
    mine = plan[plan["plan_id"].astype(object).str.contains(f"|{LINE}.", regex=False, na=False)]
    mine = mine[mine["status"].isin(["planned", "moved", "no_answer"])]
    dates = dict(zip(mine["client_id"] + "|" + lines(mine["plan_id"]), mine["date"], strict=True))
    keys = [f"{client}|{LINE}.{number:.0f}" for client, number in zip(rows["client_id"], rows["number"], strict=True)]
    return pd.Series([dates.get(key, pd.NaT) for key in keys], index=rows.index, dtype="datetime64[ns]")


def _known(steps: pd.DataFrame, people: pd.DataFrame) -> pd.Series:
    """Tell whether the person of each step stands in «Контакты ГПР» and still works there."""
    listed: dict[str, list[tuple[str, object]]] = {}
    for client, person, active in people[["client_id", "person", "active"]].itertuples(index=False):
        if isinstance(person, str):
            listed.setdefault(client, []).append((person, active))
    found = [
        _of(person, listed.get(client, [])) for client, person in zip(steps["client_id"], steps["person"], strict=True)
    ]
    return pd.Series(found, index=steps.index, dtype=object)


def _of(person: object, listed: list[tuple[str, object]]) -> str:
    if not isinstance(person, str):
        return "nobody"
    same = [active for name, active in listed if same_person(name, person)]
    if not same:
        return "unlisted"
    return "left" if all(active is False for active in same) else "fine"
