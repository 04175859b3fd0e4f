Attribute VB_Name = "ClientbookRibbon"
Option Explicit

' What the ribbon calls. Labels are asked for when the tab is drawn, because the language of Excel is known only then:
' a ribbon in XML has one language for everybody.

Public Sub CBLabel(control As IRibbonControl, ByRef returnedVal)
    returnedVal = CBWord("ribbon." & control.ID & ".label")
End Sub

Public Sub CBTip(control As IRibbonControl, ByRef returnedVal)
    returnedVal = CBWord("ribbon." & control.ID & ".tip")
End Sub

Public Sub CBPressed(control As IRibbonControl)
    CBPress control.ID
End Sub
