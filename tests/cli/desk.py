"""A person's desk for the key commands: a home of its own, no terminal, a passphrase file."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.cli.running import TOOL

PASSPHRASE = "correct horse battery staple"


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str
    raw: bytes


class Desk:
    def __init__(self, home: Path) -> None:
        self.home = home
        self.store = home / ".local" / "share" / "cryptoagility" / "keys"
        self.said: list[str] = []
        self.write("pass", PASSPHRASE + "\n")
        (home / "pass").chmod(0o600)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.home / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def environment(self, **more: str) -> dict[str, str]:
        kept = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("CRYPTOAGILITY_", "XDG_")) and key != "COLUMNS"
        }
        return {**kept, "HOME": str(self.home), **more}

    def run(self, *arguments: str, stdin: bytes = b"", env: dict[str, str] | None = None) -> Done:
        """The command without a terminal: a new session has none."""
        done = subprocess.run(
            [*TOOL, *arguments],
            cwd=self.home,
            input=stdin,
            capture_output=True,
            env=self.environment(**(env or {})),
            start_new_session=True,
            check=False,
        )
        out, err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
        assert "Traceback" not in err, err
        self.said += [out, err]
        return Done(done.returncode, out, err, done.stdout)

    def opened(self, *arguments: str, env: dict[str, str] | None = None) -> Done:
        """The command with the passphrase file."""
        return self.run(*arguments, "--passphrase-file", "pass", env=env)

    def good(self, *arguments: str) -> str:
        done = self.opened(*arguments)
        assert done.code == 0, done.err
        return done.out
