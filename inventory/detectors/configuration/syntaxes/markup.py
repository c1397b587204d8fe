"""XML: elements as blocks, attributes as entries. No document type, no entity: such a file is refused."""

from __future__ import annotations

from xml.parsers import expat  # the bare parser: what a document type could do is refused below

from ....errors import Unreadable
from ..entry import Builder, Parsed

_LONGEST = 4096  # characters of a text or an attribute


def parse(text: str) -> Parsed:
    """The elements of the text. Raises Unreadable for what is not well-formed."""
    builder = Builder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.ordered_attributes = True

    def begin(name: str, attributes: list[str]) -> None:
        line = parser.CurrentLineNumber
        builder.begin(name.rpartition(":")[2], (), line)
        for key, value in zip(attributes[::2], attributes[1::2], strict=True):
            builder.add(key, (value[:_LONGEST],), line)

    def end(_name: str) -> None:
        builder.end()

    def refuse(*_: object) -> None:
        raise Unreadable("an XML file with a document type: it is not read")

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise Unreadable(f"it is not well-formed XML (line {error.lineno})") from error
    return builder.done()
