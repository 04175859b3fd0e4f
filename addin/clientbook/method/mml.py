"""Must-have lists (MML): how much of its list a client buys, month by month, and what it lacks (domain: §5 MML).

The list of a client in a month joins the lists of the groups it belongs to: its segment in force, its industry, and «все».
A row of «MML» stands in the list of a month when it is in force on the last day of it. Coverage = Σ bought ∩ list / Σ list,
summed over clients and months, never the union: 3 of 10, then 3 others, is 30 % and not 60 %. Only active clients have a
list: one who left would pull the figure of whoever had to let him go.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from clientbook.method import windows
from clientbook.method.facts import YEAR
from clientbook.method.queries import first_of, last_of, literal, query
from clientbook.register.codes import SEGMENT
from clientbook.register.columns import normal
from clientbook.register.headers import address

if TYPE_CHECKING:
    from clientbook.register.read import Register

EVERYBODY = frozenset({"все", "всеклиенты", "all", "everybody", "everyone"})
"""How people write the group of all clients, without spaces and capitals."""

COVERAGE = ("client_id", "month", "required", "bought", "before")
MISSING = ("client_id", "sku", "category", "last_bought", "expected", "buyers", "own_segment", "place", "missing")


class Mml(NamedTuple):
    """What the must-have lists say of the clients.

    Attributes:
        coverage: one row per active client with a list and month of the period: ``client_id``, ``month`` (first day),
            ``required`` (articles on the list), ``bought`` of them, ``before`` (bought of the same list in the same month
            a year ago)
        missing: articles of the list in force at T that a client has not bought since the period began, the dearest first
            (``place`` from 1, at most ``mml_shown`` a client): ``client_id``, ``sku``, ``category``, ``last_bought``,
            ``expected``, ``buyers``, ``own_segment``, ``missing`` (how many the client lacks in all). ``expected`` is the
            expected margin, roubles a month: the median of what the article brought a month over the last 12 (net of the
            year / 12, in the basis of income: gross profit, or revenue where costs are not known) to the clients of the same
            segment who bought it; where those are fewer than ``mml_least_buyers``, to all who bought it; NaN where nobody did
    """

    coverage: pd.DataFrame
    missing: pd.DataFrame


def mml(register: Register, portfolio: pd.DataFrame) -> Mml:
    """Return coverage and missing articles; empty frames where there are no lists.

    Args:
        register: «MML», sales, settings, T
        portfolio: one row per client, ``segment`` in force and ``active``
    """
    lists = register.tools["cb_mml"].dropna(subset=["client_group", "sku"])
    if lists.empty:
        return Mml(pd.DataFrame(columns=list(COVERAGE)), pd.DataFrame(columns=list(MISSING)))
    clients = portfolio.loc[portfolio["active"].eq(other=True), ["client_id", "segment"]]
    members = _members(clients, register)
    _tell(register, lists, portfolio)
    first, last = period(register)
    now = 12 * register.as_of.year + register.as_of.month - 1
    months = sorted({*range(first, last + 1), now})
    by_profile = _by_profile(members["profile"].unique().tolist(), _by_month(lists, months, register.as_of))
    since = literal(first_of(first - 12))
    coverage = query(
        register.sales.connection,
        "mml_coverage.sql",
        {"mml_members": members, "mml_lists": by_profile},
        first=str(first),
        last=str(last),
        since=since,
        as_of=literal(register.as_of),
    )
    coverage["month"] = [pd.Timestamp(first_of(int(number))) for number in coverage["month"]]
    return Mml(coverage, _missing(members, by_profile[by_profile["month"].eq(now)], register, first_of(first)))


def _missing(members: pd.DataFrame, lists: pd.DataFrame, register: Register, since: date) -> pd.DataFrame:
    """Return what clients lack of the list in force.

    Clients of one profile have the same list in the same order, so that each needs no more than a look at which places of it
    are taken; clients × articles of a large book in SQL took longer than everything else.
    """
    views = {"mml_skus": lists[["sku"]].drop_duplicates(), "mml_clients": members}
    connection, as_of = register.sales.connection, literal(register.as_of)
    worth = query(
        connection,
        "mml_worth.sql",
        views,
        as_of=as_of,
        year_ago=literal(register.as_of - timedelta(days=YEAR)),
        net=net(register.basis),
        least=str(register.settings.whole("mml_least_buyers")),
    )
    worth = worth.assign(rank=worth["expected"].fillna(0.0))
    worth = worth.sort_values(["segment", "rank", "sku"], ascending=[True, False, True], ignore_index=True)
    of_segment = dict(list(worth.groupby("segment")))
    bought = query(connection, "mml_bought.sql", {"mml_skus": views["mml_skus"]}, as_of=as_of, since=literal(since))
    recent = bought[bought["recent"]]
    shown = register.settings.whole("mml_shown")
    parts = [
        _lacked(
            rows, lists.loc[lists["profile"].eq(profile), "sku"], of_segment[rows["segment"].iloc[0]], recent, shown
        )
        for profile, rows in members.groupby("profile", sort=True)
    ]
    found = [part for part in parts if len(part)]
    if not found:
        return pd.DataFrame(columns=list(MISSING))
    rows = pd.concat(found, ignore_index=True)
    rows = rows.merge(bought[["client_id", "sku", "last_bought"]], on=["client_id", "sku"], how="left")
    return rows.sort_values(["client_id", "place"], ignore_index=True)[list(MISSING)]


def _lacked(
    clients: pd.DataFrame, skus: pd.Series, worth: pd.DataFrame, recent: pd.DataFrame, shown: int
) -> pd.DataFrame:
    """Return the first articles that the clients of one profile lack.

    Args:
        clients: client_id, segment; all of one segment
        skus: their list
        worth: what articles are expected to bring to the segment, the dearest first
        recent: client_id and sku of what was bought since the period began
        shown: how many articles a client at most
    """
    if skus.empty:
        return pd.DataFrame()
    items = worth[worth["sku"].isin(skus)]
    ids, order = pd.Index(clients["client_id"]), pd.Index(items["sku"])
    rows, columns = ids.get_indexer(recent["client_id"]), order.get_indexer(recent["sku"])
    both = (rows >= 0) & (columns >= 0)
    lacks = np.ones((len(ids), len(order)), dtype=bool)
    lacks[rows[both], columns[both]] = False
    place = lacks.cumsum(axis=1)
    at, which = np.nonzero(lacks & (place <= shown))
    chosen = items.iloc[which].reset_index(drop=True)
    return chosen.assign(
        client_id=ids[at].to_numpy(dtype=object), place=place[at, which], missing=lacks.sum(axis=1)[at]
    )


def net(basis: str) -> str:
    """Return SQL of the net of a sales line in the basis of income."""
    return "s.amount - coalesce(s.cost, 0)" if basis == "profit" else "s.amount"


def period(register: Register) -> tuple[int, int]:
    """Return the first and the last of the ``mml_months`` full months ≤ T, as 12 · year + month − 1."""
    last = windows.last_month(register.as_of)[0]
    number = 12 * last.year + last.month - 1
    return number - register.settings.whole("mml_months") + 1, number


def _members(clients: pd.DataFrame, register: Register) -> pd.DataFrame:
    """Return client_id, segment and profile: the groups a client belongs to, as :func:`group_of` spells them, by a bar."""
    industry = register.clients.drop_duplicates("client_id").set_index("client_id")["industry"]
    known = {text: f"industry:{normal(text)}" for text in industry.dropna().unique()}
    industries = clients["client_id"].map(industry.map(known).to_dict()).astype(object).fillna("")
    profile = "all|segment:" + clients["segment"].astype(str) + "|" + industries
    return clients.assign(profile=profile).astype(dict.fromkeys(("client_id", "segment", "profile"), object))


def _by_profile(profiles: list[str], by_month: pd.DataFrame) -> pd.DataFrame:
    """Return profile, sku and month: the lists of all groups of a profile, each article once a month."""
    groups = pd.DataFrame(
        [(profile, group) for profile in profiles for group in profile.split("|")], columns=["profile", "client_group"]
    )
    rows = groups.merge(by_month, on="client_group")[["profile", "sku", "month"]].drop_duplicates()
    return rows.astype({"profile": object, "sku": object, "month": "int64"})


def group_of(text: str) -> str:
    """Return a «Группа клиента» as it is compared; a word that is no segment and not «все» names an industry."""
    spelt = normal(text)
    if spelt in EVERYBODY:
        return "all"
    segment = SEGMENT.spellings().get(spelt)
    return f"segment:{segment}" if segment else f"industry:{spelt}"


def _by_month(lists: pd.DataFrame, months: list[int], as_of: date) -> pd.DataFrame:
    """Return client_group, sku and month of every list row in force on the last day of a month, at T in the running one."""
    groups = lists["client_group"].map(group_of)
    parts = []
    for month in months:
        day = pd.Timestamp(min(last_of(month), as_of))
        there = (lists["since"].isna() | (lists["since"] <= day)) & (lists["until"].isna() | (lists["until"] >= day))
        parts.append(pd.DataFrame({"client_group": groups[there], "sku": lists.loc[there, "sku"], "month": month}))
    rows = pd.concat(parts, ignore_index=True).drop_duplicates()
    return rows.astype({"client_group": object, "sku": object, "month": "int64"})


def _tell(register: Register, lists: pd.DataFrame, portfolio: pd.DataFrame) -> None:
    """Note rows that can never count: an article that no sale has, a group that no client belongs to."""
    place = register.places.get("cb_mml")
    if place is None:
        return
    sold = set(register.sales.connection.execute("select distinct sku from sales where sku is not null").df()["sku"])
    industries = {normal(text) for text in register.clients["industry"].dropna()}
    segments = set(portfolio["segment"])
    for row, group, sku in lists[["row", "client_group", "sku"]].itertuples(index=False):
        kind, _, name = group_of(group).partition(":")
        known = kind == "all" or name in (segments | set(SEGMENT.words("ru")) if kind == "segment" else industries)
        if not known:
            register.problems.add("mml_group", sheet=place.sheet, cell=address(row, place.left), value=group)
        if sku not in sold:
            register.problems.add("mml_sku", sheet=place.sheet, cell=address(row, place.left), value=sku)
