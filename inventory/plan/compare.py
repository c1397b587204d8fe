"""Policies beside each other: what each says over the years, where they collide, and what satisfies all of them.

Nothing here knows what a policy says: everything is asked of the policy, day by day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from cryptoagility import algorithms
from cryptoagility.algorithms import Classical, Quantum, Scheme
from cryptoagility.errors import UnknownAlgorithm

from ..policy import Policy, Status, distinct
from ..policy.classes import RISK_CLASS, Judges
from .targets import CANDIDATES, Choice, Chooser

PROBES: tuple[tuple[str, str], ...] = (
    *(("key-establishment", name) for name in ("ML-KEM-768", "ML-KEM-1024", "X25519MLKEM768", "SecP384r1MLKEM1024")),
    *(("key-establishment", name) for name in ("FrodoKEM-976-AES", "X25519", "ECDH-P256", "RSA-3072")),
    *(("signature", name) for name in ("ML-DSA-65", "ML-DSA-87", "MLDSA65-ECDSA-P256-SHA512")),
    *(("signature", name) for name in ("MLDSA87-ECDSA-P384-SHA512", "SLH-DSA-SHA2-192s", "ECDSA-P256", "RSA-2048")),
    *(("firmware-signing", name) for name in ("ML-DSA-87", "SLH-DSA-SHA2-192s", "HSS-LMS", "XMSS")),
    *(("symmetric", name) for name in ("AES-128-GCM", "AES-256-GCM", "3DES")),
    *(("hash", name) for name in ("SHA-1", "SHA-256", "SHA-384", "SHA3-384")),
)
"""What policies are asked about: the names on which they are known to differ. What they answer is in no table."""

HYBRID = "hybrid"
USES = ("key-establishment", "signature", "firmware-signing", "symmetric", "hash")
"""The uses for which a common target is looked for."""

_WITH_HYBRIDS = ("key-establishment", "signature", "firmware-signing")
_OF_USE = {"firmware-signing": "signature"}  # the use under which the table of algorithms has it


@dataclass(frozen=True, slots=True)
class Span:
    """What a policy says during some days. ``until`` None: from then on. ``says`` is a status, or a word on hybrids."""

    since: date
    until: date | None
    says: str
    rule: str | None
    confidence: str | None


BY_CLASS = "by risk class"
"""What a roadmap says that tells classes of risk apart: the class of the system decides."""

PAST_EXIT = "past its exit"
"""A hybrid after the day by which a policy wants it left."""


@dataclass(frozen=True, slots=True)
class Course:
    """What one policy says over the years; no spans: it has no rules on this use."""

    policy: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Collision:
    """Days on which some policies accept what others refuse."""

    since: date
    until: date | None
    accepting: tuple[str, ...]
    refusing: tuple[str, ...]
    rules: tuple[str, ...]  # of those that refuse


@dataclass(frozen=True, slots=True)
class Topic:
    """One question to all policies."""

    usage: str
    name: str
    courses: tuple[Course, ...]
    collisions: tuple[Collision, ...]


@dataclass(frozen=True, slots=True)
class Common:
    """What satisfies all in one use, or the rules that collide. ``alone``: what each would choose by itself."""

    usage: str
    choice: Choice
    alone: tuple[tuple[str, str | None], ...]
    searched: int

    @property
    def is_none(self) -> bool:
        """Whether nothing satisfies all: each candidate is refused by some policy now or at the end of the way."""
        return bool(self.choice.conflicts)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that is said of these policies beside each other."""

    as_of: date
    policies: tuple[Policy, ...]
    topics: tuple[Topic, ...]
    common: tuple[Common, ...]


def compare(policies: Iterable[Policy], as_of: date) -> Comparison:
    """The policies beside each other, from a day on."""
    chosen = distinct(policies)
    judges = tuple(Judges(policy) for policy in chosen)
    topics = [_hybrids(judges, usage, as_of) for usage in _WITH_HYBRIDS]
    topics += [_probe(judges, usage, name, as_of) for usage, name in PROBES]
    chooser = Chooser(chosen, as_of)
    common = [_common(chooser, judges, usage) for usage in USES]
    return Comparison(as_of, chosen, tuple(topics), tuple(one for one in common if one is not None))


def candidates(usage: str) -> tuple[str, ...]:
    """Every algorithm of the table that could be a target in a use; those that peers have first."""
    use = _OF_USE.get(usage, usage)
    asymmetric = usage in _WITH_HYBRIDS
    found = [
        row.name
        for row in algorithms.table()
        if use in (one.value for one in algorithms.parse(row.name).uses)
        and row.classical is Classical.SECURE
        and (row.quantum is Quantum.SAFE or not asymmetric)
        and _is_whole(row.name)
    ]
    return tuple(dict.fromkeys((*CANDIDATES[usage], *found)))


def _is_whole(name: str) -> bool:
    """Whether the table knows every part of it too."""
    try:
        return bool(algorithms.parse(name).components) or not algorithms.parse(name).composite
    except UnknownAlgorithm:
        return False


def _common(chooser: Chooser, judges: Sequence[Judges], usage: str) -> Common | None:
    if not any(judge.covers(usage) for judge in judges):
        return None
    names = candidates(usage)
    return Common(usage, chooser.among(usage, names), chooser.alone(usage, names), len(names))


def _probe(judges: Sequence[Judges], usage: str, name: str, as_of: date) -> Topic:
    scheme = algorithms.parse(name)

    def asked(judge: Judges, day: date) -> tuple[str, str | None, str | None]:
        outcome = judge.outcome(scheme, usage, day)
        rule = outcome.rule
        says = BY_CLASS if outcome.missing == RISK_CLASS else outcome.status.value
        return (says, rule.id, outcome.confidence or rule.confidence) if rule else (says, None, None)

    courses = tuple(_course(judge, usage, as_of, asked) for judge in judges)
    return Topic(usage, name, courses, _collisions(courses))


def _hybrids(judges: Sequence[Judges], usage: str, as_of: date) -> Topic:
    """Whether hybrids are required, accepted, discouraged or forbidden: by what is said of every one in the table."""
    found = [scheme for scheme in map(algorithms.parse, candidates(usage)) if _is_hybrid(scheme)]

    def asked(judge: Judges, day: date) -> tuple[str, str | None, str | None]:
        return _stance(judge, usage, day, found)

    courses = tuple(_course(judge, usage, as_of, asked) for judge in judges)
    return Topic(usage, HYBRID, courses, _collisions(courses))


_BEST = (Status.APPROVED, Status.DEPRECATED, Status.DISALLOWED, Status.HYBRID_ONLY, Status.UNKNOWN)
_LISTED = frozenset({Status.APPROVED, Status.HYBRID_ONLY, Status.DEPRECATED})
_WORDS = {Status.DEPRECATED: "discouraged", Status.UNKNOWN: "unknown", Status.DISALLOWED: "forbidden"}


def _stance(judge: Judges, usage: str, day: date, hybrids: Sequence[Scheme]) -> tuple[str, str | None, str | None]:
    listed = [scheme for scheme in hybrids if _alone(judge, scheme, usage, day) <= _LISTED]
    if not listed:
        return ("unknown", None, None)
    said = [(scheme, judge.outcome(scheme, usage, day)) for scheme in listed]
    scheme, best = min(said, key=lambda one: _BEST.index(one[1].status))
    note = judge.policy.hybrids
    if note is not None and note.exit is not None and day > note.exit and best.status is Status.DEPRECATED:
        return (PAST_EXIT, best.rule.id if best.rule else None, note.confidence)
    told = (best.rule.id if best.rule else None, note.confidence if note is not None else None)
    if best.status is not Status.APPROVED:
        return (_WORDS.get(best.status, best.status.value), *told)
    return ("required" if Status.HYBRID_ONLY in _alone(judge, scheme, usage, day) else "accepted", *told)


def _alone(judge: Judges, hybrid: Scheme, usage: str, day: date) -> set[Status]:
    """What is said of the post-quantum part of a hybrid by itself."""
    parts = [part for part in hybrid.components if part.quantum is Quantum.SAFE]
    return {judge.outcome(part, usage, day).status for part in parts}


def _is_hybrid(scheme: Scheme) -> bool:
    kinds = {part.quantum is Quantum.SAFE for part in scheme.components} if scheme.composite else set()
    return kinds == {True, False}


def _course(
    judge: Judges, usage: str, as_of: date, asked: Callable[[Judges, date], tuple[str, str | None, str | None]]
) -> Course:
    if not judge.covers(usage):
        return Course(judge.policy.id, ())
    changes = set(judge.boundaries)
    if judge.policy.hybrids is not None and judge.policy.hybrids.exit is not None:
        changes.add(judge.policy.hybrids.exit + timedelta(days=1))
    days = [as_of, *(day for day in sorted(changes) if day > as_of)]
    merged = [
        (key, [day for _, day in same]) for key, same in groupby(((asked(judge, d), d) for d in days), key=_first)
    ]
    starts = [same[0] for _, same in merged]
    ends: list[date | None] = [*(start - timedelta(days=1) for start in starts[1:]), None]
    spans = [Span(start, end, *key) for (key, _), start, end in zip(merged, starts, ends, strict=True)]
    return Course(judge.policy.id, tuple(spans))


def _first(pair: tuple[tuple[str, str | None, str | None], date]) -> tuple[str, str | None, str | None]:
    return pair[0]


_YES = frozenset({Status.APPROVED.value, "accepted", "required"})
_NO = frozenset({Status.DISALLOWED.value, Status.HYBRID_ONLY.value, "forbidden", PAST_EXIT})


def _collisions(courses: Sequence[Course]) -> tuple[Collision, ...]:
    """The days on which policies are of two minds, joined where the parties are the same."""
    starts = sorted({span.since for course in courses for span in course.spans})
    made: list[Collision] = []
    for number, since in enumerate(starts):
        until = starts[number + 1] - timedelta(days=1) if number + 1 < len(starts) else None
        said = [(course.policy, span) for course in courses for span in course.spans if _holds(span, since)]
        yes = tuple(policy for policy, span in said if span.says in _YES)
        no = [(policy, span) for policy, span in said if span.says in _NO]
        if not yes or not no:
            continue
        refusing = tuple(policy for policy, _ in no)
        rules = tuple(span.rule for _, span in no if span.rule is not None)
        last = made[-1] if made else None
        if last is not None and last.until == since - timedelta(days=1) and _parties(last) == (yes, refusing):
            made[-1] = Collision(last.since, until, yes, refusing, tuple(dict.fromkeys((*last.rules, *rules))))
        else:
            made.append(Collision(since, until, yes, refusing, rules))
    return tuple(made)


def _parties(one: Collision) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return (one.accepting, one.refusing)


def _holds(span: Span, day: date) -> bool:
    return span.since <= day and (span.until is None or day <= span.until)
