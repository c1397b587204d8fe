"""The command line run as people run it, and small CBOMs for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

TOOL = [sys.executable, "-m", "cryptoagility"]
EMPTY = '{"bomFormat": "CycloneDX", "specVersion": "1.7", "version": 1}'


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


def run(cwd: Path, *arguments: str, stdin: str = "", env: dict[str, str] | None = None) -> Done:
    done = subprocess.run(
        [*TOOL, *arguments], cwd=cwd, input=stdin, capture_output=True, text=True, env={**os.environ, **(env or {})}
    )
    return Done(done.returncode, done.stdout, done.stderr)


def bom(*components: dict[str, object]) -> str:
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.7", "version": 1, "components": list(components)})


def algorithm(name: str, ref: str) -> dict[str, object]:
    return {
        "type": "cryptographic-asset",
        "bom-ref": ref,
        "name": name,
        "cryptoProperties": {"assetType": "algorithm"},
    }
