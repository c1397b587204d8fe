"""The formats load late, and no backend with them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cryptoagility import encoding

BACKENDS = "[name for name in ('cryptography', 'pqcrypto', 'cbor2', 'bcrypt') if name in sys.modules]"


def _run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def test_the_package_loads_no_format() -> None:
    code = "import cryptoagility, sys; print([name for name in sys.modules if name.startswith('cryptoagility.')])"
    assert _run(code) == "[]"


def test_the_formats_load_no_backend() -> None:
    code = f"""
import sys
from cryptoagility import encoding, secret_access
for name in encoding._MODULES:
    getattr(encoding, name)
encoding.decode_spki(encoding.encode_spki('ML-KEM-512', bytes(800)))
print({BACKENDS})
"""
    assert _run(code) == "[]"


def test_importing_takes_less_than_fifteen_milliseconds() -> None:
    code = """
import sys, time
start = time.process_time()
import cryptoagility.encoding
print((time.process_time() - start) * 1000)
"""
    assert min(float(_run(code)) for _ in range(5)) < 15


def test_every_public_name_is_there() -> None:
    for name in encoding._MODULES:
        assert getattr(encoding, name).__module__ == f"cryptoagility.encoding.{encoding._MODULES[name]}"
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        encoding.nonsense  # type: ignore[attr-defined]  # noqa: B018
