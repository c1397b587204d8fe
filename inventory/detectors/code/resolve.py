"""What expressions of a file can be: names through scopes, imports, attributes, parameters and calls; bounded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from . import operations
from .annotations import types
from .callers import argument, callers
from .calls import result
from .expressions import (
    Binary,
    Call,
    Choice,
    Dictionary,
    Element,
    Expression,
    Format,
    Function,
    Literal,
    Member,
    Opaque,
    Reference,
    Same,
    Sequence,
    Subscript,
)
from .languages.language import Language
from .members import constructor, is_enumeration, member, members
from .outline import Binding, BindingKind, Outline, Scope, ScopeKind, live
from .rules.rules import Rules
from .values import (
    Arguments,
    Boolean,
    Called,
    EnumMember,
    Frame,
    Instance,
    Items,
    Lazy,
    LocalClass,
    LocalFunction,
    Mapping,
    Name,
    Nothing,
    Number,
    Octets,
    Possible,
    Text,
    Unknown,
    Value,
    plain,
    reason_of,
    text_of,
)

if TYPE_CHECKING:
    from tree_sitter import Node

DEPTH = 60  # expressions inside expressions, names followed
VALUES = 16  # of one expression
STEPS = 40_000  # expressions evaluated in one file

Split = tuple[int, int]  # an expression of several values that is taken apart into several names
Touched = Scope | Split
Memo = tuple[tuple[Possible, ...], frozenset[Touched]]


class OverBudget(Exception):
    """The file asks for more work than it gets."""


class Resolver:
    """The values of the expressions of one file."""

    def __init__(self, outline: Outline, language: Language, source: bytes, rules: Rules) -> None:
        self.outline = outline
        self.language = language
        self.source = source
        self.rules = rules
        self.touched: set[Touched] = set()  # functions whose parameters, and splits that, the last evaluation used
        self.splits: dict[Split, tuple[int, int, set[int]]] = {}  # where, how many values, which names get parts
        self._assumed: dict[Split, int] = {}
        self.steps = 0
        self.frames: dict[tuple[int, tuple[int, int], int], Frame] = {}
        self.callers: dict[Scope, tuple[Arguments, ...]] = {}
        self._memo: dict[tuple[int, int], Memo] = {}
        self._tentative: dict[tuple[int, int], Memo] = {}
        self._expressions: dict[int, Expression] = {}
        self._active: set[tuple[int, int]] = set()
        self._cuts = 0

    def expression(self, node: Node) -> Expression:
        """What a node is, parentheses and the like taken off."""
        found = self._expressions.get(node.id)
        if found is None:
            found = self.language.expression(node, self.source, self.outline.scopes)
            while isinstance(found, Same):
                found = self.language.expression(found.node, self.source, self.outline.scopes)
            self._expressions[node.id] = found
        return found

    def possible(self, asked: Lazy | Value) -> tuple[Possible, ...]:
        """Every value that this can have; never empty. Raises OverBudget."""
        if not isinstance(asked, Lazy):
            return (Possible(asked),)
        key = (asked.key, id(asked.frame))
        known = self._memo.get(key) or self._tentative.get(key)
        if known is not None:
            self.touched |= known[1]
            return known[0]
        if key in self._active or len(self._active) > DEPTH:
            self._cuts += 1
            return ()
        self.steps += 1
        if self.steps > STEPS:
            raise OverBudget
        outer, self.touched = self.touched, set()
        cuts = self._cuts
        self._active.add(key)
        try:
            values = _distinct(self._evaluate(self.expression(asked.node), asked))
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

    def values(self, asked: Lazy | Value) -> tuple[Possible, ...]:
        """Every value, with a reason if there is none, and without ``None`` beside a real value."""
        found = self.possible(asked) or (Possible(Unknown("value depends on itself or is nested too deeply")),)
        real = tuple(one for one in found if not isinstance(one.value, Nothing))
        return real or found

    def at(self, node: Node, scope: Scope, frame: Frame | None = None) -> Lazy:
        """An expression in a scope; the frame only if it is of the same function."""
        fits = frame is not None and frame.function is scope.function
        return Lazy.of(node, scope, frame if fits else None)

    def _evaluate(self, made: Expression, asked: Lazy) -> Iterable[Possible]:
        evaluate = _EVALUATORS[type(made)]
        return evaluate(self, made, asked)

    def _inside(self, node: Node, asked: Lazy) -> Lazy:
        return self.at(node, asked.scope, asked.frame)

    def _literal(self, made: Literal, _asked: Lazy) -> Iterable[Possible]:
        yield Possible(made.value)

    def _opaque(self, made: Opaque, _asked: Lazy) -> Iterable[Possible]:
        yield Possible(Unknown(f"value is {made.reason}"))

    def _function(self, made: Function, _asked: Lazy) -> Iterable[Possible]:
        yield Possible(LocalFunction(made.scope))

    def _sequence(self, made: Sequence, asked: Lazy) -> Iterable[Possible]:
        yield Possible(Items(tuple(self._inside(item, asked) for item in made.items)))

    def _element(self, made: Element, asked: Lazy) -> Iterable[Possible]:
        yield Possible(Items((self.at(made.node, made.scope, asked.frame),)))

    def _dictionary(self, made: Dictionary, asked: Lazy) -> Iterable[Possible]:
        pairs = ((self._inside(key, asked), self._inside(value, asked)) for key, value in made.pairs)
        yield Possible(Mapping(tuple(pairs)))

    def _choice(self, made: Choice, asked: Lazy) -> Iterable[Possible]:
        for option in made.options:
            yield from self.possible(self._inside(option, asked))

    def _binary(self, made: Binary, asked: Lazy) -> Iterable[Possible]:
        for left in self.values(self._inside(made.left, asked)):
            for right in self.values(self._inside(made.right, asked)):
                yield Possible(operations.binary(made.operator, plain(left.value), plain(right.value)), "computed")

    def _format(self, made: Format, asked: Lazy) -> Iterable[Possible]:
        whole: list[Value] = [Text("")]
        for part in made.parts:
            if isinstance(part, str):
                pieces: list[Value] = [Text(part)]
            else:
                pieces = [plain(one.value) for one in self.values(self._inside(part, asked))]
            whole = [operations.joined(left, right) for left in whole for right in pieces][:VALUES]
        how = "computed" if len(made.parts) > 1 else "literal"
        return [Possible(one, how) for one in whole]

    def _reference(self, made: Reference, asked: Lazy) -> Iterable[Possible]:
        found = self.lookup(made.name, asked.scope)
        if found is None:
            yield Possible(self._unbound(made.name))
            return
        bindings, home = found
        here = home.function is asked.scope.function and (home.kind is not ScopeKind.CLASS or home is asked.scope)
        for binding in live(bindings, made.position) if here else bindings:
            yield from self.bound(binding, asked.frame)

    def lookup(self, name: str, scope: Scope) -> tuple[list[Binding], Scope] | None:
        """The bindings of a name as seen from a scope, and the scope they are in."""
        one: Scope | None = scope
        while one is not None:
            home = one.elsewhere.get(name, one)
            if name in home.bindings and (one.kind is not ScopeKind.CLASS or one is scope):
                return home.bindings[name], home
            one = one.parent
        return None

    def _unbound(self, name: str) -> Value:
        for module in self.outline.wildcards:
            qualified = self.rules.canonical(f"{module}.{name}")
            if self.rules.known(qualified):
                return Name(qualified)
        if name in self.language.builtins:
            return Name(f"builtins.{name}")
        return Unknown(f"name {name} is not defined in this file")

    def bound(self, binding: Binding, frame: Frame | None = None, how: str | None = None) -> Iterable[Possible]:
        """The values that a binding gives."""
        match binding.kind:
            case BindingKind.IMPORT:
                qualified = self.rules.canonical(str(binding.qualified))
                yield Possible(self.constant(qualified) or Name(qualified))
            case BindingKind.FUNCTION:
                yield Possible(LocalFunction(cast("Scope", binding.defined)))
            case BindingKind.CLASS:
                yield Possible(LocalClass(cast("Scope", binding.defined)))
            case BindingKind.PARAMETER:
                yield from self._parameter(binding, frame)
            case _:
                found = how or ("assignment" if binding.scope.function is not None else "constant")
                yield from (Possible(one, found) for one in self._assigned(binding, frame))

    def _assigned(self, binding: Binding, frame: Frame | None) -> Iterable[Value]:
        declared = types(self, binding.annotation, binding.scope) if binding.annotation is not None else ()
        if binding.node is None:
            yield from declared or (Unknown(binding.reason or "value is declared and not assigned"),)
            return
        source = self.at(binding.node, binding.scope, frame)
        found = [one.value for one in self.possible(source)]
        if binding.kind is BindingKind.ELEMENT:
            found = [value for one in found for value in self._elements(one)]
        if binding.path and len(found) > 1:
            found = self._assumed_of(source, binding, found)
        for value in found:
            for part in self._part(value, binding.path):
                known = not isinstance(part, Unknown) or not declared
                yield from (part,) if known else declared

    def _assumed_of(self, source: Lazy, binding: Binding, found: list[Value]) -> list[Value]:
        """Of several values that are taken apart, the one that is assumed, so that the parts belong together."""
        split = (source.key, id(source.frame))
        self.touched.add(split)
        self.splits.setdefault(split, (source.node.start_byte, len(found), set()))[2].add(id(binding))
        assumed = self._assumed.get(split)
        return found if assumed is None else found[assumed : assumed + 1]

    @contextmanager
    def assuming(self, chosen: dict[Split, int]) -> Iterator[None]:
        """For a while, take one value of each of these splits."""
        memo, self._memo, self._assumed = self._memo, {}, chosen
        try:
            yield
        finally:
            self._memo, self._assumed = memo, {}

    def _part(self, value: Value, path: tuple[int, ...] | None) -> Iterable[Value]:
        if path is None:
            return (Unknown("value is part of something that is taken apart"),)
        parts = [value]
        for index in path:
            parts = [piece for part in parts for piece in self._entry(part, index)][:VALUES]
        return parts

    def _entry(self, value: Value, index: int) -> Iterable[Value]:
        if isinstance(value, Called) and (name := self.rules.part(value.qualified, index)) is not None:
            return (Called(name, Arguments(), value, value.origin),)
        if not isinstance(value, Items):
            return (Unknown(reason_of(value)),)
        chosen = value.entries[index : index + 1]
        return [one.value for entry in chosen for one in self.possible(entry)] or (Unknown("no such part"),)

    def _elements(self, value: Value) -> Iterable[Value]:
        """What iterating over a value gives."""
        if isinstance(value, LocalClass) and is_enumeration(self, value.scope):
            return [one.value for one in members(self, value.scope)]
        entries = [key for key, _ in value.pairs] if isinstance(value, Mapping) else None
        if isinstance(value, Items):
            entries = list(value.entries)
        if entries is None:
            return (Unknown(reason_of(value)),)
        return [one.value for entry in entries[: VALUES + 1] for one in self.possible(entry)]

    def _parameter(self, binding: Binding, frame: Frame | None) -> Iterable[Possible]:
        """The values that callers in this file pass; the default where one passes none, or nobody calls."""
        function, parameter = binding.scope, binding.parameter
        assert parameter is not None
        if function.receiver is not None and parameter is function.parameters[0] and function.owner is not None:
            own = LocalClass(function.owner) if function.of_class else Instance(function.owner)
            yield Possible(own)
            return
        if frame is not None and frame.function is function:
            yield from self._passed(function, binding, frame.arguments)
            return
        self.touched.add(function)
        called = callers(self, function)
        for arguments in called:
            yield from self._passed(function, binding, arguments)
        if called:
            return
        if parameter.default is not None:
            yield from self._default(binding)
            return
        declared = types(self, parameter.annotation, function) if parameter.annotation is not None else ()
        if declared:
            yield from (Possible(one, "parameter") for one in declared)
            return
        name = f"{parameter.variadic or ''}{parameter.name}"
        yield Possible(Unknown(f"value comes from parameter '{name}' (no caller in this file)"), "parameter")

    def _passed(self, function: Scope, binding: Binding, arguments: Arguments) -> Iterable[Possible]:
        parameter = binding.parameter
        assert parameter is not None
        given = argument(parameter, arguments, bound=function.receiver is not None)
        if given is None and parameter.default is not None:
            yield from self._default(binding)
        elif given is None:
            yield Possible(Unknown(f"value comes from parameter '{parameter.name}', which a caller passes unseen"))
        else:
            declared = types(self, parameter.annotation, function) if parameter.annotation is not None else ()
            for one in self.possible(given):
                vague = isinstance(one.value, Unknown) and declared
                yield from (
                    [Possible(item, "parameter") for item in declared] if vague else [Possible(one.value, "parameter")]
                )

    def _default(self, binding: Binding) -> Iterable[Possible]:
        parameter, outer = binding.parameter, binding.scope.parent
        assert parameter is not None
        assert parameter.default is not None
        assert outer is not None
        found = self.possible(self.at(parameter.default, outer))
        declared = types(self, parameter.annotation, binding.scope) if parameter.annotation is not None else ()
        if declared and all(isinstance(one.value, Nothing) for one in found):
            return (*(Possible(one, "parameter") for one in declared), Possible(Nothing(), "parameter"))
        return [Possible(one.value, "parameter") for one in found]

    def _member(self, made: Member, asked: Lazy) -> Iterable[Possible]:
        for one in self.values(self._inside(made.object, asked)):
            for found in member(self, one.value, made.name):
                yield Possible(found.value, found.how if found.how != "literal" else one.how)

    def constant(self, qualified: str) -> Value | None:
        """The value of a constant of a library."""
        value = self.rules.constant(qualified)
        if value is None:
            return None
        return EnumMember(qualified.rpartition(".")[2], operations.value_of(value))

    def _call(self, made: Call, asked: Lazy) -> Iterable[Possible]:
        return result(self, made, asked)

    def arguments(self, made: Call, asked: Lazy) -> Arguments:
        """The arguments of a call, unevaluated."""
        positional = tuple(self._inside(node, asked) for node in made.positional)
        keywords = tuple((name, self._inside(node, asked)) for name, node in made.keywords)
        unpacked = tuple(self._inside(node, asked) for node in made.spread)
        return Arguments(positional, keywords, bool(unpacked), unpacked)

    def written_out(self, arguments: Arguments) -> list[Arguments]:
        """The arguments with what is unpacked into them put in, for each value that it can have."""
        found = [Arguments(arguments.positional, arguments.keywords)]
        for unpacked in arguments.unpacked:
            made: list[Arguments] = []
            for one in self.values(unpacked):
                value = plain(one.value)
                for given in found:
                    if isinstance(value, Items):
                        made.append(Arguments(given.positional + value.entries, given.keywords, given.spread))
                    elif isinstance(value, Mapping):
                        made.append(self._with_keywords(given, value))
                    else:
                        made.append(Arguments(given.positional, given.keywords, spread=True))
            found = made[:VALUES]
        return found

    def _with_keywords(self, given: Arguments, value: Mapping) -> Arguments:
        names = [[text_of(one.value) for one in self.possible(key)] for key, _ in value.pairs]
        pairs = tuple(
            (name[0], entry) for name, (_, entry) in zip(names, value.pairs, strict=True) if len(name) == 1 and name[0]
        )
        return Arguments(given.positional, given.keywords + pairs, given.spread or len(pairs) < len(names))

    def _subscript(self, made: Subscript, asked: Lazy) -> Iterable[Possible]:
        for one in self.values(self._inside(made.object, asked)):
            for value in self._chosen(one.value, made, asked):
                yield Possible(value, one.how if one.how != "literal" else "constant")

    def _chosen(self, value: Value, made: Subscript, asked: Lazy) -> Iterable[Value]:
        if made.bounds is not None:
            bounds = [self.values(self._inside(node, asked))[0].value if node else None for node in made.bounds]
            return (operations.sliced(value, bounds[0], bounds[1], whole=self._octets(value)),)
        keys = [plain(one.value) for node in made.keys for one in self.values(self._inside(node, asked))]
        return self.entries(value, keys)

    def _octets(self, value: Value) -> Octets | None:
        return value if isinstance(value, Octets) else None

    def entries(self, value: Value, keys: list[Value]) -> list[Value]:
        """The entries of a list or dictionary under these keys; all of them if a key is not known."""
        text = text_of(keys[0]) if len(keys) == 1 else None
        if isinstance(value, Name):
            where = f"{value.qualified}['{text}']" if text and text.isidentifier() else f"an entry of {value.qualified}"
            return [Unknown(f"value comes from {where}")]
        if isinstance(value, LocalClass) and is_enumeration(self, value.scope):
            found = [one.value for one in members(self, value.scope)]
            return [one for one in found if isinstance(one, EnumMember) and one.name == text] or found
        if isinstance(value, Mapping):
            return self._under(value, keys)
        if isinstance(value, Called) and len(keys) == 1 and isinstance(keys[0], Number):
            return list(self._entry(value, keys[0].value))
        if isinstance(value, Items):
            chosen = operations.at_index(value.entries, keys)
            return [one.value for entry in chosen[: VALUES + 1] for one in self.possible(entry)]
        return [Unknown(reason_of(value))]

    def _under(self, value: Mapping, keys: list[Value]) -> list[Value]:
        found: list[Value] = []
        every: list[Value] = []
        for key, entry in value.pairs[: 4 * VALUES]:
            held = [plain(one.value) for one in self.possible(key)]
            made = [one.value for one in self.possible(entry)]
            every.extend(made)
            if any(operations.same(one, wanted) for one in held for wanted in keys):
                found.extend(made)
        unsure = any(not isinstance(key, Text | Octets | Number | Boolean | Name) for key in keys)
        chosen = every if unsure else found or every
        return chosen or [Unknown("value comes from a dictionary that is filled elsewhere")]

    def frame(self, function: Scope, arguments: Arguments, origin: tuple[int, int], outer: Frame | None) -> Frame:
        """The frame of one call, the same object each time it is asked for."""
        key = (id(function), origin, id(outer))
        made = self.frames.get(key)
        if made is None:
            made = Frame(function, arguments, outer.depth + 1 if outer is not None else 0)
            self.frames[key] = made
        return made

    def initialiser(self, scope: Scope) -> Scope | None:
        """The constructor of a class of this file."""
        return constructor(scope)


def _distinct(found: Iterable[Possible]) -> tuple[Possible, ...]:
    """Each value once, as it was found first; too many are cut with a value that says so."""
    kept: dict[Value, Possible] = {}
    for one in found:
        kept.setdefault(one.value, one)
        if len(kept) > VALUES:
            return (*tuple(kept.values())[:VALUES], Possible(Unknown(f"more than {VALUES} values are possible")))
    return tuple(kept.values())


_EVALUATORS: dict[type, Callable[..., Iterable[Possible]]] = {
    Literal: Resolver._literal,
    Reference: Resolver._reference,
    Member: Resolver._member,
    Call: Resolver._call,
    Binary: Resolver._binary,
    Choice: Resolver._choice,
    Sequence: Resolver._sequence,
    Dictionary: Resolver._dictionary,
    Subscript: Resolver._subscript,
    Format: Resolver._format,
    Element: Resolver._element,
    Function: Resolver._function,
    Opaque: Resolver._opaque,
}
