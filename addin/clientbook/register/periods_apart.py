"""Sheets that hold one table by periods: «Продажи 2024» and «Продажи 2025», «Январь» and «Февраль»."""

from __future__ import annotations

import re
from collections.abc import Iterable

from clientbook.register.columns import normal

_MONTHS = (
    "янв(?:арь)?|фев(?:р(?:аль)?)?|март?|апр(?:ель)?|май|июнь?|июль?|авг(?:уст)?|сен(?:т(?:ябрь)?)?|окт(?:ябрь)?"
    "|ноя(?:б(?:рь)?)?|дек(?:абрь)?|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_PERIODS = (
    rf"(?<![^\W\d_])(?:{_MONTHS})(?![^\W\d_])",
    r"(?:[1-4]|i{1,3}|iv)\s*-?й?\s*(?:кв(?:артал)?|полугодие)",
    r"(?<![^\W\d_])(?:q[1-4]|h[12])(?![^\W_])",
    r"(?<!\d)(?:0?[1-9]|1[0-2])[.\-](?:20)?\d\d(?!\d)",
    r"(?<!\d)(?:19|20)\d\d(?!\d)",
    r"(?<!\d)(?:1[5-9]|[23]\d)(?!\d)",
)
"""Months, quarters and halves, «03.2024», years of four digits and of two."""
_PERIOD = re.compile("|".join(_PERIODS))
_AROUND = re.compile(r"(?:\bгода?\b|\bг\b|[\s.,_()/–-])+")


def same_but_for_periods(names: Iterable[str]) -> bool:
    """Tell whether names of sheets differ in nothing but the period they name; one of them may name none."""
    stems = [_PERIOD.subn("", name.casefold().replace("ё", "е")) for name in names]
    bare = {normal(_AROUND.sub("", stem)) for stem, _ in stems}
    return len(bare) == 1 and sum(not named for _, named in stems) <= 1
