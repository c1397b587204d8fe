"""Importing the detectors of artefacts loads no backend and no parser that only some files need."""

from __future__ import annotations

import subprocess
import sys

_PROGRAM = """
import sys
from inventory.detectors import cms, jwk, keys, manifests, openssh, x509
from inventory.detectors.detector import File
from inventory.formats import pem
list(x509.X509().detect(File("a", b"nothing")))
print(sorted({"cryptography", "yaml", "packaging", "pqcrypto"} & set(sys.modules)))
"""


def test_no_backend_is_loaded_before_a_file_needs_it() -> None:
    program = _PROGRAM.replace(
        "from inventory.detectors import", "import inventory.detectors\nfrom inventory.detectors import"
    )
    made = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert made.stdout.strip() == "[]"
