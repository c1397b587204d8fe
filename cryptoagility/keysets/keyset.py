"""Keysets: what applications hold. They sign, verify, encrypt and decrypt, and no call names an algorithm.

A keyset is a value: each change gives a new one, one generation later. Of its keys one is primary (in a set of several
signatures one in each slot); older ones verify and decrypt until they are disabled or destroyed.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import NoReturn

from .. import hpke
from ..encoding import as_bytes
from ..errors import InvalidSignature, NotAllowed, UnavailableAlgorithm
from ..policy import DEFAULT, Action, Policy
from ..providers import (
    PROVIDERS,
    DecapsulationKey,
    SigningKey,
    kem,
    signature,
)
from ..secret_access import SECRETS, SecretAccess
from ..secret_access import require as require_access
from .description import Description, check, primary_in, rule_for, shown, slot_for
from .key import READABLE, TRANSITIONS, Key, Purpose, Rule, State, key_id, purpose_of
from .public_keyset import Clock, PublicKeyset, encrypt, verify, verifying_key, verifying_record
from .wire import encrypted_info, read_box, signed_bytes, write_signatures

_LOG = logging.getLogger("cryptoagility.keysets")


class Keyset:
    """Private keys of one purpose with their states; see the module."""

    __slots__ = ("_clock", "_opened", "_policy", "_private", "description")

    def __init__(
        self,
        description: Description,
        private: Mapping[bytes, bytes],
        *,
        policy: Policy = DEFAULT,
        clock: Clock = time.time,
    ) -> None:
        check(description, private)
        self.description = description
        self._private = MappingProxyType(dict(private))
        self._policy = policy
        self._clock = clock
        self._opened: dict[bytes, object] = {}

    @classmethod
    def generate(
        cls,
        algorithm: str | Iterable[str],
        *,
        purpose: Purpose | str | None = None,
        rule: Rule | str | None = None,
        not_before: int | None = None,
        not_after: int | None = None,
        policy: Policy = DEFAULT,
        clock: Clock = time.time,
    ) -> Keyset:
        """A new keyset with one primary key, or with one in each slot when several algorithms are given.

        Several algorithms sign together; ``rule`` says which signatures must be right: "all" (the default), or
        "classical-required", where the first is classical. Raises NotAllowed for what the policy refuses to sign with.
        """
        names = (algorithm,) if isinstance(algorithm, str) else tuple(algorithm)
        chosen_rule = rule_for(names, rule)
        one_purpose = purpose_of(names[0], purpose)
        now = int(clock())
        keys, private = [], {}
        for slot, name in enumerate(names):
            purpose_of(name, one_purpose)
            key, raw = _new_key(name, one_purpose, State.PRIMARY, slot, now, 1, (not_before, not_after), policy)
            keys.append(key)
            private[key.id] = raw
        description = Description(secrets.token_bytes(16), 1, one_purpose, chosen_rule, tuple(keys))
        return cls(description, private, policy=policy, clock=clock)

    @classmethod
    def imported(
        cls,
        algorithm: str,
        raw: bytes,
        *,
        access: SecretAccess,
        purpose: Purpose | str | None = None,
        not_before: int | None = None,
        not_after: int | None = None,
        policy: Policy = DEFAULT,
        clock: Clock = time.time,
    ) -> Keyset:
        """A new keyset of one private key that was made elsewhere, as primary; ``raw`` as a provider takes it.

        Raises MalformedInput for bytes that are no key of the algorithm, NotAllowed for what the policy refuses.
        """
        require_access(access)
        chosen = purpose_of(algorithm, purpose)
        validity = (not_before, not_after)
        key, held = _new_key(algorithm, chosen, State.PRIMARY, 0, int(clock()), 1, validity, policy, raw)
        description = Description(secrets.token_bytes(16), 1, chosen, Rule.ONE, (key,))
        return cls(description, {key.id: held}, policy=policy, clock=clock)

    @property
    def id(self) -> bytes:
        """16 random bytes that stay the same through all generations."""
        return self.description.id

    @property
    def generation(self) -> int:
        """How many times it was made or changed."""
        return self.description.generation

    @property
    def keys(self) -> tuple[Key, ...]:
        """Its keys, the oldest first."""
        return self.description.keys

    def public(self) -> PublicKeyset:
        """What peers may have: no private part, and no key that is disabled or destroyed."""
        shown = tuple(key for key in self.keys if key.state in READABLE)
        if not shown:
            raise NotAllowed("no key of this keyset may be used: there is nothing to publish")
        return PublicKeyset(replace(self.description, keys=shown), policy=self._policy, clock=self._clock)

    def under(self, policy: Policy) -> Keyset:
        """The same keyset under another policy."""
        return self._with(self.description, self._private, policy)

    # Use

    def sign(self, message: bytes) -> bytes:
        """A signature of ``message`` by the primary key of each slot, with the keys' ids in front.

        Raises NotAllowed if there is no primary key, if it is outside its validity, or if the policy retired it.
        """
        message = as_bytes(message, "the message")
        description = self.description
        if description.purpose is not Purpose.SIGN:
            raise NotAllowed(f"this keyset is there to {description.purpose}, not to sign messages")
        now = self._clock()
        signatures = []
        for slot in range(description.slots):
            key = primary_in(description, slot)
            key.require_valid(now)
            self._policy.require(Action.SIGN, key.algorithm)
            signatures.append((key.id, self._signed(key, signed_bytes(key.id, message))))
        return write_signatures(signatures)

    def root_key(self) -> Key:
        """The key that signs the roots of batches now. Raises NotAllowed unless the purpose is batch-root."""
        if self.description.purpose is not Purpose.BATCH_ROOT:
            raise NotAllowed("only a keyset with the purpose batch-root signs the roots of batches")
        return self._active_key()

    def envelope_key(self) -> Key:
        """The key that signs envelopes now. Raises NotAllowed unless the purpose is envelope."""
        if self.description.purpose is not Purpose.ENVELOPE:
            raise NotAllowed("only a keyset with the purpose envelope signs envelopes")
        return self._active_key()

    def sign_envelope(self, key: Key, covered: bytes) -> bytes:
        """The signature of what an envelope covers by ``envelope_key()``, for ``cryptoagility.envelopes``."""
        held = self.description.key(key.id)
        if held.purpose is not Purpose.ENVELOPE or held.state not in READABLE:
            raise NotAllowed(f"key {key.short_id} ({held.purpose}, {held.state}) signs no envelopes")
        return self._signed(held, covered)

    def _active_key(self) -> Key:
        key = primary_in(self.description, 0)
        key.require_valid(self._clock())
        self._policy.require(Action.SIGN, key.algorithm)
        return key

    def sign_root(self, key: Key, root: bytes) -> bytes:
        """The signature of a batch's root by ``root_key()``, for ``cryptoagility.batch``."""
        held = self.description.key(key.id)
        if held.purpose is not Purpose.BATCH_ROOT or held.state not in READABLE:
            raise NotAllowed(f"key {key.short_id} ({held.purpose}, {held.state}) signs no roots")
        return self._signed(held, root)

    def root_verifying_key(self, id: bytes) -> Key:
        """As PublicKeyset.root_verifying_key."""
        return verifying_record(self.description, self._policy, self._clock, id)

    def verify_root(self, key: Key, root: bytes, signature: bytes) -> None:
        """As PublicKeyset.verify_root."""
        verifying_key(self._opened, self._policy, key).verify(root, signature)

    def policy_epoch(self) -> int:
        """The epoch of the policy that it is under."""
        return self._policy.epoch

    def verify(self, message: bytes, wire: bytes) -> None:
        """As PublicKeyset.verify."""
        verify(self.description, self._policy, self._clock, self._opened, message, wire)

    def encrypt(self, plaintext: bytes, *, associated_data: bytes = b"") -> bytes:
        """As PublicKeyset.encrypt."""
        return encrypt(self.description, self._policy, self._clock, self._opened, plaintext, associated_data)

    def decrypt(self, box: bytes, *, associated_data: bytes = b"") -> bytes:
        """The plaintext. Raises InvalidSignature if anything is wrong with it, NotAllowed for a retired algorithm."""
        return self._decrypt(box, associated_data, check=True)

    def decrypt_retired(self, box: bytes, *, associated_data: bytes = b"") -> bytes:
        """The plaintext of a box under an algorithm that the policy does not allow any more, to save what is in it.

        Whoever can break that algorithm may have read it, and made it: treat it so.
        """
        return self._decrypt(box, associated_data, check=False)

    def migrate(self, box: bytes, *, associated_data: bytes = b"", to: Keyset | PublicKeyset | None = None) -> bytes:
        """The content of a box, retired algorithm or not, in a new box for ``to`` (default: this keyset)."""
        plaintext = self._decrypt(box, associated_data, check=False)
        return (to or self).encrypt(plaintext, associated_data=associated_data)

    # Change: each gives the next generation

    def rotated_to(self, algorithm: str, *, slot: int | None = None, **validity: int | None) -> Keyset:
        """With a new primary key; the old one verifies and decrypts on.

        Peers that do not have the new public key yet cannot verify: where that matters, use ``with_pending``, publish,
        then ``promoted``. ``slot`` (in a set of several) is found by what the algorithm is, classical or not.
        """
        pending = self.with_pending(algorithm, slot=slot, **validity)
        return pending._promoted(pending.keys[-1].id, self.generation + 1)

    def with_pending(self, algorithm: str, *, slot: int | None = None, **validity: int | None) -> Keyset:
        """With a new key that does not sign yet. ``validity``: ``not_before``, ``not_after`` in seconds since 1970."""
        return self._with_key(algorithm, slot, validity)

    def with_imported(
        self, algorithm: str, raw: bytes, *, access: SecretAccess, slot: int | None = None, **validity: int | None
    ) -> Keyset:
        """With a private key that was made elsewhere; it verifies and decrypts, and signs when it is promoted.

        Raises MalformedInput for bytes that are no key of the algorithm, NotAllowed for a key that is here already.
        """
        require_access(access)
        return self._with_key(algorithm, slot, validity, raw)

    def private_bytes(self, id: bytes, *, access: SecretAccess) -> bytes:
        """The raw private key of this id; ``access`` must be ``secret_access.SECRETS``. NotAllowed if destroyed."""
        require_access(access)
        key = self.description.key(id)
        if key.state is State.DESTROYED:
            raise NotAllowed(f"key {key.short_id} is destroyed: its private part is gone")
        return self._private[id]

    def _with_key(
        self, algorithm: str, slot: int | None, validity: dict[str, int | None], raw: bytes | None = None
    ) -> Keyset:
        description = self.description
        place = slot_for(description, algorithm) if slot is None else slot
        if not 0 <= place < description.slots:
            raise NotAllowed(f"this keyset has {description.slots} slots; {place} is none")
        purpose_of(algorithm, description.purpose)
        window = (validity.pop("not_before", None), validity.pop("not_after", None))
        if validity:
            raise TypeError(f"unknown arguments: {', '.join(validity)}")
        generation = self.generation + 1
        now = int(self._clock())
        key, held = _new_key(
            algorithm, description.purpose, State.PENDING, place, now, generation, window, self._policy, raw
        )
        return self._with(
            replace(description, generation=generation, keys=(*description.keys, key)), {**self._private, key.id: held}
        )

    def promoted(self, id: bytes) -> Keyset:
        """With the key of this id as primary; the one before it verifies and decrypts on."""
        return self._promoted(id, self.generation + 1)

    def disabled(self, id: bytes, *, leaving_none: bool = False) -> Keyset:
        """Without the use of this key, until it is enabled again.

        The primary key is refused unless ``leaving_none``: then nothing can be signed until another is promoted.
        """
        return self._changed(id, State.DISABLED, leaving_none=leaving_none)

    def enabled(self, id: bytes) -> Keyset:
        """With a disabled key in use again, to verify and decrypt."""
        return self._changed(id, State.ENABLED)

    def destroyed(self, id: bytes, *, leaving_none: bool = False) -> Keyset:
        """Without this key's private part, for ever. What was encrypted to it is lost; signatures by it are refused."""
        return self._changed(id, State.DESTROYED, leaving_none=leaving_none)

    def _promoted(self, id: bytes, generation: int) -> Keyset:
        chosen = self.description.key(id)
        if State.PRIMARY not in TRANSITIONS[chosen.state]:
            raise NotAllowed(f"key {chosen.short_id} is {chosen.state}: it cannot become primary")
        self._policy.require(Action.SIGN if chosen.purpose is not Purpose.ENCRYPT else Action.ENCRYPT, chosen.algorithm)
        changed = tuple(
            replace(key, state=State.PRIMARY)
            if key.id == id
            else replace(key, state=State.ENABLED)
            if key.state is State.PRIMARY and key.slot == chosen.slot
            else key
            for key in self.keys
        )
        return self._with(replace(self.description, generation=generation, keys=changed), self._private)

    def _changed(self, id: bytes, state: State, *, leaving_none: bool = False) -> Keyset:
        chosen = self.description.key(id)
        if state not in TRANSITIONS[chosen.state] or (state is State.ENABLED and chosen.state is not State.DISABLED):
            raise NotAllowed(f"key {chosen.short_id} is {chosen.state}: it cannot become {state}")
        if chosen.state is State.PRIMARY and not leaving_none:
            raise NotAllowed(
                f"key {chosen.short_id} is primary: promote another key first, or say leaving_none=True "
                "and this keyset cannot be used until one is promoted"
            )
        changed = tuple(replace(key, state=state) if key.id == id else key for key in self.keys)
        private = dict(self._private)
        if state is State.DESTROYED:
            del private[id]
        return self._with(replace(self.description, generation=self.generation + 1, keys=changed), private)

    def _with(self, description: Description, private: Mapping[bytes, bytes], policy: Policy | None = None) -> Keyset:
        made = Keyset(description, private, policy=policy or self._policy, clock=self._clock)
        if made._policy.providers == self._policy.providers:  # else other backends may be wanted
            made._opened = {id: key for id, key in self._opened.items() if id[1:] in private or id[:1] == b"p"}
        return made

    def _decrypt(self, box: bytes, associated_data: bytes, *, check: bool) -> bytes:
        id, sealed = read_box(as_bytes(box, "the ciphertext"))
        key = self.description.key(id)
        if key.state not in READABLE:
            raise NotAllowed(f"key {key.short_id} is {key.state}: it decrypts nothing")
        if check:
            self._policy.require(Action.DECRYPT, key.algorithm)
        opened = self._decapsulation_key(key)
        return hpke.decrypt(
            opened,
            sealed,
            info=encrypted_info(key.id),
            associated_data=associated_data,
            suite=hpke.default_suite(key.algorithm),
        )

    def _signed(self, key: Key, data: bytes) -> bytes:
        """Signed by the first backend that can; then verified, where the policy asks for it, by another one."""
        first = self._signing_key(key)
        try:
            made = first.sign(data)
        except UnavailableAlgorithm as error:
            made = self._signed_elsewhere(key, data, first.provider, error)
        if self._policy.verify_after_sign is not None:
            self._verify_elsewhere(key, data, made)
        return made

    def _verify_elsewhere(self, key: Key, data: bytes, made: bytes) -> None:
        """Verify with the provider that the policy names; with the best there is if that one lacks the algorithm."""
        named = self._policy.verify_after_sign
        try:
            try:
                scheme = signature(key.algorithm, provider=named)
            except UnavailableAlgorithm:
                scheme = signature(key.algorithm)
            scheme.public_key(key.public).verify(data, made)
        except InvalidSignature:
            _LOG.error("a new signature by key %s does not verify: it is not given out", key.short_id)
            raise UnavailableAlgorithm(f"the signature by key {key.short_id} did not verify after signing") from None

    def _signed_elsewhere(self, key: Key, data: bytes, failed: str, why: UnavailableAlgorithm) -> bytes:
        """Signed by another backend that takes the key; raises ``why`` if there is none."""
        scheme = signature(key.algorithm, preference=self._policy.providers or PROVIDERS)
        for one in scheme.private_keys(self._private[key.id]):
            if one.provider != failed:
                _LOG.error("%s failed to sign (%s); %s takes over", failed, why, one.provider)
                return one.sign(data)
        raise why

    def _signing_key(self, key: Key) -> SigningKey:
        found = self._opened.get(b"s" + key.id)
        if found is None:
            scheme = signature(key.algorithm, preference=self._policy.providers or PROVIDERS)
            found = self._opened[b"s" + key.id] = scheme.private_key(self._private[key.id])
        assert isinstance(found, SigningKey)
        return found

    def _decapsulation_key(self, key: Key) -> DecapsulationKey:
        found = self._opened.get(b"s" + key.id)
        if found is None:
            preference = self._policy.providers or PROVIDERS
            mechanism = kem(key.algorithm, preference=preference, allow_experimental=True)
            found = self._opened[b"s" + key.id] = mechanism.private_key(self._private[key.id])
        assert isinstance(found, DecapsulationKey)
        return found

    def __repr__(self) -> str:
        return shown("keyset", self.description)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a keyset is not pickled: save it in a store")


def _new_key(
    algorithm: str,
    purpose: Purpose,
    state: State,
    slot: int,
    now: int,
    generation: int,
    validity: tuple[int | None, int | None],
    policy: Policy,
    raw: bytes | None = None,
) -> tuple[Key, bytes]:
    """A key and its private part: a new one, or the one that ``raw`` is."""
    if purpose is Purpose.ENCRYPT:
        policy.require(Action.ENCRYPT, algorithm)
        mechanism = kem(algorithm, allow_experimental=True)  # the policy has just allowed it
        _ = hpke.default_suite(mechanism.name).identifier  # raises for a KEM that HPKE does not have
        made = mechanism.generate() if raw is None else mechanism.private_key(raw)
        name, public, held = mechanism.name, made.public_key().public_bytes(), made.private_bytes(access=SECRETS)
    else:
        policy.require(Action.SIGN, algorithm)
        scheme = signature(algorithm)
        signing = scheme.generate() if raw is None else scheme.private_key(raw)
        name, public, held = scheme.name, signing.public_key().public_bytes(), signing.private_bytes(access=SECRETS)
    key = Key(
        id=key_id(name, purpose, public),
        algorithm=name,
        purpose=purpose,
        state=state,
        public=public,
        created=now,
        generation=generation,
        slot=slot,
        not_before=validity[0],
        not_after=validity[1],
    )
    return key, held
