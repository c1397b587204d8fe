"""What bytes are: one file a detector, listed here in the order in which they are asked."""

from __future__ import annotations

from .detector import Detector, File, Stub

__all__ = ["Detector", "File", "Stub"]
