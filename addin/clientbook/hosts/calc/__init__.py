"""LibreOffice Calc as an engine of xlwings, over UNO: an open book there is driven by the same code as one in Excel.

Nothing registers itself: :func:`clientbook.hosts.calc.engine.register` adds the engine to xlwings.
"""
