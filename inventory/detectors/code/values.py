"""What an expression can be: a small sum type of frozen values, and how each was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

    from .outline import Scope


@dataclass(frozen=True, slots=True)
class Text:
    """A character string."""

    value: str


@dataclass(frozen=True, slots=True)
class Octets:
    """A byte string: its length if known. ``text`` only where it is short and readable; never reported as such."""

    size: int | None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """An integer."""

    value: int


@dataclass(frozen=True, slots=True)
class Boolean:
    """True or false."""

    value: bool


@dataclass(frozen=True, slots=True)
class Nothing:
    """``None``, ``null``, ``nil``."""


@dataclass(frozen=True, slots=True)
class Name:
    """Something outside the file, by its fully qualified name: a module, class, function, constant."""

    qualified: str


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One call of a function of this file: which arguments its parameters have (None: any), whose method it is."""

    function: Scope
    arguments: Arguments | None
    depth: int
    receiver: Value | None = None


@dataclass(frozen=True, slots=True)
class Lazy:
    """An expression that is evaluated when somebody asks: where it stands, and in which call."""

    node: Node = field(compare=False)
    scope: Scope
    frame: Frame | None = None
    key: int = 0

    @classmethod
    def of(cls, node: Node, scope: Scope, frame: Frame | None = None) -> Lazy:
        """The expression of this node."""
        return cls(node, scope, frame, node.id)


@dataclass(frozen=True, slots=True)
class Arguments:
    """Arguments of a call. ``spread`` is set if some are not written out (``*args``, ``**kwargs``)."""

    positional: tuple[Lazy | Value, ...] = ()
    keywords: tuple[tuple[str, Lazy | Value], ...] = ()
    spread: bool = False
    unpacked: tuple[Lazy, ...] = ()

    def then(self, later: Arguments) -> Arguments:
        """These and later ones; later keywords win (partial application)."""
        names = {name for name, _ in later.keywords}
        kept = tuple(pair for pair in self.keywords if pair[0] not in names)
        return Arguments(
            self.positional + later.positional,
            kept + later.keywords,
            self.spread or later.spread,
            self.unpacked + later.unpacked,
        )


@dataclass(frozen=True, slots=True)
class Called:
    """The result of calling (or reading a property of) something outside the file. ``origin`` is the call's place."""

    qualified: str
    arguments: Arguments
    receiver: Value | None
    origin: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Method:
    """A method of an object made outside the file, not yet called."""

    qualified: str
    receiver: Value


@dataclass(frozen=True, slots=True)
class Typed:
    """An object of which only the type is known, from an annotation."""

    qualified: str


@dataclass(frozen=True, slots=True)
class LocalFunction:
    """A function or method of this file, with the object it belongs to."""

    scope: Scope
    receiver: Value | None = None


@dataclass(frozen=True, slots=True)
class LocalClass:
    """A class of this file."""

    scope: Scope


@dataclass(frozen=True, slots=True)
class Instance:
    """An object of a class of this file; ``arguments`` if the constructor call is known."""

    scope: Scope
    arguments: Arguments | None = None


@dataclass(frozen=True, slots=True)
class EnumMember:
    """A member of an enumeration of this file."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class Configured:
    """A value of a configuration file, and where it stands there (``PATH:LINE``)."""

    value: Value
    origin: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list, tuple or set."""

    entries: tuple[Lazy | Value, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """A dictionary."""

    pairs: tuple[tuple[Lazy | Value, Lazy | Value], ...]


@dataclass(frozen=True, slots=True)
class Partial:
    """A function with some arguments given already."""

    function: Value
    arguments: Arguments


@dataclass(frozen=True, slots=True)
class Operation:
    """A method of a string, list or dictionary, not yet called."""

    subject: Value
    name: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """What could not be resolved, and why. ``within``: the module whose member it is, if that much is known."""

    reason: str
    within: str | None = None


VALUES = 16  # of one expression
ROWS = 64  # entries of a table that are looked at

Value = (
    Text
    | Octets
    | Number
    | Boolean
    | Nothing
    | Name
    | Called
    | Method
    | Typed
    | LocalFunction
    | LocalClass
    | Instance
    | EnumMember
    | Configured
    | Items
    | Mapping
    | Partial
    | Operation
    | Unknown
)


@dataclass(frozen=True, slots=True)
class Possible:
    """One value that an expression can have, and how it was found (the words of model.Parameter)."""

    value: Value
    how: str = "literal"


def plain(value: Value) -> Value:
    """The value that a member of an enumeration or a setting stands for; any other value itself."""
    while isinstance(value, EnumMember | Configured):
        value = value.value
    return value


def how_found(one: Possible) -> str:
    """How a value was found; of a configured one with its place: ``configuration PATH:LINE``."""
    return f"configuration {one.value.origin}" if isinstance(one.value, Configured) else one.how


def reason_of(value: Value) -> str:
    """Why this value tells nothing more."""
    match value:
        case Unknown(reason):
            return reason
        case Name(qualified):
            return f"value comes from {qualified}, outside this file"
        case Called(qualified) | Method(qualified):
            return f"value comes from call {qualified}()"
        case Typed(qualified):
            return f"only the type {qualified} is known"
        case Instance(scope) | LocalClass(scope) | LocalFunction(scope):
            return f"value is made by {scope.name or 'a lambda'} of this file"
        case Nothing():
            return "value is None"
        case Configured(inner):
            return reason_of(inner)
    return "value is not one that the rules know"


def text_of(value: Value) -> str | None:
    """The characters of a string or short readable byte string."""
    value = plain(value)
    if isinstance(value, Text):
        return value.value
    if isinstance(value, Octets):
        return value.text
    return None


def distinct(found: Iterable[Possible]) -> tuple[Possible, ...]:
    """Each value once, as it was found first; too many are cut with a value that says so."""
    kept: dict[Value, Possible] = {}
    for one in found:
        kept.setdefault(one.value, one)
        if len(kept) > VALUES:
            return (*tuple(kept.values())[:VALUES], Possible(Unknown(f"more than {VALUES} values are possible")))
    return tuple(kept.values())
