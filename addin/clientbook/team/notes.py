"""What is told after a collection: one sentence for one thing, with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Note:
    """One thing that is told after a collection.

    Attributes:
        key: its sentence in the catalogue is ``collect.note.<key>``
        file: name of the copy; empty where it is about the register
        place: sheet and cell, the name of a table of the register for its sheet; empty where it is about the whole copy
        fields: values for the sentence
        refused: something was not taken
    """

    key: str
    file: str = ""
    place: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)
    refused: bool = False
