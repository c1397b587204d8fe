"""A keyset as bytes: deterministic CBOR, private parts encrypted, everything authenticated.

    {"type": "cryptoagility/keyset", "version": 1,
     "head": bstr,                  the description (deterministic CBOR), which needs no secret to be read
     "wrap": {...},                 how the keyset's own key is encrypted: a passphrase, or another keyset
     "private": {key id: bstr},     each AES-256-GCM, bound to the whole head
     "mac": bstr}                   HMAC-SHA256 over all of the above

The keyset's own key is 32 random bytes, made once; from it come the key of the MAC and the keys of the private parts
(HKDF-SHA256). A change of any state, purpose, validity or generation changes the head, and with it every other part.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from ..algorithms import parse
from ..encoding.canonical_cbor import decode, encode
from ..errors import AgilityError, InvalidSignature, MalformedInput, NotAllowed
from ..providers.symmetric import argon2id, hkdf_expand, random_bytes, scrypt, seal, unseal
from .description import Description
from .key import Key, Purpose, Rule, State
from .keyset import Keyset
from .public_keyset import PublicKeyset

MOST_BYTES = 64 * 1024 * 1024

_TYPE, _PUBLIC_TYPE = "cryptoagility/keyset", "cryptoagility/public-keyset"
_VERSION = 1
_KEY = 32
_SALT = 16
_WRONG = "the passphrase is wrong, or the keyset was changed"

Wrap = dict[str, object]


class Unlock(Protocol):
    """What encrypts and decrypts a keyset's own key."""

    def wrap(self, key: bytes, keyset: bytes) -> Wrap:
        """How ``key``, the own key of the keyset with this id, is written."""
        ...

    def unwrap(self, wrap: Wrap, keyset: bytes) -> bytes:
        """The keyset's own key. Raises InvalidSignature, or NotAllowed for a wrap of another sort."""
        ...


@dataclass(frozen=True, slots=True, repr=False)
class Passphrase:
    """A passphrase, through Argon2id (RFC 9106): 3 passes, 64 MiB, 4 lanes."""

    passphrase: bytes
    passes: int = 3
    memory: int = 64 * 1024  # KiB
    lanes: int = 4

    def __post_init__(self) -> None:
        if not self.passphrase:
            raise NotAllowed("an empty passphrase protects nothing")

    def wrap(self, key: bytes, keyset: bytes) -> Wrap:
        """Encrypted under a key from the passphrase and a fresh salt."""
        head: Wrap = {
            "method": "argon2id",
            "salt": random_bytes(_SALT),
            "passes": self.passes,
            "memory": self.memory,
            "lanes": self.lanes,
        }
        return {**head, "box": seal(self._derived(head), key, _wrap_bound(head, keyset))}

    def unwrap(self, wrap: Wrap, keyset: bytes) -> bytes:
        """The costs are bounded before anything is derived. Reads scrypt (RFC 7914) too, and never writes it."""
        derive = {"argon2id": self._derived, "scrypt": self._derived_by_scrypt}.get(str(wrap.get("method")))
        if derive is None:
            raise NotAllowed(f"this keyset is protected by {_word(wrap.get('method'))}, not by a passphrase")
        head = {key: value for key, value in wrap.items() if key != "box"}
        box = wrap.get("box")
        if not isinstance(box, bytes):
            raise MalformedInput("the keyset's wrap is not as its version writes it")
        return unseal(derive(head), box, _wrap_bound(head, keyset))

    def _derived(self, head: Wrap) -> bytes:
        salt, (passes, memory, lanes) = _costs(head, "passes", "memory", "lanes")
        if not (1 <= passes <= 16 and 8 * 1024 <= memory <= 1024 * 1024 and 1 <= lanes <= 16):
            raise MalformedInput(
                f"passes {passes}, memory {memory} KiB, lanes {lanes}: outside of what is derived here "
                "(1 to 16, 8 MiB to 1 GiB, 1 to 16)"
            )
        return argon2id(self.passphrase, salt, passes=passes, memory=memory, lanes=lanes, size=_KEY)

    def _derived_by_scrypt(self, head: Wrap) -> bytes:
        salt, (cost, block, parallel) = _costs(head, "cost", "block", "parallel")
        power = cost.bit_length() - 1
        if not (cost == 1 << power and 14 <= power <= 20 and block == 8 and 1 <= parallel <= 4):
            raise MalformedInput(
                f"cost {cost}, block {block}, parallel {parallel}: outside of what is derived here "
                "(a power of two from 2^14 to 2^20, 8, 1 to 4)"
            )
        return scrypt(self.passphrase, salt, cost=cost, block=block, parallel=parallel, size=_KEY)


def _costs(head: Wrap, *names: str) -> tuple[bytes, list[int]]:
    """The salt, and these numbers; a wrap with anything else in it is refused."""
    salt, numbers = head.get("salt"), [head.get(name) for name in names]
    if set(head) != {"method", "salt", *names}:
        raise MalformedInput("the keyset's wrap is not as its version writes it")
    if not (isinstance(salt, bytes) and 8 <= len(salt) <= 64):
        raise MalformedInput("the salt of a passphrase has 8 to 64 bytes")
    return salt, [_number(number) for number in numbers]


@dataclass(frozen=True, slots=True, repr=False)
class WrappingKeyset:
    """Another keyset that is there to encrypt: the keyset's own key is encrypted to it."""

    keyset: Keyset | PublicKeyset

    def wrap(self, key: bytes, keyset: bytes) -> Wrap:
        """Encrypted to the wrapping keyset's primary key."""
        return {"method": "keyset", "box": self.keyset.encrypt(key, associated_data=_wrap_bound({}, keyset))}

    def unwrap(self, wrap: Wrap, keyset: bytes) -> bytes:
        """Decrypted by the wrapping keyset; a public one cannot."""
        box = wrap.get("box")
        if wrap.get("method") != "keyset":
            raise NotAllowed(f"this keyset is protected by {_word(wrap.get('method'))}, not by a keyset")
        if set(wrap) != {"method", "box"} or not isinstance(box, bytes):
            raise MalformedInput("the keyset's wrap is not as its version writes it")
        if not isinstance(self.keyset, Keyset):
            raise NotAllowed("the public half of a wrapping keyset opens nothing")
        return self.keyset.decrypt(box, associated_data=_wrap_bound({}, keyset))


@dataclass(frozen=True, slots=True, repr=False)
class OwnKey:
    """A keyset's own key with the wrap that it came in: what stays the same from one generation to the next."""

    key: bytes
    wrap: Wrap


def sealed(keyset: Keyset, protection: Unlock | OwnKey) -> bytes:
    """The keyset as a file's bytes. With an OwnKey the wrap stays as it is, so no passphrase is needed again."""
    own = protection if isinstance(protection, OwnKey) else _new_own_key(keyset, protection)
    head = _head(keyset.description)
    bound = hashlib.sha256(head).digest()
    body = {
        "type": _TYPE,
        "version": _VERSION,
        "head": head,
        "wrap": own.wrap,
        "private": {
            id: seal(_private_key(own.key, id), raw, _private_bound(bound, id)) for id, raw in _private(keyset).items()
        },
    }
    return encode({**body, "mac": _mac(own.key, body)})


def opened(data: bytes, unlock: Unlock | OwnKey, **how: object) -> tuple[Keyset, OwnKey]:
    """The keyset in a file's bytes, and its own key. ``how``: ``policy`` and ``clock`` of the keyset.

    Raises MalformedInput for bytes that are no keyset, InvalidSignature for a wrong passphrase or any change.
    """
    body = _map(decode(data, "the keyset", most=MOST_BYTES), {"type", "version", "head", "wrap", "private", "mac"})
    if body["type"] != _TYPE or body["version"] != _VERSION:
        raise MalformedInput("not a keyset, or of a version that is not known here")
    head, wrap, private, mac = body["head"], body["wrap"], body["private"], body["mac"]
    if not (
        isinstance(head, bytes) and isinstance(wrap, dict) and isinstance(private, dict) and isinstance(mac, bytes)
    ):
        raise MalformedInput("the keyset's parts are not of the types that its version has")
    if not all(isinstance(id, bytes) and isinstance(box, bytes) for id, box in private.items()):
        raise MalformedInput("the keyset's private parts are not bytes")
    description = read_description(head)
    try:
        own = OwnKey(unlock.key if isinstance(unlock, OwnKey) else unlock.unwrap(wrap, description.id), wrap)
        if not hmac.compare_digest(_mac(own.key, {key: value for key, value in body.items() if key != "mac"}), mac):
            raise InvalidSignature(_WRONG)
        bound = hashlib.sha256(head).digest()
        raw = {id: unseal(_private_key(own.key, id), box, _private_bound(bound, id)) for id, box in private.items()}
    except InvalidSignature:
        raise InvalidSignature(_WRONG) from None
    return Keyset(description, raw, **how), own  # type: ignore[arg-type]


def public_bytes(keyset: PublicKeyset) -> bytes:
    """The public keyset as a file's bytes; whoever reads it must know from elsewhere that it is genuine."""
    return encode({"type": _PUBLIC_TYPE, "version": _VERSION, "head": _head(keyset.description)})


def read_public(data: bytes, **how: object) -> PublicKeyset:
    """The public keyset in a file's bytes. Raises MalformedInput."""
    body = _map(decode(data, "the public keyset", most=MOST_BYTES), {"type", "version", "head"})
    head = body["head"]
    if body["type"] != _PUBLIC_TYPE or body["version"] != _VERSION or not isinstance(head, bytes):
        raise MalformedInput("not a public keyset, or of a version that is not known here")
    return PublicKeyset(read_description(head), **how)  # type: ignore[arg-type]


def peek(data: bytes) -> Description:
    """What a keyset's bytes say of it without a secret. It is not authenticated: for lists and locks, not for trust."""
    body = decode(data, "the keyset", most=MOST_BYTES)
    if not isinstance(body, dict) or not isinstance(body.get("head"), bytes):
        raise MalformedInput("not a keyset")
    return read_description(body["head"])


def _new_own_key(keyset: Keyset, unlock: Unlock) -> OwnKey:
    key = random_bytes(_KEY)
    return OwnKey(key, unlock.wrap(key, keyset.id))


def _private(keyset: Keyset) -> Mapping[bytes, bytes]:
    return keyset._private


def _mac(own: bytes, body: Mapping[str, object]) -> bytes:
    key = hkdf_expand(own, b"cryptoagility/keyset-mac/v1", _KEY, "sha256")
    return hmac.digest(key, b"cryptoagility/keyset/v1\0" + encode(dict(body)), "sha256")


def _private_key(own: bytes, id: bytes) -> bytes:
    return hkdf_expand(own, b"cryptoagility/keyset-private/v1\0" + id, _KEY, "sha256")


def _private_bound(head: bytes, id: bytes) -> bytes:
    return b"cryptoagility/keyset-private/v1\0" + head + id


def _wrap_bound(head: Wrap, keyset: bytes) -> bytes:
    return b"cryptoagility/keyset-wrap/v1\0" + keyset + encode(head)


# The description: short names, because a keyset of thousands of keys is read on every rotation.


def _head(description: Description) -> bytes:
    return encode(
        {
            "id": description.id,
            "generation": description.generation,
            "purpose": description.purpose.value,
            "rule": description.rule.value,
            "keys": [
                {
                    "id": key.id,
                    "algorithm": key.algorithm,
                    "state": key.state.value,
                    "public": key.public,
                    "created": key.created,
                    "generation": key.generation,
                    "slot": key.slot,
                    "not_before": key.not_before,
                    "not_after": key.not_after,
                }
                for key in description.keys
            ],
        }
    )


def read_description(head: bytes) -> Description:
    """The description in these bytes. Raises MalformedInput."""
    body = _map(
        decode(head, "the keyset's description", most=MOST_BYTES), {"id", "generation", "purpose", "rule", "keys"}
    )
    keys = body["keys"]
    if not isinstance(keys, list) or not keys:
        raise MalformedInput("a keyset without keys")
    try:
        purpose = Purpose(str(body["purpose"]))
        return Description(
            _bytes(body["id"]),
            _number(body["generation"]),
            purpose,
            Rule(str(body["rule"])),
            tuple(_key(one, purpose) for one in keys),
        )
    except (ValueError, AgilityError) as error:
        raise MalformedInput(f"the keyset's description: {error}") from None


def _key(value: object, purpose: Purpose) -> Key:
    one = _map(
        value,
        {"id", "algorithm", "state", "public", "created", "generation", "slot", "not_before", "not_after"},
    )
    algorithm = str(one["algorithm"])
    if parse(algorithm).name != algorithm:
        raise MalformedInput("an algorithm that is not in its canonical spelling")
    return Key(
        id=_bytes(one["id"]),
        algorithm=algorithm,
        purpose=purpose,
        state=State(str(one["state"])),
        public=_bytes(one["public"]),
        created=_number(one["created"]),
        generation=_number(one["generation"]),
        slot=_number(one["slot"]),
        not_before=None if one["not_before"] is None else _number(one["not_before"]),
        not_after=None if one["not_after"] is None else _number(one["not_after"]),
    )


def _map(value: object, keys: set[str]) -> dict[str, object]:
    if not isinstance(value, dict) or set(value) != keys:
        raise MalformedInput(f"a map with exactly {', '.join(sorted(keys))} is expected here")
    return value


def _bytes(value: object) -> bytes:
    if not isinstance(value, bytes):
        raise MalformedInput("bytes are expected here")
    return value


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        raise MalformedInput("a number from 0 to 2^63 is expected here")
    return value


def _word(value: object) -> str:
    return value if isinstance(value, str) and value.isascii() and len(value) < 32 else "something else"
