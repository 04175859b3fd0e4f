"""Measure a run of the product against the plain baseline: whole processes in turn, medians, ratio and peak memory.

python -m benchmarks.run [S M L] [--repeat 3] [--only product|baseline]
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

import python_calamine

from benchmarks.generate import AS_OF, SIZES, register

WAYS = ("baseline", "product")
_KIB = 1 if sys.platform != "darwin" else 1024
"""The peak is told in KiB by Linux, in bytes by macOS."""

_FILLED = re.compile(rb"<c [^>]*[^/>]><(?!/)")
"""A cell with a value or a formula in the XML of a sheet; styled blanks have nothing in them."""


@dataclass(frozen=True)
class Measure:
    """One process: seconds on the clock, of processor time, and peak memory in MB (None where nobody tells)."""

    seconds: float
    processor: float | None
    peak: float | None


def _command(way: str, source: Path, target: Path) -> list[str]:
    if way == "product":
        as_of = ["--as-of", AS_OF.isoformat()]
        return [sys.executable, "-m", "clientbook", "run", str(source), "-o", str(target), *as_of]
    return [sys.executable, "-m", "benchmarks.baseline", str(source), str(target)]


def measure(command: list[str]) -> Measure:
    """Run a process to its end.

    Raises:
        SystemExit: the process failed; its complaint has been shown.
    """
    told: tuple[float | None, float | None]
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    if hasattr(os, "wait4"):
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        told = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024 / _KIB
    else:
        process.wait()
        told = None, None
    seconds = time.perf_counter() - begun
    if process.returncode:
        sys.exit(f"{' '.join(command)}: exit code {process.returncode}")
    return Measure(seconds, *told)


def _income(path: Path) -> float | None:
    """Return the sum of the annual income on the sheet «Сегментация», to compare the two results."""
    rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Сегментация").to_python()
    for number, row in enumerate(rows):
        if "УГД, ₽" in row and "Код клиента" in row:
            column = row.index("УГД, ₽")
            values = [line[column] for line in rows[number + 1 :]]
            return float(sum(value for value in values if isinstance(value, float)))
    return None


def _cells(path: Path) -> int:
    """Return how many cells of a workbook have a value or a formula.

    Sheets are read piece by piece: Linux counts the peak of this process as that of a process it begins later.
    """
    count = 0
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if not name.startswith("xl/worksheets/sheet"):
                continue
            rest = b""
            with package.open(name) as sheet:
                while piece := sheet.read(1 << 20):
                    whole, mark, begun = (rest + piece).rpartition(b"<c ")
                    count += len(_FILLED.findall(whole))
                    rest = mark + begun
            count += len(_FILLED.findall(rest))
    return count


def _say_cells(size: str, source: Path, results: dict[str, Path]) -> None:
    """Print how many cells each way wrote on sheets that are not in the source: whether it is the same work."""
    given = _cells(source)
    written = ", ".join(f"{way} {_cells(path) - given:,}" for way, path in results.items())
    print(f"{size:>4}     cells written on new sheets: {written}")


def _say(size: str, way: str, measures: list[Measure]) -> float:
    median = statistics.median(one.seconds for one in measures)
    peaks = [one.peak for one in measures if one.peak is not None]
    processor = [one.processor for one in measures if one.processor is not None]
    peak = f"{max(peaks):7,.0f} MB" if peaks else f"{'n/a':>10}"
    spent = f"{statistics.median(processor):8.2f} s" if processor else f"{'n/a':>10}"
    print(f"{size:>4} {way:>9} {median:8.2f} s {spent} {peak}   {len(measures)}", flush=True)
    return median


def compare(size: str, ways: list[str], repeat: int, folder: Path) -> None:
    """Measure one size and print a line for each way, and the ratio."""
    source = register(size)
    found: dict[str, list[Measure]] = {way: [] for way in ways}
    for number in range(repeat):
        for way in ways:
            target = folder / f"{way}-{size}-{number}.xlsx"
            found[way].append(measure(_command(way, source, target)))
            if number:
                target.unlink()
    medians = {way: _say(size, way, measures) for way, measures in found.items()}
    results = {way: folder / f"{way}-{size}-0.xlsx" for way in ways}
    _say_cells(size, source, results)
    if len(medians) > 1:
        sums = [_income(path) for path in results.values()]
        apart = abs((sums[0] or 0) / (sums[1] or 1) - 1)
        ratio = medians["baseline"] / medians["product"]
        print(f"{size:>4}     ratio {ratio:8.1f} ×   annual income found by both differs by {apart:.3%}")


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", default=["S", "M"], choices=list(SIZES), metavar="S|M|L")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", choices=WAYS)
    asked = parser.parse_args()
    print(f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores")
    print(f"{'size':>4} {'way':>9} {'median':>10} {'processor':>10} {'peak':>10}   runs")
    ways = [asked.only] if asked.only else list(WAYS)
    with tempfile.TemporaryDirectory() as folder:
        for size in asked.sizes:
            compare(size, ways, asked.repeat, Path(folder))


if __name__ == "__main__":
    main()
