"""The keys and schemes that the library hands out: over the rows of whatever backend, with our own errors only."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, NoReturn, Protocol, Self, TypeVar

from ..encoding import as_bytes
from ..errors import InvalidSignature, MalformedInput, NotAllowed, UnavailableAlgorithm
from ..secret_access import SecretAccess, require
from .provider import CONTEXT_LIMIT, AnyKemRow, AnySignatureRow, Streaming

WHOLE_MESSAGE_LIMIT = 64 * 1024 * 1024

KeyRow = TypeVar("KeyRow", AnySignatureRow, AnyKemRow)

_LOG = logging.getLogger("cryptoagility.providers")
_WRONG_SIGNATURE = "the signature is wrong"
_WRONG_CIPHERTEXT = "the ciphertext is wrong"


class _Key(Generic[KeyRow]):
    """What the four kinds of key share: no secret is shown, pickled or copied into another form."""

    __slots__ = ("_native", "_row")

    _row: KeyRow
    _native: object

    def __init__(self, row: KeyRow, native: object) -> None:
        self._row = row
        self._native = native

    @property
    def algorithm(self) -> str:
        """The canonical name of the algorithm."""
        return self._row.name

    @property
    def provider(self) -> str:
        """The name of the backend that holds the key."""
        return self._row.provider

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not pickled: take its bytes out under a name, or send its id")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _memo: object) -> Self:
        return self


class _PublicKey(_Key[KeyRow]):
    """What both kinds of public key share; two are equal when algorithm and bytes are, whatever the backend."""

    __slots__ = ()

    def public_bytes(self) -> bytes:
        """The raw public key."""
        return self._row.public_bytes(self._native)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return (self.algorithm, self.public_bytes()) == (other.algorithm, other.public_bytes())

    def __hash__(self) -> int:
        return hash((self.algorithm, self.public_bytes()))

    def __repr__(self) -> str:
        return f"<public key {self.algorithm}, provider {self.provider}>"


class _PrivateKey(_Key[KeyRow]):
    """What both kinds of private key share."""

    __slots__ = ()

    @property
    def movable(self) -> bool:
        """Whether the key can go to another backend; an expanded lattice key without its seed cannot."""
        return self._row.movable(self._native)

    def private_bytes(self, *, access: SecretAccess) -> bytes:
        """The raw private key; ``access`` must be ``secret_access.SECRETS``."""
        require(access)
        return self._row.private_bytes(self._native)

    def __repr__(self) -> str:
        return f"<private key {self.algorithm}, provider {self.provider}>"


_PROVEN: set[tuple[str, str]] = set()
"""The rows whose first signature in this process was verified."""


def _proving(row: AnySignatureRow) -> Callable[[object, bytes, bytes], bytes]:
    """The row's ``sign``, which verifies the first signature that a backend makes in this process."""

    def sign(native: object, message: bytes, context: bytes) -> bytes:
        signature = row.sign(native, message, context)
        if (row.provider, row.name) not in _PROVEN:
            try:
                row.verify(row.public_of(native), signature, message, context)
            except row.refusals:
                _LOG.error("%s signed wrongly with %s: the signature is not given out", row.provider, row.name)
                raise UnavailableAlgorithm(f"{row.provider} signs wrongly with {row.name}") from None
            _PROVEN.add((row.provider, row.name))
        return signature

    return sign


class VerifyingKey(_PublicKey[AnySignatureRow]):
    """A public key of a signature scheme."""

    __slots__ = ("_refusals", "_verify")

    def __init__(self, row: AnySignatureRow, native: object) -> None:
        super().__init__(row, native)
        self._verify = row.verify
        self._refusals = row.refusals

    def verify(self, message: bytes, signature: bytes, *, context: bytes = b"") -> None:
        """None if the signature is right; raises InvalidSignature, which never says which check failed."""
        if context:
            context = _context(self._row, context)
        if type(message) is not bytes or type(signature) is not bytes:
            message, signature = as_bytes(message, "the message"), as_bytes(signature, "the signature")
        if self._row.whole:
            _limited(self._row, message)
        try:
            self._verify(self._native, signature, message, context)
        except self._refusals:
            raise InvalidSignature(_WRONG_SIGNATURE) from None

    def verify_stream(self, chunks: Iterable[bytes], signature: bytes, *, context: bytes = b"") -> None:
        """Like verify, for a message of any length in pieces. Raises UnavailableAlgorithm if the scheme cannot."""
        streaming = _streaming(self._row)
        signature = as_bytes(signature, "the signature")
        representative = _streamed(streaming, self._native, chunks, _context(self._row, context))
        try:
            streaming.verify(self._native, signature, representative)
        except self._refusals:
            raise InvalidSignature(_WRONG_SIGNATURE) from None


class SigningKey(_PrivateKey[AnySignatureRow]):
    """A private key of a signature scheme."""

    __slots__ = ("_sign",)

    def __init__(self, row: AnySignatureRow, native: object) -> None:
        super().__init__(row, native)
        self._sign = row.sign if (row.provider, row.name) in _PROVEN else _proving(row)

    def public_key(self) -> VerifyingKey:
        """The public key that belongs to it."""
        return VerifyingKey(self._row, self._row.public_of(self._native))

    def sign(self, message: bytes, *, context: bytes = b"") -> bytes:
        """The signature of ``message``, hedged or randomised where the scheme is.

        ``context`` (FIPS 204 and 205, composites) is at most 255 bytes. Raises UnavailableAlgorithm for a context that
        the scheme or the backend cannot take, NotAllowed for a message that is too long to be signed in one piece.
        """
        if context:
            context = _context(self._row, context)
        if type(message) is not bytes:
            message = as_bytes(message, "the message")
        if self._row.whole:
            _limited(self._row, message)
        try:
            return self._sign(self._native, message, context)
        except self._row.refusals as error:
            raise UnavailableAlgorithm(
                f"{self.provider} did not sign with {self.algorithm}: {type(error).__name__}"
            ) from None

    def sign_stream(self, chunks: Iterable[bytes], *, context: bytes = b"") -> bytes:
        """Like sign, for a message of any length in pieces; the signature is an ordinary one.

        Raises UnavailableAlgorithm for a scheme that needs the message whole (EdDSA, SLH-DSA).
        """
        streaming = _streaming(self._row)
        public = self._row.public_of(self._native)
        representative = _streamed(streaming, public, chunks, _context(self._row, context))
        try:
            return streaming.sign(self._native, representative)
        except self._row.refusals as error:
            raise UnavailableAlgorithm(
                f"{self.provider} did not sign with {self.algorithm}: {type(error).__name__}"
            ) from None


class EncapsulationKey(_PublicKey[AnyKemRow]):
    """A public key of a key encapsulation mechanism."""

    __slots__ = ()

    def encapsulate(self) -> tuple[bytes, bytes]:
        """A fresh shared secret and the ciphertext that carries it.

        Raises MalformedInput for a key that no honest owner has (a point of low order).
        """
        try:
            return self._row.encapsulate(self._native)
        except self._row.refusals:
            raise MalformedInput(f"this {self.algorithm} public key gives no shared secret") from None


class DecapsulationKey(_PrivateKey[AnyKemRow]):
    """A private key of a key encapsulation mechanism."""

    __slots__ = ("_refusals",)

    def __init__(self, row: AnyKemRow, native: object) -> None:
        super().__init__(row, native)
        # A component of a composite refuses with our own error already.
        self._refusals: tuple[type[Exception], ...] = (*row.refusals, MalformedInput)

    def public_key(self) -> EncapsulationKey:
        """The public key that belongs to it."""
        return EncapsulationKey(self._row, self._row.public_of(self._native))

    @property
    def ciphertext_size(self) -> int:
        """The length of a ciphertext in bytes."""
        return self._row.ciphertext_size

    def decapsulate(self, ciphertext: bytes) -> bytes:
        """The shared secret. A wrong ML-KEM ciphertext gives another secret (FIPS 203, implicit rejection).

        Raises InvalidSignature for a ciphertext that is wrong in a way that shows (length, a point of low order).
        """
        ciphertext = as_bytes(ciphertext, "the ciphertext")
        if len(ciphertext) != self._row.ciphertext_size:
            raise InvalidSignature(_WRONG_CIPHERTEXT)
        try:
            return self._row.decapsulate(self._native, ciphertext)
        except self._refusals:
            raise InvalidSignature(_WRONG_CIPHERTEXT) from None


@dataclass(frozen=True, slots=True)
class SignatureScheme:
    """A signature algorithm with the backends that do it, the preferred one first."""

    name: str
    rows: Sequence[AnySignatureRow] = field(repr=False, compare=False)

    @property
    def provider(self) -> str:
        """The backend that makes new keys."""
        return self.rows[0].provider

    def generate(self) -> SigningKey:
        """A new private key."""
        return SigningKey(self.rows[0], self.rows[0].generate())

    def private_keys(self, raw: bytes) -> tuple[SigningKey, ...]:
        """The private key with these raw bytes in each backend that takes it, the preferred one first."""
        raw = as_bytes(raw, "the private key")
        _taking(self.name, self.rows, len(raw))
        message = f"not a {self.name} private key"
        return tuple(
            SigningKey(row, _loaded(row.load_private, raw, row.refusals, message))
            for row in self.rows
            if not row.private_sizes or len(raw) in row.private_sizes
        )

    def private_key(self, raw: bytes) -> SigningKey:
        """The private key with these raw bytes. Raises MalformedInput."""
        raw = as_bytes(raw, "the private key")
        row = _taking(self.name, self.rows, len(raw))
        return SigningKey(row, _loaded(row.load_private, raw, row.refusals, f"not a {self.name} private key"))

    def public_key(self, raw: bytes) -> VerifyingKey:
        """The public key with these raw bytes. Raises MalformedInput."""
        raw = as_bytes(raw, "the public key")
        row = self.rows[0]
        return VerifyingKey(row, _loaded(row.load_public, raw, row.refusals, f"not a {self.name} public key"))


@dataclass(frozen=True, slots=True)
class KemScheme:
    """A key encapsulation mechanism with the backends that do it, the preferred one first."""

    name: str
    rows: Sequence[AnyKemRow] = field(repr=False, compare=False)

    @property
    def provider(self) -> str:
        """The backend that makes new keys."""
        return self.rows[0].provider

    def generate(self) -> DecapsulationKey:
        """A new private key."""
        return DecapsulationKey(self.rows[0], self.rows[0].generate())

    def private_key(self, raw: bytes) -> DecapsulationKey:
        """The private key with these raw bytes. Raises MalformedInput."""
        raw = as_bytes(raw, "the private key")
        row = _taking(self.name, self.rows, len(raw))
        return DecapsulationKey(row, _loaded(row.load_private, raw, row.refusals, f"not a {self.name} private key"))

    def public_key(self, raw: bytes) -> EncapsulationKey:
        """The public key with these raw bytes. Raises MalformedInput."""
        raw = as_bytes(raw, "the public key")
        row = self.rows[0]
        return EncapsulationKey(row, _loaded(row.load_public, raw, row.refusals, f"not a {self.name} public key"))


class _Sized(Protocol):
    @property
    def private_sizes(self) -> tuple[int, ...]: ...


SizedRow = TypeVar("SizedRow", bound=_Sized)


def _taking(name: str, rows: Sequence[SizedRow], size: int) -> SizedRow:
    """The preferred row that takes a private key of this length."""
    for row in rows:
        if not row.private_sizes or size in row.private_sizes:
            return row
    known = sorted({one for row in rows for one in row.private_sizes})
    raise MalformedInput(f"a {name} private key has {' or '.join(map(str, known))} bytes, not {size}")


def _loaded(load: Callable[[bytes], object], raw: bytes, refusals: tuple[type[Exception], ...], message: str) -> object:
    try:
        return load(raw)
    except refusals:
        raise MalformedInput(message) from None


def _context(row: AnySignatureRow, context: bytes) -> bytes:
    context = as_bytes(context, "the context")
    if not context:
        return context
    if row.contexts == 0:
        raise UnavailableAlgorithm(f"{row.name} has no context: put it into the message, or use ML-DSA or SLH-DSA")
    if len(context) > CONTEXT_LIMIT:
        raise MalformedInput(f"a context has at most {CONTEXT_LIMIT} bytes, not {len(context)}")
    if len(context) > row.contexts:
        raise UnavailableAlgorithm(f"{row.provider} takes contexts of {row.contexts} bytes for {row.name}")
    return context


def _limited(row: AnySignatureRow, message: bytes) -> None:
    if len(message) > WHOLE_MESSAGE_LIMIT:
        raise NotAllowed(
            f"{row.name} needs the message whole and takes at most {WHOLE_MESSAGE_LIMIT >> 20} MiB: "
            "sign a manifest with the message's hash, or stream with ML-DSA"
        )


def _streaming(row: AnySignatureRow) -> Streaming[object, object]:
    if row.streaming is None:
        raise UnavailableAlgorithm(f"{row.name} cannot be streamed here: sign a manifest with the message's hash")
    return row.streaming


def _streamed(streaming: Streaming[object, object], public: object, chunks: Iterable[bytes], context: bytes) -> bytes:
    update, finish = streaming.start(public, context)
    for chunk in chunks:
        update(as_bytes(chunk, "a piece of the message"))
    return finish()
