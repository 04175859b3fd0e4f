"""The add-in, built without Excel: its modules, its ribbon, its words, and that the same sources give the same bytes."""

from __future__ import annotations

import inspect
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from oletools.olevba import VBA_Parser

from clientbook.locale import LANGUAGES
from clientbook.ui import functions
from clientbook.xlam.package import FILE, LICENCES, build, parts, spoken
from clientbook.xlam.sources import MACROS, own_modules, xlwings_modules
from clientbook.xlam.wrappers import functions_module

RESERVED = frozenset(
    """abs addressof and any array as attribute base boolean byref byte byval call case cbool cbyte ccur cdate cdbl cint
    circle clng close const csng cstr currency cvar cverr date debug declare dim do doevents double each else elseif empty
    end endif enum eqv erase error event exit fix for friend function get global gosub goto if imp implements in input
    instr int integer is lbound len let like line lock long longlong loop lset me mid mod name new next not nothing null
    on open option optional or paramarray preserve print private property pset public put raiseevent redim rem resume
    return rset scale seek select set sgn shared single spc static stop string sub tab then to type typeof ubound unlock
    until variant wend while with withevents write xor""".split()  # noqa: SIM905 - a list of words reads better so
)
"""Words that VBA, or the Basic of LibreOffice, keeps for itself ([MS-VBAL] 3.3.5.2)."""


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("dist"))


def test_the_same_sources_give_the_same_bytes(addin: Path, tmp_path: Path) -> None:
    again = build(tmp_path)
    assert again.read_bytes() == addin.read_bytes()
    assert (tmp_path / LICENCES).read_bytes() == (addin.parent / LICENCES).read_bytes()


def test_every_module_is_read_back_as_it_was_written(addin: Path) -> None:
    written = {module.name: module.source for module in [*own_modules(), functions_module(), *xlwings_modules()]}
    parser = VBA_Parser(str(addin))
    found = {
        stream.rpartition("/")[2]: text.decode("cp1252") if isinstance(text, bytes) else text
        for _, stream, _, text in parser.extract_macros()
    }
    parser.close()
    assert found == written
    assert set(found) == {
        *("ThisWorkbook", "WordsSheet", "ClientbookFunctions", "ClientbookPython", "ClientbookRibbon"),
        *("ClientbookTyped", "ClientbookWords", "xlwings", "Dictionary"),
    }


def test_every_module_is_named_inside_as_outside_and_is_plain_ascii() -> None:
    for module in [*own_modules(), functions_module()]:
        assert module.source.startswith(f'Attribute VB_Name = "{module.name}"\r\n')
        assert module.source.isascii()
        assert "\n" not in module.source.replace("\r\n", "")


def test_xlwings_keeps_its_notice_and_takes_no_settings_from_workbooks(addin: Path) -> None:
    source, dictionary = (module.source for module in xlwings_modules())
    assert "Zoomer Analytics LLC" in source
    assert "THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS" in source
    assert "Tim Hall" in dictionary
    assert 'Optional source As String = "user"' in source
    assert 'PROJECT_NAME As String = "clientbook"' in source
    assert source.count(' -B -P -c ""import') == 2
    assert 'GetConfig("PYTHONPATH")' not in source
    assert 'GetConfig("ADD_WORKBOOK_TO_PYTHONPATH", "true")' not in source
    licences = (addin.parent / LICENCES).read_text(encoding="utf-8")
    assert "BSD 3-clause" in licences
    assert "The MIT License" in licences


def test_the_ribbon_calls_what_is_there_and_has_words_in_both_languages() -> None:
    ribbon = ElementTree.parse(MACROS / "ribbon.xml").getroot()  # noqa: S314 - our own file
    assert ribbon.tag == "{http://schemas.microsoft.com/office/2006/01/customui}customUI"
    source = (MACROS / "ClientbookRibbon.bas").read_text(encoding="ascii")
    subs = {f"ClientbookRibbon.{name}" for name in re.findall(r"^Public Sub (\w+)\(control", source, re.MULTILINE)}
    called = {
        value
        for element in ribbon.iter()
        for name, value in element.attrib.items()
        if name.startswith(("get", "onAction"))
    }
    assert called == subs
    keys = {key for key, *_ in spoken()}
    controls = [element for element in ribbon.iter() if "getLabel" in element.attrib]
    wanted = {f"ribbon.{element.attrib['id']}.label" for element in controls}
    wanted |= {f"ribbon.{element.attrib['id']}.tip" for element in controls if "getSupertip" in element.attrib}
    assert len(wanted) == 36
    assert wanted <= keys
    assert {element.attrib["id"] for element in controls if "onAction" in element.attrib} == {
        *("update", "check", "segments", "plan", "kpi", "undo", "settings", "help"),
        *("freezeplan", "freezeweek", "freezemonth", "approve", "distribute", "collect"),
    }


def test_words_of_vba_are_on_the_sheet_of_the_add_in(addin: Path) -> None:
    with zipfile.ZipFile(addin) as archive:
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own file
    cells = [element.text for element in sheet.iter() if element.tag.endswith("}t")]
    assert cells == [text for row in spoken() for text in row]
    asked = {
        key for path in MACROS.glob("*.bas") for key in re.findall(r'"(ribbon\.\w+\.\w+)"', path.read_text("ascii"))
    }
    assert asked <= {key for key, *_ in spoken()}
    assert len(LANGUAGES) == 2


def test_every_function_has_a_wrapper_help_for_each_argument_and_names_that_vba_allows() -> None:
    source = functions_module().source
    keys = {key for key, *_ in spoken()}
    for function in functions.FUNCTIONS:
        name, arguments = function.__name__, list(inspect.signature(function).parameters)
        assert f"\r\nFunction {name}(" in source
        assert f'CBTyped(XLPy.CallUDF("clientbook.ui.functions", "{name}", Array({", ".join(arguments)})' in source
        assert {f"function.{name}", *(f"function.{name}.{place}" for place in range(1, len(arguments) + 1))} <= keys
        assert f"function.{name}.{len(arguments) + 1}" not in keys
        assert not RESERVED.intersection(arguments)
    assert "Err.Description" not in source
    assert source.count("CommandBars") == len(functions.FUNCTIONS)  # nothing is computed while the wizard is open
    offered = re.findall(r"^(?:Public )?Function (\w+)", source, re.MULTILINE)
    assert sorted(offered) == sorted(function.__name__ for function in functions.FUNCTIONS)


def test_the_package_names_every_part_it_holds() -> None:
    found = parts()
    types = found["[Content_Types].xml"].decode()
    assert set(re.findall(r'PartName="/([^"]+)"', types)) == {
        name for name in found if name.startswith("xl/") and not name.endswith(".rels")
    }
    assert "application/vnd.ms-excel.addin.macroEnabled.main+xml" in types
    assert FILE.endswith(".xlam")
