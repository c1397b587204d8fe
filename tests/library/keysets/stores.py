"""The kit of stores: every store that a test of behaviour runs over, and how another process opens the same one."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptoagility.keysets import FileMarks, Store, open_store

from .postgresql import schema

STORES = ("directory", "postgresql")


@contextmanager
def places(kind: str, root: Path) -> Iterator[str]:
    """The URL or path of an empty place for keysets; ``root`` has the local marks."""
    if kind == "directory":
        yield str(root / f"keys-{secrets.token_hex(4)}")
        return
    with schema() as url:
        yield url


def opened(place: str, root: Path) -> Store:
    return open_store(place, create=True, marks=FileMarks(root / "marks"))
