"""Public keys of ML-KEM and ML-DSA from private keys in forms that no library here takes.

ML-KEM from a seed (FIPS 203, algorithm 13) and ML-DSA from an expanded key (FIPS 204, algorithm 6, the part after the
secrets are known). For reading files only: nothing is signed or decrypted with it, and its time depends on the secrets.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

Polynomial = list[int]

_KEM_Q, _KEM_ROOT = 3329, 17
_DSA_Q, _DSA_ROOT, _DSA_DROPPED = 8380417, 1753, 13
COST = 20_000  # microseconds that the largest key takes


@dataclass(frozen=True, slots=True)
class _Kem:
    rank: int
    eta: int


@dataclass(frozen=True, slots=True)
class _Dsa:
    rows: int
    columns: int
    eta: int

    @property
    def width(self) -> int:
        """Bits of a coefficient of the secrets."""
        return (2 * self.eta).bit_length()


_KEM: Mapping[str, _Kem] = MappingProxyType(
    {"ML-KEM-512": _Kem(2, 3), "ML-KEM-768": _Kem(3, 2), "ML-KEM-1024": _Kem(4, 2)}
)
_DSA: Mapping[str, _Dsa] = MappingProxyType(
    {"ML-DSA-44": _Dsa(4, 4, 2), "ML-DSA-65": _Dsa(6, 5, 4), "ML-DSA-87": _Dsa(8, 7, 2)}
)


def ml_kem(name: str, seed: bytes) -> tuple[bytes, bytes]:
    """Encapsulation key and expanded decapsulation key of a seed ``d || z``."""
    parameters = _KEM[name]
    rank = parameters.rank
    expanded = hashlib.sha3_512(seed[:32] + bytes((rank,))).digest()
    rho, sigma = expanded[:32], expanded[32:]
    noise = [_noise(sigma, index, parameters.eta) for index in range(2 * rank)]
    secret, error = ([_kem_ntt(one) for one in part] for part in (noise[:rank], noise[rank:]))
    rows = []
    for i in range(rank):
        total = error[i]
        for j in range(rank):
            product = _kem_multiply(_kem_uniform(rho + bytes((j, i))), secret[j])
            total = [(a + b) % _KEM_Q for a, b in zip(total, product, strict=True)]
        rows.append(total)
    public = b"".join(_pack(row, 12) for row in rows) + rho
    inner = b"".join(_pack(one, 12) for one in secret)
    return public, inner + public + hashlib.sha3_256(public).digest() + seed[32:]


def ml_dsa(name: str, expanded: bytes) -> bytes | None:
    """The public key of an expanded private key; None if its parts do not belong together."""
    parameters = _DSA[name]
    size = 32 * parameters.width
    rho, tr, rest = expanded[:32], expanded[64:128], expanded[128:]
    count = parameters.rows + parameters.columns
    secrets = [_small(rest[size * at : size * (at + 1)], parameters) for at in range(count)]
    first = [_dsa_ntt(one) for one in secrets[: parameters.columns]]
    high, low = [], []
    for row in range(parameters.rows):
        total = [0] * 256
        for column, one in enumerate(first):
            uniform = _dsa_uniform(rho + bytes((column, row)))
            total = [(a + b * c) % _DSA_Q for a, b, c in zip(total, uniform, one, strict=True)]
        plain = _dsa_inverse(total)
        sums = [(a + b) % _DSA_Q for a, b in zip(plain, secrets[parameters.columns + row], strict=True)]
        rounded = [(value + (1 << _DSA_DROPPED - 1) - 1) >> _DSA_DROPPED for value in sums]
        high.append(_pack(rounded, 10))
        offsets = (
            (1 << _DSA_DROPPED - 1) - value + (up << _DSA_DROPPED) for value, up in zip(sums, rounded, strict=True)
        )
        low.append(_pack(list(offsets), 13))
    public = rho + b"".join(high)
    agrees = hashlib.shake_256(public).digest(64) == tr and rest[size * count :] == b"".join(low)
    return public if agrees else None


def _pack(values: Polynomial, width: int) -> bytes:
    """Coefficients in so many bits each, the least significant first."""
    packed = 0
    for value in reversed(values):
        packed = packed << width | value
    return packed.to_bytes(len(values) * width // 8, "little")


def _unpack(octets: bytes, width: int) -> Polynomial:
    packed = int.from_bytes(octets, "little")
    mask = (1 << width) - 1
    return [packed >> width * at & mask for at in range(8 * len(octets) // width)]


def _small(octets: bytes, parameters: _Dsa) -> Polynomial:
    return [(parameters.eta - value) % _DSA_Q for value in _unpack(octets, parameters.width)]


def _noise(sigma: bytes, index: int, eta: int) -> Polynomial:
    """The centred binomial distribution: the difference of two sums of bits."""
    bits = hashlib.shake_256(sigma + bytes((index,))).digest(64 * eta)
    groups = _unpack(bits, 2 * eta)
    mask = (1 << eta) - 1
    return [((group & mask).bit_count() - (group >> eta).bit_count()) % _KEM_Q for group in groups]


def _kem_uniform(seed: bytes) -> Polynomial:
    return _rejected(lambda length: _unpack(hashlib.shake_128(seed).digest(length), 12), _KEM_Q, 672)


def _dsa_uniform(seed: bytes) -> Polynomial:
    def values(length: int) -> Polynomial:
        return [value & 0x7FFFFF for value in _unpack(hashlib.shake_128(seed).digest(length), 24)]

    return _rejected(values, _DSA_Q, 840)


def _rejected(values: Callable[[int], Polynomial], modulus: int, length: int) -> Polynomial:
    """The first 256 values below the modulus, of as much output as that takes."""
    while len(found := [value for value in values(length) if value < modulus]) < 256:
        length *= 2
    return found[:256]


@cache
def _powers(root: int, modulus: int, bits: int) -> tuple[int, ...]:
    """Powers of the root with exponents in bit-reversed order."""
    return tuple(pow(root, int(f"{at:0{bits}b}"[::-1], 2), modulus) for at in range(1 << bits))


def _forward(values: Polynomial, zetas: tuple[int, ...], modulus: int, last: int) -> Polynomial:
    made = list(values)
    at, length = 1, 128
    while length >= last:
        for start in range(0, 256, 2 * length):
            zeta = zetas[at]
            at += 1
            for index in range(start, start + length):
                product = zeta * made[index + length] % modulus
                made[index + length] = (made[index] - product) % modulus
                made[index] = (made[index] + product) % modulus
        length //= 2
    return made


def _kem_ntt(values: Polynomial) -> Polynomial:
    return _forward(values, _powers(_KEM_ROOT, _KEM_Q, 7), _KEM_Q, 2)


def _kem_multiply(left: Polynomial, right: Polynomial) -> Polynomial:
    """The product in 128 rings of degree two."""
    zetas = _powers(_KEM_ROOT, _KEM_Q, 7)
    made: Polynomial = []
    for at in range(128):
        gamma = zetas[at] * zetas[at] * _KEM_ROOT % _KEM_Q
        a, b, c, d = left[2 * at], left[2 * at + 1], right[2 * at], right[2 * at + 1]
        made += ((a * c + b * d % _KEM_Q * gamma) % _KEM_Q, (a * d + b * c) % _KEM_Q)
    return made


def _dsa_ntt(values: Polynomial) -> Polynomial:
    return _forward(values, _powers(_DSA_ROOT, _DSA_Q, 8), _DSA_Q, 1)


def _dsa_inverse(values: Polynomial) -> Polynomial:
    zetas = _powers(_DSA_ROOT, _DSA_Q, 8)
    made = list(values)
    at, length = 256, 1
    while length < 256:
        for start in range(0, 256, 2 * length):
            at -= 1
            zeta = -zetas[at]
            for index in range(start, start + length):
                one, other = made[index], made[index + length]
                made[index] = (one + other) % _DSA_Q
                made[index + length] = zeta * (one - other) % _DSA_Q
        length *= 2
    factor = pow(256, -1, _DSA_Q)
    return [value * factor % _DSA_Q for value in made]
