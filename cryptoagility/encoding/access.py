"""Who may see a secret: the token that a caller must pass, and its check.

Applications import both from ``cryptoagility.secret_access``; they are defined here because the formats, which lie
below it, ask for the token as well.
"""

from __future__ import annotations

from typing import Final, NoReturn, final


@final
class SecretAccess:
    """The class of the one token ``SECRETS``. It cannot be made again, copied or pickled."""

    __slots__ = ()

    def __new__(cls) -> SecretAccess:
        """The token, once."""
        if "SECRETS" in globals():
            raise TypeError("there is one token only: import SECRETS from cryptoagility.secret_access")
        return super().__new__(cls)

    def __repr__(self) -> str:
        return "SECRETS"

    def __reduce__(self) -> NoReturn:
        raise TypeError("the token of secret access cannot be copied or pickled")


SECRETS: Final = SecretAccess()


def require(access: object) -> None:
    """Refuses everything but ``SECRETS`` itself with TypeError."""
    if access is not SECRETS:
        raise TypeError("private bytes are given only with access=SECRETS from cryptoagility.secret_access")
