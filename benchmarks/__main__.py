"""Measure start-up, scan speed, memory, the writing of a CBOM, endpoints of a configuration, and the library.

Each is measured beside something raw.

Usage: python -m benchmarks [TREE]    (TREE: an application tree; the Python standard library if not given)
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from inventory.cbom import write
from inventory.graph import build
from inventory.model import AssetId, CertificateFacts, Finding, Kind, Link, Location, State, algorithm_id

from . import library

TOOL = [sys.executable, "-m", "cryptoagility"]
ROUNDS = 5


def main() -> None:
    tree = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(sysconfig.get_paths()["stdlib"])
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}; medians of {ROUNDS} rounds\n")
    startup()
    speed(tree)
    memory()
    writing()
    endpoints()
    print()
    library.measure()


def startup() -> None:
    bare = median(lambda: run([sys.executable, "-c", ""]))
    version = median(lambda: run(script("--version")))
    print(f"bare interpreter                {bare * 1000:8.0f} ms")
    print(f"cryptoagility --version         {version * 1000:8.0f} ms   {version / bare:.1f} x bare interpreter")
    with tempfile.TemporaryDirectory() as empty:
        scanned = median(lambda: run([*script("scan", "--quiet", empty)]))
    print(f"scan of an empty directory      {scanned * 1000:8.0f} ms   {scanned / bare:.1f} x bare interpreter\n")


def speed(tree: Path) -> None:
    exclude = ("site-packages", "__pycache__", "*.so", "*.a", "*.pyc")
    options = [part for pattern in exclude for part in ("--exclude", pattern)]
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        scanned = median(lambda: run(script("scan", "--quiet", str(tree), "-o", out.name, *options)))
        bom = json.loads(Path(out.name).read_text("utf-8"))
    counted = {one["name"].rsplit(".", 1)[-1]: one["value"] for one in bom["metadata"]["properties"]}
    lines, files = int(counted["lines"]), int(counted["read"])
    raw = median(lambda: read_all(tree))
    print(f"application tree                {tree}: {files:,} files read, {lines:,} lines")
    print(f"scan                            {scanned:8.2f} s    {lines / scanned:,.0f} lines/s")
    print(f"reading the same tree, one core {raw:8.2f} s    the scan takes {scanned / raw:.1f} times that\n")


def read_all(tree: Path) -> float:
    """Seconds to read every file and count its lines, without looking."""
    began = time.perf_counter()
    total = 0
    for directory, names, files in os.walk(tree):
        names[:] = [name for name in names if name not in {"site-packages", "__pycache__"}]
        for file in files:
            if file.endswith((".so", ".a", ".pyc")):
                continue
            total += Path(directory, file).read_bytes().count(b"\n")
    return time.perf_counter() - began


def memory() -> None:
    """Peak resident memory of the largest process of a scan, for growing numbers of files."""
    program = (
        "import resource,subprocess,sys; subprocess.run(sys.argv[1:], check=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"
    )
    source = "import hashlib\n\ndef digest(data):\n    return hashlib.sha256(data).hexdigest()  # {}\n"
    for count in (100, 1_000, 10_000):
        with tempfile.TemporaryDirectory() as folder:
            for number in range(count):
                path = Path(folder, f"{number // 100:03}", f"m{number}.py")
                path.parent.mkdir(exist_ok=True)
                path.write_text(source.format(number))
            command = script("scan", "--quiet", folder, "-o", os.devnull)
            done = subprocess.run([sys.executable, "-c", program, *command], capture_output=True, text=True, check=True)
        print(f"peak memory, {count:6,} files       {int(done.stdout):8,} MB  (largest process)")
    print()


def writing() -> None:
    """10,000 certificates with keys and edges, against json.dumps of the same file."""
    found = tuple(
        Finding(
            "x509",
            AssetId(Kind.CERTIFICATE, f"sha256:{number:064x}"),
            Location(f"pki/{number}.pem", 1),
            "EC-P256",
            facts=CertificateFacts(subject=f"CN={number}", issuer="CN=root", sha256=f"{number:064x}"),
            links=(Link("signature-algorithm", algorithm_id("ECDSA-SHA256"), State.CONFIGURED),),
        )
        for number in range(10_000)
    )
    graph = build("bench", found)
    text = write(graph, version="0")
    ours = median(lambda: timed(lambda: write(graph, version="0")))
    loaded = json.loads(text)
    raw = median(lambda: timed(lambda: json.dumps(loaded)))
    print(
        f"CBOM of {len(graph.assets):,} components     {ours:8.2f} s    {ours / raw:.1f} x json.dumps of the same file"
    )


def endpoints() -> None:
    """A server with 10,000 virtual hosts that ask for every cipher, scanned, against json.dumps of what is written."""
    number = 10_000
    hosts = "".join(
        f"server {{ listen {one} ssl; server_name h{one}.test; ssl_ciphers ALL; }}\n" for one in range(number)
    )
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "nginx.conf").write_text(f"http {{\n{hosts}}}\n")
        out = Path(folder, "out.json")
        scanned = median(lambda: run(script("scan", "--quiet", str(Path(folder, "nginx.conf")), "-o", str(out))))
        loaded = json.loads(out.read_text("utf-8"))
    raw = median(lambda: timed(lambda: json.dumps(loaded)))
    print(
        f"scan of {number:,} endpoints        {scanned:8.2f} s    {number / scanned:,.0f} endpoints/s, "
        f"{scanned / raw:.1f} x json.dumps of the CBOM"
    )


def script(*arguments: str) -> list[str]:
    installed = Path(sys.executable).with_name("cryptoagility")
    return [str(installed), *arguments] if installed.exists() else [*TOOL, *arguments]


def run(command: list[str]) -> float:
    return timed(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def median(measure: Callable[[], float]) -> float:
    return statistics.median(measure() for _ in range(ROUNDS))


if __name__ == "__main__":
    main()
