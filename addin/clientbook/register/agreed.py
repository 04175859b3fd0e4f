"""Hand-overs that a head agreed on «Передача клиентов» become rows of `Передачи`, each once."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from clientbook.register.clients import Speaker
from clientbook.register.columns import normal
from clientbook.register.frames import frame
from clientbook.register.problems import Done
from clientbook.register.rows import NUMBER_CODE
from clientbook.register.tables import TRANSFERS

SHEET = "cb_handover"
REASON = "hunter_farmer"


def agreed_rows(
    marked: pd.DataFrame, transfers: pd.DataFrame, clients: pd.DataFrame, people: Iterable[object], say: Speaker | None
) -> pd.DataFrame:
    """Return the rows that `Передачи` lacks: client, who has him, who takes him and when, as marked.

    Args:
        marked: «Передача клиентов» as people left it: client_id, agreed (who takes the client), on (the day), row
        transfers: `Передачи` as it was read
        clients: ``client_id``, ``manager``
        people: names of our people
        say: notes problems of the marks
    """
    spelt = {normal(name): name for name in reversed([name for name in people if isinstance(name, str)])}
    holds = dict(zip(clients["client_id"], clients["manager"], strict=True))
    known = {
        (client, normal(taker)): on
        for client, taker, on in transfers[["client_id", "taker", "date"]].itertuples(index=False)
        if isinstance(taker, str)
    }
    found: list[tuple[str, object, str, pd.Timestamp]] = []
    marks = marked.reindex(columns=["client_id", "agreed", "on", "row"]).dropna(subset=["client_id", "agreed", "on"])
    for client, name, on, row in marks.itertuples(index=False):
        taker, giver = spelt.get(normal(name)), holds.get(client)
        if taker is None:
            _tell(say, "handover_unknown", row, "agreed", name)
        elif client not in holds or (isinstance(giver, str) and normal(giver) == normal(taker)):
            continue
        elif (client, normal(taker)) not in known:
            found.append((client, giver, taker, on))
        elif known[client, normal(taker)] != on:
            _tell(say, "handover_entered", row, "on", f"{on:%d.%m.%Y}")
    keys = ("client_id", "giver", "taker", "date")
    values: dict[str, list[object]] = {key: [one[n] for one in found] for n, key in enumerate(keys)}
    rows = frame(TRANSFERS, {**values, "reason": [REASON] * len(found)}, [0] * len(found))
    return rows.assign(**{NUMBER_CODE: False})


def _tell(say: Speaker | None, key: str, row: float, column: str, value: str) -> None:
    if say is not None:
        say(key, int(row), column, value, Done.SKIPPED)
