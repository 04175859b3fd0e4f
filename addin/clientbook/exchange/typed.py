"""The rows of a block as typed values, with a problem for every cell that could not be read."""

from __future__ import annotations

from clientbook.exchange.blocks import Block, text_of
from clientbook.exchange.merging import Record
from clientbook.register.parse import FAULTS, Reading, parsed
from clientbook.register.problems import Done, Problems
from clientbook.register.rows import shown


def records(block: Block, reading: Reading, problems: Problems) -> list[Record]:
    """Return the rows of a block; what our table has no column for comes as text.

    Args:
        block: the rows
        reading: how figures and days are read
        problems: where cells are told that mean nothing; their value is not taken
    """
    values: dict[str, list[object]] = {}
    for key, cells in block.cells.items():
        column = block.feed.table.by_key.get(key)
        if column is None:
            values[key] = [text_of(cell) or None for cell in cells]
            continue
        read = parsed(reading.parser(column), [text_of(cell) if isinstance(cell, str) else cell for cell in cells])
        values[key] = [value for value, _ in read]
        for position, (_, remark) in enumerate(read):
            if remark in FAULTS and not block.skipped[position]:
                problems.add(
                    remark,
                    sheet=block.label,
                    cell=block.cell(position, key),
                    value=shown(cells[position]),
                    done=Done.DEFAULT,
                    header=column.header("en" if reading.english else "ru"),
                )
    keys = list(values)
    return [dict(zip(keys, line, strict=True)) for line in zip(*values.values(), strict=True)]
