"""`python -m cryptoagility`: the same command line, with a clear error when another package hides the tool."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def main() -> None:
    """Check that the tool beside this library is the one that Python finds, then run it."""
    beside = Path(__file__).resolve().parent.parent / "inventory"
    tool = importlib.import_module("inventory")
    found = Path(str(tool.__file__)).resolve().parent if tool.__file__ else None
    if found != beside:
        sys.stderr.write(
            f"cryptoagility: the package 'inventory' is hidden by {found or list(tool.__path__)}; "
            "install the tool in an environment of its own, for example with pipx\n"
        )
        raise SystemExit(2)
    importlib.import_module("inventory.cli").main()


if __name__ == "__main__":
    main()
