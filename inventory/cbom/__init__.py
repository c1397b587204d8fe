"""CycloneDX CBOM, the file format of this project: written, read, validated."""

from __future__ import annotations

from .read import read
from .validate import validate
from .write import write

__all__ = ["read", "validate", "write"]
