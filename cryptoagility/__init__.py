"""Cryptographic agility for settlement systems: one table of algorithms, an inventory, and a library.

Public names are loaded on first use; importing this package loads no cryptographic backend.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import algorithms as algorithms
    from . import providers as providers
    from .keysets import Keyset as Keyset
    from .keysets import PublicKeyset as PublicKeyset

__version__ = "0.1.0"

_PUBLIC = {
    "Keyset": ("cryptoagility.keysets.keyset", "Keyset"),
    "PublicKeyset": ("cryptoagility.keysets.public_keyset", "PublicKeyset"),
    "algorithms": ("cryptoagility.algorithms", None),
    "providers": ("cryptoagility.providers", None),
}


def __getattr__(name: str) -> object:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _PUBLIC[name]
    found: object = importlib.import_module(module)
    return found if attribute is None else getattr(found, attribute)
