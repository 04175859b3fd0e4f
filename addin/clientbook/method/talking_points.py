"""What to say in a contact: the arguments of «ХПВ» for the product group that the contact is about (domain: §6 ХПВ/УТП).

A quotation, a must-have article or a decision step names its group itself. Else it is the group that the client lacks and
clients of its segment buy; where nothing is written of that, the group it buys most. Of several arguments for a group each
month has the next one, so that a client does not hear the same sentence twice in a row. Who owes or complains is told
nothing of goods.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clientbook.method.wording import LIMIT, cut
from clientbook.register.columns import normal
from clientbook.register.headers import address

if TYPE_CHECKING:
    from clientbook.method.past import Past
    from clientbook.register.read import Register

SILENT = frozenset({"overdue", "claim", "detractor"})
"""Events in which nothing is offered."""


class TalkingPoints:
    """The arguments of a department, by product group, and which groups matter to which client.

    Args:
        register: «ХПВ»
        past: what the sales say; None where nothing is known of them: only groups that a contact names have arguments then
    """

    def __init__(self, register: Register, past: Past | None) -> None:
        self._said: dict[str, list[str]] = {}
        rows = register.tools["cb_arguments"].dropna(subset=["category"])
        for category, *parts in rows[["category", "feature", "advantage", "benefit", "usp"]].to_numpy().tolist():
            text = sentence(category.strip(), *parts)
            if text is not None:
                self._said.setdefault(normal(category), []).append(text)
        self._lacked: dict[str, str] = {}
        self._main: dict[str, str] = {}
        if past is not None and self._said:
            groups = past.product_groups
            self._lacked = dict(zip(groups.offered["client_id"], groups.offered["category"], strict=True))
            most = groups.bought.sort_values(["revenue_12m", "category"], ascending=[False, True], kind="stable")
            most = most[most["revenue_12m"] > 0].drop_duplicates("client_id")
            self._main = dict(zip(most["client_id"], most["category"], strict=True))

    def say(self, client_id: str, category: str | None, month: int) -> str | None:
        """Return the argument for a contact, at most 120 characters; None where «ХПВ» has none for its groups.

        Args:
            client_id: the client
            category: the group that the contact itself is about; None: it names none
            month: number of the month it is due in
        """
        if not self._said:
            return None
        for group in self._groups(client_id, category):
            said = self._said.get(normal(group))
            if said:
                return said[month % len(said)]
        return None

    def _groups(self, client_id: str, category: str | None) -> Iterator[str]:
        if isinstance(category, str):
            yield category
            return
        for groups in (self._lacked, self._main):
            if client_id in groups:
                yield groups[client_id]


def sentence(category: str, feature: object, advantage: object, benefit: object, usp: object) -> str | None:
    """Return an argument as one sentence: the УТП, else feature, advantage and benefit, as many as fit from the end."""
    if isinstance(usp, str):
        return cut(f"{category}: {usp}")
    parts = [part.strip().rstrip(".") for part in (feature, advantage, benefit) if isinstance(part, str)]
    if not parts:
        return None
    whole = (f"{category}: {' → '.join(parts[start:])}" for start in range(len(parts)))
    return next((text for text in whole if len(text) <= LIMIT), cut(f"{category}: {parts[-1]}"))


def tell_unknown_groups(register: Register, past: Past) -> None:
    """Note groups of «ХПВ» that no sale has: their arguments are never told."""
    place = register.places.get("cb_arguments")
    if place is None:
        return
    bought = past.product_groups.bought
    if bought.empty:
        return
    known = {normal(name) for name in bought["category"].unique()}
    rows = register.tools["cb_arguments"].dropna(subset=["category"])
    for row, category in rows[["row", "category"]].itertuples(index=False):
        if normal(category) not in known:
            register.problems.add("argument_group", sheet=place.sheet, cell=address(row, place.left), value=category)
