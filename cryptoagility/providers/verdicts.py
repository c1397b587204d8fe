"""What the self-test found of each backend, remembered until the backend's files change.

The first use of an algorithm in a process asks here. What is remembered on disk holds for one version of the library
and one content of its compiled files; a file that cannot be written costs a few milliseconds the next time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import secrets
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from ..errors import StorageError
from ..files import locked, make_directory, read_whole, stamp, state_directory, write_whole
from .provider import AnyKemRow, AnySignatureRow, Provider
from .selftest import Check, kem_answers, kem_checks, signature_answers, signature_checks

_LOG = logging.getLogger("cryptoagility.providers")
_FORM = 1
_MOST = 1024 * 1024


class Verdicts:
    """Which algorithms of which backends deviate: the names of the checks that failed, () if none did."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._found: dict[tuple[str, str], tuple[str, ...]] = {}
        self._contents: dict[str, str] = {}

    def of_signature(self, backend: Provider, row: AnySignatureRow) -> tuple[str, ...]:
        """The checks that this row fails; asked once, without signing."""
        return self._of(
            backend, row.name, lambda: signature_checks(row, signature_answers().get(row.name), signing=False)
        )

    def of_kem(self, backend: Provider, row: AnyKemRow) -> tuple[str, ...]:
        """The checks that this row fails; asked once."""
        return self._of(backend, row.name, lambda: kem_checks(row, kem_answers().get(row.name), generating=False))

    def replace(self, backend: Provider, failed: Mapping[str, tuple[str, ...]]) -> None:
        """Go by these answers of a whole self-test from now on, here and in every process that starts later."""
        with self._lock:
            self._found.update({(backend.NAME, algorithm): names for algorithm, names in failed.items()})
            self._remember(backend, failed)

    def _of(self, backend: Provider, algorithm: str, ask: Callable[[], Iterable[Check]]) -> tuple[str, ...]:
        key = (backend.NAME, algorithm)
        found = self._found.get(key)
        if found is not None:
            return found
        with self._lock:
            remembered = self._remembered(backend).get(algorithm)
            found = tuple(check.name for check in ask() if not check.passed) if remembered is None else remembered
            self._found[key] = found
            if remembered is None:
                self._remember(backend, {algorithm: found})
        for name in found:
            _LOG.error("%s deviates from the standard with %s (%s): it is switched off", backend.NAME, algorithm, name)
        return found

    def _remembered(self, backend: Provider) -> dict[str, tuple[str, ...]]:
        """Nothing that cannot be read, or that is of other files, is believed."""
        if self._file is None:
            return {}
        try:
            data = read_whole(self._file, _MOST)
            loaded = json.loads(data) if data else {}
            kept = loaded["backends"][backend.NAME]
            if loaded["form"] != _FORM or not self._believed(backend, kept):
                return {}
            return {str(name): tuple(map(str, failed)) for name, failed in kept["failed"].items()}
        except (StorageError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return {}

    def _remember(self, backend: Provider, failed: Mapping[str, tuple[str, ...]]) -> None:
        if self._file is None:
            return
        with contextlib.suppress(StorageError):
            make_directory(self._file.parent)
            with locked(self._file.with_name(f".{self._file.name}.lock")):
                known = {**self._remembered(backend), **failed}
                try:
                    data = read_whole(self._file, _MOST)
                    loaded = json.loads(data) if data else {}
                    others = dict(loaded["backends"]) if loaded.get("form") == _FORM else {}
                except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                    others = {}
                others[backend.NAME] = {
                    "version": backend.version(),
                    "stamps": _stamps(backend),
                    "content": self._content(backend),
                    "failed": known,
                }
                write_whole(self._file, json.dumps({"form": _FORM, "backends": others}, sort_keys=True).encode())

    def _believed(self, backend: Provider, kept: Mapping[str, object]) -> bool:
        """Whether what was kept is of this version and these files; their content is read when their stamps differ."""
        if kept["version"] != backend.version():
            return False
        return kept["stamps"] == _stamps(backend) or kept["content"] == self._content(backend)

    def _content(self, backend: Provider) -> str:
        """One word for the content of the files of a backend."""
        if backend.NAME not in self._contents:
            digest = hashlib.sha256()
            for file in backend.files():
                digest.update(_hash_of(file))
            self._contents[backend.NAME] = digest.hexdigest()
        return self._contents[backend.NAME]


def _stamps(backend: Provider) -> list[list[int | str]]:
    """Path, size and time of the files, which tell that nothing changed without reading them."""
    found: list[list[int | str]] = []
    for file in backend.files():
        seen = stamp(Path(file))
        found.append([file, *(seen or (secrets.randbits(62),))])
    return found


def _hash_of(file: str) -> bytes:
    try:
        with open(file, "rb") as opened:
            return hashlib.file_digest(opened, "sha256").digest()
    except OSError:
        return secrets.token_bytes(32)  # a file that cannot be read is never the one that was tested


VERDICTS = Verdicts(state_directory() / "selftest.json")
"""What this process goes by."""
