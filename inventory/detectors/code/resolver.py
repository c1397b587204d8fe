"""What evaluates expressions: the interface that names, members and calls ask for the values of their parts."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from .expressions import Expression
from .outline import Binding, Outline, Scope, ScopeKind
from .rules.rule import Scalar
from .values import Arguments, Configured, Frame, Lazy, LocalFunction, Possible, Value

if TYPE_CHECKING:
    from tree_sitter import Node

    from .languages.language import Language
    from .project import Project
    from .rules.rules import Rules

Split = tuple[int, int]  # an expression of several values that is taken apart into several names
Touched = Scope | Split
FAR = Scope(ScopeKind.MODULE, "other files", None, (0, 0))  # touched by what other files may tell more of


@dataclass(frozen=True, slots=True)
class Fact:
    """A scalar and how it was found, or the reason why it is not known. ``how`` "rule": it stands in the rule."""

    value: Scalar | None
    how: str = "rule"
    reason: str | None = None


Facts = dict[str, Fact]


Target = tuple[Scope, str]  # a name of a scope, or an attribute of a class


@dataclass(frozen=True, slots=True)
class Additions:
    """What a file adds to its lists and dictionaries after they are made."""

    entries: dict[Target, tuple[Lazy, ...]]
    pairs: dict[Target, tuple[tuple[Lazy, Lazy], ...]]


class OverBudget(Exception):
    """The file asks for more work than it gets."""


class Resolver(Protocol):
    """The values of the expressions of one file. Every question costs work, which is limited (OverBudget)."""

    outline: Outline
    language: Language
    source: bytes
    project: Project
    rules: Rules
    touched: set[Touched]  # functions whose parameters, and splits that, the last evaluation used
    splits: dict[Split, tuple[int, int, set[int]]]  # where, how many values, which names get parts
    assumed: dict[Split, int]
    callers: dict[Scope, tuple[Arguments, ...]]  # as found before
    searched: set[Scope]  # functions whose callers are being looked for
    facts: dict[Value, tuple[list[Facts], frozenset[Touched]]]  # what values tell, as found before
    far: bool  # whether other files are asked
    additions: dict[str, Additions]  # of each file, by its path

    def expression(self, node: Node, scope: Scope) -> Expression:
        """What a node of the file of this scope is, parentheses and the like taken off."""

    def possible(self, asked: Lazy | Value) -> tuple[Possible, ...]:
        """Every value that this can have; none if it hangs on itself. Raises OverBudget."""

    def values(self, asked: Lazy | Value) -> tuple[Possible, ...]:
        """Every value, with a reason if there is none, and without ``None`` beside a real value."""

    def lookup(self, name: str, scope: Scope) -> tuple[list[Binding], Scope] | None:
        """The bindings of a name as seen from a scope, and the scope they are in."""

    def foreign(self, qualified: str, home: Outline) -> tuple[Possible, ...]:
        """What a name of another file of the project stands for, as seen from a file; nothing if no file defines it."""

    def configured(self, key: str, *, variable: bool) -> tuple[Configured, ...] | None:
        """What configuration files of the scan give a property or environment variable; None: too many name it."""

    def content(self, name: str) -> tuple[Value, ...]:
        """What stands in a configuration file of the scan that is read by this name; nothing if there is none."""

    def bound(self, binding: Binding, frame: Frame | None = None, how: str | None = None) -> Iterable[Possible]:
        """The values that a binding gives."""

    def returned(self, function: LocalFunction, arguments: Arguments) -> Iterable[Possible]:
        """What a function of the file gives when called so."""

    def constant(self, qualified: str) -> Value | None:
        """The value of a constant of a library."""

    def frame(
        self, function: Scope, arguments: Arguments | None, outer: Frame | None = None, receiver: Value | None = None
    ) -> Frame:
        """The frame of one call, the same object each time it is asked for."""

    def text(self, node: Node, scope: Scope) -> str:
        """The source of a node of the file of this scope, if it is short."""

    def at(self, node: Node, scope: Scope, frame: Frame | None = None) -> Lazy:
        """An expression in a scope; the frame only if it is of the same function."""

    def inside(self, node: Node, asked: Lazy) -> Lazy:
        """A part of an expression, in the same scope and call."""

    def assuming(self, chosen: dict[Split, int]) -> AbstractContextManager[None]:
        """For a while, take one value of each of these splits."""

    def looking_far(self) -> AbstractContextManager[None]:
        """For a while, ask the other files of the project too, which costs more."""

    def cut(self) -> None:
        """Something hangs on itself: what is found now may lack something, and is asked for again later."""

    def spend(self) -> None:
        """One step of work. Raises OverBudget."""
