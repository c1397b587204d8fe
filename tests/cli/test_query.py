"""`query` as people run it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .running import algorithm, bom, run


@pytest.fixture
def files(tmp_path: Path) -> Path:
    def at(name: str, path: str) -> dict[str, object]:
        return {**algorithm(name, name), "evidence": {"occurrences": [{"location": path, "line": 3}]}}

    (tmp_path / "c.json").write_text(bom(at("RSA-2048", "a.py"), at("RSA", "b\nc.py"), at("SHA-256", "a.py")))
    return tmp_path


def test_forms(files: Path) -> None:
    question = "family ~ 'RSA*' and size < 3072"
    done = run(files, "query", "c.json", question)
    assert (done.code, done.out.splitlines()[1].split()) == (0, ["algorithm", "RSA-2048", "RSA-2048", "a.py:3"])
    assert done.err == "1 asset is left out because something that is asked for is unknown (--unknown shows them)\n"
    assert run(files, "query", "c.json", question, "--count").out == "1\n"
    assert run(files, "query", "c.json", question, "--format", "refs").out == "RSA-2048\n"
    assert run(files, "query", "c.json", question, "--format", "places").out == "a.py:3\n"
    assert run(files, "query", "c.json", question, "--format", "places", "--unknown").out == "b\\nc.py:3\n"
    made = json.loads(run(files, "query", "c.json", question, "--json", "--quiet").out)
    assert (made["schema"], made["count"], made["unknown"]) == ("cryptoagility/query/1", 1, 1)
    (asset,) = made["assets"]
    assert asset["asset"] == "RSA-2048"
    assert asset["fields"]["size"] == [2048]
    assert asset["fields"]["primitive"] == ["unknown"]
    assert "owner" not in asset["fields"]


def test_the_status_under_a_policy(files: Path) -> None:
    judge = ("--policy", "us-cnsa-2.0", "--as-of", "2031-01-01")
    done = run(files, "query", "c.json", "status = disallowed", *judge, "--format", "refs")
    assert (done.code, done.out) == (0, "RSA-2048\nSHA-256\n")  # RSA without its size is unknown


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("size <> 3", "character 7: expected a value; found '>'"),
        ("status = approved", "status needs the option --policy"),
        ("owner = x", "owner needs the option --context"),
    ],
)
def test_what_is_wrong_is_one_line_with_its_place(files: Path, question: str, said: str) -> None:
    done = run(files, "query", "c.json", question)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert said in done.err


def test_nothing_found_is_an_answer(files: Path) -> None:
    done = run(files, "query", "c.json", "kind = certificate", "--count")
    assert (done.code, done.out, done.err) == (0, "0\n", "")
