"""A LibreOffice of our own: started on this machine's loopback with a profile of its own, ended by its process id."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from clientbook.errors import HostError
from clientbook.hosts.calc.bridge import connect

PATIENCE = 90.0
"""Seconds a first start may take: the profile is made then."""


class Office:
    """A running LibreOffice.

    Args:
        folder: where its profile and log are; one of its own is made, and removed at the end, when it is not given
        visible: whether windows are shown
    """

    def __init__(self, folder: Path | None = None, *, visible: bool = False) -> None:
        self._own = folder is None
        self.folder = folder or Path(tempfile.mkdtemp(prefix="clientbook-calc-"))
        self.port = _free_port()
        self._process = self._started(_program(), visible=visible)

    def _started(self, program: str, *, visible: bool) -> subprocess.Popen[bytes]:
        profile = (self.folder / "profile").absolute().as_uri()
        command = [program, "--norestore", "--nologo", "--nodefault", f"-env:UserInstallation={profile}"]
        command += [f"--accept=socket,host=127.0.0.1,port={self.port},tcpNoDelay=1;urp;"]
        command += [] if visible else ["--headless"]
        with (self.folder / "soffice.log").open("wb") as log:
            # a group of its own: the script that is started starts the program proper, and both end together
            return subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)  # noqa: S603

    def desktop(self) -> Any:
        """Return its desktop, as soon as it answers.

        Raises:
            HostError: it does not answer, or it ended.
        """
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return connect(self.port)
            except HostError:
                if time.monotonic() > end or self._process.poll() not in {None, 0}:
                    raise
            time.sleep(0.1)

    @property
    def pid(self) -> int:
        """Return the id of its process."""
        return self._process.pid

    def stop(self) -> None:
        """End it, and nothing else."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            if self._process.poll() is not None:
                break
            _end(self._process.pid, sign)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(10)
        if self._own:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Office:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _end(pid: int, sign: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, sign)


def _program() -> str:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise HostError("calc_not_installed")
    return program


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
