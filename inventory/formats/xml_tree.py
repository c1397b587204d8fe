"""XML as elements with their lines: no entities, no document types, bounded in depth and number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from ..errors import Unreadable

LARGEST = 8 * 1024 * 1024  # bytes of a document
_DEPTH = 64
_MOST = 100_000  # elements


@dataclass(slots=True)
class Element:
    """An element: its name without a namespace, attributes, text and the elements in it."""

    name: str
    line: int
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, *path: str) -> Iterator[Element]:
        """The elements at this path below."""
        if not path:
            yield self
            return
        for child in self.children:
            if child.name == path[0]:
                yield from child.all(*path[1:])

    def first(self, *path: str) -> Element | None:
        """The first element at this path below."""
        return next(self.all(*path), None)

    def value(self, *path: str) -> str | None:
        """The text of the first element at this path below, without white space around; None if it is empty."""
        found = self.first(*path)
        return found.text.strip() or None if found is not None else None


def parse(data: bytes | str) -> Element:
    """The root element. Raises Unreadable."""
    if len(data) > LARGEST:
        raise Unreadable(f"XML of {len(data)} bytes; at most {LARGEST} are read")
    parser = expat.ParserCreate()
    parser.buffer_text = True
    builder = _Builder(parser)
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    parser.StartDoctypeDeclHandler = builder.refuse
    try:
        parser.Parse(data, True)  # expat takes it by position
    except expat.ExpatError as error:
        raise Unreadable(f"it is not well-formed XML (line {error.lineno})") from error
    except (ValueError, LookupError) as error:
        raise Unreadable("it is not well-formed XML") from error
    if builder.root is None:
        raise Unreadable("XML without an element")
    return builder.root


class _Builder:
    """Builds the tree from the events of the parser."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self._parser = parser
        self._open: list[Element] = []
        self._count = 0
        self.root: Element | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > _MOST or len(self._open) >= _DEPTH:
            raise Unreadable(f"XML of more than {_MOST} elements, or nested more than {_DEPTH} deep")
        plain = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        made = Element(name.rpartition(":")[2], self._parser.CurrentLineNumber, plain)
        if self._open:
            self._open[-1].children.append(made)
        else:
            self.root = made
        self._open.append(made)

    def end(self, _name: str) -> None:
        self._open.pop()

    def characters(self, text: str) -> None:
        if self._open:
            self._open[-1].text += text

    def refuse(self, *_declaration: object) -> None:
        raise Unreadable("an XML file with a document type: it is not read")
