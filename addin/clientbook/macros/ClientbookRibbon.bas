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

Public Sub CBUpdate(control As IRibbonControl)
    CBPress "update"
End Sub

Public Sub CBCheck(control As IRibbonControl)
    CBPress "check"
End Sub

Public Sub CBSegments(control As IRibbonControl)
    CBPress "segments"
End Sub

Public Sub CBPlan(control As IRibbonControl)
    CBPress "plan"
End Sub

Public Sub CBKpi(control As IRibbonControl)
    CBPress "kpi"
End Sub

Public Sub CBFreezeplan(control As IRibbonControl)
    CBPress "freezeplan"
End Sub

Public Sub CBFreezeweek(control As IRibbonControl)
    CBPress "freezeweek"
End Sub

Public Sub CBFreezemonth(control As IRibbonControl)
    CBPress "freezemonth"
End Sub

Public Sub CBApprove(control As IRibbonControl)
    CBPress "approve"
End Sub

Public Sub CBUndo(control As IRibbonControl)
    CBPress "undo"
End Sub

Public Sub CBSettings(control As IRibbonControl)
    CBPress "settings"
End Sub

Public Sub CBHelp(control As IRibbonControl)
    CBPress "help"
End Sub
