"""Keys on elliptic curves with a name: uncompressed points, and ECPrivateKey (RFC 5915)."""

from __future__ import annotations

from dataclasses import dataclass

from ..algorithms import Curve, curves
from ..errors import MalformedInput
from .der import Reader, bits, encode, natural, octets, oid, sequence
from .ec_private import ec_private_key
from .keys import Form
from .kind import Unwrapped, check_size

_PARAMETERS, _PUBLIC = 0xA0, 0xA1
_UNCOMPRESSED = b"\x04"


@dataclass(frozen=True, slots=True)
class EcKind:
    """Keys on one curve. That a point is on it, and a number below its order, is for a backend to check."""

    oid: str
    curve: Curve

    @property
    def name(self) -> str:
        """``EC-`` and the curve."""
        return f"EC-{self.curve.name}"

    @property
    def parameters(self) -> bytes:
        """The object identifier of the curve."""
        return oid(self.curve.oid)

    @property
    def size(self) -> int:
        """Bytes of a coordinate, and of a private number."""
        return (self.curve.bits + 7) // 8

    def name_of(self, public: bytes) -> str:  # noqa: ARG002  # the name does not depend on the key
        """Its name."""
        return self.name

    private_name = name_of

    def check_public(self, raw: bytes) -> None:
        """Refuses what is not an uncompressed point with coordinates of the field's size."""
        if raw[:1] in (b"\x02", b"\x03") and len(raw) == 1 + self.size:
            raise MalformedInput(f"a compressed point on {self.curve.name}; only uncompressed ones are read")
        check_size(self.name, "public key", raw, 1 + 2 * self.size)
        x, y = int.from_bytes(raw[1 : 1 + self.size], "big"), int.from_bytes(raw[1 + self.size :], "big")
        if raw[:1] != _UNCOMPRESSED or max(x.bit_length(), y.bit_length()) > self.curve.bits:
            raise MalformedInput(f"bytes that are not an uncompressed point on {self.curve.name}")

    def form_of(self, raw: bytes) -> Form:
        """Raw. Refuses all but an ECPrivateKey with the curve's name and without the public key."""
        if raw != self.write(self.number(raw)):
            raise MalformedInput(
                f"an ECPrivateKey of {self.name} that is not as it is kept: named curve, no public key"
            )
        return Form.RAW

    def public_of(self, raw: bytes) -> bytes | None:  # noqa: ARG002
        """Not known without a backend."""
        return None

    def agrees(self, raw: bytes, public: bytes) -> bool:  # noqa: ARG002
        """True: only a backend can tell."""
        return True

    def wrap(self, raw: bytes, public: bytes | None) -> bytes:
        """An ECPrivateKey without the curve, which the AlgorithmIdentifier names, and with the public key if known."""
        fields = [natural(1), octets(self.number(raw))]
        if public is not None:
            fields.append(encode(_PUBLIC, bits(public)))
        return sequence(*fields)

    def unwrap(self, content: bytes) -> Unwrapped:
        """The private number as it is kept, and the public key if it is there."""
        number, curve, public = _read(content)
        if curve not in (None, self.curve.oid):
            raise MalformedInput("a private key whose two curves differ")
        if public is not None:
            self.check_public(public)
        return Unwrapped(Form.RAW, self.write(number), public)

    def number(self, raw: bytes) -> bytes:
        """The private number in the raw bytes."""
        number, curve, _ = _read(raw)
        if curve != self.curve.oid:
            raise MalformedInput(f"an ECPrivateKey that does not name {self.curve.name}")
        return number

    def write(self, number: bytes) -> bytes:
        """Raw bytes of a private number. Refuses one of another length, and zero."""
        check_size(self.name, "private number", number, self.size)
        if not any(number) or int.from_bytes(number, "big").bit_length() > self.curve.bits:
            raise MalformedInput(f"a private number of {self.name} that is out of range")
        return ec_private_key(number, self.curve.oid)


def curve_of(raw: bytes) -> Curve:
    """The curve that an ECPrivateKey names."""
    _, dotted, _ = _read(raw)
    if dotted is None:
        raise MalformedInput("an ECPrivateKey that names no curve")
    return curve_by_oid(dotted)


def curve_by_oid(dotted: str) -> Curve:
    """The curve of this object identifier."""
    found = next((curve for curve in curves().values() if curve.oid == dotted), None)
    if found is None:
        raise MalformedInput(f"a key on the curve {dotted}, which is not known")
    return found


def sec1_public(raw: bytes) -> bytes | None:
    """The public key inside of an ECPrivateKey, if it is there."""
    return _read(raw)[2]


def _read(content: bytes) -> tuple[bytes, str | None, bytes | None]:
    """Number, curve and public key of an ECPrivateKey."""
    outer = Reader(content)
    fields = outer.enter()
    outer.end()
    if fields.natural() != 1:
        raise MalformedInput("an ECPrivateKey of another version than 1")
    number = fields.octets()
    curve = public = None
    if fields.tag == _PARAMETERS:
        inner = fields.enter(_PARAMETERS)
        curve = inner.oid()
        inner.end()
    if fields.tag == _PUBLIC:
        inner = fields.enter(_PUBLIC)
        public = inner.bits()
        inner.end()
    fields.end()
    return number, curve, public
