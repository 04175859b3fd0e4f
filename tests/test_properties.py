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

codes = st.lists(st.text("0123456789", min_size=1, max_size=20), min_size=1, max_size=4, unique=True)
names = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=30).filter(
    lambda text: text.strip() != ""
)
openings = st.sampled_from(["=", "+", "-", "@", "=HYPERLINK(", "", "'", "{=", "_x000D_"])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(codes=codes, name=names, opening=openings)
@example(codes=["00012345678901234567", "007", "7"], name="SUM(A1:A9)", opening="=")
def test_identifiers_come_back_and_no_text_becomes_a_formula(codes: list[str], name: str, opening: str) -> None:
    clients = [(code, opening + name, "Менеджер Один") for code in codes]
    sales = [
        (AS_OF - timedelta(days=20 * step), f"{step:05}", code, opening + name, 100.0 * (step + 1))
        for code in codes
        for step in range(6)
    ]
    with TemporaryDirectory() as folder:
        register = write_register(Path(folder) / "Реестр.xlsx", clients, sales)
        out = Path(folder) / "Результат.xlsx"
        result = clientbook.run(register, as_of=AS_OF, out=out)
        assert sorted(result.segments["client_id"]) == sorted(codes)
        book = openpyxl.load_workbook(out)
        sheet = next(sheet for sheet in book.worksheets if "cb_segments" in sheet.tables)
        shown = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.data_type != "f"}
        assert set(codes) <= shown
        formulas = [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        assert not [formula for formula in formulas if name in str(formula) and len(name) > 3]
        again = out.read_bytes()
        clientbook.run(out, as_of=AS_OF, in_place=True)
        assert out.read_bytes() == again
