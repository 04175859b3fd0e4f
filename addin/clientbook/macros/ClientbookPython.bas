Attribute VB_Name = "ClientbookPython"
Option Explicit
Option Private Module

' Hands a pressed button over to Python; what Python cannot say, because it is not there, is said here.

Public Sub CBPress(ByVal what As String)
    If ActiveWorkbook Is Nothing Then
        CBSay "ribbon.message.no_book"
    ElseIf Not CBPythonIsThere() Then
        CBSay "ribbon.message.no_python"
    Else
        RunPython "from clientbook.ui import ribbon; ribbon.press('" & what & "', '" & CBLanguage() & "')"
    End If
End Sub

Private Function CBPythonIsThere() As Boolean
    Dim interpreter As String
    #If Mac Then
        interpreter = GetConfig("INTERPRETER_MAC", "")
    #Else
        interpreter = GetConfig("INTERPRETER_WIN", "")
    #End If
    If interpreter <> "" Then CBPythonIsThere = FileExists(interpreter)
End Function

Private Sub CBSay(ByVal key As String)
    #If Mac Then
        MsgBox CBWord(key), vbExclamation, CBWord("ribbon.clientbook.label")
    #Else
        ' MsgBox turns letters that are not of the system's code page into question marks, this does not
        CreateObject("WScript.Shell").Popup CBWord(key), 0, CBWord("ribbon.clientbook.label"), 48
    #End If
End Sub
