"""Who works here: `Сотрудники`, and a client manager for every name that stands in `Клиенты` only."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from clientbook.register.clients import Speaker
from clientbook.register.columns import normal
from clientbook.register.frames import below, frame
from clientbook.register.problems import Done
from clientbook.register.tables import STAFF

DEFAULT_JOB = "km"
DEFAULT_RATE = 1.0


def clean_staff(staff: pd.DataFrame, say: Speaker | None) -> pd.DataFrame:
    """Return one row per person: the first counts, a blank role is a client manager, a blank rate is 1."""
    twice = staff["manager"].map(normal).duplicated() if not staff.empty else pd.Series(dtype=bool)
    staff = staff.copy()
    if say is not None:
        for row, name in staff.loc[twice, ["row", "manager"]].itertuples(index=False):
            say("staff_duplicate", row, "manager", name, Done.LEFT_OUT)
        for row, name in staff.loc[~twice & staff["job"].isna(), ["row", "manager"]].itertuples(index=False):
            say("job_blank", row, "job", name, Done.DEFAULT)
        odd = ~twice & ((staff["rate"] <= 0) | (staff["rate"] > 2))
        for row, rate in staff.loc[odd, ["row", "rate"]].itertuples(index=False):
            say("rate_range", row, "rate", f"{rate:g}", Done.DEFAULT)
        staff.loc[odd, "rate"] = float("nan")
        _no_less_than_zero(staff, ~twice, say)
    staff = staff[~twice].reset_index(drop=True) if not staff.empty else staff
    staff["job"] = staff["job"].where(staff["job"].notna(), DEFAULT_JOB).astype(object)
    staff["rate"] = staff["rate"].fillna(DEFAULT_RATE)
    return staff


def _no_less_than_zero(staff: pd.DataFrame, counts: pd.Series, say: Speaker) -> None:
    """Blank pay and norms under zero: no premium is taken away and no day has room for minus one contact."""
    for key in ("salary", "bonus_target", "daily_cap"):
        bad = counts & (staff[key] < 0)
        for row, figure in staff.loc[bad, ["row", key]].itertuples(index=False):
            say("below_zero", row, key, f"{figure:g}", Done.DEFAULT, column=say.place.header(key))
        staff.loc[bad, key] = float("nan")


def default_staff(staff: pd.DataFrame, managers: Iterable[object]) -> pd.DataFrame:
    """Return the staff with a client manager at full rate for every manager of a client who is not in it (row 0)."""
    known = set(staff["manager"])
    names = [name for name in dict.fromkeys(managers) if isinstance(name, str) and name not in known]
    rows = [0] * len(names)
    extra = frame(
        STAFF,
        {"manager": names, "job": [DEFAULT_JOB] * len(names), "rate": [DEFAULT_RATE] * len(names)},
        rows,
    )
    return below(staff, extra)
