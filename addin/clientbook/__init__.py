"""clientbook («Клиентская книга»): run a B2B client department from its Excel register.

The functions of :mod:`clientbook.run` are the whole of the public interface.
"""

from clientbook.errors import ClientbookError
from clientbook.run import Result, check, check_book, default_output, demo, run, run_book, template, undo

__all__ = [
    "ClientbookError",
    "Result",
    "check",
    "check_book",
    "default_output",
    "demo",
    "run",
    "run_book",
    "template",
    "undo",
]
