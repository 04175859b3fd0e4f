"""Whatever the codes and the order of rows: identifiers come back unchanged and the money is all there."""

from __future__ import annotations

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.register.books import lines, register

CODES = (
    st.text("0123456789АБabЯ-=+@/ ", min_size=1, max_size=20).map(str.strip).filter(lambda code: code not in {"", "-"})
)
SALE = st.tuples(st.integers(0, 30), st.integers(-10_000_00, 10_000_00))


@settings(max_examples=12, deadline=None)
@given(
    st.lists(CODES, min_size=1, max_size=6, unique_by=str.casefold),
    st.lists(SALE, min_size=1, max_size=12),
    st.randoms(),
)
def test_codes_come_back_as_typed_and_no_kopeck_is_lost(
    codes: list[str], drawn: list[tuple[int, int]], chance: object
) -> None:
    day = date(2025, 5, 1)
    clients = [(code, f"Клиент {number}", "И") for number, code in enumerate(codes)]
    sales = [
        (day.replace(day=1 + number % 28), f"Д-{number}", codes[pick % len(codes)], kopecks / 100)
        for number, (pick, kopecks) in enumerate(drawn)
    ]
    with tempfile.TemporaryDirectory() as folder:
        first = register(Path(folder) / "a.xlsx", clients, sales)
        chance.shuffle(sales)  # type: ignore[attr-defined]
        second = register(Path(folder) / "b.xlsx", clients, sales)
    assert first.clients["client_id"].tolist() == codes
    assert {code for (code,) in lines(first, "client_id")} <= set(codes)
    assert first.sales.counted.all.amount == Decimal(sum(kopecks for _, kopecks in drawn)) / 100
    assert first.sales.reconciled
    assert first.sales.counted == second.sales.counted
    columns = "date, client_id, amount"
    assert sorted(lines(first, columns)) == sorted(lines(second, columns))
