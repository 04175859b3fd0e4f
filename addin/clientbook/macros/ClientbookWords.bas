Attribute VB_Name = "ClientbookWords"
Option Explicit
Option Private Module

' Words of the add-in stand on its own sheet "words" (key, Russian, English), which the build fills from the catalogues:
' a VBA source cannot hold Cyrillic letters that are right on every computer.

Private Const RUSSIAN As Long = 2
Private Const ENGLISH As Long = 3

Public Function CBWord(ByVal key As String) As String
    Dim row As Long
    Dim sheet As Object
    Set sheet = ThisWorkbook.Sheets("words")
    row = 1
    Do While sheet.Cells(row, 1).Value <> ""
        If sheet.Cells(row, 1).Value = key Then
            CBWord = sheet.Cells(row, CBColumn()).Value
            Exit Function
        End If
        row = row + 1
    Loop
End Function

Public Function CBLanguage() As String
    CBLanguage = IIf(CBColumn() = RUSSIAN, "ru", "en")
End Function

Private Function CBColumn() As Long
    ' The language of Excel's own menus; Excel for Mac does not tell it and is asked for its country instead.
    Dim language As Long, country As Long
    On Error Resume Next
    language = Application.LanguageSettings.LanguageID(2)
    If language = 0 Then country = Application.International(1)
    On Error GoTo 0
    CBColumn = IIf(language = 1049 Or country = 7, RUSSIAN, ENGLISH)
End Function
