"""Keys of ML-KEM and ML-DSA from their seeds, and whether an expanded key is whole.

FIPS 203 algorithms 13 and 16 with the checks of section 7, FIPS 204 algorithm 6. Nothing is signed or decapsulated with
it. Pure Python is not constant-time: the time that this takes depends on the secrets. It runs when a key is imported or
moved to another form, once a key and on the machine that holds it; never where someone else can start and time it.
Why it is ours: ``docs/decisions/0015-lattice-keys.md``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from hmac import compare_digest

from .. import algorithms
from ..errors import MalformedInput

Polynomial = list[int]

_KEM_Q, _KEM_ROOT = 3329, 17
_DSA_Q, _DSA_ROOT, _DSA_DROPPED = 8380417, 1753, 13


def expand_ml_kem(name: str, seed: bytes) -> tuple[bytes, bytes]:
    """Encapsulation key and expanded decapsulation key of a seed ``d || z`` of 64 bytes."""
    _check_size(name, "seed", seed, 64)
    numbers = algorithms.lattices()[name]
    expanded = hashlib.sha3_512(seed[:32] + bytes((numbers.k,))).digest()
    rho, sigma = expanded[:32], expanded[32:]
    noise = [_noise(sigma, index, numbers.eta) for index in range(2 * numbers.k)]
    secret, error = ([_kem_ntt(one) for one in part] for part in (noise[: numbers.k], noise[numbers.k :]))
    rows = []
    for i in range(numbers.k):
        total = error[i]
        for j in range(numbers.k):
            product = _kem_multiply(_kem_uniform(rho + bytes((j, i))), secret[j])
            total = [(a + b) % _KEM_Q for a, b in zip(total, product, strict=True)]
        rows.append(total)
    public = b"".join(_pack(row, 12) for row in rows) + rho
    inner = b"".join(_pack(one, 12) for one in secret)
    return public, inner + public + hashlib.sha3_256(public).digest() + seed[32:]


def check_ml_kem_public(name: str, public: bytes) -> None:
    """Refuses an encapsulation key of another length or with a coefficient that is not below q (FIPS 203, 7.2)."""
    inner = 384 * algorithms.lattices()[name].k
    _check_size(name, "public key", public, inner + 32)
    _check_coefficients(f"an {name} public key", public[:inner])


def ml_kem_public(name: str, expanded: bytes) -> bytes:
    """The encapsulation key in an expanded decapsulation key.

    Refuses another length, coefficients that are not below q, and a hash that is not that of the encapsulation key
    (FIPS 203, 7.3).
    """
    inner = 384 * algorithms.lattices()[name].k
    _check_size(name, "expanded private key", expanded, 2 * inner + 96)
    public = expanded[inner : 2 * inner + 32]
    if hashlib.sha3_256(public).digest() != expanded[2 * inner + 32 : 2 * inner + 64]:
        raise MalformedInput(f"an expanded {name} private key whose parts do not belong together")
    _check_coefficients(f"an expanded {name} private key", expanded[:inner])
    check_ml_kem_public(name, public)
    return public


def expand_ml_dsa(name: str, seed: bytes) -> tuple[bytes, bytes]:
    """Public key and expanded private key of a seed of 32 bytes."""
    _check_size(name, "seed", seed, 32)
    numbers = algorithms.lattices()[name]
    stream = hashlib.shake_256(seed + bytes((numbers.k, numbers.l))).digest(128)
    rho, sigma, key = stream[:32], stream[32:96], stream[96:]
    secrets = [_dsa_bounded(sigma + at.to_bytes(2, "little"), numbers.eta) for at in range(numbers.l + numbers.k)]
    public, low = _dsa_public(numbers, rho, secrets)
    width = (2 * numbers.eta).bit_length()
    small = b"".join(_pack([numbers.eta - value for value in one], width) for one in secrets)
    return public, rho + key + hashlib.shake_256(public).digest(64) + small + low


def ml_dsa_public(name: str, expanded: bytes) -> bytes:
    """The public key of an expanded private key.

    Refuses another length, secrets outside of their bound, and parts that do not belong together: the hash of the
    public key, and the low half of ``t``.
    """
    numbers = algorithms.lattices()[name]
    width = (2 * numbers.eta).bit_length()
    count, size = numbers.k + numbers.l, 32 * width
    end = 128 + size * count
    _check_size(name, "expanded private key", expanded, end + 416 * numbers.k)
    secrets = [
        [numbers.eta - value for value in _unpack(expanded[128 + size * at : 128 + size * (at + 1)], width)]
        for at in range(count)
    ]
    if any(value < -numbers.eta for one in secrets for value in one):
        raise MalformedInput(f"an expanded {name} private key with a secret outside of its bound")
    public, low = _dsa_public(numbers, expanded[:32], secrets)
    agrees = compare_digest(low, expanded[end:]) & (hashlib.shake_256(public).digest(64) == expanded[64:128])
    if not agrees:
        raise MalformedInput(f"an expanded {name} private key whose parts do not belong together")
    return public


def _check_size(name: str, what: str, value: bytes, size: int) -> None:
    if len(value) != size:
        raise MalformedInput(f"an {name} {what} has {size} bytes, not {len(value)}")


def _check_coefficients(what: str, octets: bytes) -> None:
    for at in range(0, len(octets), 384):
        if max(_unpack(octets[at : at + 384], 12)) >= _KEM_Q:
            raise MalformedInput(f"{what} with a coefficient that is not below the modulus")


def _dsa_public(numbers: algorithms.Lattice, rho: bytes, secrets: list[Polynomial]) -> tuple[bytes, bytes]:
    """The public key, and the packed low half of ``t = A s1 + s2``."""
    first = [_dsa_ntt(one) for one in secrets[: numbers.l]]
    high, low = [], []
    half = 1 << _DSA_DROPPED - 1
    for row in range(numbers.k):
        total = [0] * 256
        for column, one in enumerate(first):
            uniform = _dsa_uniform(rho + bytes((column, row)))
            total = [(a + b * c) % _DSA_Q for a, b, c in zip(total, uniform, one, strict=True)]
        sums = [(a + b) % _DSA_Q for a, b in zip(_dsa_inverse(total), secrets[numbers.l + row], strict=True)]
        rounded = [(value + half - 1) >> _DSA_DROPPED for value in sums]
        high.append(_pack(rounded, 10))
        low.append(_pack([half - v + (up << _DSA_DROPPED) for v, up in zip(sums, rounded, strict=True)], 13))
    return rho + b"".join(high), b"".join(low)


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


def _noise(sigma: bytes, index: int, eta: int) -> Polynomial:
    """The centred binomial distribution: the difference of two sums of bits."""
    groups = _unpack(hashlib.shake_256(sigma + bytes((index,))).digest(64 * eta), 2 * eta)
    mask = (1 << eta) - 1
    return [((group & mask).bit_count() - (group >> eta).bit_count()) % _KEM_Q for group in groups]


def _dsa_bounded(seed: bytes, eta: int) -> Polynomial:
    """FIPS 204 algorithms 15 and 31: half bytes below 15 (eta 2, taken modulo 5) or below 9 (eta 4)."""
    limit, modulus = (15, 5) if eta == 2 else (9, 9)
    found = _rejected(lambda length: _unpack(hashlib.shake_256(seed).digest(length), 4), limit, 272)
    return [eta - value % modulus for value in found]


def _kem_uniform(seed: bytes) -> Polynomial:
    return _rejected(lambda length: _unpack(hashlib.shake_128(seed).digest(length), 12), _KEM_Q, 672)


def _dsa_uniform(seed: bytes) -> Polynomial:
    def values(length: int) -> Polynomial:
        return [value & 0x7FFFFF for value in _unpack(hashlib.shake_128(seed).digest(length), 24)]

    return _rejected(values, _DSA_Q, 840)


def _rejected(values: Callable[[int], Polynomial], limit: int, length: int) -> Polynomial:
    """The first 256 values below the limit, of as much output as that takes."""
    while len(found := [value for value in values(length) if value < limit]) < 256:
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
