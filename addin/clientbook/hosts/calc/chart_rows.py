"""Charts over all rows of a table go on over all of them when it gets longer or shorter, as Excel lets them.

LibreOffice lets a chart grow only where rows are put in between its first and its last one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clientbook.hosts.calc.range import Range
    from clientbook.hosts.calc.sheet import Sheet

_CELLS = re.compile(r"(.*\.)\$([A-Z]+)\$(\d+)(?::\$\2\$(\d+))?")


def follow_table(sheet: Sheet, before: Range | None, after: Range | None) -> None:
    """Let the charts of a sheet that draw all rows of a table draw those that it has now.

    Args:
        sheet: the sheet
        before: the rows that the table had, without header and totals
        after: those that it has now
    """
    if before is None or after is None or before.box[::2] == after.box[::2]:
        return
    own = str(sheet.range("A1").api.AbsoluteName).removesuffix("$A$1")
    (first, last), (top, bottom) = before.box[::2], after.box[::2]
    columns = range(before.box[1], before.box[3] + 1)
    for chart in sheet.charts:
        document = chart.document
        for sequence in sequences(document):
            values = sequence.getValues()
            found = _CELLS.fullmatch(values.getSourceRangeRepresentation())
            if found is None or found[1] != own or sheet.range(f"{found[2]}1").column not in columns:
                continue
            if (int(found[3]), int(found[4] or found[3])) == (first, last):
                cells = f"{own}${found[2]}${top}:${found[2]}${bottom}"
                made = document.getDataProvider().createDataSequenceByRangeRepresentation(cells)
                made.Role = values.Role
                sequence.setValues(made)


def sequences(document: Any) -> Iterator[Any]:
    """Yield what a chart is drawn from: names and figures, each with its cells."""
    for system in document.getFirstDiagram().getCoordinateSystems():
        names = system.getAxisByDimension(0, 0).getScaleData().Categories
        if names is not None:
            yield names
        for form in system.getChartTypes():
            for series in form.getDataSeries():
                yield from series.getDataSequences()
