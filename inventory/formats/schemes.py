"""What a name of an algorithm or of a group stands for in the table."""

from __future__ import annotations

import re

from cryptoagility import algorithms
from cryptoagility.algorithms import Scheme
from cryptoagility.errors import AgilityError

_PRIME = re.compile(r"(?:ffdhe|modp)[-_]?([0-9]{3,5})", re.IGNORECASE)


def parsed(name: str | None) -> Scheme | None:
    """The scheme of this name; None if the table does not have it."""
    if name is None:
        return None
    try:
        return algorithms.parse(name)
    except AgilityError:
        return None


def group(name: str) -> Scheme | None:
    """The key establishment of a group as TLS, SSH and IKE name it (``secp256r1``, ``ffdhe3072``, ``mlkem768…``)."""
    if (known := parsed(name)) is not None:
        return known
    if prime := _PRIME.fullmatch(name):
        return algorithms.scheme("DH", size=int(prime[1]))
    rows = algorithms.by_ssh(name)
    if len(rows) == 1:
        return parsed(rows[0].name)
    try:
        return algorithms.scheme("ECDH", curve=name)
    except AgilityError:
        return None
