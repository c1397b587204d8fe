"""The command line: each command is imported when it is called, and every exit code has one meaning.

0 clean, 2 wrong usage or policy, 3 incomplete, 4 policy violated, 5 a signature, decryption or audit check failed,
130 on Ctrl-C. 1 is never returned on purpose: it means a crash.
"""

from __future__ import annotations

import sys

from cryptoagility import __version__
from cryptoagility.cli import streams
from cryptoagility.errors import UsageError


def main() -> None:
    """Run the command line and exit."""
    _no_core_dumps()
    streams.prepare()
    if sys.argv[1:] == ["--version"]:  # answered before anything is loaded
        raise SystemExit(_version())
    from .group import run

    raise SystemExit(run(sys.argv[1:]))


def _version() -> int:
    try:
        streams.out(f"cryptoagility {__version__}\n")
    except streams.ReaderLeft:
        return 0
    except UsageError as error:
        streams.note(f"cryptoagility: {error}\n")
        return 2
    return 0


def _no_core_dumps() -> None:
    """Keys pass through memory: a crash must not write them to disk."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        return
