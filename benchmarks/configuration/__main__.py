"""Compare what is said of configurations with what the programs themselves say or do, element by element.

Usage: python -m benchmarks.configuration [PROGRAM …]

Run as root on Debian with nginx, apache2, haproxy, openssh-server, postgresql, rabbitmq-server and strongswan-swanctl:
each is started on ports of its own from a copy of its files, in a temporary directory, and ended again. What is
installed and running is only read.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from . import others, servers

STATUS = Path("/var/lib/dpkg/status")


def main() -> None:
    wanted = sys.argv[1:] or list(PROGRAMS)
    for name in wanted:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            root.chmod(0o755)
            (root / "var/lib/dpkg").mkdir(parents=True)
            shutil.copy(STATUS, root / "var/lib/dpkg/status")
            PROGRAMS[name](root)


PROGRAMS: dict[str, Callable[[Path], None]] = {
    "nginx": servers.nginx,
    "apache": servers.apache,
    "haproxy": servers.haproxy,
    "postgresql": servers.postgresql,
    "rabbitmq": servers.rabbitmq,
    "strongswan": others.strongswan,
    "openssh": others.openssh,
}

if __name__ == "__main__":
    main()
