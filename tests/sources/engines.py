"""Real engines for tests: a PostgreSQL server of our own on loopback, and Spark in this process."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import pytest

PASSWORD = "pass-for-tests-only"  # noqa: S105 - of a server that lives for a minute
COLUMNS = (
    "date date, doc_no text, client_id text, sku text, category text, qty numeric(18, 4), amount numeric(18, 4),"
    " cost numeric(18, 4), kind text"
)


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server that is up: its port on loopback; user ``reader`` may read and has no rights beyond."""

    port: int

    def address(self, *, user: str = "reader", password: str = PASSWORD) -> str:
        """Return the address of its database."""
        return f"postgres://{user}:{password}@127.0.0.1:{self.port}/trade"

    def run(self, statement: str) -> None:
        """Run a statement as the owner."""
        import psycopg

        with psycopg.connect(self.address(user="postgres"), autocommit=True) as owner:
            owner.execute(statement.encode())

    def load(self, table: str, parquet: Path) -> None:
        """Make a table of a Parquet file."""
        import psycopg

        with tempfile.TemporaryDirectory() as folder, psycopg.connect(self.address(user="postgres")) as owner:
            text = Path(folder) / "lines.csv"
            duckdb.execute(f"COPY (SELECT * FROM '{parquet}') TO '{text}' (HEADER false, NULLSTR '\\N')")  # noqa: S608
            owner.execute(f"DROP TABLE IF EXISTS {table}; CREATE TABLE {table} ({COLUMNS})".encode())
            with (
                text.open("rb") as rows,
                owner.cursor().copy(f"COPY {table} FROM STDIN (FORMAT csv, NULL '\\N')".encode()) as copy,
            ):
                while block := rows.read(1 << 20):
                    copy.write(block)
            owner.execute(f"ANALYZE {table}; GRANT SELECT ON {table} TO reader".encode())


def _missing(variable: str, why: str) -> None:
    """Skip, or fail where the engine is demanded."""
    if os.environ.get(variable):
        pytest.fail(why)
    pytest.skip(why)


@contextmanager
def postgres() -> Iterator[Server]:
    """Give a server with an empty database ``trade``; skip where PostgreSQL is not installed."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = shutil.which("initdb") or (str(programs[-1]) if programs else "")
    if not found or find_spec("psycopg") is None:
        _missing(
            "CLIENTBOOK_REQUIRE_POSTGRES",
            "PostgreSQL is not installed: apt-get install postgresql, pip install psycopg",
        )
    folder = Path(found).resolve().parent
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []  # the server refuses to be root
    with tempfile.TemporaryDirectory(prefix="cb-postgres-") as home, socket.socket() as free:
        data, secret = Path(home) / "data", Path(home) / "secret"
        secret.write_text(PASSWORD)
        if user:
            shutil.chown(home, "postgres")
            shutil.chown(secret, "postgres")
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
        made = [str(folder / "initdb"), "-D", str(data), "-U", "postgres", "-A", "scram-sha-256", "-E", "UTF8"]
        _do([*user, *made, "--locale=C.UTF-8", f"--pwfile={secret}", "--no-sync"])
        free.close()
        options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off -c lc_messages=C"
        control = [*user, str(folder / "pg_ctl"), "-D", str(data), "-w"]
        _do([*control, "-l", str(Path(home) / "log"), "-o", options, "start"])
        try:
            _prepare(port)
            yield Server(port)
        finally:
            _do([*control, "-m", "immediate", "stop"])


def _prepare(port: int) -> None:
    import psycopg

    with psycopg.connect(f"postgres://postgres:{PASSWORD}@127.0.0.1:{port}/postgres", autocommit=True) as owner:
        owner.execute(f"CREATE ROLE reader LOGIN PASSWORD '{PASSWORD}'".encode())
        owner.execute(b"CREATE DATABASE trade")


def _do(words: list[str]) -> None:
    done = subprocess.run(words, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd="/", text=True)
    assert done.returncode == 0, done.stdout


@contextmanager
def spark() -> Iterator[Any]:
    """Give a session of Spark in local mode; skip where Spark or Java is not installed."""
    if find_spec("pyspark") is None or find_spec("ibis") is None or shutil.which("java") is None:
        _missing("CLIENTBOOK_REQUIRE_SPARK", 'Spark is not installed: pip install "clientbook[engines]", and Java')
    from pyspark.sql import SparkSession

    quiet = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.driver.memory": "2g"}
    small = {"spark.sql.shuffle.partitions": "2", "spark.default.parallelism": "2", "spark.driver.host": "127.0.0.1"}
    small |= {"spark.driver.bindAddress": "127.0.0.1", "spark.sql.adaptive.enabled": "false"}
    # a session of a minute ends before what the second compiler of Java makes of its code is worth the making
    brief = {"spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
    builder = SparkSession.builder.master("local[2]")
    for key, value in (quiet | small | brief).items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    try:
        yield session
    finally:
        session.stop()
