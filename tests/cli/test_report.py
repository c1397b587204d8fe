"""A report shows a plan only if it was made from the same inventory, for the same day, under the same policies."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from inventory.resources import policies
from tests.cli.running import algorithm, bom, run

DAY = ["--as-of", "2026-11-25"]
NIST = ["--policy", "nist-ir-8547"]


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    (tmp_path / "x.json").write_text(bom(algorithm("RSA-PSS-2048", "a")))
    assert run(tmp_path, "plan", "x.json", *NIST, *DAY, "-o", "plan.json", "--quiet").code == 0
    return tmp_path


def test_the_plan_says_what_to_judge(estate: Path) -> None:
    done = run(estate, "report", "x.json", "--plan", "plan.json", "-o", "out.md")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert "2026-11-25" in (estate / "out.md").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["y.json"], "it was made from another CBOM"),
        (
            ["x.json", "--as-of", "2027-01-01"],
            "it was made for 2026-11-25, not for 2027-01-01: give --as-of 2026-11-25",
        ),
        (["x.json", "--policy", "us-cnsa-2.0"], "it was made under nist-ir-8547, not under us-cnsa-2.0"),
        (["x.json", "--policy", "./edited.yaml"], "its policy nist-ir-8547 is another version"),
    ],
)
def test_a_plan_of_something_else_is_refused(estate: Path, arguments: list[str], said: str) -> None:
    (estate / "y.json").write_text(bom(algorithm("ML-KEM-768", "a")))
    with (
        (estate / "edited.yaml").open("w") as file,
        policies().joinpath("regulation", "nist-ir-8547.yaml").open() as own,
    ):
        shutil.copyfileobj(own, file)
        file.write("# one more line\n")
    done = run(estate, "report", *arguments, "--plan", "plan.json", "-o", "out.md")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"cryptoagility: cannot use the plan 'plan.json': {said}")
    assert len(done.err.splitlines()) == 1
    assert not (estate / "out.md").exists()


def test_a_damaged_plan_is_one_line_with_the_place(estate: Path) -> None:
    plan = json.loads((estate / "plan.json").read_text())
    plan["tasks"][0]["deadlines"] = "soon"
    (estate / "plan.json").write_text(json.dumps(plan))
    done = run(estate, "report", "x.json", "--plan", "plan.json", "-o", "out.md")
    said = "cannot use the plan 'plan.json': /tasks/0/deadlines: expected a list, found a text: \"soon\""
    assert (done.code, done.out, done.err) == (2, "", f"cryptoagility: {said}\n")
