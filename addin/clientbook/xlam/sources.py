"""The modules of the add-in: ours out of ``macros/``, xlwings' own out of the installed package, with a few changes.

xlwings' modules are BSD (its module carries the notice) and MIT (``Dictionary``); they are not kept here, so that they
are always those of the xlwings that runs on the other side.
"""

from __future__ import annotations

import re
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from clientbook.xlam.project import Kind, Module

MACROS = Path(__file__).resolve().parent.parent / "macros"
SHEET_MODULE = "WordsSheet"

_BASES = {
    "ThisWorkbook": "0{00020819-0000-0000-C000-000000000046}",
    SHEET_MODULE: "0{00020820-0000-0000-C000-000000000046}",
}
"""What a document's module stands on: a workbook, a worksheet."""

_CLASS_BASE = "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}"

_CHANGES = (
    ('PROJECT_NAME As String = "myaddin"', 'PROJECT_NAME As String = "clientbook"'),
    # A workbook from a stranger, or the folder it lies in, must not say which program is run, nor be searched for modules:
    # a pandas.py beside a register would be executed. An empty path, and Python without -P, mean the current folder.
    ('Optional source As String = "") As Variant', 'Optional source As String = "user") As Variant'),
    ('GetConfig("ADD_WORKBOOK_TO_PYTHONPATH", "true")', 'GetConfig("ADD_WORKBOOK_TO_PYTHONPATH", "false")'),
    ('& ";" & GetConfig("PYTHONPATH")', ""),
    (' -B -c ""', ' -B -P -c ""'),
    # A worker that stays alive between clicks: starting Python is most of what a click costs.
    ('GetConfig("USE UDF SERVER", False)', 'GetConfig("USE UDF SERVER", True)'),
)
"""What is changed in xlwings' module; each must be found, or the build ends."""


def xlwings_folder() -> Path:
    """Return where the installed xlwings lies."""
    spec = find_spec("xlwings")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("xlwings is not installed")
    return Path(spec.origin).parent


def applescript() -> Path:
    """Return the script through which Excel of macOS starts Python, as the installed xlwings has it."""
    return xlwings_folder() / f"xlwings-{version('xlwings')}.applescript"


def own_modules() -> list[Module]:
    """Return our modules, the workbook's first, then the sheet's, then the others by name."""
    paths = sorted(MACROS.glob("*.bas")) + sorted(MACROS.glob("*.cls"))
    paths.sort(key=lambda path: (path.stem not in _BASES, path.stem == SHEET_MODULE, path.stem))
    return [_own(path) for path in paths]


def _own(path: Path) -> Module:
    text = path.read_text(encoding="ascii")
    if path.stem not in _BASES:
        return Module(path.stem, Kind.MODULE, with_crlf(text))
    first, _, rest = text.partition("\n")
    attributes = [first, f'Attribute VB_Base = "{_BASES[path.stem]}"', *_flags(predeclared=True, customizable=True)]
    return Module(path.stem, Kind.DOCUMENT, with_crlf("\n".join(attributes) + "\n" + rest))


def xlwings_modules() -> list[Module]:
    """Return xlwings' modules for an add-in of one's own.

    Raises:
        ValueError: xlwings has changed, and what we change in it is not where it was.
    """
    folder = xlwings_folder()
    return [_xlwings(folder / "xlwings_custom_addin.bas"), _dictionary(folder / "addin" / "Dictionary.cls")]


def _xlwings(path: Path) -> Module:
    text = path.read_text(encoding="cp1252")
    for old, new in _CHANGES:
        if old not in text:
            raise ValueError(f"xlwings {version('xlwings')} has no more: {old}")
        text = text.replace(old, new)
    mark = "'xlwings is distributed under a BSD 3-clause license.\n"
    note = "'Changed for clientbook: its name, where settings are read from, and the defaults of two settings.\n"
    if mark not in text:
        raise ValueError("xlwings' module has lost its notice")
    return Module("xlwings", Kind.MODULE, with_crlf(text.replace(mark, mark + note)))


def _dictionary(path: Path) -> Module:
    """Return the class as it stands in a project: without the head that only exported files have."""
    text = with_crlf(path.read_text(encoding="cp1252"))
    found = re.search(r'^Attribute VB_Name = "Dictionary"\r\n', text, re.MULTILINE)
    if found is None:
        raise ValueError("xlwings' class Dictionary has lost its name")
    rest = re.sub(r"^Attribute VB_(?!Description)\w+ = \w+\r\n", "", text[found.end() :], flags=re.MULTILINE)
    attributes = [f'Attribute VB_Base = "{_CLASS_BASE}"', *_flags(predeclared=False, customizable=False)]
    return Module("Dictionary", Kind.CLASS, found[0] + with_crlf("\n".join(attributes) + "\n") + rest)


def _flags(*, predeclared: bool, customizable: bool) -> list[str]:
    return [
        "Attribute VB_GlobalNameSpace = False",
        "Attribute VB_Creatable = False",
        f"Attribute VB_PredeclaredId = {predeclared}",
        "Attribute VB_Exposed = True",
        "Attribute VB_TemplateDerived = False",
        f"Attribute VB_Customizable = {customizable}",
    ]


def with_crlf(text: str) -> str:
    """Return text with the line ends of VBA."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def licences() -> str:
    """Return the licences of what is not ours in the add-in, to be given along with it."""
    from importlib.metadata import files

    found = [path for path in files("xlwings") or [] if path.name == "LICENSE.txt"]
    if not found:
        raise FileNotFoundError("the licence of xlwings")
    theirs = Path(str(found[0].locate())).read_text(encoding="utf-8")
    return f"Module xlwings, of xlwings {version('xlwings')}\n\n{theirs}\n\n{_DICTIONARY_LICENCE}"


_DICTIONARY_LICENCE = """Class Dictionary, of VBA-Dictionary (https://github.com/timhall/VBA-Dictionary)

The MIT License (MIT)

Copyright (c) Tim Hall

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""
