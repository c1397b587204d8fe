"""Several entries of one identity as one: what they say together, and what they contradict each other in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from cryptoagility import algorithms
from cryptoagility.errors import AgilityError

from ..graph import FIRMNESS, Asset, Edge, occurrence_order
from ..model import AssetFacts, in_order

# Facts that are the same wherever the asset is seen; the others (format, protection, spelling of names) are not.
_OF_THE_ASSET = frozenset(
    {
        *("size", "curve", "oid", "spki_sha256", "sha256", "signature_algorithm", "not_before", "not_after", "is_ca"),
        *("type", "role", "version", "minimum_version", "maximum_version", "cipher_suites", "groups"),
    }
)
_NAMES = frozenset({"algorithm", "signature_algorithm"})
_TOO_MANY = 100  # different names for one thing: nothing is right in such a file
_TIMES = frozenset({"not_before", "not_after"})

_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True, order=True)
class Contradiction:
    """One of the values, as JSON, that entries of one identity give for one field."""

    ref: str
    field: str
    value: str


def join(group: list[Asset], before: Iterable[Contradiction] = ()) -> tuple[Asset, tuple[Contradiction, ...]]:
    """Entries of one identity as one, and what they contradict each other in.

    What one leaves out another may say, and of two names the one that says more is no contradiction of the other. Of
    values that do contradict each other the first in order is kept. ``before``: contradictions that are known of it,
    so that joining in several steps is joining at once.
    """
    known = tuple(before)
    first = group[0]
    if not known and all(one == first for one in group[1:]):
        return first, ()
    found: list[Contradiction] = []

    def agreed(field: str, said: Iterable[object]) -> object:
        values = {_normal(field, one) for one in said if one not in (None, ())}
        values |= {one.value for one in known if one.field == field}
        values = _most_specific(values) if field in _NAMES and len(values) > 1 else values
        if len(values) > 1:
            found.extend(Contradiction(first.ref, field, value) for value in values)
        return _value(min(values)) if values else None

    algorithm = agreed("algorithm", (one.algorithm for one in group))
    primitives = {one.primitive for one in group if one.primitive is not None}
    primitive = agreed("primitive", primitives - {"unknown"}) or min(primitives, default=None)
    made = Asset(
        ref=first.ref,
        kind=first.kind,
        name=min(one.name for one in group),
        algorithm=str(algorithm) if algorithm is not None else None,
        primitive=str(primitive) if primitive is not None else None,
        functions=tuple(sorted({function for one in group for function in one.functions})),
        facts=_facts(group, agreed),
        occurrences=tuple(in_order({place for one in group for place in one.occurrences}, occurrence_order)),
        reason=_reasons(group) if algorithm is None else None,
    )
    return made, tuple(sorted(found))


def join_edges(edges: Iterable[Edge]) -> tuple[Edge, ...]:
    """One edge for each pair: the firmest state, every role."""
    found: dict[tuple[str, str], Edge] = {}
    for edge in edges:
        known = found.get((edge.source, edge.target))
        if known is not None and known != edge:
            state = max(known.state, edge.state, key=FIRMNESS.__getitem__)
            edge = Edge(edge.source, edge.target, state, tuple(sorted({*known.roles, *edge.roles})))
        found[edge.source, edge.target] = edge
    return tuple(sorted(found.values()))


def _facts(group: list[Asset], agreed: Callable[[str, Iterable[object]], object]) -> AssetFacts | None:
    """Facts of one type, field by field; of several types, which only a hostile file has, the first in order."""
    given = sorted((one.facts for one in group if one.facts is not None), key=lambda one: type(one).__name__)
    if not given:
        return None
    made = type(given[0])
    alike = [facts for facts in given if type(facts) is made]
    values: dict[str, object] = {}
    for field in fields(made):
        said = [getattr(facts, field.name) for facts in alike]
        if field.name in _OF_THE_ASSET:
            found = agreed(field.name, said)
            values[field.name] = said[0] if found is None else found
        else:
            values[field.name] = _least(field.name, said)
    return made(**values)  # type: ignore[arg-type]  # the values are those of facts of this type


def _least(field: str, said: list[object]) -> object:
    """One value of those that are given: in clear in one place is in clear, direct in one place is direct."""
    given = {_dump(value): value for value in said if value not in (None, ())}
    if not given:
        return said[0]
    return given[max(given) if field == "direct" else min(given)]


def _normal(field: str, value: object) -> str:
    """A value as JSON, a time always in the same spelling."""
    if field in _TIMES:
        try:
            moment = datetime.fromisoformat(str(value))
            value = moment.isoformat().replace("+00:00", "Z")
        except ValueError:
            pass
    return _dump(value)


def _value(text: str) -> object:
    value = json.loads(text)
    return tuple(value) if isinstance(value, list) else value


def _most_specific(names: set[str]) -> set[str]:
    """The names of which no other says the same and more: RSA is no contradiction of RSA-2048."""
    if len(names) > _TOO_MANY:
        return names
    return {one for one in names if not any(other != one and _refines(other, one) for other in names)}


def _refines(more: str, less: str) -> bool:
    try:
        narrow, wide = algorithms.parse(str(_value(more))), algorithms.parse(str(_value(less)))
    except AgilityError:
        return False
    if narrow.family.name != wide.family.name:
        return False
    pairs = [(getattr(narrow, part), getattr(wide, part)) for part in ("size", "curve", "mode", "hash")]
    return narrow.name != wide.name and wide.row is None and all(low is None or low == high for high, low in pairs)


def _reasons(assets: Iterable[Asset]) -> str | None:
    return "; ".join(sorted({part for one in assets if one.reason for part in one.reason.split("; ")})) or None
