"""The configuration files around a source file: what they give a property, a variable, or whoever reads them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator

from ...errors import Unreadable
from ...formats.paths import is_test
from ...formats.settings import SUFFIXES, Setting, settings
from ..detector import Tree
from .values import Boolean, Configured, Items, Mapping, Number, Text, Value

KEYS = 16  # that are looked for for the sake of one file
ENTRIES = 256  # of one list or mapping of a file
_INDEX = re.compile(r"\[\d+\]")
_HYPHEN = re.compile(r"[-_]([a-z0-9])")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PROFILE = re.compile(r"%\w+")
_BOOLEANS = {"true": True, "false": False}
_Wanted = Callable[[Setting], bool]


class Configuration:
    """What one source file can learn from the configuration files of the scan. What tests set counts for tests only."""

    def __init__(self, tree: Tree, path: str) -> None:
        self._tree = tree
        self._path = path
        self._asked: set[str] = set()
        self._known: dict[str, tuple[Setting, ...]] = {}

    def property(self, key: str) -> tuple[Configured, ...] | None:
        """The values of ``crypto.algorithm`` in any file, however its parts are spelt; None: too many files name it."""
        wanted = _relaxed(key.split("."))
        found: list[Configured] = []
        kebab, camel = _HUMP.sub("-", key).lower(), _HYPHEN.sub(lambda match: match[1].upper(), key)
        for spelling in dict.fromkeys((key, kebab, camel)):
            paths = self._mentioning(tuple(sorted({one for one in re.split(r"[.\[\]]", spelling) if one})))
            if paths is None:
                return None
            found.extend(self._values(paths, lambda one: _relaxed(one.key) == wanted))
        return tuple(dict.fromkeys(found))

    def variable(self, name: str) -> tuple[Configured, ...] | None:
        """The values of an environment variable in any file that sets it; None: too many files name it."""
        paths = self._mentioning((name,))
        return None if paths is None else tuple(self._values(paths, lambda one: one.key[-1] == name))

    def content(self, name: str) -> tuple[Value, ...]:
        """What stands in the nearest file whose path ends like this; nothing if there is none, or it cannot be read."""
        stem = posixpath.normpath(name).lstrip("./")
        paths = self._tree.ending(stem) or self._tree.ending(posixpath.basename(stem))
        for path in sorted(paths, key=lambda one: (-len(posixpath.commonprefix([one, self._path])), one))[:1]:
            found = self._settings(path)
            return (_tree([(one.key, one) for one in found], path),) if found else ()
        return ()

    def _mentioning(self, words: tuple[str, ...]) -> tuple[str, ...] | None:
        key = " ".join(words)
        if key not in self._asked and len(self._asked) >= KEYS:
            return None
        self._asked.add(key)
        paths = self._tree.mentioning(words, SUFFIXES)
        if paths is None or is_test(self._path):
            return paths
        return tuple(one for one in paths if not is_test(one))

    def _values(self, paths: Iterable[str], wanted: _Wanted) -> Iterator[Configured]:
        for path in paths:
            for one in self._settings(path):
                if one.key and wanted(one):
                    yield _value(one, path)

    def _settings(self, path: str) -> tuple[Setting, ...]:
        if path not in self._known:
            try:
                self._known[path] = settings(path, self._tree.read(path))
            except Unreadable:
                self._known[path] = ()  # the value stays unknown, and says where it comes from
        return self._known[path]


def _relaxed(key: Iterable[str]) -> tuple[str, ...]:
    """The parts of a key as Spring compares them: without hyphens, underscores and capitals, and without a profile."""
    parts = [re.sub(r"[-_]", "", one).lower() for one in key]
    return tuple(parts[1:] if parts and _PROFILE.fullmatch(parts[0]) else parts)


def _value(one: Setting, path: str) -> Configured:
    made: Value = Text(one.value)
    if one.bare and one.value.isascii() and one.value.isdigit() and len(one.value) < 12:
        made = Number(int(one.value))
    elif one.bare and one.value.lower() in _BOOLEANS:
        made = Boolean(_BOOLEANS[one.value.lower()])
    return Configured(made, f"{path}:{one.line}")


def _tree(rows: list[tuple[tuple[str, ...], Setting]], path: str) -> Value:
    """Lists and mappings from the settings of a file; the last of several of one key."""
    if len(rows) == 1 and not rows[0][0]:
        return _value(rows[0][1], path)
    inner: dict[str, list[tuple[tuple[str, ...], Setting]]] = {}
    for key, one in rows:
        if key:
            inner.setdefault(key[0], []).append((key[1:], one))
    made = [(name, _tree(each if each[0][0] else each[-1:], path)) for name, each in list(inner.items())[:ENTRIES]]
    if all(_INDEX.fullmatch(name) for name, _ in made):
        return Items(tuple(value for _, value in made))
    return Mapping(tuple((Text(name), value) for name, value in made))
