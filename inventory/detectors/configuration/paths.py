"""Files that a configuration names, where they are in the scan: never outside of it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from ..detector import Tree

_WILD = re.compile(r"[*?\[]")
MOST = 1000  # files of one pattern


def found(tree: Tree, named: str, directory: str, homes: tuple[str, ...]) -> tuple[str, ...]:
    """The files in the scan that this name (or pattern) stands for, sorted. ``directory``: what it is relative to.

    ``homes`` are the directories in which the product is installed: names below them are looked for beside the main
    file first, for in a repository it lies elsewhere than on the machine.
    """
    for place in _places(tree, named, directory, homes):
        folder, name = posixpath.split(place)
        if _WILD.search(folder):
            continue
        files = tree.within(folder)
        hits = [path for path in files if fnmatchcase(posixpath.basename(path), name)] if _WILD.search(name) else []
        if not _WILD.search(name) and place in tree.ending(place):  # few have its name, and many its directory
            hits = [place]
        if hits:
            return tuple(hits[:MOST])
    return ()


def inside(tree: Tree, named: str, directory: str, homes: tuple[str, ...]) -> tuple[str, ...]:
    """The files directly in the directory of this name, sorted."""
    return found(tree, posixpath.join(named, "*"), directory, homes)


def _places(tree: Tree, named: str, directory: str, homes: tuple[str, ...]) -> Iterator[str]:
    """Paths of the scan that a name can mean, the likeliest first. None of them leads out of it."""
    if not named.startswith("/"):
        for base in (directory, posixpath.dirname(directory)):  # Apache's root is above the folder of httpd.conf
            inner = _within(posixpath.join(base, named))
            if inner is not None:
                yield inner
        return
    clean = posixpath.normpath(named)
    for home in homes:
        if clean.startswith(f"{home}/"):
            inner = _within(posixpath.join(directory, clean[len(home) + 1 :]))
            if inner is not None:
                yield inner
    parts = clean.strip("/").split("/")
    for start in range(min(len(parts) - 1, 8)):  # its directory at least: a bare name could be any file
        tail = "/".join(parts[start:])
        yield tail  # the scan begins somewhere above the file
        if start == 0:
            yield from sorted(
                path[: -len(parts[-1])] + parts[-1]
                for path in tree.ending(tail)
                if not _WILD.search(tail) and path != tail
            )


def _within(path: str) -> str | None:
    made = posixpath.normpath(path)
    return None if made.startswith(("../", "/")) or made == ".." else made
