"""Whether the user asks for a stop: Esc, as in every long work of Excel."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xlwings as xw

_ESCAPE = 0x1B


def excel_window(app: xw.App) -> int | None:
    """Return the handle of Excel's window; None where windows have none."""
    return app.hwnd if sys.platform == "win32" else None


def escape_pressed(window: int | None) -> bool:
    """Tell whether Esc was pressed in Excel since the last question; never where the system does not tell.

    Excel waits for us and looks at no keys, so the keyboard itself is asked. That is possible on Windows only.

    Args:
        window: handle of Excel's window; the key counts only while the window is in front
    """
    if sys.platform == "win32":
        import ctypes

        user = ctypes.windll.user32
        pressed = bool(user.GetAsyncKeyState(_ESCAPE) & 0x8001)
        return pressed and window is not None and user.GetForegroundWindow() == window
    return False
