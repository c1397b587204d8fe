"""Keys that rotate: what applications sign, verify, encrypt and decrypt with. Names are loaded on first use."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .description import Description as Description
    from .exporting import PeerKey as PeerKey
    from .exporting import Pin as Pin
    from .exporting import pinned as pinned
    from .exporting import read_jwks as read_jwks
    from .exporting import read_spki as read_spki
    from .exporting import to_cose as to_cose
    from .exporting import to_jwks as to_jwks
    from .exporting import to_spki as to_spki
    from .key import Key as Key
    from .key import Purpose as Purpose
    from .key import Rule as Rule
    from .key import State as State
    from .keyset import Keyset as Keyset
    from .live import LiveKeyset as LiveKeyset
    from .live import LivePolicy as LivePolicy
    from .postgres import PostgresStore as PostgresStore
    from .public_keyset import PublicKeyset as PublicKeyset
    from .sealed import Passphrase as Passphrase
    from .sealed import WrappingKeyset as WrappingKeyset
    from .sealed import public_bytes as public_bytes
    from .sealed import read_public as read_public
    from .store import DirectoryStore as DirectoryStore
    from .store import FileMarks as FileMarks
    from .store import Marks as Marks
    from .store import Store as Store
    from .stores import open_store as open_store

_PUBLIC = {
    "exporting": "PeerKey Pin pinned read_jwks read_spki to_cose to_jwks to_spki",
    "key": "Key Purpose Rule State",
    "description": "Description",
    "keyset": "Keyset",
    "public_keyset": "PublicKeyset",
    "live": "LiveKeyset LivePolicy",
    "postgres": "PostgresStore",
    "sealed": "Passphrase WrappingKeyset public_bytes read_public",
    "store": "DirectoryStore FileMarks Marks Store",
    "stores": "open_store",
}
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
    "PeerKey",
    "Pin",
    "PostgresStore",
    "PublicKeyset",
    "Purpose",
    "Rule",
    "State",
    "Store",
    "WrappingKeyset",
    "open_store",
    "pinned",
    "public_bytes",
    "read_jwks",
    "read_public",
    "read_spki",
    "to_cose",
    "to_jwks",
    "to_spki",
]
_MODULES = {name: module for module, names in _PUBLIC.items() for name in names.split()}


def __getattr__(name: str) -> object:
    if name in _MODULES:
        return getattr(importlib.import_module(f".{_MODULES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
