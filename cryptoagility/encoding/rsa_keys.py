"""RSA keys: RSAPublicKey and RSAPrivateKey of PKCS#1 (RFC 8017), read, written and checked."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..errors import MalformedInput
from .der import Reader, natural, null, sequence
from .keys import Form
from .kind import Unwrapped

_MINIMUM, _MAXIMUM = 512, 16_384  # bits; what is too weak is for a policy to say, what is absurd is refused here


@dataclass(frozen=True, slots=True)
class RsaPublic:
    """Modulus and public exponent."""

    n: int
    e: int

    def __post_init__(self) -> None:
        bits = self.n.bit_length()
        if not _MINIMUM <= bits <= _MAXIMUM:
            raise MalformedInput(f"an RSA modulus of {bits} bits; from {_MINIMUM} to {_MAXIMUM} are read")
        if not self.n & 1:
            raise MalformedInput("an RSA modulus that is even")
        if not self.e & 1 or not 3 <= self.e < self.n:
            raise MalformedInput("an RSA public exponent that is even or out of range")


@dataclass(frozen=True, slots=True, repr=False)
class RsaPrivate:
    """The eight numbers of a private key of two primes."""

    public: RsaPublic
    d: int
    p: int
    q: int
    dp: int
    dq: int
    qinv: int

    def __post_init__(self) -> None:
        n, e, p, q = self.public.n, self.public.e, self.p, self.q
        whole = (
            1 < p < n
            and 1 < q < n
            and p * q == n
            and 1 < self.d < n
            and 0 < self.dp < p
            and 0 < self.dq < q
            and 0 < self.qinv < p
            and self.dp == self.d % (p - 1)
            and self.dq == self.d % (q - 1)
            and e * self.dp % (p - 1) == 1
            and e * self.dq % (q - 1) == 1
            and self.qinv * q % p == 1
        )
        if not whole:
            raise MalformedInput("an RSA private key whose numbers do not belong together")


@dataclass(frozen=True, slots=True)
class RsaKind:
    """RSA keys of one size, or of any."""

    oid: str
    size: int | None = None
    parameters: bytes = field(default=null())

    def name_of(self, public: bytes) -> str:
        """``RSA-`` and the bits of the modulus."""
        return f"RSA-{read_public(public).n.bit_length()}"

    def private_name(self, raw: bytes) -> str:
        """``RSA-`` and the bits of the modulus."""
        return f"RSA-{read_private(raw).public.n.bit_length()}"

    def check_public(self, raw: bytes) -> None:
        """Refuses what is not an RSAPublicKey, or one of another size."""
        self._check_size(read_public(raw))

    def form_of(self, raw: bytes) -> Form:
        """Raw. Refuses what is not an RSAPrivateKey of two primes, or whose numbers do not belong together."""
        self._check_size(read_private(raw).public)
        return Form.RAW

    def public_of(self, raw: bytes) -> bytes | None:
        """The RSAPublicKey of it."""
        return write_public(read_private(raw).public)

    def agrees(self, raw: bytes, public: bytes) -> bool:
        """Whether it is the public key of these private bytes."""
        return self.public_of(raw) == public

    def wrap(self, raw: bytes, public: bytes | None) -> bytes:  # noqa: ARG002
        """The RSAPrivateKey."""
        return raw

    def unwrap(self, content: bytes) -> Unwrapped:
        """The RSAPrivateKey."""
        return Unwrapped(self.form_of(content), content, self.public_of(content))

    def _check_size(self, public: RsaPublic) -> None:
        bits = public.n.bit_length()
        if self.size is not None and bits != self.size:
            raise MalformedInput(f"an RSA key of {bits} bits where {self.size} belong")


def read_public(raw: bytes) -> RsaPublic:
    """The numbers of an RSAPublicKey."""
    outer = Reader(raw)
    fields = outer.enter()
    outer.end()
    n, e = fields.natural(), fields.natural()
    fields.end()
    return RsaPublic(n, e)


def write_public(key: RsaPublic) -> bytes:
    """An RSAPublicKey."""
    return sequence(natural(key.n), natural(key.e))


def read_private(raw: bytes) -> RsaPrivate:
    """The numbers of an RSAPrivateKey of version 0 (two primes)."""
    outer = Reader(raw)
    fields = outer.enter()
    outer.end()
    if fields.natural():
        raise MalformedInput("an RSA private key of another version than 0")
    n, e, d, p, q, dp, dq, qinv = (fields.natural() for _ in range(8))
    fields.end()
    return RsaPrivate(RsaPublic(n, e), d, p, q, dp, dq, qinv)


def write_private(key: RsaPrivate) -> bytes:
    """An RSAPrivateKey of version 0."""
    numbers = (0, key.public.n, key.public.e, key.d, key.p, key.q, key.dp, key.dq, key.qinv)
    return sequence(*map(natural, numbers))
