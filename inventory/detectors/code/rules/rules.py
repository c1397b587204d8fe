"""The rules of one language, looked up by qualified name; rows become values when they are asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

from .rule import Addition, Callable, Row, Scalar, Trait, addition, callable_, traits

_VERSION = re.compile(r"[/.]v\d+(?=[/.])")  # of a Go module, in the name of a package


class Rules:
    """All packs of a language. Every lookup answers for the library's own name of a thing."""

    def __init__(self, table: dict[str, dict[str, Row]]) -> None:
        self._functions = table["functions"]
        self._classes = table["classes"]
        self._names: dict[str, Row] = table["names"]
        self._constants: dict[str, object] = dict(table["constants"])
        self._aliases: dict[str, object] = dict(table["aliases"])
        self._dynamic = table["dynamic"]
        self._unions: dict[str, object] = dict(table["unions"])
        self._shapes: dict[str, object] = dict(table["shapes"])
        self.maps: dict[str, Row] = table["maps"]
        self.modules: tuple[str, ...] = tuple(table["modules"])
        self.roots: frozenset[str] = frozenset(module.split(".")[0] for module in self.modules if "." in module)
        self.tokens: tuple[str, ...] = tuple(table["tokens"])
        self.terminals: frozenset[str] = frozenset(table["terminals"])
        self.settings: frozenset[str] = frozenset(table["settings"])
        self._callables: dict[str, Callable | None] = {}
        self._primitives: dict[str, str] | None = None

    def canonical(self, qualified: str) -> str:
        """The library's own name of something that it also exports elsewhere, or from another version of its module."""
        found = self._aliased(qualified)
        if self.known(found):
            return found
        bare = self._aliased(_VERSION.sub("", qualified))
        return bare if self.known(bare) else found

    def _aliased(self, qualified: str) -> str:
        if self.known(qualified):
            return qualified
        end = len(qualified)
        while end > 0:
            alias = self._aliases.get(qualified[:end])
            if alias is not None:
                return self._aliased(f"{alias}{qualified[end:]}")
            end = qualified.rfind(".", 0, end)
        return qualified

    def known(self, qualified: str) -> bool:
        """Whether a pack says anything of this name."""
        tables = (self._functions, self._classes, self._names, self._unions, self._constants)
        return any(qualified in table for table in tables)

    def is_class(self, qualified: str) -> bool:
        """Whether this is a class of a pack."""
        return qualified in self._classes or qualified in self._unions

    def alternatives(self, qualified: str) -> tuple[str, ...]:
        """The classes of a union; a class stands for itself."""
        union = self._unions.get(qualified, (qualified,))
        assert isinstance(union, list | tuple)
        return tuple(str(one) for one in union)

    def callable(self, qualified: str) -> Callable | None:
        """A function, or the constructor of a class."""
        if qualified not in self._callables:
            self._callables[qualified] = self._callable(qualified)
        return self._callables[qualified]

    def _callable(self, qualified: str) -> Callable | None:
        row = self._functions.get(qualified)
        if row is not None:
            return callable_(qualified, row)
        made = self._classes.get(qualified)
        if made is not None:
            return callable_(qualified, {"returns": qualified, **_row(made.get("make", {}))})
        owner, _, name = qualified.rpartition(".")
        return self.member(owner, name) if owner in self._classes else None

    def part(self, qualified: str, index: int) -> str | None:
        """The name under which a pack describes one of several results of a call."""
        name = f"{qualified}.{index}"
        return name if self.callable(name) is not None else None

    def member(self, owner: str, name: str) -> Callable | None:
        """A method or property of a class, or of a class that it derives from; named after the class that has it."""
        for one in self.bases(owner):
            for kind in ("methods", "properties"):
                row = _row(self._classes.get(one, {}).get(kind, {})).get(name)
                if row is not None:
                    return callable_(f"{one}.{name}", _row(row))
        return None

    def is_property(self, owner: str, name: str) -> bool:
        """Whether this member is read, not called."""
        return any(name in _row(self._classes.get(one, {}).get("properties", {})) for one in self.bases(owner))

    def setting(self, owner: str, name: str) -> Addition | None:
        """What assigning to this attribute of an object says of it."""
        for one in self.bases(owner):
            row = _row(self._classes.get(one, {}).get("settings", {})).get(name)
            if row is not None:
                return addition(f"{one}.{name}", _row(row))
        return None

    def primitive(self, qualified: str) -> str | None:
        """The primitive as which the makers of a class report it; None if they say none, or several."""
        if self._primitives is None:
            found: dict[str, set[str]] = {}
            for row in self._functions.values():
                reports = row.get("report", [])
                for report in reports if isinstance(reports, list) else [reports]:
                    said, made = _row(report).get("primitive"), row.get("returns")
                    if isinstance(said, str) and isinstance(made, str):
                        found.setdefault(made, set()).add(said)
            self._primitives = {name: said.pop() for name, said in found.items() if len(said) == 1}
        return self._primitives.get(qualified)

    def filled_by(self, qualified: str) -> tuple[str, ...]:
        """Methods that give an object of this class what it tells (``key.generate_key(…)``)."""
        names = self._classes.get(qualified, {}).get("filled_by", [])
        assert isinstance(names, list)
        return tuple(str(name) for name in names)

    def only_read(self, qualified: str) -> tuple[str, ...]:
        """Attributes for whose sake an object of this class is made and not used."""
        names = self._classes.get(qualified, {}).get("only_read", [])
        assert isinstance(names, list)
        return tuple(str(name) for name in names)

    def bases(self, qualified: str) -> Iterator[str]:
        """The class and all that it derives from, nearest first."""
        waiting, seen = [qualified], set()
        while waiting:
            one = waiting.pop(0)
            if one in seen:
                continue
            seen.add(one)
            yield one
            bases = self._classes.get(one, {}).get("bases", [])
            waiting.extend(bases if isinstance(bases, list) else [str(bases)])

    def class_traits(self, qualified: str) -> tuple[Trait, ...]:
        """What any object of a class has, the class's own before those of its bases."""
        found: dict[str, Trait] = {}
        for one in self.bases(qualified):
            for trait in traits(self._classes.get(one, {}).get("traits", {})):
                found.setdefault(trait.name, trait)
        return tuple(found.values())

    def name_traits(self, qualified: str) -> tuple[Trait, ...]:
        """What a constant or enumeration member of a library stands for."""
        return traits(self._names.get(qualified, {}))

    def constant(self, qualified: str) -> Scalar | None:
        """The value of a constant of a library."""
        value = self._constants.get(qualified)
        return value if isinstance(value, str | int) else None

    def dynamic(self, module: str) -> Callable | None:
        """What a member of this module is whose name is not known."""
        row = self._dynamic.get(module)
        return callable_(f"{module}.?", row) if row is not None else None

    def shapes(self, method: str) -> tuple[Callable, ...]:
        """Methods of this name that their arguments prove, whatever the object is."""
        owners = self._shapes.get(method, ())
        assert isinstance(owners, list | tuple)
        found = (self.callable(str(owner)) for owner in owners)
        return tuple(one for one in found if one is not None)


def _row(value: object) -> Row:
    assert isinstance(value, dict)
    return value


@cache
def load(language: str) -> Rules:
    """The rules of a language, read once a process."""
    text = resources.files(__package__).joinpath(f"{language}.json").read_text("utf-8")
    return Rules(json.loads(text))
