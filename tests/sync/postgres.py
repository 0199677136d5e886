"""A PostgreSQL of the tests' own, run as an unprivileged user on loopback."""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

SETTINGS = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=120")
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def binaries() -> Path | None:
    """Return the folder of initdb; None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[str | None]:
    """Run a server and yield the URL of its maintenance database; None without PostgreSQL.

    ``durable`` keeps fsync, as a real server would.
    """
    folder = binaries()
    if folder is None:
        sys.stdout.write("PostgreSQL is not installed here: its tests run on SQLite alone\n")
        yield None
        return
    home = Path(tempfile.mkdtemp(prefix="yunzhen-pg-"))
    user = _unprivileged_user()
    if user:
        shutil.chown(home, user)
    _run([folder / "initdb", "-D", home / "data", "-U", "yz", "-A", "trust", "-E", "UTF8",
          "--locale=C", "--no-sync"], user)
    port = _free_port()
    options = " ".join(f"-c {one}" for one in (
        f"port={port}", *SETTINGS, *(() if durable else FAST)))
    control = [folder / "pg_ctl", "-D", home / "data", "-w"]
    _run([*control, "-o", options, "-l", home / "log", "start"], user)
    try:
        yield f"postgresql://yz@127.0.0.1:{port}/postgres"
    finally:
        _run([*control, "-m", "immediate", "stop"], user)
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def new_database(url: str) -> Iterator[str]:
    """Make an empty database on a running server and drop it afterwards."""
    name = f"t{uuid4().hex}"
    _execute(url, f"CREATE DATABASE {name}")
    try:
        yield f"{url.rsplit('/', 1)[0]}/{name}"
    finally:
        _execute(url, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


def _run(command: list[object], user: str | None) -> None:
    """Run a step of the server's life; its own words are in the failure."""
    done = subprocess.run(
        [str(one) for one in command], user=user, cwd="/", stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, check=False,
    )
    assert done.returncode == 0, done.stdout.decode()


def _unprivileged_user() -> str | None:
    """Return who runs the server: initdb refuses root."""
    if os.geteuid() != 0:
        return None
    names = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
