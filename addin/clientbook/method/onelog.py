"""One entry for plan and log: a plan row marked done makes one row of `Журнал`; a row of `Журнал` closes a plan row (domain: §4)."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from clientbook.method.facts import YEAR
from clientbook.method.identity import channel_of, lines
from clientbook.method.norms import Norms
from clientbook.method.previous_plan import TEXTS
from clientbook.method.touches import KIND_STRENGTH, STRENGTH, is_touch, touches
from clientbook.register.settings import Settings
from clientbook.register.tables import LOG

OPEN = frozenset({"planned", "moved", "off_norm"})
LOGGED = {"done": "held", "no_answer": "no_answer"}
"""Status of a plan row → result of its log row."""

KINDS = {"visit": "visit", "call": "call", "review": "session", "message": "letter"}
"""Channel → kind of a log row."""

CHANNEL_OF = {"visit": "visit", "call": "call", "nps": "call", "session": "review"} | dict.fromkeys(
    ("letter", "messenger", "offer"), "message"
)

EVENT_INTERVAL = 14.0
"""Interval that the window of a row outside the regular lines is reckoned from, in days."""


def _width(plan: pd.DataFrame, norms: Norms, settings: Settings) -> pd.Series:
    """Return the calendar days by which a contact may lie off a plan row and still fulfil it."""
    line = lines(plan["plan_id"])
    base, channel = line.str.split(".").str[0], line.map(channel_of, na_action="ignore")
    pairs = zip(base, channel, strict=True)
    per_year = pd.Series([norms[pair].per_year if pair in norms else 0.0 for pair in pairs], index=plan.index)
    regular = base.isin(["key_kam", "key", "large", "medium", "small", "grow"]) & (per_year > 0)
    interval = (YEAR / per_year.where(regular)).fillna(EVENT_INTERVAL)
    share = np.floor(interval.to_numpy(dtype=np.float64) * settings.number("window_share") + 0.5)
    return pd.Series(np.maximum(share, settings.number("window_days")), index=plan.index)


class Span(NamedTuple):
    """The days whose contacts may close a plan row: after the data of the run that made the plan, up to today's."""

    after: pd.Timestamp | None
    until: date

    def covers(self, dates: pd.Series) -> pd.Series:
        """Tell which dates are inside."""
        inside = dates.le(pd.Timestamp(self.until))
        return inside if self.after is None else inside & dates.gt(self.after)


def closed_by_log(plan: pd.DataFrame, log: pd.DataFrame, norms: Norms, settings: Settings, days: Span) -> pd.DataFrame:
    """Return the previous plan with rows closed that a row of the log fulfils.

    A log row that names the ID closes that row. Else a contact that took place, an incoming call included, closes one open
    row of the client: of the same or a weaker channel, inside its window; the strongest such row, then the nearest. The
    row then bears the day of the contact, and what the log says came of it where nobody wrote anything yet.

    Args:
        plan: what :func:`clientbook.method.previous_plan.previous_plan` gives
        log: `Журнал`
        norms: the regulation, for the windows
        settings: widths of the windows
        days: log rows outside do not count: what the run before knew, it planned with
    """
    if plan.empty or log.empty:
        return plan
    pairs = pd.concat([_by_id(plan, log, days.until), _in_window(plan, log, norms, settings, days)], ignore_index=True)
    pairs = pairs.sort_values(["named", "strength", "off", "plan", "log"], ascending=[False, False, True, True, True])
    closed: dict[int, int] = {}
    used: set[int] = _used(plan, log)
    for row, entry, named in pairs[["plan", "log", "named"]].itertuples(index=False):
        if row not in closed and (named or entry not in used):
            closed[row] = entry
            used.add(entry)
    return _closed(plan, log, closed)


def _by_id(plan: pd.DataFrame, log: pd.DataFrame, until: date) -> pd.DataFrame:
    """Return pairs of open plan rows and log rows that name them."""
    entries = log.loc[log["contact_id"].notna() & log["date"].le(pd.Timestamp(until)), ["contact_id", "result"]]
    entries = entries[~entries["result"].isin(["moved"])].reset_index(names="log")
    rows = plan.loc[plan["status"].isin(OPEN), ["plan_id"]].reset_index(names="plan")
    met = rows.merge(entries, left_on="plan_id", right_on="contact_id").drop_duplicates("plan", keep="last")
    return met[["plan", "log"]].assign(named=True, strength=9, off=0.0)


def _in_window(plan: pd.DataFrame, log: pd.DataFrame, norms: Norms, settings: Settings, days: Span) -> pd.DataFrame:
    """Return pairs of open plan rows and contacts of the client inside their window, as strong at least."""
    known = set(plan["plan_id"])
    held = log[days.covers(log["date"]) & is_touch(log) & ~log["contact_id"].isin(known)]
    entries = held[["client_id", "date"]].assign(strong=held["kind"].map(KIND_STRENGTH)).reset_index(names="log")
    rows = plan.loc[plan["status"].isin(OPEN) & plan["channel"].isin(list(STRENGTH))]
    width = pd.to_timedelta(_width(rows, norms, settings), unit="D")
    dates = rows[["date", "due", "computed_date"]]
    first, last = dates.min(axis=1) - width, dates.max(axis=1) + width
    wanted = pd.DataFrame({"client_id": rows["client_id"], "at": rows["date"], "first": first, "last": last})
    wanted["strength"] = rows["channel"].map(STRENGTH)
    entries = entries[entries["date"] >= first.min()] if len(first) else entries
    met = wanted.reset_index(names="plan").merge(entries, on="client_id")
    met = met[met["date"].between(met["first"], met["last"]) & (met["strong"] >= met["strength"])]
    off = (met["date"] - met["at"]).dt.days.abs()
    return met[["plan", "log", "strength"]].assign(named=False, off=off)


def _used(plan: pd.DataFrame, log: pd.DataFrame) -> set[int]:
    """Return the log rows that earlier runs already took for plan rows now done."""
    done = plan.loc[plan["status"].eq("done"), ["client_id", "date"]]
    entries = log[["client_id", "date"]].reset_index(names="log")
    return set(entries.merge(done, on=["client_id", "date"])["log"])


def _closed(plan: pd.DataFrame, log: pd.DataFrame, closed: dict[int, int]) -> pd.DataFrame:
    plan = plan.copy()
    for row, entry in closed.items():
        said: Any = log.loc[entry]
        plan.at[row, "status"] = "no_answer" if said["result"] == "no_answer" else "done"
        plan.at[row, "date"] = said["date"]
        for key, source in (("result", "outcome"), ("next_step", "next_step"), ("next_date", "next_date")):
            if plan[key].isna().iat[row]:
                plan.at[row, key] = said[source]
        plan.at[row, "touched"] = True
    return plan


def new_log_rows(
    plan: pd.DataFrame, log: pd.DataFrame, people: pd.DataFrame, norms: Norms, settings: Settings, until: date
) -> pd.DataFrame:
    """Return the rows that `Журнал` gets for plan rows marked «выполнен» or «не дозвонились», each once, by its ID.

    Args:
        plan: the previous plan, rows closed by the log already closed
        log: `Журнал`
        people: `Контакты ГПР`, to tell a letter from a messenger
        norms: the regulation, for the windows
        settings: widths of the windows
        until: a contact marked done beforehand bears this date at the latest

    Returns:
        The keys of `Журнал`; ``row_id`` and ``contact_id`` are the plan ID.
    """
    marked = plan[plan["status"].isin(list(LOGGED)) & plan["client_id"].notna()]
    known = set(log["contact_id"].dropna()) | set(log["row_id"].dropna())
    fresh = marked[~marked["plan_id"].isin(known)]
    fresh = fresh[~_entered(fresh, log, norms, settings)]
    rows = pd.DataFrame(
        {
            "row_id": fresh["plan_id"],
            "date": fresh["date"].where(fresh["date"] <= pd.Timestamp(until), pd.Timestamp(until)),
            "manager": fresh["manager"],
            "client_id": fresh["client_id"],
            "person": fresh["person"],
            "kind": _kinds(fresh, people),
            "purpose": fresh["purpose"],
            "result": fresh["status"].map(LOGGED),
            "outcome": fresh["result"],
            "next_step": fresh["next_step"],
            "next_date": fresh["next_date"],
            "minutes": fresh["minutes"],
            "contact_id": fresh["plan_id"],
        },
        columns=[column.key for column in LOG.columns],
    )
    ordered = rows.sort_values(["date", "manager", "row_id"], kind="stable").reset_index(drop=True)
    text = [column.key for column in LOG.columns if column.key not in ("date", "next_date", "minutes")]
    return ordered.astype(dict.fromkeys(text, object))


def named_entries(plan: pd.DataFrame, log: pd.DataFrame) -> pd.DataFrame:
    """Return which row of the log is that of a contact: ``plan_id`` and ``log``, the label of its row.

    The log names the contact, or somebody entered it by hand: the only contact with the client on that day, where the
    plan has but one done, and as strong at least.
    """
    named = log.loc[log["contact_id"].notna(), ["contact_id"]].drop_duplicates(keep="last")
    named = named.reset_index(names="log").rename(columns={"contact_id": "plan_id"})
    day = ["client_id", "date"]
    done = plan[plan["status"].eq("done") & plan["channel"].isin(list(STRENGTH))]
    done = done.drop_duplicates(day, keep=False)
    done = done.loc[~done["plan_id"].isin(named["plan_id"]), [*day, "channel", "plan_id"]]
    held = log[log["contact_id"].isna() & is_touch(log)]
    held = held[[*day, "kind"]].drop_duplicates(day, keep=False).reset_index(names="log")
    met = done.merge(held, on=day)
    strong = met["kind"].map(KIND_STRENGTH) >= met["channel"].map(STRENGTH)
    columns = ["plan_id", "log"]
    return pd.concat([named[columns], met.loc[strong, columns]], ignore_index=True)


def logged_texts(plan: pd.DataFrame, log: pd.DataFrame) -> set[tuple[int, str]]:
    """Return what people wrote beside contacts of a plan and the log has too: sheet row, and text without needless blanks.

    Args:
        plan: the previous plan as it was read, with ``row``
        log: `Журнал` with the rows of this run
    """
    if plan.empty:
        return set()
    said = named_entries(plan, log).merge(log[["outcome", "next_step"]], left_on="log", right_index=True)
    both = plan[["row", "plan_id", *TEXTS]].merge(said, on="plan_id", suffixes=("", "_log"))
    found = set()
    for own, entered in (("result", "outcome"), ("next_step", "next_step_log")):
        same = both[both[own].notna() & both[own].eq(both[entered])]
        found |= {(row, single_spaced(text)) for row, text in zip(same["row"], same[own], strict=True)}
    return found


def single_spaced(text: str) -> str:
    """Return a text with one space for blanks of any kind, as texts of cells are read."""
    return " ".join(text.split())


def _kinds(rows: pd.DataFrame, people: pd.DataFrame) -> pd.Series:
    """Return the kind of each log row; a message goes by messenger where the person has no e-mail."""
    chat = people[people["email"].isna() & people["messenger"].notna()]
    pairs = set(zip(chat["client_id"], chat["person"], strict=True))
    kinds = [
        "messenger" if channel == "message" and (client, person) in pairs else KINDS.get(channel, "other")
        for channel, client, person in zip(rows["channel"], rows["client_id"], rows["person"], strict=True)
    ]
    return pd.Series(kinds, index=rows.index, dtype=object)


def _entered(rows: pd.DataFrame, log: pd.DataFrame, norms: Norms, settings: Settings) -> pd.Series:
    """Tell which marked rows somebody already entered in the log by hand, on whatever day: a run may be for an earlier one.

    The same day and at least as strong a contact is the same one; so is one through the same channel inside the window,
    where the plan row says nothing more than «выполнен».
    """
    by_hand = log[log["contact_id"].isna()]
    held = touches(by_hand, by_hand["date"].max())
    plain = rows[rows["status"].eq("done") & rows["channel"].isin(list(STRENGTH))]
    wanted = plain.assign(
        silent=plain[[*TEXTS, "next_date"]].isna().all(axis=1),
        needed=plain["channel"].map(STRENGTH),
        width=_width(plain, norms, settings),
    ).reset_index(names="at")
    met = wanted[["at", "client_id", "date", "silent", "needed", "width"]].merge(
        held, on="client_id", suffixes=("", "_log")
    )
    off = (met["date_log"] - met["date"]).dt.days.abs()
    same_day = off.eq(0) & (met["strength"] >= met["needed"])
    near = (off <= met["width"]) & met["strength"].eq(met["needed"]) & met["silent"]
    return pd.Series(rows.index.isin(set(met.loc[same_day | near, "at"])), index=rows.index)
