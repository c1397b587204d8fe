"""The file source: sorted, links never followed, limits kept, nothing left out in silence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from inventory.errors import Unreadable, UsageError
from inventory.model import Skipped
from inventory.sources.files import Entry, Limits, read, read_whole, walk


def tree(root: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def test_files_are_sorted_and_relative(tmp_path: Path) -> None:
    tree(tmp_path, {"b/2": b"x", "a": b"xy", "b/10": b"xyz"})
    listing = walk(tmp_path, Limits())
    assert [(entry.path, entry.size) for entry in listing.entries] == [("a", 2), ("b/10", 3), ("b/2", 1)]
    assert listing.problems == []


def test_links_are_counted_and_never_followed(tmp_path: Path) -> None:
    outside = tree(tmp_path / "outside", {"secret.pem": b"x"})
    inside = tree(tmp_path / "inside", {"a": b"x"})
    (inside / "file").symlink_to(outside / "secret.pem")
    (inside / "directory").symlink_to(outside)
    (inside / "loop").symlink_to(inside)
    listing = walk(inside, Limits())
    assert [entry.path for entry in listing.entries] == ["a"]
    assert listing.skipped == (Skipped("symbolic link, not followed", 3, ("directory", "file", "loop")),)


def test_a_file_swapped_for_a_link_or_a_pipe_is_refused(tmp_path: Path) -> None:
    tree(tmp_path, {"target": b"secret"})
    (tmp_path / "link").symlink_to(tmp_path / "target")
    os.mkfifo(tmp_path / "pipe")
    for name, reason in (("link", "became a link"), ("pipe", "no longer a regular file")):
        with pytest.raises(Unreadable, match=reason):
            read(Entry(name, os.fsencode(tmp_path / name), 6), 10)


def test_limits_of_size_and_depth_are_problems(tmp_path: Path) -> None:
    tree(tmp_path, {"large": b"x" * 11, "fits": b"x" * 10, "1/2/3/deep": b"x"})
    listing = walk(tmp_path, Limits(file_size=10, depth=2))
    assert [entry.path for entry in listing.entries] == ["fits"]
    assert sorted((one.path, one.reason) for one in listing.problems) == [
        ("1/2/3", "deeper than the limit of 2 directories"),
        ("large", "not read: 11 bytes, larger than the limit of 10"),
    ]


def test_a_file_that_grows_past_the_limit_is_refused(tmp_path: Path) -> None:
    path = tree(tmp_path, {"log": b"x" * 20}) / "log"
    with pytest.raises(Unreadable, match="larger than the limit of 10 bytes"):
        read_whole(Entry("log", os.fsencode(path), 5), 10)


def test_empty_special_and_version_control_files_are_counted(tmp_path: Path) -> None:
    tree(tmp_path, {"empty": b"", ".git/config": b"x", "a": b"x"})
    os.mkfifo(tmp_path / "pipe")
    listing = walk(tmp_path, Limits())
    assert [entry.path for entry in listing.entries] == ["a"]
    assert listing.skipped == (
        Skipped("empty file", 1, ("empty",)),
        Skipped("not a regular file", 1, ("pipe",)),
        Skipped("version control directory", 1, (".git",)),
    )


def test_include_and_exclude(tmp_path: Path) -> None:
    tree(tmp_path, {"a.py": b"x", "b.txt": b"x", "lib/c.py": b"x", "lib/d.txt": b"x"})
    listing = walk(tmp_path, Limits(), include=("*.py",), exclude=("lib/",))
    assert [entry.path for entry in listing.entries] == ["a.py"]
    assert listing.skipped == (Skipped("excluded directory", 1, ("lib",)), Skipped("excluded file", 1, ("b.txt",)))


def test_gitignore_is_respected_only_when_asked(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {".gitignore": b"*.log\nbuild/\n", "a.log": b"x", "build/x": b"x", "sub/.gitignore": b"!keep.log\n"}
        | {"sub/keep.log": b"x", "sub/b.log": b"x"},
    )
    every = [entry.path for entry in walk(tmp_path, Limits()).entries]
    assert every == [".gitignore", "a.log", "build/x", "sub/.gitignore", "sub/b.log", "sub/keep.log"]
    kept = walk(tmp_path, Limits(), gitignore=True)
    assert [entry.path for entry in kept.entries] == [".gitignore", "sub/.gitignore", "sub/keep.log"]
    assert kept.skipped == (
        Skipped("excluded directory", 1, ("build",)),
        Skipped("excluded file", 2, ("a.log", "sub/b.log")),
    )


def test_names_that_are_not_text_stay_printable(tmp_path: Path) -> None:
    for name in (b"bad\xff", b"esc\x1b[31m", b"new\nline"):
        (Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name)))).write_bytes(b"x")
    paths = [entry.path for entry in walk(tmp_path, Limits()).entries]
    assert paths == ["bad\\xff", "esc\\x1b[31m", "new\\nline"]


def test_an_unreadable_directory_is_a_problem(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    tree(tmp_path, {"closed/a": b"x", "b": b"x"})
    (tmp_path / "closed").chmod(0)
    try:
        listing = walk(tmp_path, Limits())
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert [(one.path, one.reason) for one in listing.problems] == [
        ("closed/", "directory not read: permission denied")
    ]


def test_a_missing_target_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        walk(tmp_path / "missing", Limits())


def test_one_file_is_a_target(tmp_path: Path) -> None:
    tree(tmp_path, {"a.pem": b"xyz"})
    assert [entry.path for entry in walk(tmp_path / "a.pem", Limits()).entries] == ["a.pem"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("".join(f"a*b{number}*c\n" for number in range(2500)), "the patterns are too large together"),
        ("x\n" * 200_000, "larger than 262,144 bytes"),
    ],
)
def test_a_gitignore_that_cannot_be_used_ignores_nothing_and_is_reported(
    tmp_path: Path, text: str, reason: str
) -> None:
    tree(tmp_path, {"sub/.gitignore": text.encode(), "sub/x": b"x"})
    listing = walk(tmp_path, Limits(), gitignore=True)
    assert "sub/x" in [entry.path for entry in listing.entries]
    assert [(one.path, one.reason) for one in listing.problems] == [
        ("sub/.gitignore", f"not applied, nothing is left out: {reason}")
    ]
