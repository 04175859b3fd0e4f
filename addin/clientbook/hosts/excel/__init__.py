"""An open workbook, in Excel or in Calc, through the public interface of xlwings alone."""
