"""The sentences in which a verdict says why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cryptoagility.algorithms import Classical, Scheme

from .candidates import missing
from .policy import SEVERITY, Policy, Status

_SHOWN = 4  # candidates that a sentence names
_SHORTEST = 25  # characters; a note that begins "Table 2.7." goes on

_DOES = {
    Status.APPROVED: "is approved",
    Status.HYBRID_ONLY: "is accepted only in a hybrid, and no partner is seen with it",
    Status.DEPRECATED: "is deprecated",
    Status.DISALLOWED: "fails, it is not accepted",
}
_WOULD = {
    Status.APPROVED: "would pass",
    Status.HYBRID_ONLY: "would be accepted only in a hybrid, and no partner is seen with it",
    Status.DEPRECATED: "would be deprecated",
    Status.DISALLOWED: "would fail",
}
_ADVISED = {**_DOES, Status.DISALLOWED: "is not recommended (advice, no prohibition)"}
_FOR = {
    "key-establishment": "key establishment",
    "symmetric": "encryption",
    "hash": "hashing",
    "mac": "message authentication",
    "signature": "signatures",
    "firmware-signing": "signatures on code",
    "key-wrap": "key wrapping",
}


def verb(policy: Policy, status: Status) -> str:
    """What a policy does to something: a draft would do it, advice does not prohibit."""
    if policy.draft:
        return _WOULD[status]
    return (_ADVISED if policy.binding == "advisory" else _DOES)[status]


def sentence(what: str, note: str) -> str:
    """The clause with the beginning of the rule's note."""
    told = ""
    for part in note.split(". "):
        told = f"{told}. {part}" if told else part
        if len(told) >= _SHORTEST:
            break
    return f"{what}: {told.rstrip('.')}" if told else what


def uncovered(policy: Policy, scheme: Scheme, usage: str) -> str:
    """No rule, for this use."""
    broken = scheme.row is not None and scheme.row.classical is Classical.BROKEN
    weakness = " (it is broken without any quantum computer)" if broken else ""
    return f"no rule of {policy.id} covers {scheme.name} for {_FOR.get(usage, usage)}{weakness}"


def undecided(scheme: Scheme, found: Iterable[tuple[str, Status]]) -> str:
    """What the name leaves open, and what hangs on it."""
    by_status: dict[Status, list[str]] = {}
    for label, status in found:
        by_status.setdefault(status, []).append(label)
    told = [f"{names(by_status[status])}: {status}" for status in sorted(by_status, key=SEVERITY.__getitem__)]
    return f"the {missing(scheme)} of {scheme.name} is not known, and it decides: {'; '.join(told)}"


def names(all_of_them: Sequence[str]) -> str:
    """The first few of them."""
    more = f" and {len(all_of_them) - _SHOWN} more" if len(all_of_them) > _SHOWN else ""
    return f"{', '.join(all_of_them[:_SHOWN])}{more}"
