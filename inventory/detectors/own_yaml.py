"""The YAML of rule packs and products, read strictly: anchors, tags and keys that stand twice are errors."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import yaml


class _Loader(yaml.SafeLoader):
    """YAML without anchors, tags and duplicate keys."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise ValueError("anchors and aliases are not allowed")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        repeated = {key for key in keys if keys.count(key) > 1}
        if repeated:
            raise ValueError(f"keys twice: {sorted(map(str, repeated))}")
        return cast("dict[object, object]", super().construct_mapping(node, deep))


def table(path: Path) -> dict[str, Any]:
    """The table in a file of this package. Raises ValueError with the reason."""
    try:
        loaded = yaml.load(path.read_text("utf-8"), Loader=_Loader)  # noqa: S506  # a SafeLoader, made stricter
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
    if not isinstance(loaded, dict):
        raise ValueError("a table is expected")
    return loaded
