"""The contact plan as iCalendar files, one per manager (RFC 5545).

Contacts are events of a whole day that leave the day free: the plan says a day and no hour, and nine entries with invented
hours would hide a manager's real meetings. What was issued before is read from the file itself, nothing else is
remembered: the same contact keeps its UID, so that issuing the plan again moves an event where it would else be doubled. A
contact that was done, called off or handed to somebody else is cancelled, which takes it off a calendar that imports the file.
"""

from __future__ import annotations

import uuid
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pandas as pd

from clientbook.errors import HostError, UsageError
from clientbook.exchange.contact_text import channel_word, description, title
from clientbook.exchange.planned import Planned
from clientbook.hosts.file.file_names import file_name
from clientbook.hosts.file.guard import readable_file
from clientbook.hosts.file.save import save
from clientbook.locale import Words, words
from clientbook.register.columns import normal

PRODID = "-//clientbook//contact plan//EN"
SUFFIX = ".ics"
OF_PLAN, OF_MANAGER = "X-CLIENTBOOK-ID", "X-CLIENTBOOK-MANAGER"
KEPT = timedelta(days=60)
"""How long after its day a cancelled contact stays in the file: by then everybody has imported it."""

_NAMESPACE = uuid.UUID("5f0c9d5e-6a0b-4b59-9d0e-3c1d2f7a8b64")
_STAMPS = ("SEQUENCE", "DTSTAMP", "LAST-MODIFIED")


@dataclass
class Issued:
    """The calendar of one manager.

    Attributes:
        manager: whose
        path: the file
        data: what it holds now
        added: contacts that were in no earlier issue
        moved: contacts with another day than before
        changed: contacts with the same day, of which something else changed
        same: contacts as they were
        cancelled: contacts that were issued before and are not to be made any more
    """

    manager: str
    path: Path
    data: bytes = b""
    added: int = 0
    moved: int = 0
    changed: int = 0
    same: int = 0
    cancelled: int = 0

    @property
    def events(self) -> int:
        """Return how many contacts are to be made."""
        return self.added + self.moved + self.changed + self.same


@dataclass(frozen=True)
class Calendars:
    """The calendars that were written.

    Attributes:
        issued: one per manager, by name
        left_out: contacts without a manager or a day
        folder: where they are
    """

    issued: list[Issued]
    left_out: int
    folder: Path


@dataclass(frozen=True)
class _Earlier:
    """A calendar issued before.

    Attributes:
        path: its file
        manager: whose
        ours: UID → event of the plan
        others: what somebody else put into the file
    """

    path: Path
    manager: str
    ours: dict[str, icalendar.Event] = field(default_factory=dict)
    others: list[icalendar.cal.Component] = field(default_factory=list)


def write(plan: Planned, folder: Path, *, managers: Iterable[str], personal: bool, lang: str) -> Calendars:
    """Write the calendars of a plan into a folder, which is made where it is missing; see :func:`issue`.

    Args:
        plan: the contacts
        folder: where to
        managers: only these, in any spelling of theirs; by default everybody
        personal: with the names and phones of the clients' people
        lang: language of messages

    Raises:
        UsageError: there is no such manager.
        HostError: the folder or a file in it cannot be written, or a file is not ours.
    """
    if folder.exists() and not folder.is_dir():
        raise HostError("not_a_folder", file=folder.name)
    made = issue(plan, folder, words(plan.lang), managers=_named(plan, managers), personal=personal)
    if made:
        folder.mkdir(parents=True, exist_ok=True)
    for one in made:
        save(one.data, one.path, lang=lang)
    return Calendars(made, plan.unusable(), folder)


def _named(plan: Planned, managers: Iterable[str]) -> list[str]:
    """Return managers as the plan spells them.

    Raises:
        UsageError: the plan has one not.
    """
    known = plan.managers()
    spelt = {normal(name): name for name in known}
    for name in managers:
        if normal(name) not in spelt:
            raise UsageError("manager_unknown", name=name, known=", ".join(known))
    return [spelt[normal(name)] for name in managers]


def issue(
    plan: Planned, folder: Path, say: Words, *, managers: Iterable[str] = (), personal: bool = True
) -> list[Issued]:
    """Return the calendars of a plan, beside what was issued into a folder before; nothing is written.

    Args:
        plan: the contacts
        folder: where earlier issues may stand
        say: the language of the book
        managers: only these; by default everybody, those too who have nothing in the plan any more
        personal: with the names and phones of the clients' people

    Raises:
        HostError: a file that is not ours stands where a calendar is to be written.
    """
    earlier = _issued_before(folder)
    rows = plan.open_rows()
    wanted = set(managers)
    names = sorted(wanted or set(rows["manager"]) | set(earlier))
    taken = {one.path for one in earlier.values()}
    made = []
    for name in names:
        before = earlier.get(name)
        if before is None:
            before = _Earlier(_free(folder, name, taken), name)
            taken.add(before.path)
        events = [_event(row, say, personal=personal) for row in rows[rows["manager"].eq(name)].to_dict("records")]
        if events or before.ours:
            made.append(_calendar(before, events, plan.as_of, say))
    return made


def _issued_before(folder: Path) -> dict[str, _Earlier]:
    """Return manager → the calendar issued to him before; a copy counts less than the file of his name."""
    found: dict[str, _Earlier] = {}
    for path in sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else ():
        one = _read(path)
        if one is not None and (one.manager not in found or path.stem == file_name(one.manager)):
            found[one.manager] = one
    return found


def _read(path: Path) -> _Earlier | None:
    """Return a calendar of ours; None where a file is somebody else's."""
    with readable_file(path):
        data = path.read_bytes()
    try:
        calendar = icalendar.Calendar.from_ical(data)
    except ValueError:
        return None
    if str(calendar.get("PRODID", "")) != PRODID or not calendar.get(OF_MANAGER):
        return None
    found = _Earlier(path, str(calendar[OF_MANAGER]))
    for part in calendar.subcomponents:
        if isinstance(part, icalendar.Event) and part.get(OF_PLAN) and part.get("UID") and part.get("DTSTART"):
            found.ours[str(part["UID"])] = part
        else:
            found.others.append(part)
    return found


def _free(folder: Path, manager: str, taken: set[Path]) -> Path:
    """Return where a first calendar goes.

    Raises:
        HostError: a file stands there that is not ours.
    """
    number, path = 1, folder / f"{file_name(manager)}{SUFFIX}"
    while path in taken:  # two people whose names differ in signs that no file name can have
        number += 1
        path = folder / f"{file_name(manager)} ({number}){SUFFIX}"
    if path.exists():
        raise HostError("calendar_not_ours", file=path.name)
    return path


def _event(row: Mapping[Hashable, Any], say: Words, *, personal: bool) -> icalendar.Event:
    """Return a contact as an event, without the stamps that say when it changed."""
    day = pd.Timestamp(str(row["date"])).date()
    channel = channel_word(row, say)
    event = icalendar.Event()
    event.add("uid", str(uuid.uuid5(_NAMESPACE, f"{row['manager']}\n{row['plan_id']}")))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", title(row, say))
    event.add("description", "\n".join(description(row, say, personal=personal)))
    if channel:
        event.add("categories", [channel])
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add(OF_PLAN, str(row["plan_id"]))
    return event


def _calendar(before: _Earlier, events: list[icalendar.Event], as_of: date, say: Words) -> Issued:
    """Return a manager's calendar: his contacts, then those that were taken off, then what is not ours."""
    made = Issued(before.manager, before.path)
    stamp = datetime.combine(as_of, time(), UTC)
    kept: list[icalendar.Event] = []
    for event in events:
        old = before.ours.get(str(event["UID"]))
        kept.append(_stamped(event, old, stamp))
        _count(made, event, old)
    now = {str(event["UID"]) for event in events}
    for uid, old in before.ours.items():
        if uid in now:
            continue
        if _status(old) != "CANCELLED":
            made.cancelled += 1
            kept.append(_stamped(_cancelled(old), old, stamp))
        elif _day(old) >= as_of - KEPT:
            kept.append(old)
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", say.text("calendar.name", manager=before.manager))
    calendar.add(OF_MANAGER, before.manager)
    for part in [*sorted(kept, key=_place), *before.others]:
        calendar.add_component(part)
    made.data = calendar.to_ical()
    return made


def _place(event: icalendar.Event) -> tuple[bool, str, str]:
    return _status(event) == "CANCELLED", _day(event).isoformat(), str(event["UID"])


def _day(event: icalendar.Event) -> date:
    """Return the day of an event, whatever another program made of it."""
    start = event.DTSTART
    return start.date() if isinstance(start, datetime) else start or date.min


def _status(event: icalendar.Event) -> str:
    return str(event.get("STATUS", ""))


def _cancelled(event: icalendar.Event) -> icalendar.Event:
    """Return an event taken off."""
    changed: icalendar.Event = event.copy(recursive=True)
    changed["STATUS"] = icalendar.vText("CANCELLED")
    return changed


def _bare(event: icalendar.Event) -> bytes:
    """Return an event as it is written, without its stamps."""
    plain = icalendar.Event()
    for key, value in event.items():
        if key not in _STAMPS:
            plain[key] = value
    return bytes(plain.to_ical())


def _stamped(event: icalendar.Event, old: icalendar.Event | None, stamp: datetime) -> icalendar.Event:
    """Return an event with its stamps: those of before where it is as before, else later ones.

    They come from the date of the data and the stamps of before, not from a clock: the same plan gives the same file.
    """
    for key in _STAMPS:
        event.pop(key, None)
    sequence, at = 0, stamp
    if old is not None:
        same = _bare(event) == _bare(old)
        earlier = old.DTSTAMP or stamp
        sequence = old.sequence + (not same)
        at = earlier if same else max(stamp, earlier + timedelta(seconds=1))
    event.add("sequence", sequence)
    event.add("dtstamp", at)
    event.add("last-modified", at)
    return event


def _count(made: Issued, event: icalendar.Event, old: icalendar.Event | None) -> None:
    """Count what became of a contact since the issue before."""
    if old is None or _status(old) == "CANCELLED":
        made.added += 1
    elif _day(old) != _day(event):
        made.moved += 1
    elif _bare(old) != _bare(event):
        made.changed += 1
    else:
        made.same += 1
