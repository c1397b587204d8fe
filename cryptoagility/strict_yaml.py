"""YAML that can be read in one way only: no anchors, no tags, no key twice, no value whose spelling changes its type.

The bytes are hostile. Limits come first, then a tree of nodes with their lines. Nothing but MalformedInput is raised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import yaml

from .errors import MalformedInput

MAXIMUM_BYTES = 256 * 1024
MAXIMUM_DEPTH = 12
MAXIMUM_NODES = 20_000
_SHOWN = 60  # characters of a value that a message quotes

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,11}")
# YAML 1.1 lets these be booleans, and other readers of the file would; they must be quoted.
_COERCED = re.compile(r"y|n|yes|no|on|off|true|false|null|~", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+")  # of YAML 1.2
_CONSTANTS = MappingProxyType({"null": None, "true": True, "false": False})

Value = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value and the line it stands on."""

    value: Value
    line: int


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping: key to value, with the line of each key."""

    entries: Mapping[str, Node]
    lines: Mapping[str, int]
    line: int


Node = Scalar | Items | Entries


def read(data: bytes, name: str) -> Node:
    """The tree of one document. Refuses anything that is not plain, small and unambiguous."""
    if len(data) > MAXIMUM_BYTES:
        raise MalformedInput(f"{name}: {len(data)} bytes; at most {MAXIMUM_BYTES} are read")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedInput(f"{name}: not UTF-8 at byte {error.start}") from error
    try:
        return _Builder(name).build(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else 1
        raise MalformedInput(f"{name}:{line}: not readable as YAML: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise MalformedInput(f"{name}: a character that YAML does not allow") from error


def shortened(text: str) -> str:
    """A value for a message of one line; of a long one, the start."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def quoted(text: object) -> str:
    """The same, in quotes."""
    return repr(shortened(str(text)))


class _Builder:
    """Events to nodes, without recursion."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._nodes = 0

    def build(self, events: Iterator[yaml.Event]) -> Node:
        root: list[Node] = []
        stack: list[_Open] = []
        documents = 0
        for event in events:
            line = event.start_mark.line + 1 if event.start_mark is not None else 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1 or event.version or event.tags:
                    raise self._error(line, "one document without directives is read")
                continue
            if isinstance(event, yaml.StreamStartEvent | yaml.StreamEndEvent | yaml.DocumentEndEvent):
                continue
            done = self._step(event, line, stack)
            if done is not None:
                if stack:
                    self._put(stack[-1], done)
                else:
                    root.append(done)
        if not root:
            raise self._error(1, "the file is empty")
        return root[0]

    def _step(self, event: yaml.Event, line: int, stack: list[_Open]) -> Node | None:
        """The node that this event completes, if it completes one."""
        if isinstance(event, yaml.AliasEvent):
            raise self._error(line, "aliases are not read: write the value out")
        if isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            return stack.pop().node()
        assert isinstance(event, yaml.NodeEvent)
        self._check(event, line, len(stack))
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(self._value(event, line), line)
        stack.append(_Open(isinstance(event, yaml.MappingStartEvent), line))
        return None

    def _check(self, event: yaml.NodeEvent, line: int, depth: int) -> None:
        self._nodes += 1
        if self._nodes > MAXIMUM_NODES:
            raise self._error(line, f"more than {MAXIMUM_NODES} values")
        if depth >= MAXIMUM_DEPTH:
            raise self._error(line, f"nested deeper than {MAXIMUM_DEPTH}")
        if event.anchor is not None:
            raise self._error(line, "anchors are not read: write the value out")
        if getattr(event, "tag", None) is not None:
            raise self._error(line, "tags are not read")

    def _value(self, event: yaml.ScalarEvent, line: int) -> Value:
        text = str(event.value)
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise self._error(line, "half of a surrogate pair is no character")
        if event.style:  # quoted or a block; plain is None or "", by the parser
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        if not text:
            raise self._error(line, "nothing is written here: write null or a value")
        if _COERCED.fullmatch(text) or _NUMBER.fullmatch(text) or _implicit(text):
            raise self._error(line, f"{quoted(text)} is not text to every reader of YAML: put it in quotes")
        return text

    def _put(self, into: _Open, node: Node) -> None:
        if not into.mapping:
            into.items.append(node)
            return
        if into.key is None:
            if not isinstance(node, Scalar) or not isinstance(node.value, str):
                raise self._error(node.line, "a key must be text")
            if node.value in into.entries:
                raise self._error(node.line, f"the key {quoted(node.value)} is there twice")
            into.key = node.value
            into.lines[node.value] = node.line
            return
        into.entries[into.key] = node
        into.key = None

    def _error(self, line: int, what: str) -> MalformedInput:
        return MalformedInput(f"{self._name}:{line}: {what}")


class _Open:
    """A list or mapping that is not closed yet."""

    def __init__(self, mapping: bool, line: int) -> None:
        self.mapping = mapping
        self.line = line
        self.items: list[Node] = []
        self.entries: dict[str, Node] = {}
        self.lines: dict[str, int] = {}
        self.key: str | None = None

    def node(self) -> Node:
        if self.mapping:
            return Entries(MappingProxyType(self.entries), MappingProxyType(self.lines), self.line)
        return Items(tuple(self.items), self.line)


def _implicit(text: str) -> bool:
    """Whether YAML 1.1 makes something else than text of this (a date, a float, a base-60 number, a merge key)."""
    resolvers: Mapping[str, Sequence[tuple[str, re.Pattern[str]]]] = yaml.SafeLoader.yaml_implicit_resolvers
    return any(pattern.match(text) for _, pattern in (*resolvers.get(text[0], ()), *resolvers.get("", ())))
