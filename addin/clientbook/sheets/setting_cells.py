"""Formulas that read a setting from «Настройки»: what was given for this run, else what was typed, else the default."""

from __future__ import annotations


def setting(key: str) -> str:
    """Return the formula of a setting's value.

    Args:
        key: the key of the setting as it stands in a formula: a quoted text, or a place such as ``{row.setting_key}``
    """
    row = f"MATCH({key},{{cb_settings.key}},0)"
    given, value, default = (f"INDEX({{cb_settings.{column}}},{row})" for column in ("given", "value", "default"))
    return f'IF({given}="",IF({value}="",{default},{value}),{given})'
