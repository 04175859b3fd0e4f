"""The contact regulation: the default lines, and the sheet `Регламент` over them (domain: §4 contact plan)."""

from __future__ import annotations

import pandas as pd

from clientbook.locale import Words
from clientbook.register.clients import Speaker
from clientbook.register.columns import normal
from clientbook.register.frames import below, frame
from clientbook.register.problems import Done
from clientbook.register.settings import Settings
from clientbook.register.tables import REGULATION

CHANNELS = ("visit", "call", "message", "review")

YEAR = 365
PERIOD = {"new": 90, "sleeping": 91}
"""Line → days over which its contacts are spread, where that is not a year."""

PER_YEAR: dict[str, tuple[float, float, float, float]] = {
    "key_kam": (12, 24, 24, 2),
    "key": (4, 18, 12, 1),
    "large": (2, 10, 8, 0),
    "medium": (1, 6, 8, 0),
    "small": (0, 2, 6, 0),
    "grow": (1, 4, 0, 0),  # added while the strategy says to develop
    "new": (1, 5, 3, 0),  # in the first 90 days; calls on days 3, 14, 30, 60, 90
    "sleeping": (1, 7, 3, 0),  # sleeping or high risk; calls within 3 working days, 3 every 14 days, then quarterly
}
"""Line → contacts a year by channel; the first five are class lines, the rest add to them."""

CLASS_LINES = ("key_kam", "key", "large", "medium", "small")
ADDED_LINES = ("grow", "new", "sleeping")

ROLES: dict[str, tuple[str, str, str, str]] = {
    "key_kam": ("decider", "influencer", "buyer", "decider"),
    "key": ("decider", "influencer", "buyer", "decider"),
    "large": ("decider", "buyer", "buyer", "decider"),
    "medium": ("decider", "buyer", "buyer", "decider"),
    "small": ("buyer", "buyer", "buyer", "decider"),
    "grow": ("influencer", "decider", "influencer", "decider"),
    "new": ("decider", "buyer", "buyer", "decider"),
    "sleeping": ("decider", "decider", "decider", "decider"),
}
"""Line → the role in the decision unit that each channel is meant for."""


def default_regulation(words: Words) -> pd.DataFrame:
    """Return the default lines as rows of `Регламент` (row 0), purposes in the language of ``words``.

    ``minutes`` is blank: the minutes of a channel are a setting until a line has its own.
    """
    pairs = [(line, number, channel) for line in PER_YEAR for number, channel in enumerate(CHANNELS)]
    values: dict[str, list[object]] = {
        "line": [line for line, _, _ in pairs],
        "segment": [words.text(f"regulation.line.{line}") for line, _, _ in pairs],
        "channel": [channel for _, _, channel in pairs],
        "per_year": [PER_YEAR[line][number] for line, number, _ in pairs],
        "dmu_role": [ROLES[line][number] for line, number, _ in pairs],
        "purpose": [words.text(f"regulation.purpose.{line}.{channel}") for line, _, channel in pairs],
    }
    return frame(REGULATION, values, [0] * len(pairs))


def resolve_regulation(found: pd.DataFrame, words: Words, settings: Settings, say: Speaker | None) -> pd.DataFrame:
    """Return the regulation in force: rows of the sheet win by line and channel, missing ones are the defaults.

    Blank purposes and roles of a row are taken from its default, blank minutes from the settings.

    Args:
        found: the rows of `Регламент`; empty where the sheet is absent
        words: language of the default texts
        settings: minutes of a contact by channel
        say: notes problems of the sheet
    """
    defaults = default_regulation(words)
    own = _capped(_known(found, words, say), settings, say)
    known = set(zip(own["line"], own["channel"], strict=True))
    absent = [pair not in known for pair in zip(defaults["line"], defaults["channel"], strict=True)]
    rows = below(own, defaults[absent].reset_index(drop=True))
    by_pair = defaults.set_index(["line", "channel"])
    for key in ("segment", "dmu_role", "purpose"):
        texts = [by_pair[key].get(pair) for pair in zip(rows["line"], rows["channel"], strict=True)]
        rows[key] = rows[key].where(rows[key].notna(), pd.Series(texts, dtype=object))
    minutes = rows["channel"].map({channel: settings.whole(f"{channel}_minutes") for channel in CHANNELS})
    rows["minutes"] = rows["minutes"].where(rows["minutes"] > 0).fillna(minutes.astype("float64"))
    order = {pair: number for number, pair in enumerate(zip(defaults["line"], defaults["channel"], strict=True))}
    places = [order[pair] for pair in zip(rows["line"], rows["channel"], strict=True)]
    return rows.iloc[pd.Series(places).argsort(kind="stable")].reset_index(drop=True)


def _capped(own: pd.DataFrame, settings: Settings, say: Speaker | None) -> pd.DataFrame:
    """Return the rows of the sheet with no more contacts than the days between contacts of one client leave room for."""
    if own.empty or say is None:
        return own
    gap = settings.whole("min_gap_days")
    most = own["line"].map(PERIOD).fillna(YEAR) // gap
    for place in own.index[own["per_year"] > most]:
        row, asked, room = int(own["row"].iloc[place]), float(own["per_year"].iloc[place]), float(most.iloc[place])
        say("regulation_most", row, "per_year", f"{asked:g}", Done.CAPPED, most=f"{room:g}", gap=gap)
    own = own.assign(per_year=own["per_year"].clip(upper=most))
    for line, rows in own[own["line"].isin(CLASS_LINES)].groupby("line", sort=False):
        together, room = float(rows["per_year"].sum()), YEAR // gap
        if together > room and (rows["per_year"] < room).all():
            fields = {"line": line, "sum": f"{together:g}", "most": room, "gap": gap}
            say("regulation_sum", int(rows["row"].iloc[0]), "per_year", f"{together:g}", Done.KEPT, **fields)
    return own


def _known(found: pd.DataFrame, words: Words, say: Speaker | None) -> pd.DataFrame:
    """Return the rows of the sheet whose line is known, the first of each line and channel."""
    if found.empty or say is None:
        return found
    names = {normal(words.text(f"regulation.line.{line}")): line for line in PER_YEAR}
    names |= {line: line for line in PER_YEAR}
    found = found.assign(text=found["line"])
    found["line"] = pd.Series([names.get(normal(text)) for text in found["line"]], dtype=object)
    kept = []
    seen: set[tuple[str, str]] = set()
    columns = ["row", "line", "channel", "per_year", "text", "minutes"]
    for row, line, channel, per_year, text, minutes in found[columns].itertuples(index=False):
        kept.append(False)
        if minutes <= 0:
            say("regulation_minutes", row, "minutes", f"{minutes:g}", Done.DEFAULT)
        if line is None:
            say("regulation_line", row, "line", text, Done.DEFAULT, lines=", ".join(PER_YEAR))
        elif per_year < 0:
            say("regulation_negative", row, "per_year", f"{per_year:g}", Done.DEFAULT)
        elif (line, channel) in seen:
            say("regulation_twice", row, "line", f"{text}, {channel}", Done.SKIPPED)
        else:
            seen.add((line, channel))
            kept[-1] = True
    return found[kept].drop(columns="text").reset_index(drop=True)
