"""What a rule pack can say of one callable: frozen values, and how they are read from their short form.

A *term* says where a trait comes from. ``$digest`` is the value of the argument ``digest``, ``$digest.hash`` what that
value tells about a hash, ``$self.curve`` what the object tells whose method is called, ``$header[alg]`` an entry of a
dictionary. Filters follow: ``$key|bits`` (length of a byte string), ``$name|hash`` (a hash by name), any map of a pack.
``|maybe`` at the end means: if it is not known, leave it out and say nothing. Anything else stands for itself.
``default:`` gives what the library documents for an absent argument, ``when:`` on which conditions (which provider
serves the call). Several terms: the first that is present.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

Scalar = str | int | bool

_TERM = re.compile(r"\$(?P<argument>\w+)(?:\.(?P<trait>\w+))?(?:\[(?P<key>\w+)\])?(?P<filters>(?:\|\w+)*)")


@dataclass(frozen=True, slots=True)
class Term:
    """One source of a trait: a constant, a documented default, or an argument."""

    constant: Scalar | None = None
    default: Scalar | None = None
    argument: str | None = None
    trait: str | None = None
    key: str | None = None
    filters: tuple[str, ...] = ()
    optional: bool = False
    when: tuple[tuple[Term, Scalar], ...] = ()  # of a default


Terms = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Trait:
    """A named property and where it comes from."""

    name: str
    terms: Terms


@dataclass(frozen=True, slots=True)
class Report:
    """What a call is reported as. ``scheme`` empty: the traits of the result are used."""

    functions: tuple[str, ...] = ()
    primitive: str | None = None
    protocol: str | None = None
    scheme: tuple[Trait, ...] = ()
    parameters: tuple[Trait, ...] = ()
    requires: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    only: tuple[tuple[Term, Scalar], ...] = ()
    unless: tuple[tuple[Term, Scalar], ...] = ()
    reason: str | None = None  # why the algorithm cannot be known from the source
    fixed: bool = False  # methods of the object add nothing to it


@dataclass(frozen=True, slots=True)
class Addition:
    """What a method, or a setting, adds to the object it is used on."""

    functions: tuple[str, ...] = ()
    scheme: tuple[Trait, ...] = ()
    parameters: tuple[Trait, ...] = ()
    only: tuple[tuple[Term, Scalar], ...] = ()


@dataclass(frozen=True, slots=True)
class Callable:
    """A function, constructor, method or property of a library."""

    qualified: str
    arguments: tuple[str, ...] = ()
    returns: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    traits: tuple[Trait, ...] = ()
    reports: tuple[Report, ...] = ()
    adds: tuple[Addition, ...] = ()
    proof: tuple[tuple[str, tuple[str, ...]], ...] = ()


CALLABLE_KEYS = frozenset({"arguments", "returns", "keeps", "traits", "report", "adds", "proof"})
REPORT_KEYS = frozenset(
    {
        "functions",
        "primitive",
        "protocol",
        "scheme",
        "parameters",
        "requires",
        "absent",
        "only",
        "unless",
        "reason",
        "fixed",
    }
)
ADDITION_KEYS = frozenset({"functions", "scheme", "parameters", "only"})
TERM_KEYS = frozenset({"default", "when"})

Row = dict[str, object]


def term(written: object) -> Term:
    """A term from its short form. Raises ValueError."""
    if isinstance(written, dict):
        if not {"default"} <= set(written) <= TERM_KEYS or not isinstance(written["default"], str | int):
            raise ValueError(f"a term is written as text, number or default, not {written!r}")
        return Term(default=written["default"], when=_conditions("a default", written.get("when", {})))
    if not isinstance(written, str | int):
        raise ValueError(f"not a term: {written!r}")
    if not isinstance(written, str) or not written.startswith("$"):
        return Term(constant=written)
    match = _TERM.fullmatch(written)
    if match is None:
        raise ValueError(f"not a term: {written!r}")
    filters = tuple(match["filters"].split("|")[1:])
    optional = filters[-1:] == ("maybe",)
    kept = filters[:-1] if optional else filters
    return Term(None, None, match["argument"], match["trait"], match["key"], kept, optional)


def terms(written: object) -> Terms:
    """One or several terms."""
    return tuple(term(one) for one in written) if isinstance(written, list) else (term(written),)


def traits(written: object) -> tuple[Trait, ...]:
    """Traits by name."""
    return tuple(Trait(name, terms(value)) for name, value in _mapping(written).items())


def callable_(qualified: str, row: Row) -> Callable:
    """A callable from its row. Raises ValueError for a key that nobody knows."""
    _check(qualified, row, CALLABLE_KEYS)
    reports = row.get("report", [])
    adds = row.get("adds", [])
    return Callable(
        qualified,
        arguments=_texts(row.get("arguments")),
        returns=_texts(row.get("returns")),
        keeps=_texts(row.get("keeps")),
        traits=traits(row.get("traits", {})),
        reports=tuple(_report(qualified, one) for one in (reports if isinstance(reports, list) else [reports])),
        adds=tuple(addition(qualified, _mapping(one)) for one in (adds if isinstance(adds, list) else [adds])),
        proof=tuple((name, _texts(value)) for name, value in _mapping(row.get("proof", {})).items()),
    )


def addition(qualified: str, row: Row) -> Addition:
    """What is added to an object. Raises ValueError."""
    _check(qualified, row, ADDITION_KEYS)
    return Addition(
        _texts(row.get("functions")),
        traits(row.get("scheme", {})),
        traits(row.get("parameters", {})),
        _conditions(qualified, row.get("only", {})),
    )


def _report(qualified: str, written: object) -> Report:
    row = _mapping(written)
    _check(qualified, row, REPORT_KEYS)
    primitive, protocol, reason = row.get("primitive"), row.get("protocol"), row.get("reason")
    return Report(
        functions=_texts(row.get("functions")),
        primitive=str(primitive) if primitive is not None else None,
        protocol=str(protocol) if protocol is not None else None,
        scheme=traits(row.get("scheme", {})),
        parameters=traits(row.get("parameters", {})),
        requires=_texts(row.get("requires")),
        absent=_texts(row.get("absent")),
        only=_conditions(qualified, row.get("only", {})),
        unless=_conditions(qualified, row.get("unless", {})),
        reason=str(reason) if reason is not None else None,
        fixed=row.get("fixed") is True,
    )


def _conditions(qualified: str, written: object) -> tuple[tuple[Term, Scalar], ...]:
    found: list[tuple[Term, Scalar]] = []
    for source, value in _mapping(written).items():
        if not isinstance(value, str | int):
            raise ValueError(f"{qualified}: a condition compares with a text, number or truth value")
        found.append((term(source), value))
    return tuple(found)


def _check(qualified: str, row: Row, known: frozenset[str]) -> None:
    stray = set(row) - known
    if stray:
        raise ValueError(f"{qualified}: unknown keys {sorted(stray)}")


def _mapping(written: object) -> Row:
    if not isinstance(written, dict):
        raise ValueError(f"a mapping is needed, not {written!r}")
    return written


def _texts(written: object) -> tuple[str, ...]:
    if written is None:
        return ()
    if isinstance(written, str):
        return (written,)
    if not isinstance(written, list) or not all(isinstance(one, str) for one in written):
        raise ValueError(f"names are needed, not {written!r}")
    return tuple(written)
