"""YAML and JSON as dotted names with their lines, from the parser's events: nothing is built and no tag is obeyed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..errors import Unreadable

if TYPE_CHECKING:
    import yaml

DEEPEST = 64  # values inside values


@dataclass(frozen=True, slots=True)
class Value:
    """A scalar, or a list of nothing but scalars (``listed``), under the names around it: ``a.b[2].c``.

    ``bare``: which of the words stand without quotes, so that they may be numbers. ``lines``: of each word.
    """

    name: str
    words: tuple[str, ...]
    bare: tuple[bool, ...]
    line: int
    lines: tuple[int, ...]
    listed: bool = False


def values(text: str, most: int) -> list[Value]:
    """Everything in the text. Raises Unreadable for what is no YAML, too deep, or more than ``most`` values."""
    import yaml

    if text.lstrip()[:1] in ("{", "["):
        text = text.replace("\t", " ")  # JSON, in which a tab is a space
    reader = _Reader(most)
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            reader.take(event)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark is not None else ""
        raise Unreadable(f"it is not valid YAML{where}") from error
    return reader.values


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read."""

    mapping: bool
    name: str
    line: int
    anchor: str | None
    begun: int  # how many values there were before
    key: str | None = None
    count: int = 0
    scalars: list[Value] = field(default_factory=list)  # of a list that holds nothing else so far
    mixed: bool = False


class _Reader:
    """The values so far; anchors are remembered as values, so that an alias is a copy of them, in bounds."""

    def __init__(self, most: int) -> None:
        self.values: list[Value] = []
        self._most = most
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[str, list[Value]]] = {}

    def take(self, event: yaml.Event) -> None:
        """The next event."""
        import yaml

        line = event.start_mark.line + 1 if event.start_mark is not None else 1
        match event:
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._begin(isinstance(event, yaml.MappingStartEvent), line, event.anchor)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._end()
            case yaml.ScalarEvent():
                self._scalar(str(event.value), bool(event.implicit[0]), line, event.anchor)
            case yaml.AliasEvent():
                self._alias(event.anchor or "")
            case yaml.DocumentStartEvent():
                self._anchors = {}

    def _name(self) -> str:
        """The name of the next value; the key of a mapping is used up."""
        if not self._open:
            return ""
        top = self._open[-1]
        if not top.mapping:
            top.count += 1
            return f"{top.name}[{top.count - 1}]"
        key, top.key = top.key, None
        if key == "<<":
            return top.name  # what is merged stands beside the other keys
        return f"{top.name}.{key}" if top.name else str(key)

    def _begin(self, mapping: bool, line: int, anchor: str | None) -> None:
        if len(self._open) >= DEEPEST:
            raise Unreadable(f"nested more than {DEEPEST} deep")
        self._no_plain_list()
        self._open.append(_Open(mapping, self._name(), line, anchor, len(self.values)))

    def _end(self) -> None:
        top = self._open.pop()
        if top.scalars:
            parts = [(one.words[0], one.bare[0], one.line) for one in top.scalars]
            words, bare, lines = zip(*parts, strict=True)
            self._add(Value(top.name, words, bare, top.line, lines, listed=True))
        if top.anchor is not None:
            self._anchors[top.anchor] = (top.name, self.values[top.begun :])

    def _scalar(self, word: str, bare: bool, line: int, anchor: str | None) -> None:
        top = self._open[-1] if self._open else None
        if top is not None and top.mapping and top.key is None:
            top.key = word
            return
        made = Value(self._name(), (word,), (bare,), line, (line,))
        if anchor is not None:
            self._anchors[anchor] = (made.name, [made])
        if top is not None and not top.mapping and not top.mixed:
            top.scalars.append(made)
        else:
            self._add(made)

    def _alias(self, anchor: str) -> None:
        top = self._open[-1] if self._open else None
        if top is not None and top.mapping and top.key is None:
            top.key = "*"
            return
        self._no_plain_list()
        name = self._name()
        prefix, known = self._anchors.get(anchor, ("", []))
        for one in known:
            self._add(replace(one, name=name + one.name[len(prefix) :]))

    def _no_plain_list(self) -> None:
        """A list in which something else stands than scalars: each item has a name of its own."""
        if self._open and not self._open[-1].mapping and not self._open[-1].mixed:
            self._open[-1].mixed = True
            for one in self._open[-1].scalars:
                self._add(one)
            self._open[-1].scalars = []

    def _add(self, value: Value) -> None:
        if len(self.values) >= self._most:
            raise Unreadable(f"more than {self._most} values")
        self.values.append(value)
