"""KPI «Качество данных»: required fields filled in / required fields, over the clients of a person (domain: §5).

Required of a client: name, ИНН, industry, region, manager, purchasing potential, terms of payment, and somebody who can be
reached. A person without clients of his own (an assistant, a telemarketer) answers for those of the whole book.
"""

from __future__ import annotations

import pandas as pd

from clientbook.method.decision_unit import reachable
from clientbook.method.measures.reading import Desk, Reading
from clientbook.method.roles import EVERYBODY, Scope

FIELDS = ("client", "tax_id", "industry", "region", "manager", "potential", "payment_days")
PERSON = "person"


def filled(desk: Desk) -> pd.DataFrame:
    """Return client × field, whether it is filled in, with the client's manager as index; counted once."""
    if "quality" not in desk.counted:
        clients = desk.register.clients
        clients = clients[clients["listed"].eq(other=True)]
        fields = clients[list(FIELDS)].notna()
        fields[PERSON] = clients["client_id"].isin(reachable(desk.register.people)["client_id"])
        desk.counted["quality"] = fields.set_index(pd.Index(clients["manager"], name="owner"))
    return desk.counted["quality"]


def read(scope: Scope, desk: Desk) -> Reading:
    """Return the share of required fields that are filled in, a ratio; the source names the field that is blank most."""
    goal, words, fields = desk.register.settings.number("kpi_quality_target"), desk.words, filled(desk)
    mine = fields[scope.counts(pd.Series(fields.index)).to_numpy()]
    if mine.empty:
        mine = fields[EVERYBODY.counts(pd.Series(fields.index)).to_numpy()]
    if mine.empty:
        return Reading("share", goal, None, words.text("kpi.missing.clients"))
    blank = (~mine).sum()
    worst = str(blank.idxmax())
    figures = {"filled": words.number(int(mine.to_numpy().sum())), "all": words.number(mine.size)}
    field = words.text(f"kpi.field.{worst}")
    source = words.text("kpi.source.quality", **figures, field=field, blank=words.number(int(blank[worst])))
    return Reading("share", goal, float(mine.to_numpy().mean()), source)
