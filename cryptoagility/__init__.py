"""Cryptographic agility for settlement systems: one table of algorithms, an inventory, and a library.

Public names are loaded on first use; importing this package loads no cryptographic backend.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import algorithms as algorithms
    from . import providers as providers

__version__ = "0.1.0"

_PUBLIC = {"algorithms": "cryptoagility.algorithms", "providers": "cryptoagility.providers"}


def __getattr__(name: str) -> object:
    if name in _PUBLIC:
        return importlib.import_module(_PUBLIC[name])
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
