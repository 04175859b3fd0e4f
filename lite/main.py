"""clientbook in xlwings Lite: Python in Excel's own browser, nothing installed on the manager's computer.

Paste this file into main.py of xlwings Lite and requirements.txt into the file of that name. The functions CB_… then work
in cells, and each script below has a button.
"""

import xlwings as xw
from xlwings import script

from clientbook.ui import ribbon
from clientbook.ui.functions import (  # noqa: F401 - functions are found by standing here
    CB_ABC,
    CB_INN,
    CB_KPI,
    CB_NPS,
    CB_RFM,
    CB_UGD,
    CB_WAPE,
    CB_WORKDAYS,
    CB_XYZ,
)


@script(name=ribbon.label("update"))
def update(book: xw.Book) -> None:
    """Compute the register and renew every sheet."""
    ribbon.press_on(book, "update")


@script(name=ribbon.label("check"))
def check(book: xw.Book) -> None:
    """Look for problems in the lists; nothing is changed."""
    ribbon.press_on(book, "check")


@script(name=ribbon.label("settings"))
def settings(book: xw.Book) -> None:
    """Show the sheet of settings."""
    ribbon.press_on(book, "settings")


@script(name=ribbon.label("help"))
def show_help(book: xw.Book) -> None:
    """Say where to begin."""
    ribbon.press_on(book, "help")
