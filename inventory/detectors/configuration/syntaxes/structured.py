"""YAML and JSON as dotted names with their lines: nothing is built, aliases are counted, tags are ignored."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from ....errors import Unreadable
from ..entry import DEEPEST, MOST, Builder, Parsed

_DOCUMENTS = 200


def parse(text: str) -> Parsed:
    """Every scalar, and every list of scalars, under the names around it. Raises Unreadable for what is no YAML."""
    builder = Builder()
    count = 0
    if text.lstrip()[:1] in ("{", "["):
        text = text.replace("\t", " ")  # JSON, in which a tab is a space
    try:
        for number, node in enumerate(yaml.compose_all(text, Loader=_Loader)):
            if number == _DOCUMENTS:
                raise Unreadable(f"more than {_DOCUMENTS} documents in one file")
            for name, words, line in _flat(node):
                count += 1
                if count > MOST:
                    raise Unreadable(f"more than {MOST} values")
                builder.add(name, words, line)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark is not None else ""
        raise Unreadable(f"it is not valid YAML{where}") from error
    except RecursionError as error:
        raise Unreadable("it is nested too deeply") from error
    return builder.done()


class _Loader(yaml.SafeLoader):
    """Nodes only, no deeper than is sane, and no alias: a value that stands elsewhere is expanded only by a copy."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self._depth > DEEPEST:
            raise Unreadable(f"nested more than {DEEPEST} deep")
        self._depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self._depth -= 1


def _flat(root: yaml.Node | None) -> Iterator[tuple[str, tuple[str, ...], int]]:
    pending: list[tuple[yaml.Node | None, str, int]] = [(root, "", 1)]
    while pending:
        node, name, depth = pending.pop()
        if depth > DEEPEST:
            raise Unreadable(f"nested more than {DEEPEST} deep")
        if isinstance(node, yaml.MappingNode):
            for key, value in reversed(node.value):
                if isinstance(key, yaml.ScalarNode):
                    pending.append((value, f"{name}.{key.value}" if name else str(key.value), depth + 1))
        elif isinstance(node, yaml.SequenceNode):
            scalars = tuple(str(one.value) for one in node.value if isinstance(one, yaml.ScalarNode))
            if scalars and len(scalars) == len(node.value):
                yield name, scalars, node.start_mark.line + 1
            else:
                pending.extend((one, f"{name}[{at}]", depth + 1) for at, one in reversed(list(enumerate(node.value))))
        elif isinstance(node, yaml.ScalarNode):
            yield name, (str(node.value),), node.start_mark.line + 1
        if len(pending) > MOST:
            raise Unreadable(f"more than {MOST} values")
