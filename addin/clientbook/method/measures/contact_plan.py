"""KPI «План контактов»: contacts done in their window / contacts due in the last full month (domain: §5).

Due are the rows of an earlier plan whose «Срок по регламенту» lies in the month. A row is done when its person marked
it so, or when «Журнал» holds a contact with the client by the same or a stronger channel around the due date.
"""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from clientbook.method.contact_gap import NOT_CONTACTS
from clientbook.method.facts import YEAR
from clientbook.method.identity import base, channel_of, parse, parsed
from clientbook.method.measures.reading import Desk, Reading
from clientbook.method.owners import owners
from clientbook.method.previous_plan import NOT_DUE
from clientbook.method.roles import Scope
from clientbook.method.touches import KIND_STRENGTH, STRENGTH, is_touch

_COLUMNS = ["plan_id", "manager", "client_id", "segment", "channel", "due", "status", "date"]


def first_plan(desk: Desk) -> date | None:
    """Return the date of the data of the first run before T that had made a plan by the end of the month."""
    runs = desk.register.previous.get("cb_figures", pd.DataFrame())
    if runs.empty or "as_of" not in runs:
        return None
    dates = pd.to_datetime(runs["as_of"])
    known = dates[(dates < pd.Timestamp(desk.as_of)) & (dates <= pd.Timestamp(desk.month[1]))]
    return known.min().date() if len(known) else None


def due_rows(desk: Desk) -> pd.DataFrame:
    """Return the plan rows due in the month since there is a plan: ``_COLUMNS``, each row once.

    They come from this plan first (who is to do it now), which keeps what was done or missed until its month is over, and
    from the log: a row that was done leaves the plan one day, its ID stays in «Журнал» with the true due date. The plan
    before tells nothing: a row that is there no more, because an earlier contact moved its date, was not due.
    """
    first = first_plan(desk)
    sources = [desk.contacts.plan, desk.contacts.done, _logged(desk.register.log)]
    frames = [pd.DataFrame(source).reindex(columns=_COLUMNS) for source in sources]
    if first is None:
        frames = [frame.iloc[0:0] for frame in frames]
    rows = pd.concat([frame.astype(object) for frame in frames], ignore_index=True).drop_duplicates("plan_id")
    rows["due"] = pd.to_datetime(rows["due"])
    if first is None:
        return rows
    start, end = desk.month
    start = max(start, first + timedelta(days=1))
    inside = rows["due"].between(pd.Timestamp(start), pd.Timestamp(end)) & ~rows["status"].isin(NOT_DUE)
    return _by_whoever_had(rows[inside].reset_index(drop=True), desk)


def _by_whoever_had(rows: pd.DataFrame, desk: Desk) -> pd.DataFrame:
    """Return due contacts that the client's manager of today inherited as those of who had the client when they were due."""
    now = desk.portfolio.set_index("client_id")["manager"]
    then = owners(rows[["client_id"]].assign(date=rows["due"]), now, desk.register.transfers)
    inherited = rows["status"].ne("done") & rows["manager"].eq(rows["client_id"].map(now)) & then.notna()
    return rows.assign(manager=rows["manager"].mask(inherited, then).astype(object))


def _logged(log: pd.DataFrame) -> pd.DataFrame:
    """Return the contacts of a plan that stand in the log as held, as plan rows marked done."""
    held = log[log["contact_id"].notna() & ~log["result"].isin(NOT_CONTACTS)]
    found = parsed(held["contact_id"]).merge(
        held[["contact_id", "manager"]].drop_duplicates("contact_id"), left_on="plan_id", right_on="contact_id"
    )
    return found.assign(channel=found["line"].map(channel_of), status="done")


def window(rows: pd.DataFrame, desk: Desk) -> pd.Series:
    """Return the days around a due date in which a contact counts: max(2, 15 % of the interval of its line)."""
    settings, regulation = desk.register.settings, desk.register.regulation
    per_year = regulation.groupby(["line", "channel"])["per_year"].sum()
    identities = [parse(text) for text in rows["plan_id"]]
    names = ["" if identity is None else identity.line.split(".")[0] for identity in identities]
    lines = pd.MultiIndex.from_arrays([names, rows["channel"]])
    interval = YEAR / pd.Series(per_year.reindex(lines).to_numpy(), index=rows.index, dtype=float)
    return (interval.fillna(0) * settings.number("window_share")).clip(lower=settings.number("window_days")).round()


def is_done(rows: pd.DataFrame, desk: Desk) -> pd.Series:
    """Tell which rows are done."""
    log = desk.register.log
    held = log[is_touch(log)]
    held = held.assign(strength=held["kind"].map(KIND_STRENGTH))[["client_id", "date", "strength"]]
    wanted = rows.assign(place=rows.index, days=window(rows, desk), needed=rows["channel"].map(STRENGTH))
    met = wanted.merge(held.astype({"client_id": object}), on="client_id", suffixes=("", "_log"))
    off = (met["date_log"] - met["due"]).dt.days.abs()
    places = met.loc[(off <= met["days"]) & (met["strength"] >= met["needed"]), "place"]
    logged = rows["plan_id"].isin(_logged(log)["plan_id"])
    return rows["status"].eq("done") | logged | rows.index.isin(places)


def _counted(desk: Desk) -> pd.DataFrame:
    """Return the due contacts with ``done``, counted once for everybody; a second try is the same contact."""
    if "contacts" not in desk.counted:
        rows = due_rows(desk)
        rows = rows.assign(done=is_done(rows, desk), contact=[base(str(text)) for text in rows["plan_id"]])
        rows["done"] = rows.groupby("contact")["done"].transform("any").astype(bool)
        desk.counted["contacts"] = rows.drop_duplicates("contact")
    return desk.counted["contacts"]


def read(scope: Scope, desk: Desk) -> Reading:
    """Return done / due of the last full month, a ratio; none without an earlier plan."""
    target, words = desk.register.settings.number("kpi_contacts_target"), desk.words
    rows = _counted(desk)
    mine = rows[scope.counts(rows["manager"])]
    if mine.empty:
        return Reading("share", target, None, words.text("kpi.missing.contacts", month=desk.month_name()))
    done = int(mine["done"].sum())
    source = words.text("kpi.source.contacts", done=done, due=len(mine))
    return Reading("share", target, done / len(mine), source)
