"""Which backends there are, in which order they are asked, and which of their rows hold what they promise."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import TypeVar, cast

from ..algorithms import parse
from ..errors import NotAllowed, UnavailableAlgorithm
from .provider import AnyKemRow, AnySignatureRow, KemScheme, Provider, SignatureScheme

PROVIDERS = ("openssl", "pqcrypto", "composite")
"""Every backend by the name of its module, the preferred one first; each is imported when it is first asked."""

_INSTALL = "`cryptoagility selftest` lists what is here"
_LOG = logging.getLogger("cryptoagility.providers")

Row = TypeVar("Row", AnySignatureRow, AnyKemRow)


@cache
def provider(name: str) -> Provider | None:
    """The backend of this name; None (said in the log) when it is not installed. Raises UnavailableAlgorithm."""
    if name not in PROVIDERS:
        raise UnavailableAlgorithm(f"no provider is called {name!r}: {', '.join(PROVIDERS)}")
    try:
        return cast("Provider", importlib.import_module(f".{name}", __package__))
    except ImportError as error:
        _LOG.warning("provider %s is not usable here: %s", name, error)
        return None


def signature_scheme(name: str, preference: Sequence[str]) -> SignatureScheme:
    """The scheme with all rows of the providers named, in this order. Raises UnavailableAlgorithm."""
    canonical = parse(name).name
    rows = tuple(_rows(canonical, preference, lambda one: one.signatures()))
    if not rows:
        raise UnavailableAlgorithm(_nowhere(name, canonical, preference, _signature_names(), _kem_names()))
    return SignatureScheme(canonical, rows)


def kem_scheme(name: str, preference: Sequence[str], *, experimental: bool) -> KemScheme:
    """The mechanism with all rows of the providers named. Raises UnavailableAlgorithm, NotAllowed if experimental."""
    canonical = parse(name).name
    rows = tuple(_rows(canonical, preference, lambda one: one.kems()))
    if not rows:
        raise UnavailableAlgorithm(_nowhere(name, canonical, preference, _kem_names(), _signature_names()))
    if rows[0].experimental and not experimental:
        raise NotAllowed(f"{canonical} is experimental: it is off unless a policy or allow_experimental=True names it")
    return KemScheme(canonical, rows)


def _rows(name: str, preference: Sequence[str], mapping: Callable[[Provider], Mapping[str, Row]]) -> Iterator[Row]:
    for one in preference:
        backend = provider(one)
        if backend is not None and (row := mapping(backend).get(name)) is not None:
            yield row


def _signature_names() -> frozenset[str]:
    return frozenset(name for one in PROVIDERS if (backend := provider(one)) for name in backend.signatures())


def _kem_names() -> frozenset[str]:
    return frozenset(name for one in PROVIDERS if (backend := provider(one)) for name in backend.kems())


def _nowhere(
    name: str, canonical: str, preference: Sequence[str], of_this_kind: frozenset[str], of_the_other: frozenset[str]
) -> str:
    if canonical in of_the_other:
        return f"{canonical} is of another kind: providers.signature() is for signatures, providers.kem() for KEMs"
    longer = sorted(one for one in of_this_kind if one.startswith(f"{canonical}-"))
    if longer:
        return f"{name} does not say everything: {', '.join(longer)}"
    where = f" by {', '.join(preference)}" if tuple(preference) != PROVIDERS else ""
    return f"{canonical} is not provided{where} here: {_INSTALL}"
