"""What expressions of a file can be: each asked for once, bounded in depth, number and work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from . import operations
from .calls import returned
from .evaluation import EVALUATORS
from .expressions import Expression, Member, Reference, Same
from .foreign import foreign
from .guards import guarded
from .languages.language import Language
from .names import bound, lookup
from .outline import Binding, Outline, Scope
from .project import Project
from .resolver import FAR, Additions, Facts, OverBudget, Split, Touched
from .rules.rules import Rules
from .values import (
    Arguments,
    Configured,
    EnumMember,
    Frame,
    Lazy,
    LocalFunction,
    Nothing,
    Possible,
    Unknown,
    Value,
    distinct,
)

if TYPE_CHECKING:
    from tree_sitter import Node


DEPTH = 60  # expressions inside expressions, names followed
STEPS = 40_000  # expressions evaluated in one file
SHARE = 8_000  # and for one call
FAR_STEPS = 8_000  # evaluated with the other files of the project, counted apart
FAR_SHARE = 2_000

Memo = tuple[tuple[Possible, ...], frozenset[Touched]]


class FileResolver:
    """The values of the expressions of one file."""

    def __init__(self, outline: Outline, language: Language, project: Project, rules: Rules) -> None:
        self.outline = outline
        self.language = language
        self.source = outline.source
        self.project = project
        self._foreign: dict[tuple[str, str], tuple[Possible, ...]] = {}
        self.rules = rules
        self.touched: set[Touched] = set()  # functions whose parameters, and splits that, the last evaluation used
        self.splits: dict[Split, tuple[int, int, set[int]]] = {}  # where, how many values, which names get parts
        self.assumed: dict[Split, int] = {}
        self.steps = 0
        self.far_steps = 0
        self._share, self._far_share = STEPS, FAR_STEPS
        self.frames: dict[tuple[Scope, Arguments | None, int, Value | None], Frame] = {}
        self.additions: dict[str, Additions] = {}
        self.far = False
        self.callers: dict[Scope, tuple[Arguments, ...]] = {}
        self._far_callers: dict[Scope, tuple[Arguments, ...]] = {}
        self.searched: set[Scope] = set()  # functions whose callers are being looked for
        self.facts: dict[Value, tuple[list[Facts], frozenset[Touched]]] = {}  # what values tell, as found before
        self._memo: dict[tuple[int, int], Memo] = {}
        self._tentative: dict[tuple[int, int], Memo] = {}
        self._expressions: dict[int, Expression] = {}
        self._other: tuple[dict[tuple[int, int], Memo], dict[Value, tuple[list[Facts], frozenset[Touched]]]] = ({}, {})
        self._active: set[tuple[int, int]] = set()
        self._cuts = 0

    def expression(self, node: Node, scope: Scope) -> Expression:
        """What a node of the file of this scope is, parentheses and the like taken off."""
        found = self._expressions.get(node.id)
        if found is None:
            home = scope.outline
            found = self.language.expression(node, home.source, home.scopes)
            while isinstance(found, Same):
                found = self.language.expression(found.node, home.source, home.scopes)
            self._expressions[node.id] = found
        return found

    def possible(self, asked: Lazy | Value) -> tuple[Possible, ...]:
        """Every value that this can have; none if it hangs on itself. Raises OverBudget."""
        if not isinstance(asked, Lazy):
            return (Possible(asked),)
        key = (asked.key, id(asked.frame))
        known = self._memo.get(key) or self._tentative.get(key)
        if known is not None:
            self.touched |= known[1]
            return known[0]
        if key in self._active or len(self._active) > DEPTH:
            self.cut()
            return ()
        self.spend()
        outer, self.touched = self.touched, set()
        cuts = self._cuts
        self._active.add(key)
        try:
            expression = self.expression(asked.node, asked.scope)
            values = distinct(EVALUATORS[type(expression)](self, expression, asked))
            if asked.scope.outline.guards and isinstance(expression, Reference | Member):
                values = guarded(self, values, asked)
        finally:
            self._active.discard(key)
            touched = frozenset(self.touched)
            self.touched = outer | touched
        if cuts == self._cuts or not self._active:
            self._memo[key] = (values, touched)
        else:
            self._tentative[key] = (values, touched)  # it lacks what the expressions above it will give
        if not self._active:
            self._tentative.clear()
        return values

    @contextmanager
    def looking_far(self) -> Iterator[None]:
        """For a while, ask the other files of the project too, which costs more."""
        if self.far:
            yield
            return
        callers = self.callers
        (self._memo, self.facts), self._other = self._other, (self._memo, self.facts)
        self.callers, self.far = self._far_callers, True
        try:
            yield
        finally:
            (self._memo, self.facts), self._other = self._other, (self._memo, self.facts)
            self.callers, self.far = callers, False

    def cut(self) -> None:
        """Something hangs on itself: what is found now may lack something, and is asked for again later."""
        self._cuts += 1

    def start(self) -> None:
        """Begin with another call of the file, which gets its own share of the work."""
        self._share = min(self.steps + SHARE, STEPS)
        self._far_share = min(self.far_steps + FAR_SHARE, FAR_STEPS)
        self._tentative.clear()

    def spend(self) -> None:
        """One step of work. Raises OverBudget."""
        if self.far:
            self.far_steps += 1
            over = self.far_steps > self._far_share
        else:
            self.steps += 1
            over = self.steps > self._share
        if over:
            raise OverBudget

    @property
    def exhausted(self) -> bool:
        """Whether all the work that the file gets is done."""
        return self.steps > STEPS

    def values(self, asked: Lazy | Value) -> tuple[Possible, ...]:
        """Every value, with a reason if there is none, and without ``None`` beside a real value."""
        found = self.possible(asked) or (Possible(Unknown("value depends on itself or is nested too deeply")),)
        real = tuple(one for one in found if not isinstance(one.value, Nothing))
        return real or found

    def lookup(self, name: str, scope: Scope) -> tuple[list[Binding], Scope] | None:
        """The bindings of a name as seen from a scope, and the scope they are in."""
        return lookup(name, scope)

    def foreign(self, qualified: str, home: Outline) -> tuple[Possible, ...]:
        """What a name of another file of the project stands for, as seen from a file; nothing if no file defines it."""
        if not self.far:
            if self.project.might_have(qualified, home):
                self.touched.add(FAR)
            return ()
        key = (qualified, home.path)
        known = self._foreign.get(key)
        if known is None:
            self._foreign[key] = ()  # files that define a name by each other define nothing
            known = self._foreign[key] = tuple(foreign(self, qualified, home))
        return known

    def configured(self, key: str, *, variable: bool) -> tuple[Configured, ...] | None:
        """What configuration files of the scan give a property or environment variable; None: too many name it."""
        if not self.far:
            self.touched.add(FAR)
            return ()
        return self.project.configured(key, variable=variable)

    def content(self, name: str) -> tuple[Value, ...]:
        """What stands in a configuration file of the scan that is read by this name; nothing if there is none."""
        if not self.far:
            self.touched.add(FAR)
            return ()
        return self.project.content(name)

    def bound(self, binding: Binding, frame: Frame | None = None, how: str | None = None) -> Iterable[Possible]:
        """The values that a binding gives."""
        return bound(self, binding, frame, how)

    def returned(self, function: LocalFunction, arguments: Arguments) -> Iterable[Possible]:
        """What a function of the file gives when called so."""
        return returned(self, function, arguments, None)

    def text(self, node: Node, scope: Scope) -> str:
        """The source of a node of the file of this scope, if it is short."""
        return scope.outline.source[node.start_byte : min(node.end_byte, node.start_byte + 200)].decode(
            "utf-8", "replace"
        )

    def at(self, node: Node, scope: Scope, frame: Frame | None = None) -> Lazy:
        """An expression in a scope; the frame only if it is of the same function."""
        fits = frame is not None and frame.function is scope.function
        return Lazy.of(node, scope, frame if fits else None)

    def inside(self, node: Node, asked: Lazy) -> Lazy:
        """A part of an expression, in the same scope and call."""
        return self.at(node, asked.scope, asked.frame)

    @contextmanager
    def assuming(self, chosen: dict[Split, int]) -> Iterator[None]:
        """For a while, take one value of each of these splits."""
        memo, facts = self._memo, self.facts
        self._memo, self.facts, self.assumed = {}, {}, chosen
        try:
            yield
        finally:
            self._memo, self.facts, self.assumed = memo, facts, {}

    def constant(self, qualified: str) -> Value | None:
        """The value of a constant of a library."""
        value = self.rules.constant(qualified)
        if value is None:
            return None
        return EnumMember(qualified.rpartition(".")[2], operations.value_of(value))

    def frame(
        self, function: Scope, arguments: Arguments | None, outer: Frame | None = None, receiver: Value | None = None
    ) -> Frame:
        """The frame of one call, the same object each time it is asked for."""
        key = (function, arguments, id(outer), receiver)
        made = self.frames.get(key)
        if made is None:
            made = Frame(function, arguments, outer.depth + 1 if outer is not None else 0, receiver)
            self.frames[key] = made
        return made
