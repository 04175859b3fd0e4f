"""Where a workbook lives: ``file`` is a closed .xlsx or .xlsm. A host knows tables to read and descriptions to write."""
