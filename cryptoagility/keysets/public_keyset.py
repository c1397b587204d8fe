"""The public half of a keyset, and what both halves do alike: verify, and encrypt."""

from __future__ import annotations

import time
from collections.abc import Callable

from .. import hpke
from ..encoding import as_bytes
from ..errors import InvalidSignature, NotAllowed
from ..policy import DEFAULT, Action, Policy
from ..providers import PROVIDERS, EncapsulationKey, VerifyingKey, kem, signature
from .description import Description, primary_in, shown
from .key import READABLE, Key, Purpose, Rule
from .wire import encrypted_info, read_signatures, signed_bytes, write_box

Clock = Callable[[], float]


class PublicKeyset:
    """The public half of a keyset: verifies, and is encrypted to."""

    __slots__ = ("_clock", "_opened", "_policy", "description")

    def __init__(self, description: Description, *, policy: Policy = DEFAULT, clock: Clock = time.time) -> None:
        self.description = description
        self._policy = policy
        self._clock = clock
        self._opened: dict[bytes, object] = {}

    @property
    def keys(self) -> tuple[Key, ...]:
        """Its keys, the oldest first."""
        return self.description.keys

    def verify(self, message: bytes, wire: bytes) -> None:
        """None if ``wire`` is this keyset's signature of ``message``.

        Raises InvalidSignature if it is wrong, NotAllowed for a key or algorithm that may not be used (before any
        cryptography), UnknownKey for a key that is not here, MalformedInput for bytes that are no signature.
        """
        verify(self.description, self._policy, self._clock, self._opened, message, wire)

    def root_verifying_key(self, id: bytes) -> Key:
        """The batch-root key of this id, if it may verify now. Raises NotAllowed or UnknownKey."""
        return verifying_record(self.description, self._policy, self._clock, id)

    def envelope_verifying_key(self, id: bytes) -> Key:
        """The envelope key of this id, if it may verify now. Raises NotAllowed or UnknownKey."""
        return verifying_record(self.description, self._policy, self._clock, id, Purpose.ENVELOPE)

    def verify_envelope(self, key: Key, covered: bytes, signature: bytes) -> None:
        """None if a key of ``envelope_verifying_key`` signed this. Raises InvalidSignature."""
        verifying_key(self._opened, self._policy, key).verify(covered, signature)

    def verify_root(self, key: Key, root: bytes, signature: bytes) -> None:
        """None if a key of ``root_verifying_key`` signed this root. Raises InvalidSignature."""
        verifying_key(self._opened, self._policy, key).verify(root, signature)

    def policy_epoch(self) -> int:
        """The epoch of the policy that it is under."""
        return self._policy.epoch

    def encrypt(self, plaintext: bytes, *, associated_data: bytes = b"") -> bytes:
        """``plaintext`` for the owner of the keyset; ``associated_data`` is bound, not sent."""
        return encrypt(self.description, self._policy, self._clock, self._opened, plaintext, associated_data)

    def __repr__(self) -> str:
        return shown("public keyset", self.description)


def verify(
    description: Description,
    policy: Policy,
    clock: Clock,
    opened: dict[bytes, object],
    message: bytes,
    wire: bytes,
) -> None:
    """None if it is a right signature. What may not be used is refused before any cryptography."""
    message = as_bytes(message, "the message")
    if description.purpose is not Purpose.SIGN:
        raise NotAllowed(f"this keyset is there to {description.purpose}, not to verify messages")
    signatures = read_signatures(as_bytes(wire, "the signature"))
    now = clock()
    keys = [description.key(id) for id, _ in signatures]
    for key in keys:
        if key.state not in READABLE:
            raise NotAllowed(f"key {key.short_id} is {key.state}: it verifies nothing")
        key.require_valid(now)
        policy.require(Action.VERIFY, key.algorithm)
    _required(description, keys)
    for key, (_, one) in zip(keys, signatures, strict=True):
        verifying_key(opened, policy, key).verify(signed_bytes(key.id, message), one)


def verifying_record(
    description: Description, policy: Policy, clock: Clock, id: bytes, purpose: Purpose = Purpose.BATCH_ROOT
) -> Key:
    """The key of this id, if it may verify now. Raises NotAllowed or UnknownKey."""
    if description.purpose is not purpose:
        raise NotAllowed(f"this keyset has the purpose {description.purpose}, not {purpose}")
    key = description.key(id)
    if key.state not in READABLE:
        raise NotAllowed(f"key {key.short_id} is {key.state}: it verifies nothing")
    key.require_valid(clock())
    policy.require(Action.VERIFY, key.algorithm)
    return key


def _required(description: Description, keys: list[Key]) -> None:
    """Raise InvalidSignature unless there is one signature for each slot that the rule asks for."""
    slots = sorted(key.slot for key in keys)
    if slots != sorted(set(slots)):
        raise InvalidSignature("the signature is wrong")
    if description.rule is Rule.CLASSICAL_REQUIRED:
        if 0 not in slots:
            raise InvalidSignature("the signature is wrong")
    elif slots != list(range(description.slots)):
        raise InvalidSignature("the signature is wrong")


def verifying_key(opened: dict[bytes, object], policy: Policy, key: Key) -> VerifyingKey:
    """The key as its backend has it, opened once."""
    found = opened.get(b"p" + key.id)
    if found is None:
        scheme = signature(key.algorithm, preference=policy.providers or PROVIDERS)
        found = opened[b"p" + key.id] = scheme.public_key(key.public)
    assert isinstance(found, VerifyingKey)
    return found


def encrypt(
    description: Description,
    policy: Policy,
    clock: Clock,
    opened: dict[bytes, object],
    plaintext: bytes,
    associated_data: bytes,
) -> bytes:
    """The plaintext in a box for the primary key."""
    if description.purpose is not Purpose.ENCRYPT:
        raise NotAllowed(f"this keyset is there to {description.purpose}, not to be encrypted to")
    key = primary_in(description, 0)
    key.require_valid(clock())
    policy.require(Action.ENCRYPT, key.algorithm)
    found = opened.get(b"p" + key.id)
    if found is None:
        mechanism = kem(key.algorithm, preference=policy.providers or PROVIDERS, allow_experimental=True)
        found = opened[b"p" + key.id] = mechanism.public_key(key.public)
    assert isinstance(found, EncapsulationKey)
    sealed = hpke.encrypt(
        found,
        plaintext,
        info=encrypted_info(key.id),
        associated_data=associated_data,
        suite=hpke.default_suite(key.algorithm),
    )
    return write_box(key.id, sealed)
