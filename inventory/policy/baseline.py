"""What was known before: verdicts and places of a former inventory or a former answer of ``check``.

A verdict is known if the former one on the same asset, usage and policy was as bad, and the asset has no place that it
did not have. A place is a path and the API called there: a line that shifts is no new place, a renamed file is one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from ..cbom.read import read
from ..cbom.strict_json import Node, load
from ..compare.identity import canonical, identity
from ..errors import Unreadable
from ..graph import Graph
from ..model import Skipped
from .evaluate import Assessment, Verdict, assess
from .policy import SEVERITY, Policy, Status

Key = tuple[str, str, str]  # policy, identity of the asset, usage
Place = tuple[str, str]  # path, API
Places = Mapping[str, Mapping[Place, int]]

BAD = frozenset({Status.DISALLOWED, Status.UNKNOWN, Status.HYBRID_ONLY})
"""Statuses that decide an exit code."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Former verdicts, the places of the assets, and what was not read."""

    statuses: Mapping[Key, Status]
    places: Places
    problems: frozenset[str] = frozenset()
    languages: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Compared:
    """Present verdicts that are known, why the other bad ones are new, and former bad ones that are no more."""

    known: frozenset[Verdict]
    new: Mapping[Verdict, str]
    gone: tuple[Key, ...]
    unread: bool  # whether something was not read that was not among what was not read before


def former(text: str, policies: Iterable[Policy], as_of: date) -> Baseline:
    """The baseline in this file: a CBOM, judged now and for the same day, or what ``check --format json`` printed."""
    said = load(text)
    if isinstance(said, dict) and said.get("bomFormat") == "CycloneDX":
        graph = canonical(read(text))[0]
        return _of_verdicts(assess(graph, policies, as_of), graph)
    if isinstance(said, dict) and {"as_of", "verdicts", "places"} <= said.keys():
        return _of_answer(Node(said))
    raise Unreadable("neither a CBOM nor what `check --format json` prints")


def compared(baseline: Baseline, assessment: Assessment, graph: Graph) -> Compared:
    """What of the present verdicts is new against the baseline."""
    names = identities(graph)
    grown = _grown(baseline.places, places(graph, names))
    known: set[Verdict] = set()
    new: dict[Verdict, str] = {}
    present: dict[Key, Status] = {}
    for verdict in assessment.verdicts:
        name = names[verdict.asset]
        key = (verdict.policy, name, verdict.usage)
        present[key] = _worse(present.get(key), verdict.status)
        if verdict.status not in BAD:
            continue
        before = baseline.statuses.get(key)
        if before is None:
            new[verdict] = "not in the baseline"
        elif SEVERITY[verdict.status] > SEVERITY[before]:
            new[verdict] = f"{before} in the baseline"
        elif name in grown:
            path, symbol = grown[name]
            new[verdict] = f"new place: {path}" + (f" ({symbol})" if symbol else "")
        else:
            known.add(verdict)
    judged = {policy.id for policy in assessment.policies}
    gone = (key for key, status in baseline.statuses.items() if status in BAD and key[0] in judged)
    left = tuple(sorted(key for key in gone if present.get(key) not in BAD))
    return Compared(frozenset(known), new, left, _unread(baseline, graph))


def identities(graph: Graph) -> dict[str, str]:
    """The identity of each asset, whatever reference its file gives it."""
    return {asset.ref: "root" if asset.ref == graph.root else identity(asset) for asset in graph.assets}


def places(graph: Graph, names: Mapping[str, str]) -> dict[str, dict[Place, int]]:
    """How often each asset stands in each place."""
    found: dict[str, dict[Place, int]] = {}
    for asset in graph.assets:
        counted = Counter((one.location.path, one.location.symbol or "") for one in asset.occurrences)
        known = found.setdefault(names[asset.ref], {})
        for place, times in counted.items():
            known[place] = known.get(place, 0) + times
    return found


def unread_languages(graph: Graph) -> tuple[Skipped, ...]:
    """Source code that no detector reads."""
    skipped = graph.coverage.skipped if graph.coverage is not None else ()
    return tuple(one for one in skipped if "no rules" in one.reason)


def unread_problems(graph: Graph) -> tuple[str, ...]:
    """What could not be read; a comment that excuses nothing is a problem of another sort."""
    return tuple(f"{one.path}: {one.reason}" for one in graph.problems if one.unread)


def _grown(before: Places, now: Places) -> dict[str, Place]:
    """For each asset that stands where it did not stand before, the first such place."""
    found: dict[str, Place] = {}
    for name, standing in now.items():
        was = before.get(name, {})
        more = sorted(place for place, times in standing.items() if times > was.get(place, 0))
        if more:
            found[name] = more[0]
    return found


def _unread(baseline: Baseline, graph: Graph) -> bool:
    more = any(one.count > baseline.languages.get(one.reason, 0) for one in unread_languages(graph))
    return more or not set(unread_problems(graph)) <= baseline.problems


def _of_verdicts(assessment: Assessment, graph: Graph) -> Baseline:
    names = identities(graph)
    keys = (((one.policy, names[one.asset], one.usage), one.status) for one in assessment.verdicts)
    return Baseline(
        _by_key(keys),
        places(graph, names),
        frozenset(unread_problems(graph)),
        {one.reason: one.count for one in unread_languages(graph)},
    )


def _by_key(verdicts: Iterable[tuple[Key, Status]]) -> dict[Key, Status]:
    """The worst status of each; a foreign file can have several entries of one identity."""
    found: dict[Key, Status] = {}
    for key, status in verdicts:
        found[key] = _worse(found.get(key), status)
    return found


def _worse(one: Status | None, other: Status) -> Status:
    return other if one is None else max(one, other, key=SEVERITY.__getitem__)


def _of_answer(said: Node) -> Baseline:
    """What ``check`` printed. Raises Unreadable with the place."""
    top = said.fields(
        ("as_of", "verdicts", "places", "not_read"), tuple(said.value) if isinstance(said.value, dict) else ()
    )
    unread = top["not_read"].fields(("problems", "languages"))
    languages = unread["languages"]
    counted = languages.value if languages.value is not None else {}
    if not isinstance(counted, dict):
        raise languages.wrong("an object")
    return Baseline(
        _by_key(_statuses(top["verdicts"])),
        dict(_standing(top["places"])),
        frozenset(unread["problems"].texts()),
        {reason: Node(number, languages.place).integer() for reason, number in counted.items()},
    )


def _statuses(verdicts: Node) -> Iterator[tuple[Key, Status]]:
    words = [status.value for status in Status]
    for one in verdicts.items():
        names = tuple(one.value) if isinstance(one.value, dict) else ()
        fields = one.fields(("policy", "identity", "usage", "status"), names)
        key = (fields["policy"].text(), fields["identity"].text(), fields["usage"].text())
        yield key, Status(fields["status"].one_of(words))


def _standing(standing: Node) -> Iterator[tuple[str, dict[Place, int]]]:
    if not isinstance(standing.value, dict):
        raise standing.wrong("an object")
    for name, listed in standing.fields((), tuple(standing.value)).items():
        found: dict[Place, int] = {}
        for one in listed.items():
            path, symbol, times = _three(one)
            found[path, symbol] = times
        yield name, found


def _three(one: Node) -> tuple[str, str, int]:
    parts = one.items()
    if len(parts) != 3 or not isinstance(parts[0].value, str) or not isinstance(parts[1].value, str):
        raise one.wrong("a path, an API and a number")
    return parts[0].value, parts[1].value, parts[2].integer(1)
