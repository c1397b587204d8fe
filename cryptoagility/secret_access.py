"""The word that must be typed where a secret leaves the library: ``access=SECRETS``.

Searching a code base for this name finds every place that takes private keys out. (The idea is tink's
``secret_key_access``.) The token protects against accidents and makes reviews short; it does not stop hostile code that
runs in the same process.
"""

from __future__ import annotations

from .encoding.access import SECRETS, SecretAccess, require

__all__ = ["SECRETS", "SecretAccess", "require"]
