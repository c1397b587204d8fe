"""`merge` as people run it: names, the same application twice, bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .running import algorithm, bom, run


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, text in (("one", "md5"), ("two", "sha1")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.py").write_text(f"import hashlib\nx = hashlib.{text}(b'')\n")
        assert run(tmp_path, "scan", name, "--quiet", "-o", f"{name}.json").code == 0
    (tmp_path / "theirs.json").write_text(bom(algorithm("SHA-1", "u-1")))
    return tmp_path


def paths(text: str) -> list[str]:
    components = json.loads(text)["components"]
    return [at["location"] for one in components for at in one.get("evidence", {}).get("occurrences", ())]


def test_paths_begin_with_the_application(files: Path) -> None:
    done = run(files, "merge", "one.json", "two.json", "shop=theirs.json", "-o", "all.json")
    assert (done.code, done.out) == (0, "")
    assert paths((files / "all.json").read_text()) == ["one/a.py", "two/a.py"]
    assert run(files, "validate", "all.json").code == 0
    assert "3 inventories" in done.err
    back = run(files, "merge", "two.json", "all.json", "--quiet")
    assert back.out == (files / "all.json").read_text()
    judged = run(files, "check", "all.json", "--policy", "us-cnsa-2.0", "--as-of", "2027-01-01")
    assert judged.code == 4


def test_two_inventories_of_one_name_have_to_say_what_they_are(files: Path) -> None:
    (files / "old").mkdir()
    (files / "one" / "a.py").rename(files / "one" / "b.py")
    run(files, "scan", "one", "--quiet", "-o", "later.json")
    done = run(files, "merge", "one.json", "later.json")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "both about 'one'" in done.err
    assert paths(run(files, "merge", "A=one.json", "B=later.json").out) == ["A/a.py", "B/b.py"]
    assert paths(run(files, "merge", "one=one.json", "one=later.json").out) == ["one/a.py", "one/b.py"]
    assert run(files, "merge", "one.json", "one.json").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("=one.json",), "gives no name"),
        (("a/b=one.json",), "gives no name"),
        (("one.json", "nothing.json"), "nothing.json"),
        ((), "Missing argument"),
    ],
)
def test_wrong_use_is_one_line(files: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run(files, "merge", *arguments)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert said in done.err


def test_a_merged_inventory_gets_no_new_name(files: Path) -> None:
    run(files, "merge", "one.json", "-o", "all.json", "--quiet")
    done = run(files, "merge", "x=all.json")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "merged" in done.err


def test_contradictions_are_on_standard_error_and_in_the_result(files: Path) -> None:
    for name, size in (("a", 2048), ("b", 3072)):
        key = algorithm("k", "k")
        key["cryptoProperties"] = {
            "assetType": "related-crypto-material",
            "relatedCryptoMaterialProperties": {
                "type": "public-key",
                "size": size,
                "fingerprint": {"alg": "SHA-256", "content": "1" * 64},
            },
        }
        (files / f"{name}.json").write_text(bom(key))
    done = run(files, "merge", "A=a.json", "B=b.json", "-o", "all.json")
    reference = "public-key:spki-sha256:" + "1" * 64
    assert f"contradictions:\n  {reference}: size 2048\n  {reference}: size 3072\n" in done.err
    assert "several values of size: 3072" in (files / "all.json").read_text()
