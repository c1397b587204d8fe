"""`diff` as people run it: exit codes, forms, bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .running import EMPTY, algorithm, bom, run


@pytest.fixture
def files(tmp_path: Path) -> Path:
    def at(name: str, ref: str) -> dict[str, object]:
        return {**algorithm(name, ref), "evidence": {"occurrences": [{"location": "a.py", "symbol": "f"}]}}

    (tmp_path / "old.json").write_text(bom(at("RSA-3072", "1"), at("SHA-256", "2")))
    (tmp_path / "weak.json").write_text(bom(at("RSA-2048", "x"), at("SHA-256", "y")))
    (tmp_path / "open.json").write_text(bom(at("RSA", "x"), at("SHA-256", "y")))
    (tmp_path / "empty.json").write_text(EMPTY)
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "options", "code"),
    [
        ("old.json", "weak.json", (), 0),
        ("old.json", "weak.json", ("--fail-on", "weakened"), 4),
        ("old.json", "weak.json", ("--fail-on", "new"), 4),
        ("old.json", "weak.json", ("--fail-on", "moved"), 0),
        ("weak.json", "old.json", ("--fail-on", "weakened"), 0),
        ("old.json", "open.json", ("--fail-on", "weakened"), 3),
        ("old.json", "open.json", ("--fail-on", "unknown"), 4),
        ("old.json", "open.json", ("--fail-on", "weakened", "--fail-on", "gone"), 4),
        ("old.json", "old.json", ("--fail-on", "weakened", "--fail-on", "new", "--fail-on", "changed"), 0),
    ],
)
def test_exit_codes(files: Path, old: str, new: str, options: tuple[str, ...], code: int) -> None:
    assert run(files, "diff", old, new, *options).code == code


def test_the_table(files: Path) -> None:
    done = run(files, "diff", "old.json", "weak.json")
    assert "weakened (1)" in done.out
    assert "classical: 128 bits → 112 bits" in done.out.replace("\\u2192", "→")
    assert run(files, "diff", "old.json", "old.json", "--summary").out.endswith("\nnothing is different\n")


def test_json_and_markdown(files: Path) -> None:
    made = json.loads(run(files, "diff", "old.json", "weak.json", "--json").out)
    assert made["schema"] == "cryptoagility/diff/1"
    assert (made["summary"]["new"], made["summary"]["gone"], made["summary"]["weakened"]) == (1, 1, 1)
    assert made["shifts"] == [
        {
            "direction": "weakened",
            "position": {"sort": "call", "where": "a.py", "what": "f", "use": "key-establishment"},
            "before": ["algorithm:RSA-3072"],
            "after": ["algorithm:RSA-2048"],
            "facets": [
                {"aspect": "classical", "before": "128 bits", "after": "112 bits", "direction": "weakened"},
            ],
        }
    ]
    run(files, "diff", "old.json", "weak.json", "--format", "markdown", "-o", "d.md")
    assert "## weakened (1)" in (files / "d.md").read_text()


@pytest.mark.parametrize("wrong", ["{", "[]", '{"bomFormat": "CycloneDX", "components": [1]}', "\udcff"])
def test_what_is_no_inventory_is_one_line(files: Path, wrong: str) -> None:
    (files / "wrong.json").write_bytes(wrong.encode("utf-8", "surrogateescape"))
    done = run(files, "diff", "old.json", "wrong.json")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "wrong.json" in done.err
