"""Public keys of a keyset in the forms that others read, and a public keyset from what a peer published.

JWKS and COSE key sets carry the key ids as ``kid``; an SPKI bundle has them in a line above each key. None of them can
say the rule of a keyset that signs with several algorithms, its validity or its states: our own form can
(``public_bytes``). What a peer published is trusted for its pinned fingerprints only.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from .. import algorithms
from ..encoding import (
    CoseKey,
    Jwk,
    PublicKey,
    as_bytes,
    decode_jwks,
    decode_pem,
    decode_spki,
    encode_cose_key_set,
    encode_jwks,
    encode_pem,
    encode_spki,
    key_name,
    spki_fingerprint,
)
from ..errors import MalformedInput, NotAllowed, UnavailableAlgorithm
from .description import Description
from .key import KEY_ID, MOST_SLOTS, Key, Purpose, Rule, State, is_classical, key_id, purpose_of
from .public_keyset import PublicKeyset

FINGERPRINT = 32  # bytes: SHA-256 of the SubjectPublicKeyInfo

_LABEL = "PUBLIC KEY"
_HINT = re.compile(r"kid: ([0-9a-f]{32}), algorithm: ([A-Za-z0-9.+-]{1,64})")
_MOST_BUNDLE = 1 << 22
_HASHED = re.compile(r"(?:ES|PS|RS)(256|384|512)")


@dataclass(frozen=True, slots=True)
class PeerKey:
    """A public key as a peer published it. ``algorithm`` (None: not said) and ``kid`` are hints."""

    key: PublicKey
    algorithm: str | None = None
    kid: str | None = None

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of its SubjectPublicKeyInfo."""
        return spki_fingerprint(self.key.name, self.key.raw)


@dataclass(frozen=True, slots=True)
class Pin:
    """A key that is trusted: its fingerprint (SHA-256 of its SPKI), what it is used with, its slot in a set of several.

    ``algorithm`` None: as the document says it, where it does.
    """

    fingerprint: bytes
    algorithm: str | None = None
    slot: int = 0

    def __post_init__(self) -> None:
        if len(as_bytes(self.fingerprint, "a fingerprint")) != FINGERPRINT:
            raise MalformedInput(f"a fingerprint is a SHA-256 of {FINGERPRINT} bytes, not {len(self.fingerprint)}")
        if not 0 <= self.slot < MOST_SLOTS:
            raise MalformedInput(f"a slot is 0 to {MOST_SLOTS - 1}")


def to_jwks(keyset: PublicKeyset) -> str:
    """The public keys as a JWK set. Raises UnavailableAlgorithm for a key that JOSE has no form for."""
    return (
        encode_jwks(
            Jwk(PublicKey(_jose_name(key), key.public), kid=key.id.hex(), alg=_jose_alg(key)) for key in keyset.keys
        )
        + "\n"
    )


def to_cose(keyset: PublicKeyset) -> bytes:
    """The public keys as a COSE_KeySet. Raises UnavailableAlgorithm for a key that COSE has no form for."""
    return encode_cose_key_set(
        CoseKey(PublicKey(_jose_name(key), key.public), kid=key.id, alg=_cose_alg(key)) for key in keyset.keys
    )


def to_spki(keyset: PublicKeyset) -> str:
    """The public keys as PEM, each under a line with its id and its algorithm.

    Raises UnavailableAlgorithm for a key that no standard gives an object identifier.
    """
    return "".join(
        f"kid: {key.id.hex()}, algorithm: {key.algorithm}\n{encode_pem(_LABEL, encode_spki(key.algorithm, key.public))}"
        for key in keyset.keys
    )


def read_jwks(data: bytes | str) -> tuple[PeerKey, ...]:
    """The keys of a JWK set; those of unknown types are passed over, as RFC 7517 says. Raises MalformedInput."""
    return _distinct(PeerKey(one.key, scheme_of(one.key, one.alg), one.kid) for one in decode_jwks(data).keys)


def read_spki(data: bytes | str) -> tuple[PeerKey, ...]:
    """The keys of a bundle of PEM, with or without our line above each; or one key in DER. Raises MalformedInput."""
    octets = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else as_bytes(data, "the keys")
    if len(octets) > _MOST_BUNDLE:
        raise MalformedInput(f"a bundle of keys has at most {_MOST_BUNDLE:,} bytes, not {len(octets):,}")
    if octets[:1] == b"\x30":
        return (PeerKey(decode_spki(octets)),)
    try:
        lines = octets.decode("ascii").replace("\r\n", "\n").removesuffix("\n").split("\n")
    except UnicodeDecodeError:
        raise MalformedInput("a bundle of keys with characters that do not belong there") from None
    found: list[PeerKey] = []
    kid: str | None = None
    algorithm: str | None = None
    block: list[str] = []
    for line in lines:
        if block or line.startswith("-----"):
            block.append(line)
            if line.startswith("-----END "):
                key = decode_spki(decode_pem("\n".join(block), (_LABEL,))[1])
                found.append(PeerKey(key, _fitting(key, algorithm), kid))
                kid, algorithm, block = None, None, []
        elif hint := _HINT.fullmatch(line):
            kid, algorithm = hint[1], hint[2]
        elif line:
            raise MalformedInput("a bundle of keys with text between them that is not ours")
    if block or kid is not None:
        raise MalformedInput("a bundle of keys that is cut")
    return _distinct(found)


def pinned(
    keys: Sequence[PeerKey],
    pins: Iterable[Pin],
    *,
    purpose: Purpose | str | None = None,
    rule: Rule | str | None = None,
    **how: object,
) -> PublicKeyset:
    """A public keyset of the keys whose fingerprints are pinned; all others are left out.

    The first pin of each slot is the key that is encrypted to. ``how``: ``policy`` and ``clock`` of the keyset. Raises
    NotAllowed for a pin without its key, for no pins, and for a key whose algorithm neither says: an EC key is of
    ECDSA or ECDH with one of several hashes, and that is not guessed.
    """
    by_fingerprint = {one.fingerprint: one for one in keys}
    wanted = tuple(pins)
    if not wanted:
        raise NotAllowed("no fingerprint is pinned: nothing of what a peer published is trusted by itself")
    made: list[Key] = []
    for pin in wanted:
        found = by_fingerprint.get(bytes(pin.fingerprint))
        if found is None:
            raise NotAllowed(
                f"no key with the fingerprint {bytes(pin.fingerprint).hex()} is in what the peer published"
            )
        state = State.ENABLED if any(key.slot == pin.slot for key in made) else State.PRIMARY
        made.append(_peer_key(found, pin, purpose, state))
    slots = 1 + max(key.slot for key in made)
    if {key.slot for key in made} != set(range(slots)):
        raise NotAllowed("a slot has no pin")
    if len({key.purpose for key in made}) != 1:
        raise NotAllowed("all keys of a keyset have one purpose")
    if len({key.id for key in made}) != len(made):
        raise NotAllowed("a fingerprint is pinned twice")
    identity = hashlib.sha256(b"cryptoagility/peer/v1\0" + b"".join(sorted(key.id for key in made))).digest()[:KEY_ID]
    description = Description(identity, 1, made[0].purpose, _peer_rule(made, slots, rule), tuple(made))
    return PublicKeyset(description, **how)  # type: ignore[arg-type]


def schemes_for(key: str) -> tuple[str, ...]:
    """The algorithms that a key of this name (``EC-P256``, ``RSA-3072`` …) can be used with, by canonical name."""
    from ..providers.registry import PROVIDERS, provider

    names: set[str] = set()
    for one in PROVIDERS:
        backend = provider(one)
        if backend is not None:
            names |= {name for name in (*backend.signatures(), *backend.kems()) if key_name(name) == key}
    return tuple(sorted(names))


def own_scheme(key: str) -> str | None:
    """The algorithm that a key of this name is for, where the name says everything (``ML-DSA-65``); else None."""
    family = algorithms.key_types().get(algorithms.parse(key).family.name)
    return key if family is None or family.oid is None else None


def scheme_of(key: PublicKey, alg: str | None) -> str | None:
    """The algorithm that a JOSE ``alg`` stands for with this key; None if it does not say it."""
    own = own_scheme(key.name)
    if own is not None or alg is None:
        return own
    hashed = _HASHED.fullmatch(alg)
    if hashed is None:
        return None
    rows = [row.name for row in algorithms.by_jose(alg) if key_name(row.name) == key.name]
    return algorithms.parse(f"{rows[0]}-SHA{hashed[1]}").name if len(rows) == 1 else None


EXPORTS: MappingProxyType[str, Callable[[PublicKeyset], str | bytes]] = MappingProxyType(
    {"jwks": to_jwks, "spki": to_spki, "cose": to_cose}
)
"""The forms that others read, by name."""


def _peer_key(found: PeerKey, pin: Pin, purpose: Purpose | str | None, state: State) -> Key:
    algorithm = pin.algorithm or found.algorithm
    if algorithm is None:
        choices = ", ".join(schemes_for(found.key.name)) or "none that is known here"
        raise NotAllowed(f"a key of {found.key.name} does not say what it is used with; say one of {choices}")
    name = algorithms.parse(algorithm).name
    if key_name(name) != found.key.name:
        raise NotAllowed(f"a key of {found.key.name} is not used with {name}")
    chosen = purpose_of(name, purpose)
    return Key(
        id=key_id(name, chosen, found.key.raw),
        algorithm=name,
        purpose=chosen,
        state=state,
        public=found.key.raw,
        created=0,
        generation=1,
        slot=pin.slot,
    )


def _peer_rule(keys: list[Key], slots: int, rule: Rule | str | None) -> Rule:
    try:
        chosen = (Rule.ONE if slots == 1 else Rule.ALL) if rule is None else Rule(rule)
    except ValueError:
        raise NotAllowed(f"a rule is one of {', '.join(Rule)}, not {rule!r}") from None
    if (chosen is Rule.ONE) != (slots == 1):
        raise NotAllowed(f"the rule {chosen} does not fit {slots} slots")
    if chosen is Rule.CLASSICAL_REQUIRED and any(is_classical(key.algorithm) != (key.slot == 0) for key in keys):
        raise NotAllowed("classical-required takes classical algorithms in the first slot, and none after it")
    return chosen


def _distinct(keys: Iterable[PeerKey]) -> tuple[PeerKey, ...]:
    found = tuple(keys)
    if not found:
        raise MalformedInput("no public key that is known here")
    if len({(one.key.name, one.key.raw) for one in found}) != len(found):
        raise MalformedInput("a public key stands there twice")
    return found


def _fitting(key: PublicKey, algorithm: str | None) -> str | None:
    """The algorithm of a hint, if the key can be used with it; the key's own name where that is one."""
    if algorithm is None:
        return own_scheme(key.name)
    name = algorithms.parse(algorithm).name
    if key_name(name) != key.name:
        raise MalformedInput(f"a key of {key.name} is not used with {name}")
    return name


def _jose_name(key: Key) -> str:
    """What JOSE and COSE write: the name of an EC or RSA key, the algorithm of all others."""
    return key_name(key.algorithm)


def _jose_index(key: Key) -> int | None:
    """Which of its row's JOSE names is this signature algorithm; None if none is."""
    scheme = algorithms.parse(key.algorithm)
    if scheme.hash is None or scheme.row is None or key.purpose is Purpose.ENCRYPT:
        return None
    digits = scheme.hash.removeprefix("SHA")
    for index, name in enumerate(scheme.row.jose):
        hashed = _HASHED.fullmatch(name)
        if hashed is not None and hashed[1] == digits:
            return index
    return None


def _jose_alg(key: Key) -> str | None:
    index = _jose_index(key)
    row = algorithms.parse(key.algorithm).row
    if index is None or row is None:
        _require_sayable(key, "JOSE")
        return None
    return row.jose[index]


def _cose_alg(key: Key) -> int | None:
    index = _jose_index(key)
    row = algorithms.parse(key.algorithm).row
    if index is None or row is None or index >= len(row.cose):
        _require_sayable(key, "COSE")
        return None
    return row.cose[index]


def _require_sayable(key: Key, registry: str) -> None:
    """A signature algorithm that the registry has no name for would be read as another one."""
    if algorithms.parse(key.algorithm).hash is not None and key.purpose is not Purpose.ENCRYPT:
        raise UnavailableAlgorithm(f"{registry} has no alg for {key.algorithm}: use the format spki or keyset")
