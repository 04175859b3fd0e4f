"""Connections are described outside of workbooks: in a file of the user's own, or in environment variables.

``connections.toml`` has one section per connection::

    [erp]
    host = "erp.example"
    database = "trade"
    user = "reader"
    password = "${ERP_PASSWORD}"    # taken from the environment

``CLIENTBOOK_CONNECTION_ERP`` may hold an address instead, ``postgres://reader:…@erp.example/trade``; it wins over the file.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from clientbook.sources.named import SourceError

VARIABLE = "CLIENTBOOK_CONNECTION_"
FOLDER = "CLIENTBOOK_CONFIG"
"""Names another folder for the file, for servers where users have none of their own."""

_PLACE = re.compile(r"\$\{(\w+)\}")
_LINE = re.compile(r"line (\d+)")


@dataclass(frozen=True)
class Connection:
    """How to connect.

    Attributes:
        name: what the workbook calls it
        url: an address, empty where the parts are given
        parts: host, port, database, user, password and whatever else the engine takes
    """

    name: str
    url: str = field(default="", repr=False)
    parts: Mapping[str, object] = field(default_factory=dict, repr=False)

    def said(self) -> str:
        """Return the server and database for messages, without user and password."""
        if self.url:
            address = urlsplit(self.url)
            return f"{address.hostname or address.scheme}{f':{address.port}' if address.port else ''}{address.path}"
        port = f":{self.parts['port']}" if self.parts.get("port") else ""
        return f"{self.parts.get('host') or 'localhost'}{port}/{self.parts.get('database') or ''}"

    def split(self) -> dict[str, object]:
        """Return the parts, those of the address too."""
        if not self.url:
            return dict(self.parts)
        address = urlsplit(self.url)
        found = {
            "host": unquote(address.hostname or ""),
            "port": address.port,
            "database": unquote(address.path.lstrip("/")),
            "user": unquote(address.username or ""),
            "password": unquote(address.password or ""),
            **dict(parse_qsl(address.query)),
        }
        return {key: value for key, value in found.items() if value} | dict(self.parts)


def connections_file() -> Path:
    """Return where the connections of the user are described, in the folder his system has for such files."""
    import typer

    folder = os.environ.get(FOLDER)
    return (Path(folder) if folder else Path(typer.get_app_dir("clientbook"))) / "connections.toml"


def variable_of(name: str) -> str:
    """Return the environment variable of a connection: letters, figures and underscores."""
    return VARIABLE + re.sub(r"\W", "_", name).upper()


def connection_of(name: str) -> Connection:
    """Return a connection by its name.

    Raises:
        SourceError: it is not described, the file cannot be read, or a variable that it names is not set.
    """
    variable, file = variable_of(name), connections_file()
    if address := os.environ.get(variable):
        return Connection(name, address)
    section = _sections(file).get(name)
    if not isinstance(section, dict):
        raise SourceError("source_connection", name=name, file=file, variable=variable)
    parts = {key: _filled(name, value) for key, value in section.items()}
    return Connection(name, str(parts.pop("url", "")), parts)


def _sections(file: Path) -> dict[str, object]:
    """Return what the file says; nothing where there is none. What stands in a broken line is not repeated."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        line = _LINE.search(str(error)) if isinstance(error, tomllib.TOMLDecodeError) else None
        raise SourceError("source_config", file=file, line=line[1] if line else "?") from None


def _filled(name: str, value: object) -> object:
    """Return a value with the variables it names put in."""
    if not isinstance(value, str):
        return value
    for variable in _PLACE.findall(value):
        if variable not in os.environ:
            raise SourceError("source_variable", name=name, variable=variable)
    return _PLACE.sub(lambda place: os.environ[place[1]], value)
