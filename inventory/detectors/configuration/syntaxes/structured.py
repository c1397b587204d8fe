"""YAML and JSON as dotted names with their lines, from the parser's events: nothing is built and no tag is obeyed."""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

from ....errors import Unreadable
from ..entry import DEEPEST, MOST, Builder, Parsed

_Value = tuple[str, tuple[str, ...], int]  # dotted name, words, line
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse(text: str) -> Parsed:
    """Every scalar, and every list of scalars, under the names around it. Raises Unreadable for what is no YAML."""
    if text.lstrip()[:1] in ("{", "["):
        text = text.replace("\t", " ")  # JSON, in which a tab is a space
    reader = _Reader()
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            reader.take(event)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark is not None else ""
        raise Unreadable(f"it is not valid YAML{where}") from error
    builder = Builder()
    for name, words, line in reader.values:
        builder.add(name, words, line)
    return builder.done()


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
    scalars: list[_Value] = field(default_factory=list)  # of a list that holds nothing else so far
    mixed: bool = False


class _Reader:
    """The values so far; anchors are remembered as values, so that an alias is a copy of them, in bounds."""

    def __init__(self) -> None:
        self.values: list[_Value] = []
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[str, list[_Value]]] = {}

    def take(self, event: yaml.Event) -> None:
        """The next event."""
        line = event.start_mark.line + 1 if event.start_mark is not None else 1
        match event:
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._begin(isinstance(event, yaml.MappingStartEvent), line, event.anchor)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._end()
            case yaml.ScalarEvent():
                self._scalar(str(event.value), line, event.anchor)
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
            self._add(top.name, tuple(words[0] for _, words, _ in top.scalars), top.line)
        if top.anchor is not None:
            self._anchors[top.anchor] = (top.name, self.values[top.begun :])

    def _scalar(self, value: str, line: int, anchor: str | None) -> None:
        top = self._open[-1] if self._open else None
        if top is not None and top.mapping and top.key is None:
            top.key = value
            return
        name = self._name()
        if anchor is not None:
            self._anchors[anchor] = (name, [(name, (value,), line)])
        if top is not None and not top.mapping and not top.mixed:
            top.scalars.append((name, (value,), line))
        else:
            self._add(name, (value,), line)

    def _alias(self, anchor: str) -> None:
        top = self._open[-1] if self._open else None
        if top is not None and top.mapping and top.key is None:
            top.key = "*"
            return
        self._no_plain_list()
        name = self._name()
        prefix, values = self._anchors.get(anchor, ("", []))
        for old, words, line in values:
            self._add(name + old[len(prefix) :], words, line)

    def _no_plain_list(self) -> None:
        """A list in which something else stands than scalars: each item has a name of its own."""
        if self._open and not self._open[-1].mapping and not self._open[-1].mixed:
            self._open[-1].mixed = True
            for name, words, line in self._open[-1].scalars:
                self._add(name, words, line)
            self._open[-1].scalars = []

    def _add(self, name: str, words: tuple[str, ...], line: int) -> None:
        if len(self.values) >= MOST:
            raise Unreadable(f"more than {MOST} values")
        self.values.append((name, words, line))
