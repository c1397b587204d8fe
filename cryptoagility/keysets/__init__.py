"""Keys that rotate: what applications sign, verify, encrypt and decrypt with."""

from __future__ import annotations

from .key import Key, Purpose, Rule, State
from .keyset import Description, Keyset, PublicKeyset
from .live import LiveKeyset, LivePolicy
from .sealed import Passphrase, WrappingKeyset, public_bytes, read_public
from .store import DirectoryStore, FileMarks, Marks, Store

__all__ = [
    "Description",
    "DirectoryStore",
    "FileMarks",
    "Key",
    "Keyset",
    "LiveKeyset",
    "LivePolicy",
    "Marks",
    "Passphrase",
    "PublicKeyset",
    "Purpose",
    "Rule",
    "State",
    "Store",
    "WrappingKeyset",
    "public_bytes",
    "read_public",
]
