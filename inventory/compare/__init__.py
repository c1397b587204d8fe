"""Inventories compared: who is who in two files, which of two is stronger, what changed. Facts, no policy."""

from __future__ import annotations

from .diff import Diff, diff
from .identity import canonical
from .strength import Direction

__all__ = ["Diff", "Direction", "canonical", "diff"]
