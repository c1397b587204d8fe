"""The documentation: every shell example runs as it stands, every link leads somewhere, every command has a page.

A block with a title is a file to save. ``# exits with N`` says the exit code of the next line; without it, 0. A block
of ``text`` after a shell block is in what the block printed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from inventory.cli.group import cli

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "decisions" not in path.parts)
FENCE = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    language: str
    title: str | None
    text: str


def blocks(page: Path) -> list[Block]:
    text = page.read_text("utf-8")
    found = [Block(language, title or None, body) for language, title, body in FENCE.findall(text)]
    assert text.count("\n```") + text.startswith("```") == 2 * len(found), "a fence that nobody reads"
    return found


def named(page: Path) -> str:
    return str(page.relative_to(DOCS))


@pytest.mark.parametrize("page", [page for page in PAGES if "```sh" in page.read_text("utf-8")], ids=named)
def test_every_example_runs_as_it_stands(page: Path, tmp_path: Path) -> None:
    scripts = str(Path(sys.executable).parent)
    environment = {
        "PATH": os.pathsep.join([scripts, *os.defpath.split(os.pathsep)]),
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
    }
    printed = ""
    for block in blocks(page):
        if block.title is not None:
            path = tmp_path / block.title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, "utf-8")
        elif block.language == "sh":
            printed = "".join(_run(line, code, tmp_path, environment) for line, code in _lines(block.text))
        elif block.language == "text":
            assert block.text in printed


def _lines(text: str) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    expected = 0
    for line in text.splitlines():
        if said := re.fullmatch(r"# exits with (\d+)", line):
            expected = int(said[1])
        elif line:
            found.append((line, expected))
            expected = 0
    return found


def _run(line: str, expected: int, folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        ["/bin/sh", "-c", line], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == expected, f"{line}\n{done.stdout}{done.stderr}"
    assert "Traceback" not in done.stderr
    return done.stdout


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


def test_every_page_is_reached_from_the_index() -> None:
    index = (DOCS / "index.md").read_text("utf-8")
    assert [named(page) for page in PAGES if page.name != "index.md" and f"({named(page)})" not in index] == []


def test_every_page_of_a_command_is_about_one_that_is_there() -> None:
    assert {page.stem for page in (DOCS / "commands").glob("*.md")} <= set(cli.list_commands(None))
