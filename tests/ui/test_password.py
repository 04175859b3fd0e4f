"""A password that is only asked for is typed unseen; without a terminal nothing waits for it."""

from __future__ import annotations

import sys

import pytest

from clientbook.locale import words
from clientbook.ui import usage


@pytest.mark.parametrize(
    ("args", "wanted"),
    [
        (["r.xlsx", "--password"], ["r.xlsx", "--password", "typed"]),
        (["r.xlsx", "--password", "-o", "d"], ["r.xlsx", "--password", "typed", "-o", "d"]),
        (["r.xlsx", "--password", "given"], ["r.xlsx", "--password", "given"]),
        (["r.xlsx", "-o", "d"], ["r.xlsx", "-o", "d"]),
    ],
)
def test_a_password_without_a_value_is_asked_for(
    args: list[str], wanted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(usage, "getpass", lambda question: "typed" if "Пароль" in question else "")
    assert usage.with_password(args, words("ru")) == wanted


def test_nothing_is_asked_where_nobody_sits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    assert usage.with_password(["r.xlsx", "--password"], words("ru")) == ["r.xlsx", "--password"]
