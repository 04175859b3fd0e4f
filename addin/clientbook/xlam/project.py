"""``vbaProject.bin`` from sources ([MS-OVBA]): no compiled code in it, so that every Office compiles it for itself.

The stream ``_VBA_PROJECT`` is the seven bytes that say "nothing cached" (2.3.4.1 with a version of 0xFFFF); add-ins that
xlwings ships are made the same way.
"""

from __future__ import annotations

import struct
import uuid
from dataclasses import dataclass
from enum import Enum

from clientbook.xlam.compound import compound_file
from clientbook.xlam.compression import compress

CODEPAGE = 1252
_NOTHING_CACHED = bytes.fromhex("CC61FFFF000000")
_SEED = 0x5D
_COOKIE = 0xFFFF
_HOST = "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000"

_REFERENCES = (
    ("stdole", r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation"),
    (
        "Office",
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0"
        r"#C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library",
    ),
)
"""What the code uses besides VBA and Excel, which need no mention. A library is found by its identifier; the path is a
hint of the computer a project was saved on."""


class Kind(Enum):
    """What a module is: its word in the stream PROJECT."""

    MODULE = "Module"
    CLASS = "Class"
    DOCUMENT = "Document"


@dataclass(frozen=True)
class Module:
    r"""A module of a project.

    Attributes:
        name: of at most 31 signs, the same as its attribute ``VB_Name``
        kind: what it is
        source: text with its attributes, lines parted by ``\r\n``; only signs of code page 1252
    """

    name: str
    kind: Kind
    source: str


def vba_project(name: str, modules: list[Module]) -> bytes:
    """Return a VBA project in a compound file.

    Args:
        name: of the project, as VBA shows it
        modules: the workbook's module first, then those of its sheets

    Raises:
        UnicodeEncodeError: a source has a sign that VBA cannot hold everywhere; words belong on a sheet.
    """
    identity = "{" + str(uuid.uuid5(uuid.NAMESPACE_URL, f"vba:{name}")).upper() + "}"
    streams = {module.name: compress(module.source.encode(f"cp{CODEPAGE}")) for module in modules}
    inside = {"_VBA_PROJECT": _NOTHING_CACHED, "dir": compress(_directory(name, modules)), **streams}
    return compound_file({"VBA": inside, "PROJECT": _project(name, identity, modules), "PROJECTwm": _names(modules)})


def _sized(mark: int, data: bytes) -> bytes:
    return struct.pack("<HI", mark, len(data)) + data


def _number(mark: int, value: int) -> bytes:
    return _sized(mark, struct.pack("<I", value))


def _twice(mark: int, wide_mark: int, text: str) -> bytes:
    """Return a text in the code page and once more in UTF-16."""
    return _sized(mark, text.encode(f"cp{CODEPAGE}")) + _sized(wide_mark, text.encode("utf-16-le"))


def _directory(name: str, modules: list[Module]) -> bytes:
    """Return the stream ``dir`` (2.3.4.2): information, references, modules."""
    english = 0x0409
    parts = [
        _number(0x0001, 1),  # made for 32 bits, read by both
        _number(0x0002, english),
        _number(0x0014, english),
        _sized(0x0003, struct.pack("<H", CODEPAGE)),
        _sized(0x0004, name.encode(f"cp{CODEPAGE}")),
        _twice(0x0005, 0x0040, ""),
        _twice(0x0006, 0x003D, ""),
        _number(0x0007, 0),
        _number(0x0008, 0),
        struct.pack("<HIIH", 0x0009, 4, 1, 0),
        _twice(0x000C, 0x003C, ""),
    ]
    parts += [_reference(short, library) for short, library in _REFERENCES]
    parts.append(_sized(0x000F, struct.pack("<H", len(modules))) + _sized(0x0013, struct.pack("<H", _COOKIE)))
    parts += [_module(module) for module in modules]
    parts.append(struct.pack("<HI", 0x0010, 0))
    return b"".join(parts)


def _reference(short: str, library: str) -> bytes:
    registered = struct.pack("<I", len(library)) + library.encode("ascii") + bytes(6)
    return _twice(0x0016, 0x003E, short) + _sized(0x000D, registered)


def _module(module: Module) -> bytes:
    kind = 0x0021 if module.kind is Kind.MODULE else 0x0022
    parts = [
        _twice(0x0019, 0x0047, module.name),
        _twice(0x001A, 0x0032, module.name),
        _twice(0x001C, 0x0048, ""),
        _number(0x0031, 0),  # the source begins where the stream begins: nothing is cached before it
        _number(0x001E, 0),
        _sized(0x002C, struct.pack("<H", _COOKIE)),
        _sized(kind, b""),
        _sized(0x002B, b""),
    ]
    return b"".join(parts)


def _project(name: str, identity: str, modules: list[Module]) -> bytes:
    """Return the stream ``PROJECT`` (2.3.1)."""
    lines = [f'ID="{identity}"']
    for module in modules:
        tail = "/&H00000000" if module.kind is Kind.DOCUMENT else ""
        lines.append(f"{module.kind.value}={module.name}{tail}")
    lines += [f'Name="{name}"', 'HelpContextID="0"', 'VersionCompatible32="393222000"']
    state = {"CMG": bytes(4), "DPB": bytes(1), "GC": b"\xff"}  # not protected, no password, visible
    lines += [f'{key}="{scrambled(data, identity)}"' for key, data in state.items()]
    lines += ["", "[Host Extender Info]", _HOST, "", "[Workspace]"]
    lines += [f"{module.name}=0, 0, 0, 0, C" for module in modules]
    return ("\r\n".join(lines) + "\r\n").encode(f"cp{CODEPAGE}")


def _names(modules: list[Module]) -> bytes:
    """Return the stream ``PROJECTwm`` (2.3.3)."""
    pairs = (
        module.name.encode(f"cp{CODEPAGE}") + b"\0" + module.name.encode("utf-16-le") + b"\0\0" for module in modules
    )
    return b"".join(pairs) + b"\0\0"


def scrambled(data: bytes, identity: str, seed: int = _SEED) -> str:
    """Return data as VBA keeps the protection of a project (2.4.3.2): hidden from the eye, secret from nobody.

    Args:
        data: the bytes to keep
        identity: identifier of the project with its braces
        seed: any byte
    """
    key = sum(identity.encode("ascii")) & 0xFF
    done = bytearray([seed, seed ^ 2, seed ^ key])
    plain, last, before = key, done[2], done[1]
    filler = bytes((seed & 6) // 2)
    for byte in filler + struct.pack("<I", len(data)) + data:
        hidden = byte ^ ((before + plain) & 0xFF)
        done.append(hidden)
        before, last, plain = last, hidden, byte
    return done.hex().upper()
