"""A LibreOffice that runs while a test talks to it; ended by its process group, and nothing else."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

_SYSTEM = "/usr/lib/python3/dist-packages"
_PATIENCE = 90.0


@contextmanager
def running(program: str, home: Path) -> Iterator[Callable[[Path], Any]]:
    """Start LibreOffice and give what opens a workbook with its macros allowed."""
    port = _free_port()
    command = [program, "--headless", "--norestore", "--nologo", "--nodefault"]
    command += [f"--accept=socket,host=127.0.0.1,port={port};urp;"]
    command += [f"-env:UserInstallation={(home / 'profile').as_uri()}"]
    with (home / "soffice.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    try:
        desktop = _desktop(port)
        yield lambda path: _open(desktop, path)
    finally:
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, sign)
            with suppress(subprocess.TimeoutExpired):
                process.wait(15)
                break


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _desktop(port: int) -> Any:
    if _SYSTEM not in sys.path:
        sys.path.append(_SYSTEM)
    uno = pytest.importorskip("uno", reason="LibreOffice's Python module: apt-get install python3-uno")
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    address = f"uno:socket,host=127.0.0.1,port={port};urp;StarOffice.ComponentContext"
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            context = resolver.resolve(address)
        except Exception:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)


def _open(desktop: Any, path: Path) -> Any:
    import uno

    options = []
    for name, value in (("FilterName", "Calc MS Excel 2007 VBA XML"), ("MacroExecutionMode", 4)):
        option = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        option.Name, option.Value = name, value
        options.append(option)
    return desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, tuple(options))
