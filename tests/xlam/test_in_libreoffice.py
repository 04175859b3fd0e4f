"""The add-in opened by a running LibreOffice: every macro and every callback of the ribbon executes.

xlwings' own module is left out and a stand-in put in its place, which writes down the Python it was to run: with the
module of xlwings in it, LibreOffice's Basic executes nothing of a project and says nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clientbook.hosts.calc.bridge import properties
from clientbook.hosts.calc.office import Office
from clientbook.locale import LANGUAGES, words
from clientbook.ui import functions, ribbon
from clientbook.xlam import package
from clientbook.xlam.project import Kind, Module
from clientbook.xlam.sources import with_crlf
from tests.libreoffice import office

pytestmark = pytest.mark.libreoffice

_PYTHON = " & ".join(f"ChrW({ord(letter)})" if ord(letter) > 126 else f'"{letter}"' for letter in sys.executable)
"""This Python as an expression of VBA, whose source holds no letters of a folder named in Russian."""

_STAND_IN = f"""Attribute VB_Name = "xlwings"
Public Function RunPython(PythonCommand As String)
    ThisWorkbook.Sheets("words").Cells(1, 5).Value = PythonCommand
End Function

Public Function GetConfig(configKey As String, Optional default As String = "") As Variant
    GetConfig = {_PYTHON}
End Function
"""

_PROBE = """Attribute VB_Name = "Probe"
Public Function Typed() As String
    Dim cells(1 To 2, 1 To 3) As Variant
    Dim found As Variant
    cells(1, 1) = "#N/A"
    cells(1, 2) = "#VALUE!"
    cells(1, 3) = "#NUM!"
    cells(2, 1) = "N/A"
    cells(2, 2) = 0.5
    found = CBTyped(cells)
    Typed = CStr(found(1, 1)) & "|" & CStr(found(1, 2)) & "|" & CStr(found(1, 3)) & "|" & found(2, 1) & "|" & found(2, 2)
    Typed = Typed & "|" & IsError(CBTyped("#N/A")) & "|" & IsError(CBFailed())
End Function

Public Function Label(ByVal id As String) As String
    Dim text As Variant
    CBLabel ProbeControl(id), text
    Label = text
End Function

Public Function Tip(ByVal id As String) As String
    Dim text As Variant
    CBTip ProbeControl(id), text
    Tip = text
End Function

Public Sub Pressed(ByVal id As String)
    CBPressed ProbeControl(id)
End Sub

Private Function ProbeControl(ByVal id As String) As Object
    Dim control As New ProbeControlClass
    control.ID = id
    Set ProbeControl = control
End Function
"""

_CONTROL = """Attribute VB_Name = "ProbeControlClass"
Attribute VB_Base = "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}"
Public ID As String
"""


class Macros:
    """The macros of an open book.

    Args:
        book: a UNO document
    """

    def __init__(self, book: Any) -> None:
        self.book = book

    def __call__(self, name: str, *arguments: object) -> Any:
        """Run a macro; return what it gives."""
        address = f"vnd.sun.star.script:Clientbook.{name}?language=Basic&location=document"
        return self.book.getScriptProvider().getScript(address).invoke(arguments, (), ())[0]

    @property
    def recorded(self) -> str:
        """Return the Python that was to run last."""
        return str(self.book.Sheets[0].getCellByPosition(4, 0).String)


@pytest.fixture(scope="module")
def macros(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Macros]:
    folder = tmp_path_factory.mktemp("addin")
    probes = [("xlwings", Kind.MODULE, _STAND_IN), ("Probe", Kind.MODULE, _PROBE)]
    probes.append(("ProbeControlClass", Kind.CLASS, _CONTROL))
    with pytest.MonkeyPatch.context() as patch:
        modules = [Module(name, kind, with_crlf(source)) for name, kind, source in probes]
        patch.setattr(package, "xlwings_modules", lambda: modules)
        path = package.build(folder)
    office(folder)  # skips, or fails where LibreOffice is demanded
    with Office(folder) as running:
        allowed = properties(FilterName="Calc MS Excel 2007 VBA XML", MacroExecutionMode=4)
        yield Macros(running.desktop().loadComponentFromURL(path.as_uri(), "_blank", 0, allowed))


def test_labels_and_tips_are_the_words_of_the_language(macros: Macros) -> None:
    lang = macros("ClientbookWords.CBLanguage")
    assert lang in LANGUAGES
    say = words(lang)
    for button in ribbon.BUTTONS:
        assert macros("Probe.Label", button) == say.text(f"ribbon.{button}.label")
        assert macros("Probe.Tip", button) == say.text(f"ribbon.{button}.tip")


@pytest.mark.parametrize("button", sorted(ribbon.BUTTONS))
def test_a_button_runs_python_that_there_is(macros: Macros, button: str, monkeypatch: pytest.MonkeyPatch) -> None:
    macros("Probe.Pressed", button)
    pressed: list[tuple[str, str]] = []
    monkeypatch.setattr(ribbon, "press", lambda *given: pressed.append(given))
    exec(macros.recorded, {})  # noqa: S102 - what Excel would hand to Python
    assert pressed == [(button, macros("ClientbookWords.CBLanguage"))]


def test_error_values_become_errors_and_the_rest_stays(macros: Macros) -> None:
    assert macros("Probe.Typed") == "Error 2042|Error 2015|Error 2036|N/A|0.5|True|True"


def test_functions_are_named_for_the_wizard_and_describing_them_does_no_harm(macros: Macros) -> None:
    assert macros("ClientbookWords.CBWord", "functions").split() == [f.__name__ for f in functions.FUNCTIONS]
    macros("ClientbookTyped.CBDescribeFunctions")


def test_the_stand_in_stands_for_an_interpreter_that_is_there() -> None:
    assert Path(sys.executable).exists()
