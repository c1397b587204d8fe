"""Which algorithms the library may use now: a value that is read from a file and checked before any cryptography.

A policy has an epoch, which only grows. What is not allowed is refused with what is allowed instead; an algorithm whose
strength nobody states is below every floor.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from .algorithms import Scheme, hashes, parse
from .errors import AgilityError, MalformedInput, NotAllowed

if TYPE_CHECKING:
    from .section import Section

SCHEMA = "cryptoagility/library-policy/1"

_LEAST_BITS = 112  # NIST SP 800-131A rev. 2: less is disallowed
_LEGACY = ("RSA-PKCS1", "RSA-OAEP")  # read on; new ones only where a policy lists them
_EXPERIMENTAL = ("HQC", "NTRU Prime", "Classic McEliece", "FrodoKEM", "NTRU")


class Action(StrEnum):
    """What is done with a key."""

    SIGN = "sign"
    VERIFY = "verify"
    ENCRYPT = "encrypt"
    DECRYPT = "decrypt"


@dataclass(frozen=True, slots=True)
class Floor:
    """The least strength: attack cost in bits without a quantum computer, and NIST category (0 = none needed)."""

    classical_bits: int = _LEAST_BITS
    nist_category: int = 0

    def held_by(self, strength: Strength | None) -> bool:
        """Whether something of this strength is strong enough; None (nothing remains, or unknown) never is."""
        return (
            strength is not None
            and strength.classical_bits >= self.classical_bits
            and strength.nist_category >= self.nist_category
        )


@dataclass(frozen=True, slots=True)
class Strength:
    """What an attack costs: bits without a quantum computer, and the NIST category (0 = broken by it)."""

    classical_bits: int
    nist_category: int


@dataclass(frozen=True, slots=True)
class Retirement:
    """An algorithm, a family or a component that must not be used any more, since when and why."""

    algorithm: str
    since: date
    reason: str

    def __post_init__(self) -> None:
        parse(self.algorithm)  # raises UnknownAlgorithm

    def covers(self, scheme: Scheme) -> bool:
        """Whether ``scheme`` is what is retired, or a member of it."""
        retired = parse(self.algorithm)
        if retired.family.name not in (scheme.family.name, *scheme.family.policy):
            return False
        if retired.row is not None and not _parametric(retired):
            return scheme.row is not None and scheme.row.name == retired.row.name
        stated = ((retired.size, scheme.size), (retired.curve, scheme.curve), (retired.hash, scheme.hash))
        return all(wanted is None or wanted == found for wanted, found in stated)


@dataclass(frozen=True, slots=True)
class Policy:
    """A library policy. An action without a list allows what is above the floor, not retired and not experimental."""

    epoch: int = 0
    floor: Floor = Floor()
    allowed: tuple[tuple[Action, tuple[str, ...]], ...] = ()
    providers: tuple[str, ...] = ()
    experimental: tuple[str, ...] = ()
    retired: tuple[Retirement, ...] = ()
    verify_after_sign: str | None = None

    def listed(self, action: Action) -> tuple[str, ...] | None:
        """The algorithms that alone may do this; None if the policy lists none."""
        return next((names for one, names in self.allowed if one == action), None)

    def require(self, action: Action, algorithm: str) -> None:
        """Raise NotAllowed, with the reason and what is allowed instead, unless ``algorithm`` may do this."""
        refusal = _refusal(self, action, algorithm)
        if refusal:
            raise NotAllowed(refusal)

    def strength(self, algorithm: str) -> Strength | None:
        """What is left of an algorithm when what is retired counts nothing; None if nothing is, or if unknown."""
        return _strength(self, parse(algorithm))

    def with_retired(self, algorithm: str, since: date, reason: str) -> Policy:
        """The same policy, one epoch later, without this algorithm. Raises UnknownAlgorithm."""
        retirement = Retirement(parse(algorithm).name, since, reason)
        return replace(self, epoch=self.epoch + 1, retired=(*self.retired, retirement))


DEFAULT = Policy()
"""What holds when no policy is given: 112 bits and nothing experimental."""


def parse_policy(data: bytes, name: str) -> Policy:
    """The policy in a file's bytes; ``name`` is for messages. Raises MalformedInput with the line."""
    from .section import Section  # a policy that comes without a file needs no YAML
    from .strict_yaml import read

    root = Section(
        read(data, name),
        name,
        "the library policy",
        frozenset({"schema", "epoch", "floor", "providers", "experimental", "retired", "verify-after-sign", *Action}),
    )
    if root.text("schema") != SCHEMA:
        raise root.error("schema", f"must be {SCHEMA}")
    return Policy(
        epoch=root.integer("epoch", 1, 2**31),
        floor=_floor(root),
        allowed=tuple((action, names) for action in Action if (names := _algorithms(root, action)) is not None),
        providers=_providers(root, "providers", _texts(root, "providers")),
        experimental=_algorithms(root, "experimental") or (),
        retired=_retired(root),
        verify_after_sign=_second(root),
    )


def policy_text(policy: Policy) -> str:
    """The policy as a file, which ``parse_policy`` reads back."""
    lines = [f"schema: {SCHEMA}", f"epoch: {policy.epoch}", "floor:"]
    lines += [f"  classical-bits: {policy.floor.classical_bits}", f"  nist-category: {policy.floor.nist_category}"]
    for action in Action:
        names = policy.listed(action)
        if names is not None:
            lines.append(f"{action}: {_list(names)}")
    for key, names in (("providers", policy.providers), ("experimental", policy.experimental)):
        if names:
            lines.append(f"{key}: {_list(names)}")
    if policy.verify_after_sign is not None:
        lines.append(f"verify-after-sign: {_quoted(policy.verify_after_sign)}")
    if policy.retired:
        lines.append("retired:")
        for one in policy.retired:
            lines.append(f"  - algorithm: {_quoted(one.algorithm)}")
            lines.append(f'    since: "{one.since.isoformat()}"')
            lines.append(f"    reason: {_quoted(one.reason)}")
    return "\n".join(lines) + "\n"


@lru_cache(maxsize=4096)
def _refusal(policy: Policy, action: Action, algorithm: str) -> str:
    scheme = parse(algorithm)
    gone = next((one for one in policy.retired if one.covers(scheme)), None)
    if gone is not None:
        return f"{algorithm} is retired since {gone.since}: {gone.reason}{_instead(policy, action)}"
    listed = policy.listed(action)
    if listed is not None and scheme.name not in listed:
        return (
            f"the policy (epoch {policy.epoch}) does not allow to {action} with {algorithm}{_instead(policy, action)}"
        )
    if scheme.family.name in _EXPERIMENTAL and scheme.name not in policy.experimental:
        return f"{algorithm} is experimental, and the policy does not name it"
    left = _strength(policy, scheme)
    if not policy.floor.held_by(left):
        found = (
            f"{left.classical_bits} bits, NIST category {left.nist_category}" if left else "no strength that is known"
        )
        floor = policy.floor
        return (
            f"{algorithm} has {found}{' left' if policy.retired else ''}; the floor is {floor.classical_bits} bits, "
            f"category {floor.nist_category}{_instead(policy, action)}"
        )
    if listed is None and action in (Action.SIGN, Action.ENCRYPT) and scheme.family.name in _LEGACY:
        return f"{algorithm} is for old signatures and messages; a policy may list it{_instead(policy, action)}"
    return ""


def _instead(policy: Policy, action: Action) -> str:
    """What to use, from the policy's own list, or the default of the library."""
    listed = policy.listed(action)
    signs = action in (Action.SIGN, Action.VERIFY)
    defaults = ("MLDSA65-ECDSA-P256-SHA512", "ML-DSA-65", "SLH-DSA-SHA2-192s") if signs else ("X-Wing", "ML-KEM-1024")
    usable = [
        name
        for name in (defaults if listed is None else listed)
        if policy.floor.held_by(_strength(policy, parse(name)))
    ]
    return f"; use {' or '.join(usable[:3])}" if usable else "; nothing that this policy allows is left"


def _strength(policy: Policy, scheme: Scheme) -> Strength | None:
    if any(one.covers(scheme) for one in policy.retired) or any(
        one.covers(parse(name)) for name in _essential_hashes(scheme) for one in policy.retired
    ):
        return None
    if not scheme.composite:
        return _known(scheme.classical_bits, scheme.nist_category)
    whole = _known(scheme.classical_bits, scheme.nist_category)
    parts = [_strength(policy, part) for part in scheme.components]
    left = [part for part in parts if part is not None]
    if len(left) == len(parts):
        return whole
    return Strength(max(one.classical_bits for one in left), max(one.nist_category for one in left)) if left else None


def _known(bits: int | None, category: int | None) -> Strength | None:
    return Strength(bits, category) if bits is not None and category is not None else None


def _essential_hashes(scheme: Scheme) -> tuple[str, ...]:
    """Hashes without which the scheme is nothing: a signature's, or the pre-hash and combiner of a composite."""
    known = hashes()
    if scheme.hash is not None:
        return (known[scheme.hash],)
    if scheme.composite:
        for short, full in known.items():
            if scheme.name.endswith((f"-{short}", f"-{full}")):
                return (full,)
    return ()


def _parametric(scheme: Scheme) -> bool:
    return any(value is not None for value in (scheme.size, scheme.curve, scheme.hash, scheme.mode))


def _floor(root: Section) -> Floor:
    if not root.has("floor"):
        return Floor()
    section = root.section("floor", frozenset({"classical-bits", "nist-category"}))
    if section is None:
        return Floor()
    return Floor(section.integer("classical-bits", 0, 512), section.integer("nist-category", 0, 5))


def _providers(root: Section, key: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names, if each is a provider: a misspelt one must not mean that another is taken without a word."""
    from .providers import PROVIDERS
    from .strict_yaml import quoted

    for name in names:
        if name not in PROVIDERS:
            raise root.error(key, f"names {quoted(name)}, which is no provider: {', '.join(PROVIDERS)}")
    return names


def _second(root: Section) -> str | None:
    name = root.optional_text("verify-after-sign") if root.has("verify-after-sign") else None
    return None if name is None else _providers(root, "verify-after-sign", (name,))[0]


def _texts(root: Section, key: str) -> tuple[str, ...]:
    return (root.optional_texts(key) or ()) if root.has(key) else ()


def _algorithms(root: Section, key: str) -> tuple[str, ...] | None:
    names = root.optional_texts(key) if root.has(key) else None
    if names is None:
        return None
    found = []
    for name in names:
        try:
            found.append(parse(name).name)
        except AgilityError as error:
            raise root.error(key, str(error)) from error
    return tuple(found)


def _retired(root: Section) -> tuple[Retirement, ...]:
    if not root.has("retired"):
        return ()
    found = []
    for section in root.sections("retired", "retirement", frozenset({"algorithm", "since", "reason"})):
        day = section.day("since")
        if day is None:
            raise section.error("since", "must be a day")
        algorithm, reason = section.text("algorithm"), section.text("reason")
        try:
            found.append(Retirement(parse(algorithm).name, day, reason))
        except MalformedInput as error:
            raise section.error("algorithm", str(error)) from error
    return tuple(found)


def _list(names: Iterable[str]) -> str:
    return f"[{', '.join(_quoted(name) for name in names)}]"


def _quoted(text: str) -> str:
    """In double quotes, where YAML knows an escape for every character."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character == "\n":
        return "\\n"
    return character if character.isprintable() else f"\\U{ord(character):08X}"
