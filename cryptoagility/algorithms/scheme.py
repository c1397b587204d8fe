"""Algorithms as they are used: a family with the parameters that are known, named in one way.

``ECDSA-P256-SHA256`` is the row ECDSA-P256 and the parameter SHA256; ``AES-GCM`` is AES in GCM mode with a key size
that nobody stated. A parameter that is not known is absent, and a fact that differs between the possible rows is None:
nothing is assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TypeVar

from ..errors import UnknownAlgorithm
from .algorithm import Algorithm, Quantum, Use
from .table import candidates, data, find, table

Fact = TypeVar("Fact")

_PRIMITIVES = MappingProxyType({"aead": "ae", "keywrap": "key-wrap", "xof": "xof"})
_AUTHENTICATED = frozenset({"GCM", "CCM", "GCM-SIV", "SIV", "EAX", "OCB", "OCB3"})
_WRAPPING = frozenset({"WRAP", "WRAP-PAD"})


@dataclass(frozen=True, slots=True)
class Curve:
    """An elliptic curve: canonical name, other spellings, CycloneDX name, field size in bits, object identifier.

    ``jose``, ``cose`` and ``ssh`` are the registered names and value of the curve in keys; None where there is none.
    """

    name: str
    names: tuple[str, ...]
    cyclonedx: str
    bits: int
    oid: str
    jose: str | None = None
    cose: int | None = None
    ssh: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a family that has no row in the table, with its source and confidence."""

    classical_bits: int | None
    nist_category: int | None
    quantum: Quantum | None
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Family:
    """How names of a family are put together, and what its members can be."""

    name: str
    parameters: tuple[str, ...]
    rows: tuple[str, ...]
    uses: tuple[Use, ...]
    primitive: str
    policy: tuple[str, ...]
    cyclonedx: str | None = None
    padding: str | None = None
    components: tuple[str, ...] = ()
    facts: Facts | None = None


@dataclass(frozen=True, slots=True)
class Scheme:
    """A family with known parameters; ``row`` is the exact row of the table where there is one.

    ``size`` is a modulus or key size in bits.
    """

    family: Family
    size: int | None = None
    curve: str | None = None
    mode: str | None = None
    hash: str | None = None
    row: Algorithm | None = None

    @property
    def name(self) -> str:
        """The canonical name."""
        if self.row is not None and (self.size, self.curve, self.mode, self.hash) == (None,) * 4:
            return self.row.name
        parts = [self.family.name]
        for parameter in self.family.parameters:
            value = {"size": self.size, "curve": self.curve, "mode": self.mode, "hash": self.hash}[parameter]
            if value is not None:
                parts.append(str(value))
        return "-".join(parts)

    @property
    def rows(self) -> tuple[Algorithm, ...]:
        """The rows that this can be: one when it is exact, several when a parameter is not known."""
        return (self.row,) if self.row is not None else _possible_rows(self)

    @property
    def uses(self) -> tuple[Use, ...]:
        """What it can be used for; several when the name does not tell."""
        if self.mode in _WRAPPING:
            return (Use.KEY_WRAP,)
        if self.row is not None and len(self.family.uses) != 1:
            return self.family.uses if self.family.uses and not self.row.composite else (self.row.use,)
        if self.row is not None and self.row.use is not Use.KEY_ESTABLISHMENT:
            return (self.row.use,)
        return self.family.uses

    @property
    def primitive(self) -> str:
        """The CycloneDX primitive."""
        if self.mode in _AUTHENTICATED:
            return "ae"
        if self.mode in _WRAPPING:
            return "key-wrap"
        if self.row is not None:
            return _PRIMITIVES.get(self.row.kind, self.family.primitive)
        return self.family.primitive

    @property
    def quantum(self) -> Quantum | None:
        """What a quantum computer does to it; None if that depends on what is not known."""
        return self._agreed(lambda row: row.quantum, lambda facts: facts.quantum)

    @property
    def nist_category(self) -> int | None:
        """NIST post-quantum security category; 0 = meets none; None if not known."""
        return self._agreed(lambda row: row.nist_category, lambda facts: facts.nist_category)

    @property
    def classical_bits(self) -> int | None:
        """Attack cost in bits without a quantum computer; None if not known."""
        if self.size is not None and "size" in self.family.parameters and self.quantum is Quantum.BROKEN:
            return modulus_strength(self.size)
        if self.size is not None and self.row is None and self.family.primitive == "hash":
            return self.size // 2  # the collision strength of a shortened output is at most this
        if self.curve is not None and self.row is None:
            bits = curves()[self.curve].bits
            return bits // 2
        return self._agreed(lambda row: row.classical_bits, lambda facts: facts.classical_bits)

    @property
    def components(self) -> tuple[Scheme, ...]:
        """What it is made of: the parts of a composite, the hash of a signature."""
        parts: list[Scheme] = []
        if self.row is not None:
            parts.extend(_component(part) for part in self.row.components)
        parts.extend(parse(part) for part in self.family.components)
        if self.hash is not None:
            parts.append(parse(hashes()[self.hash]))
        return tuple(parts)

    @property
    def cyclonedx_curve(self) -> str | None:
        """The curve's name in CycloneDX 1.7, if it has one."""
        if self.curve is not None:
            return curves()[self.curve].cyclonedx
        fixed = data()["row_curves"]
        assert isinstance(fixed, dict)
        name = fixed.get(self.row.name) if self.row is not None else None
        return str(name) if name is not None else None

    @property
    def composite(self) -> bool:
        """Whether it is a hybrid or composite of several algorithms."""
        return self.row is not None and self.row.composite

    def _agreed(self, of_row: Callable[[Algorithm], Fact], of_facts: Callable[[Facts], Fact]) -> Fact | None:
        if self.family.facts is not None:
            return of_facts(self.family.facts)
        values = {of_row(row) for row in self.rows}
        return values.pop() if len(values) == 1 else None


def _component(name: str) -> Scheme:
    """A part of a row: another row by its id or name, or a family that has no row."""
    try:
        return parse(find(name).name)
    except UnknownAlgorithm:
        return parse(name)


def parse(name: str) -> Scheme:
    """The scheme of this name, alias or id. Raises UnknownAlgorithm; an alias of several rows is refused by find()."""
    made = _parse(name.strip())
    if made is None:
        raise UnknownAlgorithm(f"no algorithm or family is called {name!r}; `cryptoagility algorithms` lists them")
    return made


def scheme(
    family: str, *, size: int | None = None, curve: str | None = None, mode: str | None = None, hash: str | None = None
) -> Scheme:
    """The scheme made of a family (``RSA-PSS``, ``ECDSA``, ``AES`` …) and what is known of it.

    Curves and hashes are accepted in any spelling (``secp256r1``, ``prime256v1``, ``sha256``, ``SHA-256``).
    Raises UnknownAlgorithm for a family, curve, mode or hash that the table does not have.
    """
    known = families().get(family)
    if known is None:
        raise UnknownAlgorithm(f"no family is called {family!r}")
    return _with_row(
        Scheme(
            family=known,
            size=size if "size" in known.parameters else None,
            curve=curve_name(curve) if curve is not None and "curve" in known.parameters else None,
            mode=_mode(mode) if mode is not None and "mode" in known.parameters else None,
            hash=hash_name(hash) if hash is not None and "hash" in known.parameters else None,
        )
    )


def curve_name(spelling: str) -> str:
    """The canonical name of a curve, from any spelling or its object identifier. Raises UnknownAlgorithm."""
    found = _curve_spellings().get(spelling.lower())
    if found is None:
        raise UnknownAlgorithm(f"no curve is called {spelling!r}")
    return found


def hash_name(spelling: str) -> str:
    """The name a hash has inside a scheme (``SHA256``), from any spelling. Raises UnknownAlgorithm."""
    found = _hash_spellings().get(spelling.lower().replace("_", "-"))
    if found is None:
        raise UnknownAlgorithm(f"no hash is called {spelling!r}")
    return found


def modulus_strength(bits: int) -> int:
    """Classical strength in bits of an RSA, DSA or finite-field key; sizes in between are rounded down."""
    strengths = data()["strength"]
    assert isinstance(strengths, list)
    return max((strength for size, strength in strengths if size <= bits), default=0)


@cache
def families() -> Mapping[str, Family]:
    """Every family by name."""
    rows = data()["families"]
    assert isinstance(rows, list)
    return MappingProxyType({row["name"]: _family(row) for row in rows})


@cache
def curves() -> Mapping[str, Curve]:
    """Every curve by canonical name."""
    rows = data()["curves"]
    assert isinstance(rows, dict)
    return MappingProxyType(
        {
            name: Curve(
                name,
                tuple(row["names"]),
                row["cyclonedx"],
                row["bits"],
                row["oid"],
                row.get("jose"),
                row.get("cose"),
                row.get("ssh"),
            )
            for name, row in rows.items()
        }
    )


@cache
def hashes() -> Mapping[str, str]:
    """Canonical hash algorithm by the name that it has inside a scheme (``SHA256`` -> ``SHA-256``)."""
    rows = data()["hashes"]
    assert isinstance(rows, dict)
    return MappingProxyType(dict(rows))


@cache
def modes() -> tuple[str, ...]:
    """Block cipher modes, longest first."""
    rows = data()["modes"]
    assert isinstance(rows, list)
    return tuple(sorted(rows, key=lambda mode: (-len(mode), mode)))


def _family(row: dict[str, object]) -> Family:
    facts = row.get("facts")
    made = None
    if isinstance(facts, dict):
        quantum = facts["quantum"]
        made = Facts(
            classical_bits=facts["classical_bits"],
            nist_category=facts["nist_category"],
            quantum=Quantum(quantum) if quantum else None,
            source=facts["source"],
            confidence=facts["confidence"],
        )
    return Family(
        name=str(row["name"]),
        parameters=_texts(row["parameters"]),
        rows=_texts(row["rows"]),
        uses=tuple(Use(use) for use in _texts(row["uses"])),
        primitive=str(row["primitive"]),
        policy=_texts(row["policy"]),
        cyclonedx=str(row["cyclonedx"]) if "cyclonedx" in row else None,
        padding=str(row["padding"]) if "padding" in row else None,
        components=_texts(row.get("components", ())),
        facts=made,
    )


def _texts(value: object) -> tuple[str, ...]:
    assert isinstance(value, list | tuple)
    return tuple(str(item) for item in value)


@cache
def _parse(name: str) -> Scheme | None:
    from_parameters = _from_parameters(name)
    if from_parameters is not None:
        return from_parameters
    if not candidates(name):
        return None
    row = find(name)
    family = next((item for item in families().values() if row.family in item.rows and _fits(row, item)), None)
    if family is None:
        return None
    if row.name != name and family.parameters:
        return _from_parameters(row.name) or Scheme(family=family, row=row)
    return Scheme(family=family, row=row)


def _fits(row: Algorithm, family: Family) -> bool:
    """Whether a row's canonical name can be a member of the family (RSA rows serve several families)."""
    return not family.parameters or row.name == family.name or row.name.startswith(family.name + "-")


def _from_parameters(name: str) -> Scheme | None:
    if name.endswith("-"):
        return None
    for family in _families_longest_first():
        lowered = family.name.lower()
        if not name.lower().startswith(lowered):
            continue
        rest = name[len(lowered) :]
        if rest and not rest.startswith("-"):
            continue
        if not family.parameters:
            if not rest and not candidates(name):
                return Scheme(family=family)
            continue
        taken = _take(rest[1:], family.parameters)
        if taken is not None:
            return _with_row(Scheme(family=family, **taken))  # type: ignore[arg-type]  # keys are checked by _take
    return None


@cache
def _families_longest_first() -> tuple[Family, ...]:
    return tuple(sorted(families().values(), key=lambda family: (-len(family.name), family.name)))


def _take(rest: str, parameters: tuple[str, ...]) -> dict[str, object] | None:
    """Parameters read off the rest of a name, in their order; None if something is left over."""
    taken: dict[str, object] = {}
    for parameter in parameters:
        if not rest:
            break
        for length in _prefix_lengths(rest):
            value = _READERS[parameter](rest[:length])
            if value is not None:
                taken[parameter] = value
                rest = rest[length + 1 :]
                break
    return None if rest else taken


def _prefix_lengths(rest: str) -> Iterable[int]:
    """Ends of the dash-separated prefixes, longest first (``SHA3-256`` and ``GCM-SIV`` hold a dash)."""
    ends = [index for index, character in enumerate(rest) if character == "-"] + [len(rest)]
    return reversed(ends)


def _read_size(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and 1 < len(text) < 7 else None


def _read_curve(text: str) -> str | None:
    return _curve_spellings().get(text.lower())


def _read_mode(text: str) -> str | None:
    return text.upper() if text.upper() in modes() else None


def _read_hash(text: str) -> str | None:
    return _hash_spellings().get(text.lower())


_READERS: Mapping[str, Callable[[str], object | None]] = MappingProxyType(
    {"size": _read_size, "curve": _read_curve, "mode": _read_mode, "hash": _read_hash}
)


def _mode(spelling: str) -> str:
    found = _read_mode(spelling.replace("_", "-"))
    if found is None:
        raise UnknownAlgorithm(f"no block cipher mode is called {spelling!r}")
    return found


@cache
def _curve_spellings() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for curve in curves().values():
        found.update(dict.fromkeys((item.lower() for item in (curve.name, curve.oid, *curve.names)), curve.name))
    return MappingProxyType(found)


@cache
def _hash_spellings() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for short, algorithm in hashes().items():
        row = find(algorithm)
        found.update(dict.fromkeys((item.lower() for item in (short, algorithm, row.title, *row.aliases)), short))
    return MappingProxyType(found)


def _with_row(made: Scheme) -> Scheme:
    """The scheme with its exact row, where every parameter that the row needs is known."""
    name = _row_name(made)
    row = _rows_by_name().get(name)
    if row is None or row.family not in made.family.rows:
        return made
    return Scheme(made.family, made.size, made.curve, made.mode, made.hash, row)


def _row_name(made: Scheme) -> str:
    known = (value for value in (made.size, made.curve, made.mode) if value is not None)
    name = "-".join([made.family.name, *map(str, known)])
    if made.hash is not None and (with_hash := f"{name}-{made.hash}") in _rows_by_name():
        return with_hash
    return name


@cache
def _rows_by_name() -> Mapping[str, Algorithm]:
    return MappingProxyType({row.name: row for row in table()})


@cache
def _possible_rows(made: Scheme) -> tuple[Algorithm, ...]:
    """Rows of the family that do not contradict what is known."""
    rows = [row for row in table() if row.family in made.family.rows]
    if made.family.name in _MODULUS:
        return tuple(row for row in rows if _modulus(row) == _named_size(made.size)) or tuple(rows)
    if made.curve is not None:
        return tuple(row for row in rows if row.name.endswith(f"-{made.curve}")) or tuple(rows)
    if made.size is not None:
        rows = [row for row in rows if f"-{made.size}" in f"{row.name}-"]
    if made.mode is not None:
        rows = [row for row in rows if row.name.endswith(f"-{made.mode}")] or rows
    if made.hash is not None:
        rows = [row for row in rows if row.name.endswith(f"-{made.hash}")] or rows
    return tuple(rows)


_MODULUS = frozenset({"RSA", "RSA-PKCS1", "RSA-PSS", "RSA-OAEP", "RSAES-PKCS1", "DSA", "DH"})


def _modulus(row: Algorithm) -> int | None:
    last = row.name.rsplit("-", 1)[-1]
    return int(last) if last.isdigit() else None


def _named_size(bits: int | None) -> int | None:
    if bits is None:
        return None
    return max((size for size in (1024, 2048, 3072, 4096) if size <= bits), default=0)
