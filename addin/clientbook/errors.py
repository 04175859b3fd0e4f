"""Every error a user can meet: one root, and each says what happened, where, and what to do next.

An error carries a catalogue key and its fields instead of a sentence, so that the way in (command line, ribbon)
can say it in the language of the user. ``str(error)`` is the Russian sentence, the default language of the product.
"""

from __future__ import annotations

from clientbook.locale import words


class ClientbookError(Exception):
    """The root of all errors of clientbook: something cannot be done, and nothing was changed.

    Args:
        key: key of the sentence in the catalogue, without the leading ``error.``
        fields: values for the sentence: sheet, cell, value, path …
    """

    def __init__(self, key: str, /, **fields: object) -> None:
        self.key = f"error.{key}"
        self.fields = fields
        super().__init__(self.say("ru"))

    def say(self, lang: str) -> str:
        """Return the sentence in a language (``ru`` or ``en``)."""
        return words(lang).text(self.key, **self.fields)


class RegisterError(ClientbookError):
    """The workbook is not a register that can be computed: a table, a header or a required column is missing."""


class HostError(ClientbookError):
    """The workbook cannot be read or written where it lives: damaged, locked, encrypted, of another kind, disk full."""


class UsageError(ClientbookError):
    """What was asked for does not fit: an unknown setting, a date that is none, a sheet that is not there."""
