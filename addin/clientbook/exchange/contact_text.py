"""What a contact of the plan is called outside the workbook: in a calendar, in the tasks of a CRM."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from clientbook.locale import Words
from clientbook.method.wording import without_birthdays
from clientbook.register import codes

ENDS = (".", "!", "?", "…")


def channel_word(row: Mapping[Hashable, Any], say: Words) -> str:
    """Return the channel of a contact in words; an empty text where it has none."""
    return codes.CHANNEL.word(str(row["channel"]), say.lang) if row["channel"] else ""


def title(row: Mapping[Hashable, Any], say: Words) -> str:
    """Return channel and client: «Звонок: ООО «Ромашка»»."""
    client = str(row["client"] or row["client_id"] or "")
    return ": ".join(plain(part) for part in (channel_word(row, say), client) if part)


def description(row: Mapping[Hashable, Any], say: Words, *, personal: bool) -> list[str]:
    """Return what the plan says of a contact, line by line."""
    why = str(row["why"] or "")
    said = {"purpose": row["purpose"], "why": why if personal else without_birthdays(why, say)}
    said["argument"] = row["argument"]
    if personal:
        role = codes.DMU_ROLE.word(str(row["dmu_role"]), say.lang) if row["dmu_role"] else None
        phone = say.text("calendar.phone", text=row["phone"]) if row["phone"] else None
        said["person"] = ", ".join(str(part) for part in (row["person"], role, phone) if part)
    return [say.text(f"calendar.{key}", text=plain(text)) for key, text in said.items() if text]


def sentences(lines: Sequence[str]) -> str:
    """Return lines as one text, a point between them; one that ends in a point, as «26 дн.», gets no second one."""
    return " ".join([*(line if line.endswith(ENDS) else f"{line}." for line in lines[:-1]), *lines[-1:]])


def plain(text: object) -> str:
    """Return a text of a cell without control signs, tabs and line breaks."""
    return "".join(sign if sign.isprintable() else " " for sign in str(text)).strip()
