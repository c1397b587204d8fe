"""Which files are parts of others: worked out once, within a budget that is counted, whatever stands beside."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from inventory.detectors.configuration import fragments, loading
from inventory.detectors.configuration.fragments import Fragments, Parts
from inventory.detectors.configuration.product import products
from inventory.detectors.detector import File
from inventory.errors import Unreadable
from inventory.model import Problem

from .samples import said
from .test_engine import SERVER, protocols, scan

NGINX = next(one for one in products() if one.name == "nginx")


class Files:
    """A tree in memory that counts how often each file is read."""

    def __init__(self, files: dict[str, str]) -> None:
        self._files = files
        self._names: dict[str, list[str]] = {}
        self._folders: dict[str, list[str]] = {}
        for path in sorted(files):
            folder, _, name = path.rpartition("/")
            self._names.setdefault(name, []).append(path)
            self._folders.setdefault(folder, []).append(path)
        self.read_of: Counter[str] = Counter()

    def ending(self, suffix: str, /) -> tuple[str, ...]:
        named = self._names.get(suffix.rpartition("/")[2], ())
        return tuple(path for path in named if path == suffix or path.endswith(f"/{suffix}"))

    def within(self, directory: str, /) -> tuple[str, ...]:
        return tuple(self._folders.get(directory, ()))

    def read(self, path: str, /) -> bytes:
        self.read_of[path] += 1
        if path not in self._files:
            raise Unreadable("there is no such file in the scan")
        return self._files[path].encode()

    def mentioning(self, _words: tuple[str, ...], _suffixes: frozenset[str], /) -> tuple[str, ...]:
        return ()


def hostile(folder: str, salt: str = "") -> dict[str, str]:
    """A tree of includes that has 40 ** 8 leaves."""
    files = {
        f"{folder}/n{level}.conf": f"include n{level + 1}.conf;\n" * 40 + f"a {level}{salt};\n" for level in range(8)
    }
    return {**files, f"{folder}/nginx.conf": f"http {{ include n0.conf; }} # {salt}", f"{folder}/n8.conf": "x y;\n"}


HONEST = {
    "honest/nginx.conf": "http {\n ssl_protocols TLSv1.3;\n include /etc/nginx/conf.d/*.conf;\n}\n",
    "honest/conf.d/a.conf": "server { listen 443 ssl; }",
    "honest/conf.d/b.conf": "server { listen 444 ssl; }",
}


def parts(files: dict[str, str], budget: int = fragments.BUDGET) -> tuple[Parts, Files]:
    tree = Files(files)
    return Fragments(budget).parts(NGINX, tree), tree


def test_copies_of_a_hostile_tree_do_not_cost_the_honest_one() -> None:
    files = dict(HONEST)
    for number in range(300):
        files |= hostile(f"evil{number}")
    found, tree = parts(files)
    assert {path for path in found.included if path.startswith("honest")} == {
        "honest/conf.d/a.conf",
        "honest/conf.d/b.conf",
    }
    assert max(tree.read_of[path] for path in files if not path.endswith("/nginx.conf")) == 1
    assert max(tree.read_of.values()) <= 12  # a main file may be opened in every round


def test_different_hostile_trees_do_not_cost_the_honest_one() -> None:
    files = dict(HONEST)
    for number in range(60):
        files |= hostile(f"evil{number}", str(number))
    found, _ = parts(files, fragments.BUDGET // 8)
    assert found.unknown
    assert set(HONEST) - {"honest/nginx.conf"} <= found.included


def test_what_the_others_leave_is_for_those_that_need_more_than_their_share() -> None:
    files = {"a/nginx.conf": "include a.conf;", "a/a.conf": f"#{'y' * 60_000}\n", "b/nginx.conf": "include b.conf;"}
    found, _ = parts({**files, "b/b.conf": SERVER}, 100_000)
    assert (found.included, found.unknown) == ({"a/a.conf", "b/b.conf"}, ())


def test_equal_files_are_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def parse(product: object, path: str, data: bytes) -> object:
        parsed.append(path)
        return loading.parse(product, path, data)  # type: ignore[arg-type]

    monkeypatch.setattr(fragments, "parse", parse)
    files = {f"{number}/{name}": text for number in range(20) for name, text in hostile("x").items()}
    parts({path.replace("/x/", "/"): text for path, text in files.items()})
    assert len(parsed) == 10


def test_it_is_worked_out_once_for_a_tree() -> None:
    tree, known = Files({**HONEST, **hostile("evil")}), Fragments()
    first = known.parts(NGINX, tree)
    read = tree.read_of.copy()
    for path in HONEST:
        known.is_part(NGINX, File(path, b""), tree)
    assert known.parts(NGINX, tree) is first
    assert tree.read_of == read


def test_main_files_that_include_nothing_are_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fragments, "parse", None)
    found, _ = parts({f"{number}/nginx.conf": f"http {{ {SERVER} }}" for number in range(9)})
    assert (len(found.read), found.included, found.unknown) == (9, frozenset(), ())


@pytest.mark.parametrize("text", ["inc\\lude a.conf;", "'include' a.conf;", '"include" "a.conf";'])
def test_a_directive_in_disguise_includes_as_well(text: str) -> None:
    assert parts({"nginx.conf": text, "a.conf": SERVER})[0].included == {"a.conf"}


def test_the_order_of_files_does_not_matter() -> None:
    files = dict(HONEST)
    for number in range(30):
        files |= hostile(f"evil{number}", str(number))
    assert parts(files, 50_000)[0] == parts(dict(reversed(files.items())), 50_000)[0]


def test_beyond_the_budget_files_are_read_on_their_own_and_that_is_said() -> None:
    files = {**HONEST, **hostile("evil")}
    tree, known = Files(files), Fragments(10)
    assert known.parts(NGINX, tree) == Parts(
        frozenset({"evil/nginx.conf", "honest/nginx.conf"}),
        frozenset({"evil/nginx.conf", "honest/nginx.conf"}),
        frozenset(),
        ("evil/nginx.conf", "honest/nginx.conf"),
    )
    said_of = {
        path: known.doubt(NGINX, File(path, b""), tree) for path in ("honest/conf.d/a.conf", "honest/nginx.conf")
    }
    assert not known.is_part(NGINX, File("honest/conf.d/a.conf", b""), tree)
    assert said_of == {
        "honest/conf.d/a.conf": Problem(
            "honest/conf.d/a.conf",
            "configuration",
            "read on its own: evil/nginx.conf (and 1 more files) includes too much to tell whether this file as well",
        ),
        "honest/nginx.conf": Problem(
            "honest/nginx.conf",
            "configuration",
            "it includes too much to look at: the files that it includes are read on their own as well",
        ),
    }


def test_a_scan_tells_of_what_is_beyond_the_budget(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Fragments.__init__, "__defaults__", (10,))
    found, problems = scan(tmp_path, {"nginx.conf": "http { include conf.d/a.conf; }", "conf.d/a.conf": SERVER})
    assert [one.path for one in problems] == ["conf.d/a.conf", "nginx.conf"]
    assert protocols(found) == [("conf.d/a.conf", 1)] * 2  # on its own and in its place


def test_of_main_files_that_include_each_other_the_first_is_read(tmp_path: Path) -> None:
    files = {
        f"{one}/nginx.conf": f"http {{ include ../{other}/nginx.conf; {SERVER} }}" for one, other in ("ab", "bc", "ca")
    }
    found, problems = scan(tmp_path, files)
    assert ("a/nginx.conf", 1) in protocols(found)
    assert {one.reason for one in problems} == {"the file includes itself"}


def test_a_long_circle_of_main_files_leaves_none_unread() -> None:
    size = loading.DEPTH * 3 - 1
    paths = [f"{number:02}/nginx.conf" for number in range(size)]
    files = {path: f"include ../{paths[(number + 1) % size]};\n" for number, path in enumerate(paths)}
    tree, known = Files(files), Fragments()
    read = [path for path in paths if not known.is_part(NGINX, File(path, b""), tree)]
    assert read == [paths[0], paths[loading.DEPTH], paths[2 * loading.DEPTH]]  # each with all that it reaches


def test_a_pattern_that_fits_everything_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "LOOKED", 5000)
    files = {f"d/{number:04}.conf": "x y;" for number in range(1000)}
    main = "".join(f"include d/{number}*;\n" for number in range(200, 400))
    tree = Files({**files, "nginx.conf": main})
    loaded = loading.Loader(NGINX, tree).load("nginx.conf", main.encode())
    assert [(one.line, one.reason) for one in loaded.problems][:1] == [
        (4, "too many includes in directories with many files: this one is not followed")
    ]
    assert len(loaded.files) == 1


def test_a_file_that_is_included_again_is_read_once() -> None:
    main = "include a.conf;\n" * 50
    tree = Files({"nginx.conf": main, "a.conf": SERVER})
    loaded = loading.Loader(NGINX, tree).load("nginx.conf", main.encode())
    assert len(loaded.entries) == 50
    assert tree.read_of == {"a.conf": 1}


def test_what_the_walk_says_is_what_the_loader_reads() -> None:
    trees = {
        "hostile": hostile("x"),
        "too many entries": {"x/nginx.conf": "include a.conf;\n" * 5, "x/a.conf": "a;" * 90_000},
        "too many bytes": {
            "x/nginx.conf": "include a.conf;\n" * 9 + "include b.conf;\n",
            "x/a.conf": f"#{'y' * 2**21}\n",
            "x/b.conf": "a;",
        },
        "not to be parsed": {"x/nginx.conf": "include a.conf;\ninclude b.conf;", "x/a.conf": "\0", "x/b.conf": "a;"},
        "deep": {f"x/{number}.conf": f"include {number + 1}.conf;" for number in range(40)}
        | {"x/nginx.conf": "include 0.conf;"},
    }
    for name, files in trees.items():
        found, tree = parts(files)
        try:
            read = loading.Loader(NGINX, tree).load("x/nginx.conf", tree.read("x/nginx.conf")).files
        except Unreadable:
            read = set()
        assert (name, found.included, found.unknown) == (name, read - {"x/nginx.conf"}, ())


def test_nothing_of_an_honest_configuration_is_lost_beside_hostile_ones(tmp_path: Path) -> None:
    scan(tmp_path / "alone", HONEST)
    honest, _ = said(tmp_path / "alone")
    beside, _ = scan(tmp_path / "beside", {**HONEST, **hostile("evil")})
    assert [one for one in beside if one.location.path.startswith("honest")] == honest
