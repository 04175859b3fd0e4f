"""The same work as people write it with pandas and openpyxl, to be measured against; not part of the product.

Opens the register with openpyxl, computes with ordinary pandas operations over all rows at once what the large sheets of the
product show, and puts formatted sheets into the same workbook: the same sheets, as many rows, the same columns, formulas
where the product has formulas. Whatever makes it faster without leaving the work out is left to it:

- the workbook is parsed once, both to be read and to be written to;
- fewer rules: no holdings, seasons, leave, spacing of contacts, settings or languages;
- a greedy contact plan instead of a programme;
- lists that the registers of the benchmark lack (plans, costs, must-have articles, quotations) are not looked for: what rests
  on them is blank or 0, as it is in the product's result;
- no value is stored beside a formula: the office program computes it;
- no columns for product groups that are not there;
- sheets on which the product fills fewer than 3,000 cells with a register of 10,000 clients are left out, but for the two
  that everybody asks for, «Сводка» and «Загрузка», which are short here. Left out with them: checks of the data.

    python -m benchmarks.baseline REGISTER.xlsx OUT.xlsx
"""
