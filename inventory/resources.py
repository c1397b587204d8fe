"""Files that travel with the package: policies and small tables, found in a wheel or in a checkout."""

from __future__ import annotations

from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType


def policies() -> Traversable:
    """The folder of policies: package data of the wheel, or ``policies/`` of the checkout."""
    packaged = resources.files(__package__).joinpath("_policies")
    if packaged.is_dir():
        return packaged
    return Path(__file__).resolve().parent.parent / "policies"


@cache
def languages() -> MappingProxyType[str, str]:
    """Language by file extension, for files that no detector can read yet: named in the coverage."""
    text = resources.files(__package__).joinpath("languages.txt").read_text("utf-8")
    pairs = (line.split(None, 1) for line in text.splitlines() if line and not line.startswith("#"))
    return MappingProxyType({suffix: name.strip() for suffix, name in pairs})
