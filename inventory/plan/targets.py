"""What to migrate to: the preferred algorithm that the chosen policies accept, or the conflict between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from cryptoagility import algorithms
from cryptoagility.algorithms import Quantum, Use
from cryptoagility.errors import AgilityError

from ..policy import Policy, Status
from ..policy.judge import Judge, Outcome
from .plan import Target

# In the order of preference; policies decide. In protocols the hybrid groups come first: they are what peers have.
_HYBRID_KEMS = ("X-Wing", "MLKEM768-P256", "MLKEM1024-P384")
CANDIDATES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "signature": (
            *("ML-DSA-65", "ML-DSA-87"),
            *("MLDSA65-ECDSA-P256-SHA512", "MLDSA65-ECDSA-P384-SHA512", "MLDSA87-ECDSA-P384-SHA512"),
            *("SLH-DSA-SHA2-192s", "SLH-DSA-SHA2-256s"),
        ),
        "firmware-signing": (
            *("ML-DSA-65", "ML-DSA-87", "XMSS", "SLH-DSA-SHA2-192s"),
            *("MLDSA65-ECDSA-P256-SHA512", "MLDSA87-ECDSA-P384-SHA512"),
        ),
        "key-establishment": ("ML-KEM-768", "ML-KEM-1024", *_HYBRID_KEMS),
        "key-establishment in tls": ("X25519MLKEM768", "SecP256r1MLKEM768", "SecP384r1MLKEM1024", "ML-KEM-1024"),
        "key-establishment in ssh": ("mlkem768x25519-sha256", "mlkem768nistp256-sha256", "mlkem1024nistp384-sha384"),
        "symmetric": ("AES-256-GCM", "AES-256-CCM"),
        "key-wrap": ("AES-256-WRAP",),
        "hash": ("SHA-384", "SHA-512", "SHA-256", "SHA3-384"),
        "mac": ("HMAC-SHA384", "HMAC-SHA512", "HMAC-SHA256"),
    }
)

_COST = MappingProxyType(
    {Status.APPROVED: 0, Status.UNKNOWN: 1, Status.DEPRECATED: 10, Status.HYBRID_ONLY: 100, Status.DISALLOWED: 1000}
)
_REFUSING = frozenset({Status.DEPRECATED, Status.HYBRID_ONLY, Status.DISALLOWED})
_ASYMMETRIC = frozenset({Use.SIGNATURE, Use.KEY_ESTABLISHMENT})
_KEPT_MODES = frozenset({"GCM", "CCM", "GCM-SIV", "SIV", "XTS", "CTR", "CBC"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """A policy that does not accept an algorithm on its own and for good, and the rule that says so."""

    algorithm: str
    policy: str
    status: Status
    rule: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The targets in the order in which they are reached, and what the policies cannot agree on.

    ``refusals`` are the rules that stand against a target; the rules that collide, if nothing satisfies all.
    """

    targets: tuple[Target, ...]
    conflicts: tuple[str, ...]
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Exit:
    """The last day of an interim, and who says so."""

    day: date
    policy: str
    source: str
    confidence: str


class Chooser:
    """Chooses under these policies; the same question is answered once."""

    def __init__(self, policies: Sequence[Policy], as_of: date) -> None:
        self._judges = tuple(Judge(policy) for policy in policies)
        self._as_of = as_of
        self._said: dict[tuple[str, str, str], Outcome] = {}
        self._known: dict[tuple[str, str | None, str | None], Choice] = {}

    def choose(self, usage: str, current: str | None, protocol: str | None) -> Choice:
        """The targets for something used in this way. What is good in ``current`` is kept: its mode, its category.

        ``protocol`` is tls, ssh or None.
        """
        key = (usage, current, protocol)
        if key not in self._known:
            self._known[key] = self._choose(usage, _candidates(usage, current, protocol))
        return self._known[key]

    def among(self, usage: str, names: Sequence[str]) -> Choice:
        """The targets for a use among these algorithms, the preferred ones first."""
        return self._choose(usage, tuple(names))

    def alone(self, usage: str, names: Sequence[str]) -> tuple[tuple[str, str | None], ...]:
        """What each policy would choose by itself, as (policy, algorithm); None: it accepts none of them."""
        found: list[tuple[str, str | None]] = []
        for judge in self._judges:
            if judge.covers(usage):
                best = self._best(usage, names, [judge])
                accepted = self._statuses(best, usage, [judge])[judge.policy.id] is Status.APPROVED
                found.append((judge.policy.id, best if accepted else None))
        return tuple(found)

    def _choose(self, usage: str, names: Sequence[str]) -> Choice:
        judges = [judge for judge in self._judges if judge.covers(usage)]
        if not names:
            return Choice((), (f"no successor is known here for {usage}",))
        best = self._best(usage, names, judges)
        said = self._statuses(best, usage, judges)
        refusing = _with(said, Status.HYBRID_ONLY, Status.DISALLOWED)
        conflicts = [f"no algorithm for {usage} satisfies all: {_told(best, said, refusing)}"] if refusing else []
        leaving = [judge for judge in judges if said[judge.policy.id] is Status.DEPRECATED]
        if not leaving:
            target = _target(best, usage, "target", said)
            return Choice((target,), tuple(conflicts), self._refusals(usage, (best,), judges))
        exit = min(filter(None, (self._exit(judge.policy) for judge in leaving)), default=None)
        interim = _target(best, usage, "interim", said, exit)
        wanting = ", ".join(judge.policy.id for judge in leaving)
        final = self._best(usage, names, leaving)
        after = self._statuses(final, usage, judges)
        if final == best:
            return Choice(
                (interim,),
                (*conflicts, f"{best} is to be left under {wanting}, and no successor is known here"),
                self._refusals(usage, (best,), judges),
            )
        if held := _with(after, Status.HYBRID_ONLY, Status.DISALLOWED):
            conflicts.append(f"{best} is to be left for {final} under {wanting}, but {_told(final, after, held)}")
        targets = (interim, _target(final, usage, "end-state", after))
        return Choice(targets, tuple(conflicts), self._refusals(usage, (best, final), judges))

    def _exit(self, policy: Policy) -> Exit | None:
        """The day by which a hybrid has to be left under a policy, and where that is said; None if none is set."""
        hybrids = policy.hybrids
        if hybrids is None or hybrids.exit is None or hybrids.exit < self._as_of:
            return None
        return Exit(hybrids.exit, policy.id, hybrids.source, hybrids.confidence)

    def _best(self, usage: str, names: Sequence[str], judges: Sequence[Judge]) -> str:
        def cost(name: str) -> int:
            return sum(_COST[status] for status in self._statuses(name, usage, judges).values())

        return min(names, key=cost)  # the first of the cheapest

    def _statuses(self, name: str, usage: str, judges: Sequence[Judge]) -> dict[str, Status]:
        """What each policy says at worst, from the day of the plan on until all of its dates have passed."""
        return {judge.policy.id: self._outcome(name, usage, judge).status for judge in judges}

    def _outcome(self, name: str, usage: str, judge: Judge) -> Outcome:
        key = (name, usage, judge.policy.id)
        if key not in self._said:
            scheme = algorithms.parse(name)
            days = (self._as_of, *(day for day in judge.boundaries if day > self._as_of))
            found = [judge.outcome(scheme, usage, day) for day in days]
            self._said[key] = max(found, key=lambda outcome: _COST[outcome.status])
        return self._said[key]

    def _refusals(self, usage: str, names: Iterable[str], judges: Sequence[Judge]) -> tuple[Refusal, ...]:
        found = [(name, judge, self._outcome(name, usage, judge)) for name in names for judge in judges]
        return tuple(
            Refusal(name, judge.policy.id, outcome.status, outcome.rule.id if outcome.rule else None, outcome.why)
            for name, judge, outcome in found
            if outcome.status in _REFUSING
        )


def _target(name: str, usage: str, role: str, said: Mapping[str, Status], exit: Exit | None = None) -> Target:
    accepted = _with(said, Status.APPROVED)
    unconfirmed = _with(said, Status.UNKNOWN)
    refused = _with(said, *_REFUSING)
    parts = [f"accepted by {', '.join(accepted)}" if accepted else "confirmed by none of the chosen policies"]
    if unconfirmed:
        parts.append(f"not confirmed by {', '.join(unconfirmed)}, without a rule on it")
    if refused:
        parts.append(_told(name, said, refused))
    if role == "interim":
        parts.append(_left(exit) if exit is not None else "to be left again, no day is set")
    until = exit.day if exit is not None else None
    return Target(name, usage, role, "; ".join(parts), accepted, unconfirmed, refused, until)


def _left(exit: Exit) -> str:
    return f"to be left by {exit.day.isoformat()} under {exit.policy} (hybrids, {exit.source}; {exit.confidence})"


def _with(said: Mapping[str, Status], *statuses: Status) -> tuple[str, ...]:
    return tuple(sorted(policy for policy, status in said.items() if status in statuses))


def _told(name: str, said: Mapping[str, Status], policies: Sequence[str]) -> str:
    return f"{name} is " + ", ".join(f"{said[policy]} under {policy}" for policy in policies)


def _candidates(usage: str, current: str | None, protocol: str | None) -> tuple[str, ...]:
    if usage == "symmetric" and current is not None and (same := _same_mode(current)) is not None:
        return (same, *CANDIDATES[usage])
    names = CANDIDATES.get(f"{usage} in {protocol}", CANDIDATES.get(usage, ()))
    floor = _category(current) if current is not None else 0
    return tuple(name for name in names if _category(name) >= floor) or names


def _category(name: str) -> int:
    """NIST category of the post-quantum part of a scheme; 0 if it has none, so that nothing is ever made weaker."""
    try:
        scheme = algorithms.parse(name)
    except AgilityError:
        return 0
    parts = scheme.components if scheme.composite else (scheme,)
    asymmetric = [part for part in parts if part.quantum is Quantum.SAFE and part.uses[0] in _ASYMMETRIC]
    return min((part.nist_category or 0 for part in asymmetric), default=0)


def _same_mode(current: str) -> str | None:
    """AES-256 in the mode that is used now, where the mode is one to keep."""
    try:
        scheme = algorithms.parse(current)
        if scheme.family.name != "AES" or scheme.mode not in _KEPT_MODES:
            return None
        return algorithms.scheme("AES", size=256, mode=scheme.mode).name
    except AgilityError:
        return None
