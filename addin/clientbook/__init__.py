"""clientbook («Клиентская книга»): run a B2B client department from its Excel register.

The functions of :mod:`clientbook.run` are the whole of the public interface.
"""

from clientbook.errors import ClientbookError
from clientbook.run import (
    Result,
    approve,
    approve_book,
    check,
    check_book,
    default_output,
    demo,
    freeze,
    freeze_book,
    import_log,
    run,
    run_book,
    template,
    undo,
)

__all__ = [
    "ClientbookError",
    "Result",
    "approve",
    "approve_book",
    "check",
    "check_book",
    "default_output",
    "demo",
    "freeze",
    "freeze_book",
    "import_log",
    "run",
    "run_book",
    "template",
    "undo",
]
