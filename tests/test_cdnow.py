"""CDNOW, whole: 69,659 purchases of 23,570 clients run from a workbook, and the pause rule says what it said on paper.

The contact plan is of one week: who is paused does not depend on it, and plans of this size have tests of their own.
"""

from __future__ import annotations

from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest

import clientbook
from tests.registers import write_register

AS_OF = date(1997, 12, 30)
LATER = pd.Timestamp(1998, 6, 30)


@pytest.fixture(scope="module")
def purchases() -> pd.DataFrame:
    spec = find_spec("lifetimes")
    if spec is None or spec.origin is None:
        pytest.skip("the package lifetimes, which carries CDNOW, is not installed: pip install lifetimes==0.11.3")
    file = Path(spec.origin).parent / "datasets" / "CDNOW_master.txt"
    frame = pd.read_csv(file, sep=r"\s+", skiprows=1, names=["client", "day", "discs", "amount"], dtype={"client": str})
    frame["day"] = pd.to_datetime(frame["day"].astype(str), format="%Y%m%d")
    return frame


def test_the_pause_rule_tells_who_comes_back(purchases: pd.DataFrame, tmp_path: Path) -> None:
    clients = [
        (code, f"Client {code}", f"Manager {int(code) % 60:02}") for code in sorted(purchases["client"].unique())
    ]
    lines = [
        (day.date(), f"{number}", client, "", amount)
        for number, (client, day, amount) in enumerate(
            zip(purchases["client"], purchases["day"], purchases["amount"].tolist(), strict=True), start=1
        )
    ]
    register = write_register(tmp_path / "CDNOW.xlsx", clients, lines)
    result = clientbook.run(register, as_of=AS_OF, settings={"horizon_weeks": "1"})
    assert len(result.segments) == 23_570
    assert result.lines == (purchases["day"] <= pd.Timestamp(AS_OF)).sum()
    after = purchases[(purchases["day"] > pd.Timestamp(AS_OF)) & (purchases["day"] <= LATER)]
    bought = result.segments["client_id"].isin(after["client"])
    regular = result.segments["gaps"] >= 3
    flagged = regular & (result.segments["risk_p90"] > 0)
    assert int(regular.sum()) == 3_916
    assert round(100 * bought[flagged].mean()) == 49
    assert round(100 * bought[regular & ~flagged].mean()) == 70
