"""The outline of a source file: scopes, what their names are bound to, calls and settings. Made by a language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

Span = tuple[int, int]


class ScopeKind(Enum):
    """What opens a scope."""

    MODULE = "module"
    CLASS = "class"
    FUNCTION = "function"
    COMPREHENSION = "comprehension"
    BLOCK = "block"


_INNER = (ScopeKind.COMPREHENSION, ScopeKind.BLOCK)


class BindingKind(Enum):
    """How a name gets its value."""

    IMPORT = "import"
    ASSIGNMENT = "assignment"
    PARAMETER = "parameter"
    FUNCTION = "function"
    CLASS = "class"
    ELEMENT = "element"  # of what is iterated over
    KEY = "key"  # of an element of a dictionary that is iterated over
    MEMBER = "member"  # of an enumeration
    CONFIGURED = "configured"  # by the text with placeholders in ``qualified``
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Place:
    """A node and the scope it stands in."""

    node: Node = field(compare=False)
    scope: Scope


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a function: ``index`` among the positional ones (None: by keyword only)."""

    name: str
    index: int | None
    default: Node | None = field(compare=False, default=None)
    annotation: Node | None = field(compare=False, default=None)
    variadic: str | None = None  # "*" or "**"
    configured: str | None = None  # a text with placeholders that fills it


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """One way in which a name gets a value. ``path`` says which part of the value (unpacking); None = not known.

    ``end`` is where it takes effect, ``block`` the block it stands in, ``loop`` the outermost loop around it.
    """

    kind: BindingKind
    scope: Scope
    node: Node | None = None
    qualified: str | None = None
    path: tuple[int, ...] | None = ()
    annotation: Node | None = None
    defined: Scope | None = None
    parameter: Parameter | None = None
    end: int = 0
    block: Span = (0, 0)
    loop: Span | None = None
    reason: str | None = None


@dataclass(slots=True, eq=False)
class Scope:
    """A module, class, function, comprehension or block."""

    kind: ScopeKind
    name: str
    parent: Scope | None
    span: Span
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    parameters: tuple[Parameter, ...] = ()
    receiver: str | None = None  # the parameter that is the object itself
    of_class: bool = False  # … or its class
    private: bool = False  # not seen by other files
    decorators: tuple[str, ...] = ()
    returns: list[Place] = field(default_factory=list)
    yields: list[Place] = field(default_factory=list)
    result: Node | None = None  # annotation
    bases: tuple[Place, ...] = ()
    attributes: dict[str, list[Binding]] = field(default_factory=dict)  # of instances
    elsewhere: dict[str, Scope] = field(default_factory=dict)  # names that belong to another scope (global, nonlocal)
    subclasses: list[Scope] = field(default_factory=list)
    open: bool = False  # a class whose members are seen by their bare names inside it
    enumeration: bool = False
    prefix: str | None = None  # of the properties that fill the fields of a class
    file: Outline | None = None  # of a module

    @property
    def function(self) -> Scope | None:
        """The function that this is in, or is."""
        scope: Scope | None = self
        while scope is not None and scope.kind in _INNER:
            scope = scope.parent
        return scope if scope is not None and scope.kind is ScopeKind.FUNCTION else None

    @property
    def owner(self) -> Scope | None:
        """The class whose method this function is."""
        parent = self.parent
        return parent if parent is not None and parent.kind is ScopeKind.CLASS else None

    @property
    def class_around(self) -> Scope | None:
        """The innermost class that this is in, or is."""
        scope: Scope | None = self
        while scope is not None and scope.kind is not ScopeKind.CLASS:
            scope = scope.parent
        return scope

    @property
    def outline(self) -> Outline:
        """The outline of the file that this is in."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        assert scope.file is not None
        return scope.file

    def method_around(self) -> Scope | None:
        """The innermost method that this is in."""
        scope: Scope | None = self
        while scope is not None:
            if scope.kind is ScopeKind.FUNCTION and scope.owner is not None:
                return scope
            scope = scope.parent
        return None

    def bind(self, name: str, binding: Binding) -> None:
        """One more value of a name."""
        self.elsewhere.get(name, self).bindings.setdefault(name, []).append(binding)


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """A call in the source. ``name`` is the last part of what is called."""

    node: Node
    scope: Scope
    name: str
    bare: bool
    span: Span
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """``object.attribute = value``; ``path``: which part of the value, ``block``: where it stands, as in a binding."""

    object: Node
    attribute: str
    value: Node
    path: tuple[int, ...] | None
    scope: Scope
    span: Span
    line: int
    block: Span


@dataclass(frozen=True, slots=True, eq=False)
class Store:
    """``object[key] = value``."""

    object: Node
    key: Node
    value: Node
    scope: Scope


@dataclass(frozen=True, slots=True, eq=False)
class Guard:
    """A condition that tells the type of an expression, and where it holds."""

    kinds: tuple[Node, ...]
    scope: Scope
    span: Span


@dataclass(slots=True)
class Outline:
    """What a file is made of."""

    module: Scope
    source: bytes
    package: str = ""
    path: str = ""
    scopes: dict[int, Scope] = field(default_factory=dict)  # by id of the node that opens it
    calls: list[Site] = field(default_factory=list)
    calls_by_name: dict[str, list[Site]] = field(default_factory=dict)
    settings: list[Setting] = field(default_factory=list)
    stores: list[Store] = field(default_factory=list)
    classes: list[Scope] = field(default_factory=list)
    wildcards: list[str] = field(default_factory=list)  # modules of which every name is imported
    imported: set[str] = field(default_factory=set)  # qualified names that imports mention
    guards: dict[str, list[Guard]] = field(default_factory=dict)  # by the text of the expression
    attributes: set[str] = field(default_factory=set)  # names of attributes that hold values

    def __post_init__(self) -> None:
        self.module.file = self

    def call(self, site: Site) -> None:
        """One more call."""
        self.calls.append(site)
        self.calls_by_name.setdefault(site.name, []).append(site)


def live(bindings: list[Binding], position: int) -> Iterator[Binding]:
    """The bindings that can hold at a position of the same function.

    One that surely happens later, in a block around the earlier one or around the position, ends the earlier one; one
    behind the position counts if a loop leads back to it.
    """
    reaching = [one for one in bindings if one.end <= position or _leads_back(one, position)]
    found = [one for one in reaching if not any(_ends(one, later, position) for later in bindings)] or bindings
    given = [one for one in found if one.node is not None or one.kind is not BindingKind.ASSIGNMENT]
    yield from given or found  # a declaration without a value gives none


def _leads_back(one: Binding, position: int) -> bool:
    return one.loop is not None and one.loop[0] <= position < one.loop[1]


def _ends(one: Binding, later: Binding, position: int) -> bool:
    """Whether whoever comes from one binding to the position has passed the later one."""
    if not one.end < later.end or one.end <= position < later.end:
        return False
    if later.block[0] <= one.end <= later.block[1]:
        return later.end <= position or one.end > position
    return later.end <= position < later.block[1]  # a block is entered at its start: whoever is behind it has passed it
