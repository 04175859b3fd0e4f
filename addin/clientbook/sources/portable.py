"""The house's SQL, in the words of another engine.

Queries are written in DuckDB's dialect; sqlglot says them in the engine's. What DuckDB keeps as tables and views of the
register becomes the beginning of each query, our macros are written out, and variables and frames become literals.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache

import sqlglot
from sqlglot import exp

from clientbook.register.sales_lines import sql

PREFIX = "cb_"
_TEXTS = frozenset({"client_id", "sku", "category"})
"""Columns of text by which ties are broken."""

_TOTAL = (
    "промежуточн[^ ]* +итог", "общий +итог", "итог", "итого", "всего", "total", "subtotal", "grand +total",
)  # fmt: skip
_GROUP_TOTAL = ("итог", "итого", "всего", "total")


def _either_case(pattern: str) -> str:
    """Return a pattern for small and capital letters: engines fold Cyrillic only under some of their locales."""
    return "".join(f"[{mark}{mark.upper()}]" if mark.isalpha() else mark for mark in pattern)


_LETTER = "A-Za-zА-Яа-яЁё"
MACROS: Mapping[str, tuple[tuple[str, ...], str]] = {
    # columns of an engine have kinds, so that a cell holds what it should, or a figure that is too large to be counted with
    "date_remark": (("t", "value"), "CAST(NULL AS VARCHAR)"),
    "number_remark": (("t", "value"), "CASE WHEN t IS NOT NULL THEN 'number_impossible' END"),
    "is_example": (("t",), f"coalesce(regexp_matches(t, '^(ПРИМЕР|EXAMPLE)([^{_LETTER}]|$)'), false)"),
    "is_total": (("t",), f"regexp_matches(t, '^ *({'|'.join(map(_either_case, _TOTAL))})([^{_LETTER}]|$)')"),
    "is_group_total": (("t",), f"regexp_matches(t, '[^{_LETTER}]({'|'.join(map(_either_case, _GROUP_TOTAL))}) *$')"),
}
"""Macros of ``register/sales_macros.sql`` that are others for columns that have kinds, or for engines."""


def parsed(query: str) -> list[exp.Expr]:
    """Return the statements of a query or a script in DuckDB's dialect."""
    return [statement for statement in sqlglot.parse(query, read="duckdb") if isinstance(statement, exp.Expr)]


def said(statement: exp.Expr, dialect: str) -> str:
    """Return a statement in a dialect; every name is quoted, so that none is a word of the engine's."""
    return statement.sql(dialect, identify=True, comments=False)


def literal(value: object) -> exp.Expr:
    """Return a value as SQL."""
    if value is None:
        return exp.null()
    if isinstance(value, bool):
        return exp.true() if value else exp.false()
    if isinstance(value, datetime):
        return exp.cast(exp.Literal.string(value.isoformat(" ")), "timestamp")
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), "date")
    if isinstance(value, (int, float, Decimal)):
        number = exp.Literal.number(repr(abs(value)) if isinstance(value, float) else str(abs(value)))
        return exp.Neg(this=number) if value < 0 else number
    return exp.Literal.string(str(value))


def with_literals(
    statement: exp.Expr, variable: Callable[[str], object], parameters: Sequence[object] = ()
) -> exp.Expr:
    """Return a statement with variables, told by their names, and parameters put in."""
    given = iter(parameters)

    def put_in(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Placeholder):
            return literal(next(given))
        if isinstance(node, exp.Anonymous) and node.name.lower() == "getvariable":
            return literal(variable(node.expressions[0].name))
        return node

    return statement.transform(put_in)


def without_macros(statement: exp.Expr) -> exp.Expr:
    """Return a statement with our macros written out."""

    def write_out(node: exp.Expr) -> exp.Expr:
        macro = _macro(node.name.lower()) if isinstance(node, exp.Anonymous) else None
        if macro is None:
            return node
        names, body = macro
        given = dict(zip(names, node.expressions, strict=True))

        def put_in(inner: exp.Expr) -> exp.Expr:
            argument = given.get(inner.name) if isinstance(inner, exp.Column) and not inner.table else None
            return inner if argument is None else exp.paren(argument.copy())

        return without_macros(body.copy().transform(put_in))

    return statement.transform(write_out)


@cache
def _macro(name: str) -> tuple[tuple[str, ...], exp.Expr] | None:
    """Return the parameters and the body of a macro; None where a function is none of ours."""
    if name in MACROS:
        names, body = MACROS[name]
        return names, parsed(body)[0]
    script = re.search(rf"CREATE OR REPLACE MACRO {name}\(.*?;\n", sql("sales_macros"), re.DOTALL)
    if script is None:
        return None
    made = parsed(script[0])[0]
    return tuple(one.name for one in made.this.expressions), made.expression


def composed(
    query: exp.Expr,
    parts: Mapping[str, exp.Expr | None],
    views: Mapping[str, exp.Expr],
    tables: Mapping[str, exp.Table],
    dialect: str,
) -> str:
    """Return a query in a dialect, with everything it rests on before it.

    Args:
        query: the query
        parts: tables and views of the register, in the order in which they were made; None for those that stand on the
            engine under their names with :data:`PREFIX`
        views: frames lent to the query
        tables: what stands in the place of some names: tables of the engine, whatever they are called
        dialect: of the engine, in the words of sqlglot
    """
    known = {**parts, **views}
    query = _renamed(query, known)
    before: dict[str, exp.Expr] = {}
    _take(query, known, before)
    own = query.args.get("with_")
    heads = [exp.CTE(this=body, alias=exp.TableAlias(this=exp.to_identifier(name))) for name, body in before.items()]
    if own is not None:
        own.set("expressions", [*heads, *own.expressions])
    elif heads:
        query.set("with_", exp.With(expressions=heads))
    query = without_macros(query).transform(
        lambda node: tables[node.name].copy() if isinstance(node, exp.Table) and node.name in tables else node
    )
    return said(_bytewise(query) if dialect == "postgres" else query, dialect)


def _take(query: exp.Expr, known: Mapping[str, exp.Expr | None], before: dict[str, exp.Expr]) -> None:
    """Add what a query rests on, and what that rests on, in the order in which each can be read."""
    for name in [table.name for table in query.find_all(exp.Table) if table.name.startswith(PREFIX)]:
        body = known.get(name.removeprefix(PREFIX))
        if body is None or name in before:
            continue
        inner = _renamed(body, known)
        inner.set("order", None)
        _take(inner, known, before)
        before[name] = inner


def _renamed(query: exp.Expr, known: Mapping[str, exp.Expr | None]) -> exp.Expr:
    """Return a query that calls our tables by names which no query has for its own steps."""
    query = query.copy()
    own = {cte.alias for cte in query.find_all(exp.CTE)}
    for table in query.find_all(exp.Table):
        if table.name in known and table.name not in own and not table.args.get("db"):
            if not table.alias:
                table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name)))
            table.set("this", exp.to_identifier(PREFIX + table.name))
    return query


def _bytewise(query: exp.Expr) -> exp.Expr:
    """Return a query in which ties are broken by the bytes of a text, as elsewhere, and not by a locale."""
    for ordered in query.find_all(exp.Ordered):
        column = ordered.this
        if isinstance(column, exp.Column) and column.name in _TEXTS and ordered.find_ancestor(exp.Window) is not None:
            ordered.set("this", exp.Collate(this=column.copy(), expression=exp.to_identifier("C", quoted=True)))
    return query


def values(columns: Mapping[str, str], rows: Iterable[Sequence[object]]) -> exp.Expr:
    """Return a query that gives some rows.

    Args:
        columns: name → type, in DuckDB's words
        rows: their values
    """
    cells = [[literal(value) for value in row] for row in rows]
    kinds = [exp.DataType.build(_lasting(kind), dialect="duckdb") for kind in columns.values()]
    nothing = not cells
    cells = cells or [[exp.null() for _ in columns]]
    cells[0] = [exp.cast(value, kind) for value, kind in zip(cells[0], kinds, strict=True)]
    table = exp.values([tuple(row) for row in cells], alias="t", columns=list(columns))
    query = exp.select(*(exp.column(name) for name in columns)).from_(table)
    return query.where(exp.false()) if nothing else query


def _lasting(kind: str) -> str:
    """Return a type that every engine has."""
    return "TIMESTAMP" if kind.startswith("TIMESTAMP") else kind


def _steps(query: exp.Expr) -> list[exp.CTE]:
    """Return the steps of a query, in their order."""
    before = query.args.get("with_")
    return list(before.expressions) if isinstance(before, exp.With) else []


def repeated_steps(query: exp.Expr) -> list[str]:
    """Return the steps of a query (its CTEs) that are named more than once, in their order."""
    named = Counter(table.name for table in query.find_all(exp.Table))
    return [one.alias for one in _steps(query) if named[one.alias] > 1]


def step(query: exp.Expr, name: str) -> exp.Expr:
    """Return a step of a query as a query of its own, with the steps before it."""
    steps = _steps(query)
    at = [one.alias for one in steps].index(name)
    alone: exp.Expr = steps[at].this.copy()
    if at:
        alone.set("with_", exp.With(expressions=[one.copy() for one in steps[:at]]))
    return alone


def standing(query: exp.Expr, name: str, table: str) -> exp.Expr:
    """Return a query whose step is read from a table."""
    query = query.copy()
    next(one for one in _steps(query) if one.alias == name).set("this", exp.select("*").from_(exp.to_table(table)))
    return query


def unordered(query: exp.Expr) -> tuple[exp.Expr, str]:
    """Return a query without its order, and the order of its rows as SQL over their columns, to be put in at home."""
    order = query.args.get("order")
    if order is None or query.args.get("limit") is not None:
        return query, ""
    bare = order.copy().transform(
        lambda node: exp.column(node.name) if isinstance(node, exp.Column) and node.table else node
    )
    query = query.copy()
    query.set("order", None)
    return query, bare.sql("duckdb", identify=True)
