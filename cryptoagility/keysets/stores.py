"""The store that a URL or a path names."""

from __future__ import annotations

import os
import re

from ..errors import NotAllowed
from .postgres import PostgresStore
from .store import DirectoryStore, Marks, Store

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://|(postgres(?:ql)?):", re.IGNORECASE)


def open_store(url_or_path: str | os.PathLike[str], *, create: bool = False, marks: Marks | None = None) -> Store:
    """The keysets at a `postgresql://` URL, or in a directory.

    With ``create`` tables or the directory are made. Raises NotAllowed for a URL of another sort: what is no URL is a
    directory, and a URL never is.
    """
    found = _SCHEME.match(url_or_path) if isinstance(url_or_path, str) else None
    if found is None:
        return DirectoryStore(url_or_path, marks=marks, create=create)
    assert isinstance(url_or_path, str)
    scheme = (found[1] or found[2]).lower()
    if scheme not in ("postgresql", "postgres"):
        raise NotAllowed(f"keysets are kept in a directory or at postgresql://…, not at {scheme[:20]}://…")
    return PostgresStore(url_or_path, marks=marks, create=create)
