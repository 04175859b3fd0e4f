"""Sales lines that came → lines of the book: each document as it stands now, however often and in whatever pieces it comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

import duckdb
import pandas as pd

from clientbook.exchange.blocks import Block, text_of
from clientbook.exchange.clients_in import Answer, Named, named
from clientbook.exchange.profiles import AMOUNTS, Money
from clientbook.hosts.base import Book, CellValue
from clientbook.register.columns import normal
from clientbook.register.headers import address
from clientbook.register.locate import Place
from clientbook.register.parse import Reading, coded
from clientbook.register.parse_dates import date_of
from clientbook.register.problems import Done, Problems
from clientbook.register.sales_lines import (
    RAW,
    RawColumn,
    connect,
    incoming_blocks,
    load_lines,
    quoted,
    settle_month_place,
)
from clientbook.register.tables import SALES

ROUBLES = frozenset({"", "rub", "rur", "руб", "р", "₽", "российскийрубль", "рубль", "рубли", "643", "810"})
"""Spellings of the rouble, normalised."""
REFUSALS: Mapping[str, str] = {
    "client": "client",
    "currency": "currency",
    "date": "date",
    "document": "doc_no",
    "amount": "amount",
}
"""Why a line is refused → the column that is told."""
_TEXTS = ("date", "doc_no", "sku", "category", "qty", "cost", "currency")
_MONEY = ("amount", "amount_gross", "price", "discount", "discount_percent", "vat", "vat_rate")
_UNREADABLE = "NOT currency_ok OR date IS NULL OR doc IS NULL OR amount IS NULL"
"""Lines that are refused whoever they are of; see ``taken`` in ``sales_in.sql``."""
CHANGING = ("date", "category", "qty", "amount", "cost")
MARK = "import_mark"
"""The column in which an import remembers what it brought."""


Who = Callable[[Named, Block, bool], Answer]
"""Tells which client a row names; one that is not known is added, unless the row is not taken (the last argument)."""


@dataclass
class SalesIn:
    """What becomes of the sales.

    Attributes:
        fresh: lines to be added, with the columns of `Продажи`
        cells: (row, key) → value, of lines that changed
        gone: sheet rows that are blanked: their documents came without them, or cancelled
        gone_money: what they came to, roubles
        counts: ``new``, ``changed``, ``same``, ``skipped``, ``refused``
        recoded: sheet rows whose client got another code
    """

    fresh: pd.DataFrame
    cells: dict[tuple[int, str], CellValue] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)
    gone_money: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)
    recoded: int = 0


def take_sales(
    book: Book,
    place: Place,
    blocks: Sequence[Block],
    who: Who,
    reading: tuple[Reading, Reading],
    recoded: Mapping[str, str],
    problems: Problems,
) -> SalesIn:
    """Lay the lines that came over those of the book.

    Args:
        book: the register
        place: where `Продажи` stands
        blocks: what came
        who: tells which client a row names
        reading: how cells of the book are read, and those of the export
        recoded: code of the book → code it got now
        problems: where refusals and lines taken out are told
    """
    connection = connect(reading[0])
    loaded = load_lines(connection, incoming_blocks(book, place), place)
    connection.execute(_marks(loaded.columns))
    connection.execute("CREATE TABLE recoded (code VARCHAR, listed VARCHAR)")
    if recoded:
        connection.executemany("INSERT INTO recoded VALUES (?, ?)", list(recoded.items()))
    for key in (*CHANGING, "kind", MARK):
        connection.execute(f"SET VARIABLE has_{key} = {'true' if key in place.headers.columns else 'false'}")
    connection.execute(f"SET VARIABLE english = {'true' if reading[1].english else 'false'}")
    connection.execute(
        "CREATE TABLE incoming (block INTEGER, file INTEGER, row INTEGER, client_id VARCHAR, client_fate VARCHAR,"
        " skipped VARCHAR, date DATE, doc VARCHAR, sku VARCHAR, category VARCHAR, qty DECIMAL(18, 4),"
        " amount DECIMAL(18, 4), cost DECIMAL(18, 4), kind VARCHAR, currency_ok BOOLEAN, vat_taken BOOLEAN, by_day BOOLEAN)"
    )
    for number, block in enumerate(blocks):
        _bring_in(connection, number, block, who, problems)
    connection.execute(_sql())
    made = _made(connection, place)
    _tell(connection, blocks, made, place, problems)
    connection.close()
    return made


def _marks(tables: Sequence[Mapping[str, RawColumn]]) -> str:
    """Return the statement that makes the table of the marks of rows."""
    found = [(f"{RAW}{number}", columns[MARK]) for number, columns in enumerate(tables, start=1) if MARK in columns]
    parts = [f"SELECT row, {column.number()} AS mark FROM {table}" for table, column in found]  # noqa: S608 - our own names
    return f"CREATE TABLE marks AS {' UNION ALL '.join(parts) or 'SELECT 0 AS row, NULL AS mark WHERE false'}"


def _sql() -> str:
    return files("clientbook.exchange").joinpath("sales_in.sql").read_text(encoding="utf-8")


def _bring_in(
    connection: duckdb.DuckDBPyConnection,
    number: int,
    block: Block,
    who: Who,
    problems: Problems,
) -> None:
    """Put the lines of a block into the table ``incoming``, typed and in roubles without VAT.

    Lines are typed before their clients are looked up: a line that cannot be read adds no client.
    """
    count = len(block.rows)
    frame = pd.DataFrame({"row": pd.Series(block.rows, dtype="int32")})
    for key in (*_TEXTS, *_MONEY):
        cells = block.cells.get(key)
        frame[key] = pd.Series([None] * count if cells is None else [text_of(c) or None for c in cells], dtype=object)
    if block.export.by_day:
        frame["date"] = frame["date"].map(_month_alone, na_action="ignore")
    frame["kind"] = pd.Series(_kinds(block, problems), dtype=object)
    frame["skipped"] = pd.Series(block.skipped, dtype=object)
    texts = ", ".join(f"CAST({key} AS VARCHAR) AS {key}" for key in (*_TEXTS, *_MONEY, "kind"))
    connection.register("block_frame", frame)
    query = f"SELECT row, skipped, {texts} FROM block_frame"  # noqa: S608 - names of our own
    connection.execute(f"CREATE OR REPLACE TEMP TABLE raw_block AS {query}")
    connection.unregister("block_frame")
    settle_month_place(connection, "raw_block", "date")
    connection.execute(_typed(number, block, _rates(frame["currency"], block.export.money)))
    refused = {row for (row,) in connection.execute(f"SELECT row FROM typed_block WHERE {_UNREADABLE}").fetchall()}  # noqa: S608
    idle = [bool(why) or row in refused for why, row in zip(block.skipped, block.rows, strict=True)]
    answers = _clients(block, who, idle)
    _tell_clients(block, answers, idle, problems)
    named_frame = pd.DataFrame({"row": pd.Series(block.rows, dtype="int32")})
    named_frame["client_id"] = pd.Series([answer.code or None for answer in answers], dtype=object)
    fates = ["none" if unread else answer.way for unread, answer in zip(idle, answers, strict=True)]
    named_frame["client_fate"] = pd.Series(fates, dtype=object)
    connection.register("named_frame", named_frame)
    connection.execute("""
        INSERT INTO incoming BY NAME
        SELECT typed_block.*, CAST(named_frame.client_id AS VARCHAR) AS client_id, CAST(client_fate AS VARCHAR) AS client_fate
        FROM typed_block JOIN named_frame USING (row)
        ORDER BY row
    """)
    connection.unregister("named_frame")


def _month_alone(text: str) -> str:
    """Return the first day of a month that a text names, «май 2026»; other texts stay as they are."""
    day = None if date_of(text) else date_of(text, month=True)
    return text if day is None else day.isoformat()


def _typed(number: int, block: Block, rates: Mapping[str, float | None]) -> str:
    """Return SQL of the lines of a block, but for their clients: the table ``typed_block``."""
    money = block.export.money
    rate = "CASE " + " ".join(
        f"WHEN currency = {quoted(text)} THEN {value}" for text, value in rates.items() if value is not None
    )
    rate = f"{rate} WHEN currency IS NULL THEN 1 END" if rates else "CASE WHEN currency IS NULL THEN 1 END"
    amounts = {
        "amount": "number_of(amount)",
        "amount_gross": _net("number_of(amount_gross)"),
        "price": _net(_priced(money)) if money.price_has_vat else _priced(money),
    }
    amount = f"coalesce({', '.join(amounts[key] for key in money.order)})"
    gross = {"amount": "false", "amount_gross": "true", "price": "true" if money.price_has_vat else "false"}
    told = " ".join(f"WHEN {amounts[key]} IS NOT NULL THEN {gross[key]}" for key in money.order)
    cost = "number_of(cost)" if not money.cost_has_vat else "round(number_of(cost) / (1 + percent / 100), 4)"
    signed = "CASE WHEN kind = 'return' THEN -abs({0}) ELSE {0} END"
    by_day = "true" if block.export.by_day else "false"
    doc = "strftime(day, '%Y-%m-%d')" if block.export.by_day else "code_of(trimmed(doc_no))"
    return f"""
        CREATE OR REPLACE TEMP TABLE typed_block AS
        SELECT
            {number} AS block, {block.file} AS file, row, skipped, day AS date, {doc} AS doc, {by_day} AS by_day,
            code_of(trimmed(sku)) AS sku, category, {signed.format("number_of(qty)")} AS qty,
            CAST({signed.format(f"round({amount} * rate, 2)")} AS DECIMAL(18, 4)) AS amount,
            CAST({signed.format(f"round({cost} * rate, 2)")} AS DECIMAL(18, 4)) AS cost, coalesce(kind, 'sale') AS kind,
            rate IS NOT NULL AS currency_ok,
            coalesce(CASE {told} END, false) AND (percent > 0 OR vat IS NOT NULL) AS vat_taken
        FROM (
            SELECT *, {_percent(money)} AS percent, {rate} AS rate
            FROM (SELECT *, day_of(date) AS day FROM raw_block)
        )
    """  # noqa: S608 - expressions of our own; texts of the file are quoted


def _net(gross: str) -> str:
    """Return SQL of an amount without VAT: less the VAT of the line where it is told, else by its rate."""
    return f"coalesce({gross} - number_of(vat), {gross} / (1 + percent / 100))"


def _priced(money: Money) -> str:
    off = "coalesce(number_of(discount), 0)"
    whole = (
        f"number_of(qty) * (number_of(price) - {off})"
        if money.discount == "unit"
        else f"(number_of(qty) * number_of(price) - {off})"
    )
    return f"{whole} * (1 - coalesce(number_of(replace(discount_percent, '%', '')), 0) / 100)"


def _percent(money: Money) -> str:
    """Return SQL of the rate of VAT: that of the line («20%», «Без НДС»), else that of its day."""
    since = " ".join(f"WHEN day >= DATE '{day.isoformat()}' THEN {percent}" for day, percent in reversed(money.vat))
    of_day = f"CASE {since} ELSE 0 END" if since else "0"
    told = "TRY_CAST(regexp_extract(vat_rate, '(\\d+)', 1) AS DOUBLE)"
    return f"CASE WHEN vat_rate IS NULL THEN {of_day} WHEN regexp_matches(lower(vat_rate), 'без') THEN 0 ELSE coalesce(CASE WHEN starts_with(vat_rate, '0,') OR starts_with(vat_rate, '0.') THEN CAST(number_of(vat_rate) AS DOUBLE) * 100 ELSE {told} END, {of_day}) END"


def _rates(currencies: pd.Series, money: Money) -> dict[str, float | None]:
    """Return currency, as it is spelt → roubles for one; None where it is not known."""
    return {
        str(text): 1.0 if normal(text) in ROUBLES else money.rates.get(normal(text))
        for text in currencies.dropna().unique()
    }


def _clients(block: Block, who: Who, idle: Sequence[bool]) -> list[Answer]:
    """Return for every row which client it names; each naming is looked up once. Idle rows add no client."""
    keys = ("client_id", "tax_id", "tax_reg", "client")
    none = [""] * len(block.rows)
    texts = [[text_of(cell) for cell in block.cells[key]] if key in block.cells else none for key in keys]
    known: dict[tuple[bool, tuple[str, ...]], Answer] = {}
    found = []
    for said, skipped in zip(zip(*texts, strict=True), idle, strict=True):
        if (skipped, said) not in known:
            client = named(dict(zip(keys, said, strict=True)), block.feed.id_prefix)
            known[skipped, said] = who(client, block, skipped)
        found.append(known[skipped, said])
    return found


def _kinds(block: Block, problems: Problems) -> list[str | None]:
    """Return the kinds of the rows as codes; a word that is not known counts as a sale and is told."""
    cells = block.cells.get("kind")
    if cells is None:
        return [None] * len(block.rows)
    parse = coded(SALES["kind"])
    known: dict[str, str | None] = {}
    found = []
    for position, cell in enumerate(cells):
        text = text_of(cell)
        if text not in known:
            value, remark = parse(text or None)
            known[text] = value if isinstance(value, str) else None
            if remark:
                problems.add(
                    "import_kind", sheet=block.label, cell=block.cell(position, "kind"), value=text, done=Done.DEFAULT
                )
        found.append(known[text])
    return found


def _tell_clients(block: Block, answers: Sequence[Answer], idle: Sequence[bool], problems: Problems) -> None:
    """Tell of rows whose client is not told apart, and of those that name none."""
    names = block.cells.get("client", block.cells.get("client_id", [None] * len(block.rows)))
    for position, answer in enumerate(answers):
        if idle[position]:
            continue
        if answer.way == "refused":
            problems.add(
                answer.why,
                sheet=block.label,
                cell=block.cell(position, "client"),
                value=text_of(names[position]),
                done=Done.LEFT_OUT,
            )
        elif answer.way == "none":
            problems.add("import_no_client", sheet=block.label, cell=block.cell(position, "client"), done=Done.KEPT)


def _made(connection: duckdb.DuckDBPyConnection, place: Place) -> SalesIn:
    """Read the outcome out of the tables."""
    columns = "date, doc AS doc_no, client_id, sku, category, CAST(qty AS DOUBLE) AS qty, CAST(amount AS DOUBLE) AS amount, CAST(cost AS DOUBLE) AS cost, kind, mark AS import_mark"
    fresh = connection.execute(f"SELECT {columns} FROM pairs WHERE is_new ORDER BY block, from_row").df()  # noqa: S608
    made = SalesIn(fresh)
    for key in CHANGING:
        if key in place.headers.columns:
            query = f"SELECT row, {key} FROM pairs WHERE new_{key} ORDER BY row"  # noqa: S608 - names of our own
            for row, value in connection.execute(query).fetchall():
                made.cells[row, key] = _plain(value)
    marks = connection.execute("SELECT row, mark FROM remarked ORDER BY row").fetchall()
    made.cells |= {(row, MARK): float(mark) for row, mark in marks}
    for row, code in connection.execute(
        "SELECT lines.row, recoded.listed FROM lines JOIN recoded ON recoded.code = lines.client_id ORDER BY 1"
    ).fetchall():
        made.cells[row, "client_id"] = code
        made.recoded += 1
    gone = connection.execute("SELECT row, amount FROM gone ORDER BY row").fetchall()
    made.gone, made.gone_money = [row for row, _ in gone], float(sum(amount for _, amount in gone))
    made.counts = _counts(connection)
    return made


def _counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    changed = " OR ".join(f"new_{key}" for key in CHANGING)
    query = f"SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE {changed}), count(*) FILTER (WHERE is_refused), count(*) FROM pairs"  # noqa: S608
    new, altered, refused, lines = connection.execute(query).fetchall()[0]
    settled = connection.execute("SELECT count(*) FROM settled").fetchall()[0][0]
    fates = dict(connection.execute("SELECT fate, count(*) FROM taken GROUP BY fate").fetchall())
    return {
        "new": int(new),
        "changed": int(altered),
        "same": int(lines - new - altered - refused + settled + fates.get("repeated", 0)),
        "skipped": int(fates.get("skipped", 0)),
        "refused": int(refused + sum(fates.get(fate, 0) for fate in REFUSALS)),
    }


def _plain(value: Any) -> CellValue:
    """Return a value of the database as a cell holds it."""
    return float(value) if hasattr(value, "as_tuple") else value


def _tell(
    connection: duckdb.DuckDBPyConnection, blocks: Sequence[Block], made: SalesIn, place: Place, problems: Problems
) -> None:
    """Tell of lines that were refused, of those taken out and of documents that are missing."""
    rows = connection.execute(
        "SELECT block, fate, count(*), min(row), coalesce(sum(amount), 0) FROM taken"
        " WHERE fate IN ('currency', 'date', 'document', 'amount') GROUP BY ALL ORDER BY 1, 2"
    ).fetchall()
    for number, fate, count, row, amount in rows:
        block = blocks[number]
        position = block.rows.index(row)
        key = REFUSALS[fate]
        if fate == "amount":
            key = next((one for one in AMOUNTS if one in block.cells), key)
        cells = block.cells.get(key)
        problems.add(
            f"import_{fate}",
            sheet=block.label,
            cell=block.cell(position, key),
            value="" if cells is None else text_of(cells[position]),
            done=Done.LEFT_OUT,
            count=int(count),
            amount=float(amount),
        )
    with_vat = "SELECT block, count(*) FROM taken WHERE fate = 'line' AND vat_taken GROUP BY 1 ORDER BY 1"
    for number, count in connection.execute(with_vat).fetchall():
        problems.add("import_vat", sheet=blocks[number].label, done=Done.CLEANED, count=int(count))
    sheet = place.area.sheet
    if made.gone:
        doc = connection.execute("SELECT doc FROM gone ORDER BY row LIMIT 1").fetchall()[0][0]
        problems.add(
            "import_gone",
            sheet=sheet,
            cell=address(made.gone[0], place.headers.columns["doc_no"]),
            value=doc,
            done=Done.SKIPPED,
            count=len(made.gone),
            amount=made.gone_money,
        )
    _tell_typed(connection, blocks, place, problems)
    absent = connection.execute("""
        SELECT same_number, arg_min(doc, row), min(row), count(DISTINCT (doc, kind, y, c)), sum(amount) FROM absent
        GROUP BY 1 ORDER BY 1
    """).fetchall()
    for same_number, doc, row, count, amount in absent:
        problems.add(
            "import_same_number" if same_number else "import_absent",
            sheet=sheet,
            cell=address(row, place.headers.columns["doc_no"]),
            value=doc,
            done=Done.KEPT,
            count=int(count),
            amount=float(amount),
        )


def _tell_typed(
    connection: duckdb.DuckDBPyConnection, blocks: Sequence[Block], place: Place, problems: Problems
) -> None:
    """Tell of lines that were not taken, and of those left in documents that came, because people typed or changed them."""
    refused = connection.execute("""
        SELECT block, arg_min(doc, from_row), min(from_row), count(*), sum(amount) FROM pairs WHERE is_refused
        GROUP BY block ORDER BY block
    """).fetchall()
    for number, doc, row, count, amount in refused:
        block = blocks[number]
        cell = block.cell(block.rows.index(row), "doc_no")
        told = {"value": doc, "count": int(count), "amount": float(amount)}
        problems.add("import_typed", sheet=block.label, cell=cell, done=Done.LEFT_OUT, **told)
    doc, row, count, amount = connection.execute(
        "SELECT arg_min(doc, row), min(row), count(*), sum(amount) FROM beside"
    ).fetchall()[0]
    if count:
        cell = address(row, place.headers.columns["doc_no"])
        told = {"value": doc, "count": int(count), "amount": float(amount)}
        problems.add("import_typed_beside", sheet=place.area.sheet, cell=cell, done=Done.KEPT, **told)
