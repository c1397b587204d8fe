"""What a backend promises: rows of functions over its own keys.

A row says what one backend does for one algorithm. Callers never see a row: they hold a scheme, and the keys it
makes. Raw bytes are those of the standard of each algorithm (docs/library/raw-keys.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

Private = TypeVar("Private")
Public = TypeVar("Public")

CONTEXT_LIMIT = 255  # bytes; FIPS 204 section 5.2, FIPS 205 section 10.2


def _always(_key: object) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Streaming(Generic[Private, Public]):
    """How a long message is signed in pieces: what every piece goes through, and the two operations on its end.

    ``start`` takes the public key and the context and gives ``update`` and ``finish``.
    """

    start: Callable[[Public, bytes], tuple[Callable[[bytes], None], Callable[[], bytes]]]
    sign: Callable[[Private, bytes], bytes]
    verify: Callable[[Public, bytes, bytes], None]


@dataclass(frozen=True, slots=True)
class SignatureRow(Generic[Private, Public]):
    """One backend, one signature algorithm.

    Arguments: ``sign(private, message, context)``, ``verify(public, signature, message, context)``. ``refusals`` are
    what the backend raises on wrong input. ``contexts``: the longest context in bytes (0 = the scheme has none).
    ``whole``: the backend needs the message whole, so its length is limited. ``private_sizes``: lengths in bytes of the
    raw forms that the backend takes (empty = any; it parses them).
    """

    name: str
    provider: str
    generate: Callable[[], Private]
    load_private: Callable[[bytes], Private]
    load_public: Callable[[bytes], Public]
    public_of: Callable[[Private], Public]
    private_bytes: Callable[[Private], bytes]
    public_bytes: Callable[[Public], bytes]
    sign: Callable[[Private, bytes, bytes], bytes]
    verify: Callable[[Public, bytes, bytes, bytes], None]
    refusals: tuple[type[Exception], ...]
    contexts: int = 0
    whole: bool = False
    private_sizes: tuple[int, ...] = ()
    movable: Callable[[Private], bool] = _always
    streaming: Streaming[Private, Public] | None = None


@dataclass(frozen=True, slots=True)
class KemRow(Generic[Private, Public]):
    """One backend, one key encapsulation mechanism; ``encapsulate`` gives (shared secret, ciphertext)."""

    name: str
    provider: str
    generate: Callable[[], Private]
    load_private: Callable[[bytes], Private]
    load_public: Callable[[bytes], Public]
    public_of: Callable[[Private], Public]
    private_bytes: Callable[[Private], bytes]
    public_bytes: Callable[[Public], bytes]
    encapsulate: Callable[[Public], tuple[bytes, bytes]]
    decapsulate: Callable[[Private, bytes], bytes]
    refusals: tuple[type[Exception], ...]
    ciphertext_size: int
    private_sizes: tuple[int, ...] = ()
    movable: Callable[[Private], bool] = _always
    experimental: bool = False


AnySignatureRow = SignatureRow[object, object]
AnyKemRow = KemRow[object, object]


class Provider(Protocol):
    """A backend's module: its name, what it is made of, and its rows by canonical name.

    ``components`` are raw primitives from which other providers build (a bare key agreement); they are never handed
    out to applications.
    """

    NAME: str

    def version(self) -> str:
        """The versions of the library and of what is inside it, as one line."""
        ...

    def files(self) -> tuple[str, ...]:
        """The compiled files whose content decides what it does; a self-test's result holds for these."""
        ...

    def signatures(self) -> Mapping[str, AnySignatureRow]:
        """Signature algorithms by canonical name."""
        ...

    def kems(self) -> Mapping[str, AnyKemRow]:
        """Key encapsulation mechanisms by canonical name."""
        ...

    def limits(self) -> tuple[str, ...]:
        """What it is known to do otherwise than the standard, and how callers are kept from it; a line each."""
        ...

    def components(self) -> Mapping[str, AnyKemRow]:
        """Raw key agreements and transports by canonical name."""
        ...
