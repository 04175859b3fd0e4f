"""clientbook («Клиентская книга»): run a B2B client department from its Excel register.

The functions of :mod:`clientbook.run` are the whole of the public interface.
"""

from clientbook.errors import ClientbookError
from clientbook.results import Checked, Result
from clientbook.run import (
    approve,
    approve_book,
    calendars,
    check,
    check_book,
    clean,
    collect,
    collect_book,
    default_output,
    demo,
    distribute,
    export,
    freeze,
    freeze_book,
    import_data,
    import_log,
    run,
    run_book,
    template,
    undo,
)

__all__ = [
    "Checked",
    "ClientbookError",
    "Result",
    "approve",
    "approve_book",
    "calendars",
    "check",
    "check_book",
    "clean",
    "collect",
    "collect_book",
    "default_output",
    "demo",
    "distribute",
    "export",
    "freeze",
    "freeze_book",
    "import_data",
    "import_log",
    "run",
    "run_book",
    "template",
    "undo",
]
