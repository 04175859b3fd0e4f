"""Do the whole work, as one process: ``python -m benchmarks.baseline REGISTER.xlsx OUT.xlsx``."""

from __future__ import annotations

import sys
from pathlib import Path

from openpyxl import load_workbook

from benchmarks.baseline.register import read
from benchmarks.baseline.risk import risk
from benchmarks.baseline.sheets import write
from benchmarks.baseline.worth import worth


def main(source: Path, target: Path) -> None:
    """Read the register, compute, write the workbook."""
    book = load_workbook(source)
    register = read(book)
    frame = worth(register)
    risk(frame, register)
    write(book, frame, register)
    book.save(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
