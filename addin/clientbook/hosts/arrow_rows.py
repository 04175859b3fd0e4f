"""Rows of a DuckDB relation on their way to another database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb


class ArrowRows:
    """A DuckDB relation for any reader of Arrow; a relation itself can be read on its own connection only.

    Args:
        relation: what gives the rows
    """

    def __init__(self, relation: duckdb.DuckDBPyRelation) -> None:
        self._relation = relation

    def __arrow_c_stream__(self, requested_schema: object = None) -> Any:
        """Return the rows as an Arrow C stream."""
        return self._relation.__arrow_c_stream__(requested_schema)
