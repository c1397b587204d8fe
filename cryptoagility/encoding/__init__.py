"""Bytes of keys in the forms that others read; no cryptographic backend."""

from __future__ import annotations

from .bytes_like import as_bytes
from .ec_private import ec_private_key, ec_private_scalar

__all__ = ["as_bytes", "ec_private_key", "ec_private_scalar"]
