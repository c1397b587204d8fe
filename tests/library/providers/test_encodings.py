"""Other encodings of what is right, and values out of range: signatures, points and keys of the classical schemes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key

from cryptoagility import providers
from cryptoagility.algorithms import curves
from cryptoagility.encoding import ec_private_key
from cryptoagility.errors import InvalidSignature, MalformedInput
from cryptoagility.providers.selftest import MESSAGE, signature_answers
from cryptoagility.secret_access import SECRETS

from ..conformance.vectors import (
    component,
    ecdsa_signature,
    integer,
    read,
    rsa_public_key,
    written,
)

CURVES: dict[str, ec.EllipticCurve] = {
    "P256": ec.SECP256R1(),
    "P384": ec.SECP384R1(),
    "P521": ec.SECP521R1(),
    "secp256k1": ec.SECP256K1(),
    "brainpoolP256r1": ec.BrainpoolP256R1(),
    "brainpoolP384r1": ec.BrainpoolP384R1(),
    "brainpoolP512r1": ec.BrainpoolP512R1(),
}
PRIMES = {
    "P256": 2**256 - 2**224 + 2**192 + 2**96 - 1,
    "P384": 2**384 - 2**128 - 2**96 + 2**32 - 1,
    "P521": 2**521 - 1,
    "secp256k1": 2**256 - 2**32 - 977,
}


def wrong(attempt: Callable[[], object]) -> None:
    with pytest.raises(InvalidSignature, match=r"^the (signature|ciphertext) is wrong$") as raised:
        attempt()
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


def malformed(attempt: Callable[[], object]) -> None:
    with pytest.raises(MalformedInput, match=r"^not an? |^a .* private key has |gives no shared secret$"):
        attempt()


# ECDSA


@pytest.mark.parametrize("curve", CURVES)
def test_other_encodings_of_an_ecdsa_signature(curve: str) -> None:
    order = CURVES[curve].group_order
    key = providers.signature(f"ECDSA-{curve}-SHA256").generate()
    public = key.public_key()
    right = key.sign(MESSAGE)
    r, s = (int.from_bytes(part.content) for part in read(right))
    content = read(right).content
    for allowed in (s, order - s):  # either half of the range is right in FIPS 186-5
        public.verify(MESSAGE, ecdsa_signature(r, allowed))
    out_of_range = [(0, s), (r, 0), (0, 0), (order, s), (r, order), (r + order, s), (r, s + order), (-r, s), (r, -s)]
    out_of_range += [(r, order - s + order), (s, r), (1, 1), (r, s + 1), (order - r, s), (2**600 + r, s)]
    for first, second in out_of_range:
        wrong(lambda: public.verify(MESSAGE, ecdsa_signature(first, second)))  # noqa: B023
    padded = written(2, b"\0" + read(content).content), integer(s)
    cut = content[2:].startswith(b"\0")
    size = len(content)
    for bad in (
        b"\x30\x81" + bytes([size]) + content if size < 128 else b"\x30\x82" + size.to_bytes(2) + content,  # BER length
        b"\x30\x80" + content + b"\0\0",  # indefinite
        b"\x30\x84" + size.to_bytes(4) + content,
        written(0x30, b"".join(padded)),
        written(0x30, integer(r) + written(2, b"\0" + read(integer(s)).content)),
        written(0x30, content + b"\x05\x00"),
        written(0x30, content + integer(1)),
        written(0x30, content) + b"\0",
        written(0x31, content),
        written(0x30, integer(r)),
        written(0x30, b""),
        written(0x30, written(4, read(content).content) + integer(s)),
        written(0x30, written(2, b"") + integer(s)),
        written(0x24, content),
        right[:-1],
        r.to_bytes((order.bit_length() + 7) // 8) + s.to_bytes((order.bit_length() + 7) // 8),  # r and s, bare
        b"\xff" * 200,
        b"\x30\x84\xff\xff\xff\xff" + content,
        b"\x30\x88" + b"\xff" * 8 + content,
    ):
        wrong(lambda: public.verify(MESSAGE, bad))  # noqa: B023
    if cut:
        wrong(lambda: public.verify(MESSAGE, written(0x30, written(2, content[3 : 2 + content[1]]) + integer(s))))


@pytest.mark.parametrize("curve", CURVES)
def test_points_in_other_forms(curve: str) -> None:
    raw = providers.signature(f"ECDSA-{curve}-SHA256").generate().public_key().public_bytes()
    size = (len(raw) - 1) // 2
    x, y = raw[1 : 1 + size], raw[1 + size :]
    odd = y[-1] & 1
    other = (
        next(name for name in CURVES if name != curve and CURVES[name].key_size == CURVES[curve].key_size)
        if (curve in {"P256", "P384", "secp256k1", "brainpoolP256r1", "brainpoolP384r1"})
        else None
    )
    bad = [
        bytes([2 + odd]) + x,  # compressed
        bytes([6 + odd]) + x + y,  # hybrid
        bytes([7 - odd]) + x + y,
        b"\0",  # infinity
        b"\0" + x + y,
        b"\x05" + x + y,
        x + y,
        b"\x04" + y + x,
        b"\x04" + x + bytes([*y[:-1], y[-1] ^ 1]),  # not on the curve
        b"\x04" + bytes(2 * size),
        b"\x04" + b"\xff" * (2 * size),
        b"\x04" + x,
        raw + b"\0",
        written(4, raw),
    ]
    if other is not None:
        bad.append(providers.signature(f"ECDSA-{other}-SHA256").generate().public_key().public_bytes())
    if curve in PRIMES:
        prime = PRIMES[curve]
        room = 1 << (8 * size)
        bad += [
            b"\x04" + (int.from_bytes(x) + prime).to_bytes(size) + y
            for _ in range(1)
            if int.from_bytes(x) + prime < room
        ]
        bad.append(b"\x04" + prime.to_bytes(size) + y)
    for hash in ("SHA256", "SHA384", "SHA512"):
        for point in bad:
            malformed(lambda: providers.signature(f"ECDSA-{curve}-{hash}").public_key(point))  # noqa: B023
    agreement = component("openssl", f"ECDH-{curve}")
    own = agreement.generate()
    for point in bad:
        malformed(lambda: agreement.public_key(point))  # noqa: B023
        wrong(lambda: own.decapsulate(point))  # noqa: B023


def test_a_coordinate_above_the_prime_is_refused() -> None:
    """On P-521 there is room above the prime: 2^521 - 1 + x fits into the 66 bytes of a coordinate."""
    raw = providers.signature("ECDSA-P521-SHA512").generate().public_key().public_bytes()
    for at in (1, 67):
        value = int.from_bytes(raw[at : at + 66]) + PRIMES["P521"]
        malformed(
            lambda: providers.signature("ECDSA-P521-SHA512").public_key(
                raw[:at] + value.to_bytes(66) + raw[at + 66 :]  # noqa: B023
            )
        )


@pytest.mark.parametrize("curve", CURVES)
def test_scalars_out_of_range_and_other_forms_of_a_private_key(curve: str) -> None:
    order, size = CURVES[curve].group_order, (CURVES[curve].key_size + 7) // 8
    oid = curves()[curve].oid
    scheme = providers.signature(f"ECDSA-{curve}-SHA256")
    agreement = component("openssl", f"ECDH-{curve}")
    right = scheme.generate().private_bytes(access=SECRETS)
    scalar = int.from_bytes(read(right).parts()[1].content)
    parts = [part.whole for part in read(right)]
    public = scheme.private_key(right).public_key().public_bytes()
    other = curves()["P384" if curve != "P384" else "P256"].oid
    bad = [ec_private_key(value.to_bytes(size), oid) for value in (0, order, (1 << (8 * size)) - 1)]
    bad += [ec_private_key(value.to_bytes(size), oid) for value in (order + 1, order + scalar) if value < 1 << 8 * size]
    bad += [
        ec_private_key(scalar.to_bytes(size), other),
        ec_private_key(scalar.to_bytes(size + 1), oid),
        ec_private_key(scalar.to_bytes(size)[1:], oid),
        written(0x30, b"".join(parts) + written(0xA1, written(3, b"\0" + public))),  # with its public key
        written(0x30, b"".join(parts[:2])),  # without its curve
        written(0x30, integer(2) + b"".join(parts[1:])),
        written(0x30, b"".join(parts)) + b"\0",
        scalar.to_bytes(size),
        written(0x30, integer(1) + integer(scalar) + parts[2]),
    ]
    for raw in bad:
        malformed(lambda: scheme.private_key(raw))  # noqa: B023
        malformed(lambda: agreement.private_key(raw))  # noqa: B023
    for value in (1, order - 1):
        scheme.private_key(ec_private_key(value.to_bytes(size), oid)).public_key()


# EdDSA

L = 2**252 + 27742317777372353535851937790883648493
L448 = 2**446 - 13818066809895115352007386748515426880336692474882178609894547503885
P = 2**255 - 19


def test_other_encodings_of_an_ed25519_signature() -> None:
    key = providers.signature("Ed25519").generate()
    public = key.public_key()
    right = key.sign(MESSAGE)
    r, s = right[:32], int.from_bytes(right[32:], "little")
    for value in (s + L, s + 2 * L, L - s, s | 1 << 255, 0, L, 2**256 - 1, s ^ 1):
        if value < 2**256:
            wrong(lambda: public.verify(MESSAGE, r + value.to_bytes(32, "little")))  # noqa: B023
    for point in (bytes([*r[:31], r[31] ^ 0x80]), bytes(32), b"\x01" + bytes(31), b"\xff" * 32):
        wrong(lambda: public.verify(MESSAGE, point + right[32:]))  # noqa: B023
    wrong(lambda: public.verify(MESSAGE, right[32:] + r))


def test_a_point_r_that_is_not_canonical_is_refused() -> None:
    """With R the neutral point, S = h·a fits the equation; y = 1 may not be written as p + 1 (RFC 8032 5.1.3)."""
    key = providers.signature("Ed25519").generate()
    public = key.public_key()
    digest = bytearray(hashlib.sha512(key.private_bytes(access=SECRETS)).digest()[:32])
    digest[0] &= 248
    digest[31] = digest[31] & 127 | 64
    a = int.from_bytes(digest, "little")

    def made(r: bytes) -> bytes:
        h = int.from_bytes(hashlib.sha512(r + public.public_bytes() + MESSAGE).digest(), "little")
        return r + (h * a % L).to_bytes(32, "little")

    public.verify(MESSAGE, made((1).to_bytes(32, "little")))  # that the construction is right
    wrong(lambda: public.verify(MESSAGE, made((P + 1).to_bytes(32, "little"))))
    wrong(lambda: public.verify(MESSAGE, made((1 | 1 << 255).to_bytes(32, "little"))))  # x = 0 with the sign bit


def test_public_keys_of_edwards_curves_that_are_no_points() -> None:
    for name, size in (("Ed25519", 32), ("Ed448", 57)):
        scheme = providers.signature(name)
        key = scheme.generate()
        right = key.sign(MESSAGE)
        # A backend may look at a key only when it verifies with it: then the signature is wrong.
        for raw in (b"\x02" + bytes(size - 1), b"\xff" * size, b"\x07" + bytes(size - 1), b"\x05" + bytes(size - 1)):
            with pytest.raises((InvalidSignature, MalformedInput)):
                scheme.public_key(raw).verify(MESSAGE, right)


def test_other_encodings_of_an_ed448_signature() -> None:
    key = providers.signature("Ed448").generate()
    public = key.public_key()
    right = key.sign(MESSAGE)
    r, s = right[:57], int.from_bytes(right[57:], "little")
    for value in (s + L448, s | 1 << 448, s | 1 << 455, L448 - s, 0, 2**456 - 1):
        wrong(lambda: public.verify(MESSAGE, r + value.to_bytes(57, "little")))  # noqa: B023
    for point in (bytes([*r[:56], r[56] ^ 0x80]), bytes([*r[:56], r[56] ^ 1]), bytes(57), b"\x01" + bytes(56)):
        wrong(lambda: public.verify(MESSAGE, point + right[57:]))  # noqa: B023


# RSA

SIZE = 2048
BYTES = SIZE // 8


def rsa_numbers() -> tuple[int, int, bytes]:
    raw = signature_answers()[f"RSA-PSS-{SIZE}-SHA256"].private
    numbers = [int.from_bytes(part.content) for part in read(raw)]
    return numbers[1], numbers[3], raw


def test_other_encodings_of_an_rsa_signature() -> None:
    modulus, _, raw = rsa_numbers()
    for name in (f"RSA-PSS-{SIZE}-SHA256", f"RSA-PKCS1-{SIZE}-SHA256"):
        key = providers.signature(name).private_key(raw)
        public = key.public_key()
        number, message = next(
            (value, message)
            for message in (MESSAGE + bytes([at >> 8, at & 255]) for at in range(1 << 16))
            if (value := int.from_bytes(key.sign(message))) < 1 << 8 * (BYTES - 1)
        )
        public.verify(message, number.to_bytes(BYTES))
        wrong(lambda: public.verify(message, number.to_bytes(BYTES - 1)))  # noqa: B023  # without the leading zero
        wrong(lambda: public.verify(message, b"\0" + number.to_bytes(BYTES)))  # noqa: B023
        for value in (number + modulus, modulus - number, 0, 1, modulus, modulus - 1, modulus + 1, (1 << SIZE) - 1):
            if value < 1 << SIZE:
                wrong(lambda: public.verify(message, value.to_bytes(BYTES)))  # noqa: B023


SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
SHA256_WITHOUT_NULL = bytes.fromhex("302f300b0609608648016503040201" + "0420")


def test_paddings_of_pkcs1_that_are_nearly_right() -> None:
    """Each is what the owner of the key could make and a lax verifier takes (Bleichenbacher's forgeries)."""
    modulus, exponent, raw = rsa_numbers()
    public = providers.signature(f"RSA-PKCS1-{SIZE}-SHA256").private_key(raw).public_key()
    digest = hashlib.sha256(MESSAGE).digest()

    def signed(encoded: bytes) -> bytes:
        assert len(encoded) == BYTES
        return pow(int.from_bytes(encoded), exponent, modulus).to_bytes(BYTES)

    def padded(info: bytes, after: bytes = b"", kind: bytes = b"\x00\x01", fill: bytes = b"\xff") -> bytes:
        return kind + fill * (BYTES - 3 - len(info) - len(after)) + b"\0" + info + after

    right = SHA256_INFO + digest
    public.verify(MESSAGE, signed(padded(right)))
    for encoded in (
        padded(right, kind=b"\x00\x02"),
        padded(right, kind=b"\x00\x00", fill=b"\0"),
        padded(right, kind=b"\x01\x01"),
        padded(right, fill=b"\xfe"),
        padded(right, after=b"\0"),
        padded(right, after=b"garbage"),
        b"\x00\x01" + b"\xff" * 8 + b"\0" + right + bytes(BYTES - 11 - len(right)),
        b"\x00\x01\x00" + right + bytes(BYTES - 3 - len(right)),
        padded(SHA256_WITHOUT_NULL + digest),
        padded(digest),
        padded(SHA256_INFO + digest[:-1]),
        padded(SHA256_INFO.replace(b"\x05\x00", b"\x05\x01") + digest),
        padded(b"\x30\x81\x31" + SHA256_INFO[2:] + digest),
        padded(bytes.fromhex("3041300d060960864801650304020205000430") + digest),
        padded(SHA256_INFO + hashlib.sha256(MESSAGE + b".").digest()),
    ):
        wrong(lambda: public.verify(MESSAGE, signed(encoded)))  # noqa: B023


def test_other_parameters_of_pss() -> None:
    _, _, raw = rsa_numbers()
    public = providers.signature(f"RSA-PSS-{SIZE}-SHA256").private_key(raw).public_key()
    backend = load_der_private_key(raw, None)
    sha256, sha1, sha384 = hashes.SHA256(), hashes.SHA1(), hashes.SHA384()

    def made(mask: hashes.HashAlgorithm, salt: int, hash: hashes.HashAlgorithm) -> bytes:
        return backend.sign(MESSAGE, padding.PSS(padding.MGF1(mask), salt), hash)  # type: ignore[union-attr,call-arg,arg-type]

    public.verify(MESSAGE, made(sha256, 32, sha256))
    for mask, salt, hash in (
        (sha256, 0, sha256),
        (sha256, 20, sha256),
        (sha256, 31, sha256),
        (sha256, 33, sha256),
        (sha256, 222, sha256),
        (sha1, 32, sha256),
        (sha384, 32, sha256),
        (sha256, 32, sha384),
    ):
        wrong(lambda: public.verify(MESSAGE, made(mask, salt, hash)))  # noqa: B023


def test_rsa_public_keys_that_are_none() -> None:
    modulus, _, _ = rsa_numbers()
    scheme = providers.signature(f"RSA-PSS-{SIZE}-SHA256")
    scheme.public_key(rsa_public_key(modulus, 65537))
    right = rsa_public_key(modulus, 65537)
    for raw in (
        rsa_public_key(modulus, 1),
        rsa_public_key(modulus, 3),
        rsa_public_key(modulus, 65536),
        rsa_public_key(modulus, 65538),
        rsa_public_key(modulus, (1 << 256) + 1),
        rsa_public_key(modulus - 1, 65537),
        rsa_public_key(-modulus, 65537),
        rsa_public_key(modulus, -65537),
        rsa_public_key(modulus, 0),
        rsa_public_key(0, 65537),
        rsa_public_key(modulus >> 1 | 1, 65537),
        rsa_public_key(modulus << 8 | 1, 65537),
        written(0x30, written(2, b"\0" + read(integer(modulus)).content) + integer(65537)),
        written(0x30, integer(modulus) + written(2, b"\0" + integer(65537)[2:])),
        written(0x30, integer(modulus) + integer(65537) + integer(1)),
        right + b"\0",
        b"\x30\x83" + len(read(right).content).to_bytes(3) + read(right).content,
    ):
        malformed(lambda: scheme.public_key(raw))  # noqa: B023


def test_rsa_private_keys_whose_numbers_do_not_fit() -> None:
    _, _, raw = rsa_numbers()
    scheme = providers.signature(f"RSA-PSS-{SIZE}-SHA256")
    numbers = [int.from_bytes(part.content) for part in read(raw)]
    scheme.private_key(written(0x30, b"".join(map(integer, numbers))))
    for at in range(9):
        changed = [number + 2 * (place == at) for place, number in enumerate(numbers)]
        malformed(lambda: scheme.private_key(written(0x30, b"".join(map(integer, changed)))))  # noqa: B023
    swapped = [*numbers[:4], numbers[5], numbers[4], numbers[7], numbers[6], numbers[8]]
    malformed(lambda: scheme.private_key(written(0x30, b"".join(map(integer, swapped)))))
    malformed(lambda: scheme.private_key(written(0x30, b"".join(map(integer, [*numbers, 1])))))
    backend = load_der_private_key(raw, None)
    malformed(lambda: scheme.private_key(backend.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())))
    malformed(lambda: scheme.private_key(written(0x30, integer(1) + b"".join(map(integer, numbers[1:])))))
    zeros = written(2, b"\0" + integer(numbers[1])[4:])  # the modulus with a byte more than it needs
    malformed(lambda: scheme.private_key(written(0x30, integer(0) + zeros + b"".join(map(integer, numbers[2:])))))
