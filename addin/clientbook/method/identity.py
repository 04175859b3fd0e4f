"""The name of a planned contact: client + regulation line or event + true due date (domain: §4 identity).

``C-001|large.call|2026-08-01``; a second try after «не дозвонились» is ``…|2026-08-01#2``. It is text, says what it stands
for, and is the same in every run that finds the same contact due.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

import pandas as pd

OWN = "own"
"""Line of a row that somebody wrote into the plan by hand."""

_FORM = re.compile(
    r"^(?P<client>.*)\|(?P<line>[a-z_.0-9]+)\|(?P<due>\d{4}-\d\d-\d\d)(?:#(?P<attempt>\d+))?$", re.DOTALL
)


class Identity(NamedTuple):
    """The parts of a plan ID.

    Attributes:
        client_id: code of the client
        line: regulation line and channel (``large.call``) or event (``claim``, ``overdue.7``)
        due: true due date
        attempt: 1, and one more after each «не дозвонились»
    """

    client_id: str
    line: str
    due: date
    attempt: int = 1


def plan_id(client_id: str, line: str, due: str, attempt: int = 1) -> str:
    """Return the ID of a contact; ``due`` in ISO form."""
    return f"{client_id}|{line}|{due}" if attempt == 1 else f"{client_id}|{line}|{due}#{attempt}"


def parse(text: object) -> Identity | None:
    """Return the parts of an ID; None for a text that is none."""
    found = _FORM.match(text) if isinstance(text, str) else None
    if found is None:
        return None
    try:
        due = date.fromisoformat(found["due"])
    except ValueError:
        return None
    return Identity(found["client"], found["line"], due, int(found["attempt"] or 1))


def own_rows(ids: pd.Series) -> pd.Series:
    """Tell which IDs name a row that somebody wrote by hand; so does a text that is no ID of ours, or none."""
    texts = ids.astype(object).fillna("").astype(str)
    return texts.str.contains(f"|{OWN}|", regex=False) | ~texts.str.match(_FORM)


def parsed(ids: pd.Series) -> pd.DataFrame:
    """Return ``plan_id``, ``client_id``, ``line``, ``due`` (datetime) and ``attempt`` of the IDs among texts."""
    rows = [(text, parse(text)) for text in ids.dropna().unique()]
    known = [
        (text, one.client_id, one.line, pd.Timestamp(one.due), one.attempt) for text, one in rows if one is not None
    ]
    frame = pd.DataFrame(known, columns=["plan_id", "client_id", "line", "due", "attempt"])
    return frame.astype({"plan_id": object, "client_id": object, "line": object, "due": "datetime64[ns]"})


def lines(ids: pd.Series) -> pd.Series:
    """Return the line in each ID."""
    return ids.str.split("|").str[-2]


def base(text: str) -> str:
    """Return the ID without its attempt."""
    return text.rsplit("#", 1)[0] if re.search(r"#\d+$", text) else text


def channel_of(line: str) -> str | None:
    """Return the channel in the name of a regulation line: ``call`` of ``sleeping.call.2``; None for an event."""
    parts = line.split(".")
    return parts[1] if len(parts) > 1 and not parts[1].isdigit() else None
