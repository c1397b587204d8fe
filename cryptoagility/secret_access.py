"""The token without which no private bytes leave the library: danger has a name that must be typed."""

from __future__ import annotations

from typing import final


@final
class SecretAccess:
    """Leave to take a secret out of the library; there is one, ``SECRETS``."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "SECRETS"


SECRETS = SecretAccess()


def require(access: object) -> None:
    """Raise TypeError unless ``access`` is the token ``SECRETS``."""
    if access is not SECRETS:
        raise TypeError("private bytes leave only with access=cryptoagility.secret_access.SECRETS")
