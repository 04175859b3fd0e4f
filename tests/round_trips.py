"""Calls to LibreOffice, counted on their way: time depends on the machine, their number does not."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType

HEADER = 8
"""A block of UNO's protocol (urp) begins with its size without this and with how many messages it holds."""


@contextmanager
def _both_ends(source: socket.socket, target: socket.socket) -> Iterator[None]:
    """Hang up on both sides when one has ended: closing alone leaves whoever waits for an answer waiting for ever."""
    try:
        yield
    finally:
        for side in (source, target):
            with suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)


class RoundTrips:
    """A relay before a LibreOffice that listens on this machine; whoever connects to it instead is counted.

    Args:
        port: where LibreOffice listens

    Attributes:
        port: where the relay listens
        count: messages sent to LibreOffice so far
    """

    def __init__(self, port: int) -> None:
        self._target = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self.count = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> RoundTrips:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):  # the end: it listens no more
            while True:
                near, _ = self._listening.accept()
                try:
                    far = socket.create_connection(("127.0.0.1", self._target))
                except OSError:  # not there yet
                    near.close()
                    continue
                for side in (near, far):
                    side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self._pass_on, args=(near, far), kwargs={"counted": True}, daemon=True).start()
                threading.Thread(target=self._pass_on, args=(far, near), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, *, counted: bool = False) -> None:
        header, rest = b"", 0
        with suppress(OSError), source, target, _both_ends(source, target):
            while data := source.recv(1 << 16):
                target.sendall(data)
                while counted and data:
                    if rest:
                        passed = min(rest, len(data))
                        rest, data = rest - passed, data[passed:]
                        continue
                    missing = HEADER - len(header)
                    header, data = header + data[:missing], data[missing:]
                    if len(header) == HEADER:
                        rest, messages = struct.unpack(">II", header)
                        self.count, header = self.count + messages, b""
