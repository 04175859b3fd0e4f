"""The way to LibreOffice: its Python module, a connection, and the small things UNO wants."""

from __future__ import annotations

import builtins
import sys
from functools import cache
from pathlib import Path
from typing import Any

from clientbook.errors import HostError

PLACES = (
    "/usr/lib/python3/dist-packages",
    "/usr/lib/libreoffice/program",
    "/opt/libreoffice/program",
    "/Applications/LibreOffice.app/Contents/Resources",
)
"""Where ``uno.py`` stands when the interpreter does not know it: a virtual environment knows no packages of the system."""


@cache
def uno() -> Any:
    """Return the module ``uno``.

    Raises:
        HostError: it is not there, or it is made for another Python.
    """
    usual = builtins.__import__
    more = [place for place in PLACES if (Path(place) / "uno.py").exists()]
    sys.path += more
    try:
        import uno as found
    except ImportError as error:
        raise HostError("calc_no_uno", python=f"{sys.version_info.major}.{sys.version_info.minor}") from error
    finally:
        # the module puts an import of its own in the place of Python's; nothing here needs it
        builtins.__import__ = usual
        del sys.path[len(sys.path) - len(more) :]
    return found


def struct(name: str, *values: object) -> Any:
    """Return a structure of UNO, named without ``com.sun.star.``."""
    return uno().createUnoStruct(f"com.sun.star.{name}", *values)


def enum(name: str, value: str) -> Any:
    """Return a value of an enumeration of UNO."""
    return uno().Enum(f"com.sun.star.{name}", value)


def properties(**values: object) -> tuple[Any, ...]:
    """Return arguments of a document: names and values."""
    direct = enum("beans.PropertyState", "DIRECT_VALUE")
    return tuple(struct("beans.PropertyValue", name, 0, value, direct) for name, value in values.items())


def english() -> Any:
    """Return the locale in which formats are spelt."""
    return struct("lang.Locale", "en", "US", "")


def url_of(path: str) -> str:
    """Return the address of a file."""
    return str(uno().systemPathToFileUrl(str(Path(path).absolute())))


def path_of(url: str) -> str:
    """Return the path of an address, empty for a book that was never saved."""
    return str(uno().fileUrlToSystemPath(url)) if url.startswith("file:") else ""


def connect(port: int) -> Any:
    """Return the desktop of a LibreOffice that listens on this machine.

    Raises:
        HostError: none listens there.
    """
    local = uno().getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    address = f"uno:socket,host=127.0.0.1,port={port},tcpNoDelay=1;urp;StarOffice.ComponentContext"
    try:
        context = resolver.resolve(address)
    except uno().getClass("com.sun.star.uno.Exception") as error:
        raise HostError("calc_not_there", port=port) from error
    return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
