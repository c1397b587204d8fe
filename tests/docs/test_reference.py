"""The reference of the library is what the docstrings say."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import cryptoagility

ROOT = Path(__file__).resolve().parents[2]


def test_the_reference_is_current() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "make_reference.py", "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_name_is_where_the_reference_says() -> None:
    module = ""
    count = 0
    for line in (ROOT / "docs" / "library" / "reference.md").read_text("utf-8").splitlines():
        if line.startswith("## "):
            module = line[3:]
        elif line.startswith("### "):
            assert getattr(importlib.import_module(module), line[4:]) is not None
            count += 1
    assert count > 60


def test_every_public_name_of_keysets_is_in_it() -> None:
    text = (ROOT / "docs" / "library" / "reference.md").read_text("utf-8")
    from cryptoagility import keysets

    assert [name for name in (*keysets.__all__, *cryptoagility._PUBLIC) if f"### {name}\n" not in text] == [
        "algorithms",
        "providers",
    ]
