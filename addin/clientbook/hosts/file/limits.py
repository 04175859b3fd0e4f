"""What an archive may claim before anything of it is inflated: no bombs, no strange names, no secrets.

The limits are far above any register that can be worked with (a million sales lines are about 0.5 GB of XML, inflated
20 times) and far below what brings a machine down.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence

from clientbook.errors import HostError

MAX_ENTRIES = 20_000
MAX_TOTAL = 4 << 30
"""Bytes of all parts inflated."""
MAX_RATIO = 300
"""Inflated to stored, for parts over :data:`RATIO_FROM`; sheets of one value over and over reach about 100."""
RATIO_FROM = 64 << 20
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1


def check_directory(infos: Sequence[zipfile.ZipInfo], length: int, file: str) -> None:
    """Refuse an archive whose directory is hostile or beyond us.

    Args:
        infos: its directory
        length: bytes of the file
        file: its name, for messages

    Raises:
        HostError: too much inside, strange or double names, overlapping entries, encrypted entries
    """
    _check_sizes(infos, length, file)
    _check_names(infos, file)
    for info in infos:
        if info.flag_bits & _ENCRYPTED:
            raise HostError("encrypted", file=file)
        if info.compress_type not in _METHODS:
            raise HostError("zip_damaged", part=info.filename)


def _check_sizes(infos: Sequence[zipfile.ZipInfo], length: int, file: str) -> None:
    total = sum(info.file_size for info in infos)
    swollen = any(i.file_size > RATIO_FROM and i.file_size > MAX_RATIO * max(i.compress_size, 1) for i in infos)
    if len(infos) > MAX_ENTRIES or total > MAX_TOTAL or swollen:
        raise HostError("zip_bomb", file=file)
    # Entries that share bytes are how a small file claims to be a huge one.
    ends = 0
    for info in sorted(infos, key=lambda item: item.header_offset):
        if info.header_offset < ends:
            raise HostError("zip_bomb", file=file)
        ends = info.header_offset + 30 + info.compress_size
    if ends > length:
        raise HostError("zip_truncated", file=file)


def _check_names(infos: Sequence[zipfile.ZipInfo], file: str) -> None:
    names = [info.filename.casefold() for info in infos]
    double = len(set(names)) != len(names)
    strange = any(
        name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/") or "\0" in info.orig_filename
        for name, info in zip(names, infos, strict=True)
    )
    if double or strange:
        raise HostError("zip_names", file=file)
