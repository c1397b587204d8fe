"""A PostgreSQL server for tests, and an empty schema in it for each of them."""

from __future__ import annotations

import importlib.util
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SERVER = os.environ.get("TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/test")
BRINGS = "docker run -p 127.0.0.1:5432:5432 -e POSTGRES_HOST_AUTH_METHOD=trust -e POSTGRES_DB=test postgres"


def is_there() -> bool:
    if importlib.util.find_spec("psycopg") is None:
        return False
    import psycopg

    try:
        psycopg.connect(SERVER, connect_timeout=2).close()
    except psycopg.Error:
        return False
    return True


def ask(statement: str, *parameters: object) -> list[tuple[Any, ...]]:
    """What the server answers to its administrator."""
    import psycopg

    with psycopg.connect(SERVER, autocommit=True) as session:
        done = session.execute(statement, parameters or None)
        return done.fetchall() if done.description else []


@contextmanager
def schema() -> Iterator[str]:
    """The URL of an empty schema, which is dropped afterwards."""
    name = f"keysets_{secrets.token_hex(6)}"
    ask(f"CREATE SCHEMA {name}")
    try:
        yield url(name)
    finally:
        ask(f"DROP SCHEMA {name} CASCADE")


def url(schema: str) -> str:
    return f"{SERVER}?options=-csearch_path%3D{schema}"


def name_of(url: str) -> str:
    """The schema in a URL."""
    return url.rpartition("%3D")[2]
