"""The check digits of an ИНН, by python-stdnum, also where Python has no ``ssl``.

That package imports ``ssl`` to ask tax offices over the network, which nothing here does; Python in a browser comes
without it.
"""

from __future__ import annotations

import sys
import types

try:
    from stdnum.ru import inn
except ModuleNotFoundError as missing:
    if missing.name != "ssl":
        raise
    sys.modules["ssl"] = types.ModuleType("ssl")
    try:
        from stdnum.ru import inn
    finally:
        del sys.modules["ssl"]

__all__ = ["inn", "with_zero"]


def with_zero(number: str) -> str:
    """Return an ИНН with the leading zero that Excel took, where that makes it a right one."""
    lost = len(number) in (9, 11) and not inn.is_valid(number) and inn.is_valid(f"0{number}")
    return f"0{number}" if lost else number
