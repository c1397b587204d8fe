"""Settlement messages under a policy that changes while they flow. Names are loaded on first use."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .channel import Channel as Channel
    from .channel import Protected as Protected
    from .channel import Received as Received

_PUBLIC = {"Channel": "channel", "Protected": "channel", "Received": "channel"}


def __getattr__(name: str) -> object:
    if name in _PUBLIC:
        return getattr(importlib.import_module(f".{_PUBLIC[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
