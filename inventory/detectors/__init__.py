"""What bytes are: one file a detector, listed here in the order in which they are asked."""

from __future__ import annotations

from .detector import Detector, File, Stub

DETECTORS: tuple[Detector, ...] = ()

__all__ = ["DETECTORS", "Detector", "File", "Stub"]
