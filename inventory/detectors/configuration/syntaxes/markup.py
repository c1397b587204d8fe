"""XML: elements as blocks, attributes as entries. No document type, no entity: such a file is refused."""

from __future__ import annotations

from ....formats.xml_tree import Element
from ....formats.xml_tree import parse as xml
from ..entry import Builder, Parsed

_LONGEST = 4096  # characters of an attribute


def parse(text: str) -> Parsed:
    """The elements of the text. Raises Unreadable for what is not well-formed."""
    builder = Builder()
    _add(builder, xml(text))
    return builder.done()


def _add(builder: Builder, element: Element) -> None:
    builder.begin(element.name, (), element.line)
    for key, value in element.attributes.items():
        builder.add(key, (value[:_LONGEST],), element.line)
    for child in element.children:
        _add(builder, child)
    builder.end()
