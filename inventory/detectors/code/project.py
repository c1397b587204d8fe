"""The files around a source file: where names are defined that it imports, and who calls what it defines.

A file is found by its path alone, as each language lays them out; it is parsed when a name of it is asked for.
"""

from __future__ import annotations

import posixpath
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from ...errors import Unreadable
from ...formats.paths import is_test
from ..detector import Tree
from .configuration import Configuration
from .expressions import Reference
from .outline import Binding, BindingKind, Outline
from .parsing import SIZE, parsed
from .values import Configured, Value

if TYPE_CHECKING:
    import re2

    from .languages.language import Language

FILES = 16  # that are parsed for the sake of one file
NAMES = 12  # whose callers are looked for for the sake of one file
_KEPT = 2 * 1024 * 1024  # bytes of source whose trees a worker keeps
_PACKAGE = 64  # files of one package


class Units:
    """The outlines that a worker keeps, the ones used last."""

    def __init__(self) -> None:
        self._tree: Tree | None = None
        self._kept: OrderedDict[str, tuple[Outline | None, ...]] = OrderedDict()
        self._bytes = 0

    def get(self, tree: Tree, key: str, make: Callable[[], tuple[Outline | None, ...]]) -> tuple[Outline | None, ...]:
        """The outlines under this key, made if they are not there."""
        if self._tree is not tree:
            self._tree, self._bytes = tree, 0
            self._kept.clear()
        known = self._kept.get(key)
        if known is not None:
            self._kept.move_to_end(key)
            return known
        made = self._kept[key] = make()
        self._bytes += _weight(made)
        while self._bytes > _KEPT and len(self._kept) > 1:
            self._bytes -= _weight(self._kept.popitem(last=False)[1])
        return made


def _weight(outlines: tuple[Outline | None, ...]) -> int:
    return sum(len(one.source) for one in outlines if one is not None)


class Project:
    """What a file can see of the files around it."""

    def __init__(self, language: Language, tree: Tree, units: Units, path: str) -> None:
        self._language = language
        self._tree = tree
        self._units = units
        self._path = path
        self._own: dict[str, Outline] = {}
        self._asked: set[str] = set()
        self._names: set[str] = set()
        self._called: dict[tuple[str, str], bool] = {}
        self._configuration = Configuration(tree, path)

    def own(self, source: bytes) -> Outline | None:
        """The outline of the file itself; where a package is a directory, with the files beside it."""
        if self._language.package_is_directory:
            package = self._package(posixpath.dirname(self._path))
            own = next((one for one in package if one.path == self._path and one.source == source), None)
            if own is not None:
                return own
        made = _outline(self._language, self._path, source)
        if made is not None:
            self._own[self._path] = made
        return made

    def beside(self, home: Outline) -> tuple[Outline, ...]:
        """The other files of the same package, where they see each other's names without an import."""
        if not self._language.package_is_directory:
            return ()
        package = self._package(posixpath.dirname(home.path))
        tests = home.path.endswith("_test.go")
        return tuple(
            one
            for one in package
            if one is not home and one.package == home.package and (tests or not one.path.endswith("_test.go"))
        )

    def might_have(self, qualified: str, home: Outline) -> bool:
        """Whether a file is there that can define this name, by its path alone."""
        for suffix, _ in LOCATORS[self._language.name](self._tree, qualified, home):
            if suffix.endswith("/"):
                if self._tree.within(suffix.rstrip("/")):
                    return True
            elif self._tree.ending(suffix.lstrip("/")):
                return True
        return False

    def find(self, qualified: str, home: Outline) -> Iterator[tuple[Outline, str]]:
        """The files that can define this name, each with the part of the name that is left inside it."""
        for suffix, rest in LOCATORS[self._language.name](self._tree, qualified, home):
            if suffix.endswith("/"):
                package = self._package(suffix.rstrip("/"))
                yield from ((one, rest) for one in package if not one.path.endswith("_test.go"))
                continue
            exact = suffix.startswith("/")
            ending = self._tree.ending(suffix.lstrip("/"))
            paths = [one for one in ending if one == suffix[1:]] if exact else _nearest(ending, suffix, self._path)
            for path in paths:
                made = self._unit(path)
                if made is not None:
                    yield made, rest

    def calling(self, name: str, home: Outline, owners: tuple[str, ...]) -> Iterator[Outline | None]:
        """The other files in which something of this name is called; asked for if nobody looked yet.

        They mention the module or class that it belongs to, or are of the same package. What tests pass says nothing
        of production. None stands for files that nobody looks into.
        """
        if name not in self._names and len(self._names) >= NAMES:
            yield None
            return
        self._names.add(name)
        tests = is_test(self._path)
        yield from self.beside(home)
        near = {one.path for one in self.beside(home)}
        found: dict[str, None] = {}
        for owner in owners or (_module_name(self._language, home),):
            words = (name,) if owner == name else (name, owner)
            mentioning = self._tree.mentioning(words, self._language.suffixes)
            if mentioning is None:
                yield None
            found |= dict.fromkeys(mentioning or ())
        for path in sorted(found.keys() - near):
            if path == self._path or (is_test(path) and not tests):
                continue
            known = self._called.get((path, name))
            if known is None:
                known = self._called[path, name] = self._calls(path, name, owners, home)
            if known:
                yield self._unit(path)

    def configured(self, key: str, *, variable: bool) -> tuple[Configured, ...] | None:
        """What the configuration files of the scan give a property or environment variable; None: too many name it."""
        return self._configuration.variable(key) if variable else self._configuration.property(key)

    def content(self, name: str) -> tuple[Value, ...]:
        """What stands in the configuration file nearest to this one that is read by this name."""
        return self._configuration.content(name)

    def _calls(self, path: str, name: str, owners: tuple[str, ...], home: Outline) -> bool:
        """Whether a file looks as if it called this: cheap, and never wrong by a no."""
        try:
            source = self._tree.read(path)
        except Unreadable:
            return False
        if not _pattern(rf"\b{re.escape(name)}\s*(?:<[^()]*>|\[[^()]*\])?\s*\(").Match(source):
            return False
        if owners or self._language.package_is_directory:
            return True
        return bool(_pattern(self._language.mention(_module_name(self._language, home))).Match(source))

    def _unit(self, path: str) -> Outline | None:
        if path in self._own:
            return self._own[path]
        if self._language.package_is_directory:
            return next((one for one in self._package(posixpath.dirname(path)) if one.path == path), None)
        if not self._allowed(path):
            return None
        return self._units.get(self._tree, path, lambda: (self._read(path),))[0]

    def _package(self, directory: str) -> tuple[Outline, ...]:
        if not self._allowed(directory):
            return ()
        made = self._units.get(self._tree, f"{directory}/", lambda: self._read_package(directory))
        return tuple(one for one in made if one is not None)

    def _allowed(self, key: str) -> bool:
        """A file asks for a bounded number of others."""
        if key not in self._asked and len(self._asked) >= FILES:
            return False
        self._asked.add(key)
        return True

    def _read(self, path: str) -> Outline | None:
        try:
            source = self._tree.read(path)
        except Unreadable:
            return None  # the file has its own problem in the scan
        return _outline(self._language, path, source) if len(source) <= SIZE else None

    def _read_package(self, directory: str) -> tuple[Outline | None, ...]:
        suffixes = self._language.suffixes
        paths = [one for one in self._tree.within(directory) if posixpath.splitext(one)[1] in suffixes]
        made: list[Outline] = []
        total = 0
        for path in paths[:_PACKAGE]:
            one = self._read(path)
            total += len(one.source) if one is not None else 0
            if one is not None and total <= SIZE:
                made.append(one)
        _merge(made)
        return tuple(made)


@cache
def _pattern(written: str) -> re2.Set:
    """A pattern that takes time in proportion to what it looks at."""
    import re2

    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.never_capture = True
    options.log_errors = False
    made = re2.Set.SearchSet(options)
    made.Add(written)
    made.Compile()
    return made


def _outline(language: Language, path: str, source: bytes) -> Outline | None:
    tree = parsed(language, source)
    if tree is None:
        return None
    made = language.outline(tree.root_node, source)
    made.path = path
    for scope in made.classes:  # the classes of the file that derive from one another
        for base in scope.bases:
            expression = language.expression(base.node, source, made.scopes)
            found = made.module.bindings.get(expression.name, ()) if isinstance(expression, Reference) else ()
            for binding in found:
                if binding.kind is BindingKind.CLASS and binding.defined is not None and binding.defined is not scope:
                    binding.defined.subclasses.append(scope)
    return made


def _merge(outlines: list[Outline]) -> None:
    """The parts of a class that stand in several files of a package are parts of one class."""
    for package in sorted({one.package for one in outlines}):
        first: dict[str, tuple[dict[str, list[Binding]], dict[str, list[Binding]]]] = {}
        for scope in (scope for one in outlines if one.package == package for scope in one.classes):
            if scope.parent is not None and scope.parent.parent is not None:
                continue
            shared = first.setdefault(scope.name, (scope.bindings, scope.attributes))
            for mine, all in zip((scope.bindings, scope.attributes), shared, strict=True):
                for name, found in mine.items() if mine is not all else ():
                    all.setdefault(name, []).extend(found)
            scope.bindings, scope.attributes = shared


def _module_name(language: Language, home: Outline) -> str:
    """The word by which other files import this one."""
    if language.package_is_directory:
        return home.package
    stem = posixpath.splitext(posixpath.basename(home.path))[0]
    return posixpath.basename(posixpath.dirname(home.path)) or stem if stem == "__init__" else stem


def _nearest(paths: tuple[str, ...], suffix: str, asking: str) -> list[str]:
    """Of several files of this name the one nearest to who asks; one of a short name only from its own root."""
    roots = {path: path[: len(path) - len(suffix)] for path in paths}
    if "/" not in suffix:
        roots = {path: root for path, root in roots.items() if asking.startswith(root.removesuffix("src/"))}
    ordered = sorted(roots, key=lambda path: (-len(posixpath.commonprefix([path, asking])), path))
    return ordered[:1]


def _java(_tree: Tree, qualified: str, _home: Outline) -> Iterator[tuple[str, str]]:
    """``com.acme.Config.ALG``: in com/acme/Config.java, or of a class with another name in the same package."""
    parts = qualified.split(".")
    for index in range(len(parts) - 1, 0, -1):
        yield "/".join(parts[: index + 1]) + ".java", ".".join(parts[index:])


def _python(_tree: Tree, qualified: str, home: Outline) -> Iterator[tuple[str, str]]:
    """``acme.config.ALG``: in acme/config.py or acme/config/__init__.py; leading dots go up from the file.

    A place that begins with a slash is meant exactly; another may be below any directory.
    """
    bare = qualified.lstrip(".")
    dots = len(qualified) - len(bare)
    base = home.path
    for _ in range(dots):
        base = posixpath.dirname(base)
    parts = bare.split(".")
    for index in range(len(parts) - 1, -1 if dots else 0, -1):
        stem = "/".join(parts[:index])
        whole = f"/{base}/{stem}".rstrip("/").replace("//", "/") if dots else stem
        rest = ".".join(parts[index:])
        yield f"{whole}.py", rest
        yield f"{whole}/__init__.py", rest


def _go(tree: Tree, qualified: str, home: Outline) -> Iterator[tuple[str, str]]:
    """``example.org/module/package.Name``: the directory that the module's go.mod gives it."""
    directory, slash, last = qualified.rpartition("/")
    package, _, rest = last.partition(".")
    wanted = f"{directory}{slash}{package}"
    for path in _nearest(tree.ending("go.mod"), "go.mod", home.path):
        module = _module(tree, path)
        if module is not None and (wanted == module or wanted.startswith(f"{module}/")):
            inner = wanted[len(module) :].strip("/")
            yield posixpath.join(posixpath.dirname(path), inner).rstrip("/") + "/", rest


def _module(tree: Tree, path: str) -> str | None:
    try:
        lines = tree.read(path)[:65536].decode("utf-8", "replace").splitlines()
    except Unreadable:
        return None
    found = next((line.split()[1:2] for line in lines if line.split()[:1] == ["module"]), [])
    return found[0].strip('"') if found else None


LOCATORS: dict[str, Callable[[Tree, str, Outline], Iterator[tuple[str, str]]]] = {
    "go": _go,
    "java": _java,
    "python": _python,
}
