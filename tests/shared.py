"""Real data that tests run on where it is there: a register beside the checkout, CDNOW from a package."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

NORTHWIND_AS_OF = date(1998, 5, 6)
NORTHWIND = Path(__file__).resolve().parents[2] / "shared" / "data" / "northwind_register.xlsx"


def northwind() -> Path:
    """Return the Northwind register, or skip."""
    if not NORTHWIND.exists():
        pytest.skip("the Northwind register is not beside the checkout (../shared/data/northwind_register.xlsx)")
    return NORTHWIND
