"""Names of files after people: whatever stands in a name, every system can hold the file."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from clientbook.locale import words

_REFUSED = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
MOST_BYTES = 255
"""Bytes of a name on the file systems in use."""
LONGEST = 120
"""Letters of a name: a file system may count two bytes for each, and 255 are all it has."""


def named_after(path: Path, key: str, lang: str, suffix: str) -> Path:
    """Return a file beside another, named after it by a word of the catalogue; a long name is cut until it can be one."""
    stem = path.stem
    while True:
        name = words(lang).text(key, name=stem) + suffix
        if len(name.encode("utf-8", "surrogateescape")) <= MOST_BYTES or not stem:
            return path.with_name(name)
        stem = stem[:-1].rstrip()


def file_name(name: str) -> str:
    """Return a name that is a file's on Windows, macOS and Linux alike."""
    plain = _REFUSED.sub("_", unicodedata.normalize("NFC", name)).strip()[:LONGEST].strip(". ")
    return f"_{plain}" if not plain or plain.split(".")[0].casefold() in _DEVICES else plain
