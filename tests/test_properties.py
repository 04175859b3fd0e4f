"""What must hold for any register: names and codes come back as they were, and no text ever becomes a formula."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import clientbook
from tests.registers import write_register

AS_OF = date(2026, 6, 30)

codes = st.text("0123456789", min_size=1, max_size=20)
names = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=30).filter(
    lambda text: text.strip() != ""
)
OPENINGS = ("=", "+", "-", "@", "=HYPERLINK(", "", "'", "{=", "_x000D_")
clients_of_a_register = st.lists(
    st.tuples(codes, st.sampled_from(OPENINGS), names), min_size=1, max_size=20, unique_by=lambda client: client[0]
)


@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(listed=clients_of_a_register)
@example(
    listed=[
        *((code, "=", "SUM(A1:A9)") for code in ("00012345678901234567", "007", "7")),
        *((f"0{number}", opening, "<b>&amp;A1") for number, opening in enumerate(OPENINGS)),
    ]
)
def test_identifiers_come_back_and_no_text_becomes_a_formula(listed: list[tuple[str, str, str]]) -> None:
    codes = [code for code, _, _ in listed]
    clients = [(code, opening + name, "Менеджер Один") for code, opening, name in listed]
    sales = [
        (AS_OF - timedelta(days=20 * step), f"{step:05}", code, opening + name, 100.0 * (step + 1))
        for code, opening, name in listed
        for step in range(6)
    ]
    with TemporaryDirectory() as folder:
        register = write_register(Path(folder) / "Реестр.xlsx", clients, sales)
        out = Path(folder) / "Результат.xlsx"
        result = clientbook.run(register, as_of=AS_OF, out=out)
        assert sorted(result.segments["client_id"]) == sorted(codes)
        book = openpyxl.load_workbook(out)
        sheet = next(sheet for sheet in book.worksheets if "cb_segments" in sheet.tables)
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert set(codes) <= {str(cell.value) for cell in cells if cell.data_type != "f"}
        formulas = [str(cell.value) for cell in cells if cell.data_type == "f"]
        told = [name for _, _, name in listed if len(name) > 3]
        assert not [formula for formula in formulas if any(name in formula for name in told)]
        again = out.read_bytes()
        clientbook.run(out, as_of=AS_OF, in_place=True)
        assert out.read_bytes() == again
