"""Eight managers' copies edited at random and collected in any order: nothing lost, nothing doubled, always the same."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from clientbook.locale import words
from clientbook.register.columns import Column, Kind
from clientbook.register.tables import INPUTS
from clientbook.sheets.book import outputs
from clientbook.team import journal
from clientbook.team.claims import Cell
from clientbook.team.copies_in import Copy
from clientbook.team.handed import ROW_IDS, handed
from clientbook.team.head import Head
from clientbook.team.lines import Row
from clientbook.team.merge import merge
from clientbook.team.merged import Fate, Merged
from clientbook.team.versions import plain, row_key
from tests.runs import Runs, demo
from tests.team.copies import applied, copy_of, few, head_of, managers_of

TODAY = date(2026, 11, 2)
MANAGERS = 8
WORDS = words("ru")
SHEETS = {table.name: table.ru for table in (*INPUTS, *outputs())}


@pytest.fixture(scope="module")
def register(runs: Runs, tmp_path_factory: pytest.TempPathFactory) -> Head:
    """Return eight managers of the demo with two clients each."""
    made = demo(runs, tmp_path_factory.mktemp("demo"))
    assert made.path is not None
    head = head_of(Path(made.path))
    return few(head, managers_of(head)[:MANAGERS], clients=2, rows=3)


@pytest.fixture(scope="module")
def handed_out(register: Head) -> list[Copy]:
    """Return the copies of the eight managers as they left."""
    return [copy_of(register, manager, when="") for manager in managers_of(register)]


@dataclass
class World:
    """What is edited, and what a reader of the task expects of it, told apart from the code under test.

    Attributes:
        base: the register as it was handed out
        head: the register as it is when copies come back
        copies: what came back
        said: cell → values that copies say, other than the one that left
        begun: table and ID of rows begun in a copy → what they hold
    """

    base: Head
    head: Head
    copies: list[Copy]
    said: dict[Cell, set[str]] = field(default_factory=lambda: defaultdict(set))
    begun: dict[tuple[str, str], dict[str, object]] = field(default_factory=dict)


def a_value(column: Column, dice: random.Random) -> object:
    """Return something a person may type, now and then nothing."""
    if dice.random() < 0.1:
        return None
    if column.codes is not None:
        return dice.choice(column.codes.values).code
    match column.kind:
        case Kind.YESNO:
            return dice.random() < 0.5
        case Kind.DATE:
            return date(2026, 11, 1) + timedelta(days=dice.randrange(60))
        case Kind.TEXT | Kind.ID:
            return dice.choice(
                ("=1+1", "перезвонить", "нужен счёт\nна двоих", "+7 900", "@", f"слово {dice.randrange(9)}")
            )
        case _:
            return float(dice.randrange(1, 9))


def edited(copy: Copy, world: World, dice: random.Random, edits: int) -> Copy:
    """Return a copy with cells changed and rows begun; what was done is noted in the world."""
    tables = {name: list(rows.rows) for name, rows in copy.tables.items()}
    for _ in range(edits):
        name = dice.choice([name for name in tables if tables[name]])
        place = dice.randrange(len(tables[name]))
        row = tables[name][place]
        if not row.values.get("version"):
            tables[name][place] = begun(name, row, copy, world, dice)
            continue
        column = dice.choice([key for key in handed()[name].editable if key != "client_id"])
        value = a_value(world.base.known[name][column], dice)
        tables[name][place] = replace(row, values={**row.values, column: value})
    for name, rows in tables.items():
        for row in rows:
            note(world, name, row)
        dice.shuffle(rows)
    return replace(copy, tables={name: replace(copy.tables[name], rows=rows) for name, rows in tables.items()})


def begun(name: str, row: Row, copy: Copy, world: World, dice: random.Random) -> Row:
    table = world.base.known[name]
    mine = [str(one.values["client_id"]) for one in copy.tables["cb_clients"].rows]
    values = {key: a_value(table[key], dice) for key in handed()[name].editable if dice.random() < 0.4}
    values |= {"client_id": dice.choice(mine), "person": f"Лицо {dice.randrange(99)}"}
    if name == "cb_log":
        values["date"] = date(2026, 10, 1) + timedelta(days=dice.randrange(30))
    return replace(row, values={ROW_IDS[name]: row.values[ROW_IDS[name]], **values})


def note(world: World, name: str, row: Row) -> None:
    """Note what a row of a copy says, by the rows that were handed out and not by its version."""
    if not row.values.get("version"):
        held = {key: value for key, value in row.values.items() if plain(value)}
        if len(held) > 1:
            identity = str(row.values[ROW_IDS[name]])
            assert (name, identity) not in world.begun
            world.begun[name, identity] = held
        return
    key = str(row.values["version"]).partition(".")[0]
    left = world.base.rows(name)[key]
    for column in handed()[name].editable:
        if plain(row.values.get(column)) != plain(left.values.get(column)):
            world.said[name, key, column].add(plain(row.values.get(column)))


def head_edits(head: Head, dice: random.Random, edits: int) -> Head:
    """Return the register with cells that the head changed after handing out."""
    tables = {name: list(rows.rows) for name, rows in head.tables.items()}
    for _ in range(edits):
        name = dice.choice([name for name in tables if tables[name] and head.known[name].identity])
        place = dice.randrange(len(tables[name]))
        row = tables[name][place]
        column = dice.choice([key for key in handed()[name].editable if key != "client_id"])
        value = a_value(head.known[name][column], dice)
        tables[name][place] = replace(row, values={**row.values, column: value})
    return Head({name: replace(head.tables[name], rows=rows) for name, rows in tables.items()}, head.known)


def without_prepared(copy: Copy) -> Copy:
    """Return a copy without the blank rows made ready: another file of the same copy has rows begun of its own."""
    tables = {
        name: replace(rows, rows=[row for row in rows.rows if row.values.get("version")])
        for name, rows in copy.tables.items()
    }
    return replace(copy, tables=tables)


def a_world(register: Head, handed_out: Sequence[Copy], dice: random.Random, edits: int) -> World:
    """Return eight copies edited by their managers, three of them saved under two names with different edits."""
    world = World(register, head_edits(register, dice, edits // 4), [])
    for number, copy in enumerate(handed_out):
        world.copies.append(edited(replace(copy, when=f"2026-11-01T10:{number:02d}:00Z"), world, dice, edits))
        if number < 3:
            other = replace(without_prepared(copy), when=f"2026-11-01T11:{number:02d}:00Z", digest=f"second {number}")
            world.copies.append(edited(other, world, dice, edits))
    return world


def collected(head: Head, portions: Sequence[Sequence[Copy]]) -> tuple[Head, journal.Journal, list[Merged]]:
    """Return register, memory and reports after collecting portions one after the other."""
    memory, reports = journal.Journal(), []
    for copies in portions:
        made = merge(head, copies, memory, TODAY, WORDS)
        head = applied(head, made)
        memory = journal.read(journal.frames(memory, head.known, SHEETS, WORDS), head.known)  # as a book keeps it
        reports.append(made)
    return head, memory, reports


def untouched(row: Row) -> bool:
    """Tell whether nobody has acted on a row of the plan: a run may do with it as it likes."""
    values = row.values
    typed = any(plain(values.get(key)) for key in ("result", "next_step", "next_date"))
    return not typed and values["date"] == values["computed_date"] and values["status"] in {None, "planned", "missed"}


def planned_anew(head: Head, dice: random.Random) -> Head:
    """Return the register as a run some days later leaves it: what nobody touched has another day and purpose, or is gone."""
    rows = []
    for row in head.tables["cb_plan"].rows:
        if not untouched(row):
            rows.append(row)
        elif dice.random() < 0.8:
            day = TODAY + timedelta(days=dice.randrange(5, 90))
            anew = {"date": day, "computed_date": day, "purpose": f"цель {dice.randrange(99)}", "person": "Другое лицо"}
            rows.append(replace(row, values={**row.values, **anew, "status": dice.choice(("planned", "missed"))}))
    return Head({**head.tables, "cb_plan": replace(head.tables["cb_plan"], rows=rows)}, head.known)


def acted_on(head: Head) -> dict[str, list[str]]:
    """Return what a register holds but for rows of the plan that nobody touched."""
    plan = head.tables["cb_plan"]
    rows = [row for row in plan.rows if not untouched(row)]
    rows = [replace(row, values={**row.values, "status": row.values["status"] or "planned"}) for row in rows]
    return content(Head({**head.tables, "cb_plan": replace(plan, rows=rows)}, head.known))


def test_a_run_between_portions_changes_nothing_of_what_people_did(register: Head, handed_out: list[Copy]) -> None:
    for seed in range(15):
        dice = random.Random(seed)  # noqa: S311 - dice, no secrets
        world = a_world(register, handed_out, dice, edits=25)
        whole, memory, _ = collected(world.head, [world.copies])
        order = dice.sample(world.copies, len(world.copies))
        cut = dice.randrange(1, len(order))
        head, again = world.head, journal.Journal()
        for portion in (order[:cut], order[cut:], world.copies):
            head = planned_anew(head, dice)
            head, again = collected_on(head, again, [portion])
        assert acted_on(head) == acted_on(whole), seed
        assert {name: entry.outcome for name, entry in again.entries.items()} == {
            name: entry.outcome for name, entry in memory.entries.items()
        }
        assert again.conflicts.keys() == memory.conflicts.keys()


def content(head: Head) -> dict[str, list[str]]:
    """Return what a register holds, whatever the order of its rows."""
    return {
        name: sorted(
            "|".join(f"{key}={plain(row.values.get(key))}" for key in sorted(rows.columns)) for row in rows.rows
        )
        for name, rows in head.tables.items()
    }


def remembered(memory: journal.Journal) -> tuple[object, object]:
    return (
        {name: (entry.outcome, plain(entry.claim.value)) for name, entry in memory.entries.items()},
        {name: (one.at_head, one.decision) for name, one in memory.conflicts.items()},
    )


def expected_cells(world: World) -> tuple[dict[Cell, str], set[tuple[Cell, str]]]:
    """Return what cells that copies speak of must hold, and which values must stand on «Конфликты»."""
    held, conflicts = {}, set[tuple[Cell, str]]()
    at_head = {
        name: {row_key(world.base.known[name], row.values): row for row in rows.rows}
        for name, rows in world.head.tables.items()
    }
    for cell, values in world.said.items():
        table, key, column = cell
        left, kept = plain(world.base.rows(table)[key].values.get(column)), at_head[table]
        now = plain(kept[key].values.get(column)) if key in kept else left
        of_a_run = table == "cb_plan" and (
            (column == "status" and now in {"", "planned", "missed", "off_norm"})
            or (column == "date" and now == plain(kept[key].values.get("computed_date")))
        )
        if len(values) == 1 and (now == left or of_a_run):
            held[cell] = next(iter(values))
        else:
            held[cell] = now
            conflicts |= {(cell, value) for value in values if value != now or of_a_run}
    return held, conflicts


@pytest.mark.parametrize("seed", range(6))
def test_copies_of_eight_managers_come_in_whole_and_once_in_any_order(
    register: Head, handed_out: list[Copy], seed: int
) -> None:
    for turn in range(10):
        dice = random.Random(1000 * seed + turn)  # noqa: S311 - dice, no secrets
        world = a_world(register, handed_out, dice, edits=25)
        first, memory, (made,) = collected(world.head, [world.copies])
        check_counts(world, made)
        check_cells(world, first, memory)
        shuffled = dice.sample(world.copies, len(world.copies))
        cut = dice.randrange(1, len(shuffled))
        portions = [shuffled[:cut], shuffled[cut:], dice.sample(shuffled, 3)]
        second, again, reports = collected(world.head, portions)
        assert content(second) == content(first)
        assert remembered(again) == remembered(memory)
        assert reports[-1].total(Fate.MERGED) == 0


def check_counts(world: World, made: Merged) -> None:
    rows = sum(
        bool(row.values.get("version")) or len([1 for value in row.values.values() if plain(value)]) > 1
        for copy in world.copies
        for table in copy.tables.values()
        for row in table.rows
    )
    assert made.rows == rows == sum(made.total(fate) for fate in Fate)
    assert made.total(Fate.REFUSED) == 0


def check_cells(world: World, head: Head, memory: journal.Journal) -> None:
    held, conflicts = expected_cells(world)
    found = {(one.entry.claim.cell, plain(one.entry.claim.value)) for one in memory.conflicts.values()}
    assert found == conflicts
    at = {(entry.claim.cell[0], entry.claim.cell[1]): entry.at for entry in memory.entries.values()}
    for cell, value in held.items():
        table, key, column = cell
        row = head.rows(table)[at.get((table, key), key)]
        assert plain(row.values.get(column)) == value, cell
    for (table, identity), values in world.begun.items():
        rows = [row for row in head.tables[table].rows if row.values.get(ROW_IDS[table]) == identity]
        assert len(rows) == 1
        assert {key: plain(rows[0].values.get(key)) for key in values} == {k: plain(v) for k, v in values.items()}
    for name, held_now in head.tables.items():
        more = sum(table == name for table, _ in world.begun)
        assert len(held_now.rows) == len(world.base.tables[name].rows) + more


def test_old_and_new_copies_mixed_give_one_register_and_lose_no_value(register: Head, handed_out: list[Copy]) -> None:
    for seed in range(5):
        dice = random.Random(seed)  # noqa: S311 - dice, no secrets
        world = a_world(register, handed_out, dice, edits=20)
        now, memory, _ = collected(world.head, [world.copies])
        later = World(now, now, [])
        names = managers_of(now)
        later.copies = [
            edited(copy_of(now, name, when=f"2026-11-08T10:{n:02d}:00Z", prepared=0), later, dice, 20)
            for n, name in enumerate(names)
        ]
        mixed = [*world.copies, *later.copies]
        seen = []
        for _ in range(3):
            order = dice.sample(mixed, len(mixed))
            cut = dice.randrange(1, len(order))
            seen.append(collected_on(now, memory, [order[:cut], order[cut:], world.copies]))
        assert content(seen[0][0]) == content(seen[1][0]) == content(seen[2][0])
        assert remembered(seen[0][1]) == remembered(seen[1][1]) == remembered(seen[2][1])
        said = {(cell, value) for cell, values in later.said.items() for value in values}
        kept = {(entry.claim.cell, plain(entry.claim.value)) for entry in seen[0][1].entries.values()}
        assert said <= kept


def collected_on(
    head: Head, memory: journal.Journal, portions: Sequence[Sequence[Copy]]
) -> tuple[Head, journal.Journal]:
    memory = journal.read(journal.frames(memory, head.known, SHEETS, WORDS), head.known)
    for copies in portions:
        head = applied(head, merge(head, copies, memory, TODAY, WORDS))
        memory = journal.read(journal.frames(memory, head.known, SHEETS, WORDS), head.known)
    return head, memory
