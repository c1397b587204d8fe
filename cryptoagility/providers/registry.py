"""Which backends there are, in which order they are asked, and which of their rows hold what they promise."""

from __future__ import annotations

import importlib
import logging
import threading
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TypeVar, cast, overload

from ..algorithms import parse
from ..errors import NotAllowed, UnavailableAlgorithm
from .keys import KemScheme, SignatureScheme
from .provider import Provider
from .verdicts import VERDICTS

PROVIDERS = ("openssl", "pqcrypto", "composite")
"""Every backend by the name of its module, the preferred one first; each is imported when it is first asked."""

_INSTALL = "`cryptoagility selftest` lists what is here"
Row = TypeVar("Row")
_LOG = logging.getLogger("cryptoagility.providers")


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
    """The scheme with the rows of the providers named, in this order. Raises UnavailableAlgorithm."""
    canonical = parse(name).name
    found = ((one, row) for one in _backends(preference) if (row := one.signatures().get(canonical)) is not None)
    off: list[str] = []
    rows = Rows(row for one, row in found if _holds(one, VERDICTS.of_signature(one, row), off))
    if not rows:
        raise UnavailableAlgorithm(
            _off(canonical, off) or _nowhere(name, canonical, preference, _signature_names(), _kem_names())
        )
    return SignatureScheme(canonical, rows)


def kem_scheme(name: str, preference: Sequence[str], *, experimental: bool) -> KemScheme:
    """The mechanism with the rows of the providers named. Raises UnavailableAlgorithm, NotAllowed if experimental."""
    canonical = parse(name).name
    found = ((one, row) for one in _backends(preference) if (row := one.kems().get(canonical)) is not None)
    off: list[str] = []
    rows = Rows(row for one, row in found if _holds(one, VERDICTS.of_kem(one, row), off))
    if not rows:
        raise UnavailableAlgorithm(
            _off(canonical, off) or _nowhere(name, canonical, preference, _kem_names(), _signature_names())
        )
    if rows[0].experimental and not experimental:
        raise NotAllowed(f"{canonical} is experimental: it is off unless a policy or allow_experimental=True names it")
    return KemScheme(canonical, rows)


class Rows(Sequence[Row]):
    """Rows that are looked up when they are asked for: the first one loads no backend but its own."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rest = rows
        self._rows: list[Row] = []
        self._lock = threading.Lock()

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | Sequence[Row]:
        self._fill(at + 1 if isinstance(at, int) and at >= 0 else None)
        return self._rows[at]

    def __len__(self) -> int:
        self._fill(None)
        return len(self._rows)

    def __bool__(self) -> bool:
        self._fill(1)
        return bool(self._rows)

    def _fill(self, count: int | None) -> None:
        with self._lock:
            while (count is None or len(self._rows) < count) and (row := next(self._rest, None)) is not None:
                self._rows.append(row)


def _holds(backend: Provider, failed: tuple[str, ...], off: list[str]) -> bool:
    """Whether no check failed; otherwise what did is added to ``off``."""
    if failed:
        off.append(f"{backend.NAME}: {', '.join(failed)}")
    return not failed


def _off(name: str, off: list[str]) -> str:
    """What is switched off, if anything is: an algorithm that is here but wrong is not one that is missing."""
    return (
        f"{name} is switched off, its self-test failed ({'; '.join(off)}): run `cryptoagility selftest`" if off else ""
    )


def _backends(preference: Sequence[str]) -> Iterator[Provider]:
    return (backend for one in preference if (backend := provider(one)) is not None)


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
