Attribute VB_Name = "ClientbookTyped"
Option Explicit
Option Private Module

' What worksheet functions need besides Python: error values that Excel knows as errors, and help in the function wizard.

Public Function CBTyped(ByVal found As Variant) As Variant
    Dim row As Long, column As Long
    If IsArray(found) Then
        For row = LBound(found, 1) To UBound(found, 1)
            For column = LBound(found, 2) To UBound(found, 2)
                found(row, column) = CBErrorValue(found(row, column))
            Next column
        Next row
        CBTyped = found
    Else
        CBTyped = CBErrorValue(found)
    End If
End Function

Private Function CBErrorValue(ByVal value As Variant) As Variant
    CBErrorValue = value
    If VarType(value) <> vbString Then Exit Function
    Select Case value
        Case "#DIV/0!": CBErrorValue = CVErr(2007)
        Case "#VALUE!": CBErrorValue = CVErr(2015)
        Case "#NUM!": CBErrorValue = CVErr(2036)
        Case "#N/A": CBErrorValue = CVErr(2042)
    End Select
End Function

Public Function CBFailed() As Variant
    ' Python was not reached: the same error as for a function whose add-in is missing
    CBFailed = CVErr(2029)
End Function

Public Sub CBDescribeFunctions()
    ' Help is not kept in the file by Excel and is told anew at each start. A hidden workbook gets none, so the add-in
    ' is shown for that moment; where Excel refuses all the same, functions work without help.
    #If Mac Then
    #Else
    Dim name As Variant
    On Error Resume Next
    Application.ScreenUpdating = False
    ThisWorkbook.IsAddin = False
    For Each name In Split(CBWord("functions"), " ")
        Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!" & name, _
            Description:=CBWord("function." & name), Category:=CBWord("ribbon.clientbook.label"), _
            ArgumentDescriptions:=CBArguments(name)
    Next name
    ThisWorkbook.IsAddin = True
    ThisWorkbook.Saved = True
    Application.ScreenUpdating = True
    #End If
End Sub

Private Function CBArguments(ByVal name As String) As Variant
    Dim texts() As String
    Dim count As Long
    Do While CBWord("function." & name & "." & (count + 1)) <> ""
        ReDim Preserve texts(0 To count)
        texts(count) = CBWord("function." & name & "." & (count + 1))
        count = count + 1
    Loop
    CBArguments = texts
End Function
