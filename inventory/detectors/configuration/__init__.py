"""What servers and clients offer by their configuration: one engine, one YAML a product."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...model import Finding, Problem
from ..detector import Alone, File, Stub

if TYPE_CHECKING:
    from .fragments import Fragments
    from .installed import Installed


class Configuration:
    """Finds the protocols, suites and algorithms that configuration files ask for, and those that hold by default."""

    name = "configuration"

    def __init__(self) -> None:
        self._fragments: Fragments | None = None
        self._installed: Installed | None = None

    def wants(self, stub: Stub) -> bool:
        """Files that are called as a product's are, or that begin as one."""
        from .recognise import recognise

        return recognise(stub.path, stub.head) is not None

    def detect(self, file: File) -> Iterable[Finding | Problem]:
        """Each endpoint and the algorithms that it offers. Raises Unreadable for what is no text of a sane size."""
        from .recognise import recognise

        known = recognise(file.path, file.data)
        if known is None:
            return
        from .engine import examine
        from .fragments import Fragments
        from .installed import Installed
        from .loading import Loader

        if self._fragments is None or self._installed is None:
            self._fragments, self._installed = Fragments(), Installed()
        tree = file.tree or Alone()
        if self._fragments.is_part(known.product, file, tree):
            return  # it is read in its place in the file that includes it
        loaded = Loader(known.product, tree).load(file.path, file.data)
        if known.by_content and loaded.problems:
            return  # text that only looks like a configuration
        doubt = self._fragments.doubt(known.product, file, tree)
        if doubt is not None:
            yield doubt
        yield from examine(known.product, loaded, file.path, tree, self._installed.beside(file.path, tree))


__all__ = ["Configuration"]
