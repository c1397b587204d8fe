"""Manifests of Python projects: each library at its line, as asked for or as locked."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptoagility import algorithms
from inventory.detectors.detector import Stub
from inventory.detectors.libraries import Change, Library, libraries, offered
from inventory.detectors.manifests import Manifests
from inventory.model import AssetId, Finding, Kind, LibraryFacts, Link, Location, Parameter, State, algorithm_id
from tests.formats import samples

DETECTOR = Manifests()
Row = tuple[int | None, str, str | None, str | None, State]


def rows(text: str, path: str) -> list[Row]:
    """Line, package URL without its type, constraint, scope and state of each library; no problem may be there."""
    found, problems = samples.run(DETECTOR, text.encode(), path)
    assert problems == []
    return [row(one) for one in found if one.asset.kind is Kind.LIBRARY]


def row(one: Finding) -> Row:
    assert isinstance(one.facts, LibraryFacts)
    scope = next((parameter.value for parameter in one.parameters if parameter.name == "scope"), None)
    return one.location.line, one.asset.value.removeprefix("pkg:pypi/"), one.facts.constraint, scope, one.state


ASKED, LOCKED = State.CONFIGURED, State.AVAILABLE


def test_everything_that_is_said_of_a_library() -> None:
    text = 'cryptography[ssh] >=48,<51 ; python_version < "3.14"  # of the desk\n'
    found, problems = samples.run(DETECTOR, text.encode(), "app/requirements.txt")
    assert problems == []
    assert found[0] == Finding(
        detector="manifests",
        asset=AssetId(Kind.APPLICATION, "dir:app"),
        location=Location("app/requirements.txt"),
        state=ASKED,
    )
    library = found[1]
    assert (library.asset, library.location) == (
        AssetId(Kind.LIBRARY, "pkg:pypi/cryptography"),
        Location("app/requirements.txt", 1),
    )
    assert library.facts == LibraryFacts("cryptography", "pypi", None, ">=48,<51", True)
    assert library.parameters == (
        Parameter("backend", "OpenSSL inside the wheel", "default"),
        Parameter("marker", 'python_version < "3.14"', "file"),
        Parameter("extras", "ssh", "file"),
    )
    assert Link("provides", algorithm_id("ML-DSA"), State.AVAILABLE) in library.links
    assert {link.role for link in library.links} == {"provides"}
    assert {link.state for link in library.links} == {State.AVAILABLE}


REQUIREMENTS = """\
# pycrypto==2.6.1 left long ago
-r other.txt
-c constraints/all.txt
--index-url https://user:token@pypi.example/simple
cryptography==41.0.7 \\
    --hash=sha256:a4c123b1612dd272d1371c17149d439536b3216fdaeeb975729fae923d5a4fd1 \\
    --hash=sha256:2aabfe228f219e9cb0eb53f16947ccf25ec84d8dbc74254770f58904dba41ecc
PyJWT[crypto]>=2.8,<3
paramiko == 3.4.0  # SFTP
pyOpenSSL==24.* ; python_version < "3.13"
Py_NaCl
requests==2.32.3
-e git+https://user:token@git.example/pyca/bcrypt@main#egg=bcrypt
rsa @ https://user:token@files.example/rsa-4.9.tar.gz
./wheels/pycryptodome-3.20.0-cp35-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl
https://files.example/ecdsa-0.19.0.tar.gz
./local/package
passlib===1.7.4
"""


def test_requirement_files() -> None:
    assert rows(REQUIREMENTS, "requirements.txt") == [
        (5, "cryptography@41.0.7", "==41.0.7", None, ASKED),
        (8, "pyjwt", ">=2.8,<3", None, ASKED),
        (9, "paramiko@3.4.0", "== 3.4.0", None, ASKED),
        (10, "pyopenssl", "==24.*", None, ASKED),
        (13, "bcrypt", "@ git+https", None, ASKED),
        (14, "rsa", "@ https", None, ASKED),
        (15, "pycryptodome@3.20.0", "@ file", None, ASKED),
        (16, "ecdsa@0.19.0", "@ file", None, ASKED),
        (18, "passlib@1.7.4", "===1.7.4", None, ASKED),
    ]
    found, _ = samples.run(DETECTOR, REQUIREMENTS.encode(), "requirements.txt")
    assert found[0].parameters == (
        Parameter("include", "other.txt", "file"),
        Parameter("include", "constraints/all.txt", "file"),
    )
    assert "token" not in repr(found)


@pytest.mark.parametrize(
    "path",
    [
        "requirements.txt",
        "requirements-dev.txt",
        "dev-requirements.txt",
        "requirements.in",
        "constraints.txt",
        "requirements/base.txt",
        "a/requirements/base.in",
    ],
)
def test_names_of_requirement_files(path: str) -> None:
    found, _ = samples.run(DETECTOR, b"pynacl\n", path)
    assert [one.asset.value for one in found if one.asset.kind is Kind.LIBRARY] == ["pkg:pypi/pynacl"]
    applications = [one.asset.value for one in found if one.asset.kind is Kind.APPLICATION]
    assert applications == ([] if "requirements/" in path else ["dir:."])


@pytest.mark.parametrize("path", ["notes.txt", "METADATA", "a/PKG-INFO.txt", "Cargo.tom", "base.txt", "setup.pyc"])
def test_other_files_are_not_wanted(path: str) -> None:
    assert not DETECTOR.wants(Stub(path, 10, b"pynacl"))


def test_a_byte_order_mark_and_utf_16() -> None:
    for data in ("\ufeffpynacl\n".encode(), "pynacl\n".encode("utf-16")):
        found, problems = samples.run(DETECTOR, data, "requirements.txt")
        assert problems == []
        assert found[1].asset.value == "pkg:pypi/pynacl"


PYPROJECT = """\
[build-system]
requires = ["setuptools>=70", "securesystemslib"]

[project]
name = "settlement"
dependencies = [
    # "PyJWT==2.9.0",
    "cryptography>=42,<51", "PyJWT==2.9.0",
    "requests>=2.31",
]

[project.optional-dependencies]
archive = [ 'pycryptodome==3.19.0' ]

[dependency-groups]
test = ["pyjwt==2.9.0", {include-group = "lint"}, "pyotp"]

[tool.poetry.dependencies]
python = "^3.11"
PyNaCl = "^1.5"
ecdsa = "0.19.0"
bcrypt = { version = ">=4", extras = ["x"], optional = true }
passlib = { git = "https://user:token@git.example/passlib" }
tink = [ {version = "1.15.0", python = "<3.12"}, {version = "1.16.1", python = ">=3.12"} ]

[tool.poetry.group.dev.dependencies]
pgpy = "*"

[tool.pytest.ini_options]
# paramiko is slow
testpaths = ["tests"]
"""


def test_pyproject() -> None:
    assert rows(PYPROJECT, "svc/pyproject.toml") == [
        (8, "cryptography", ">=42,<51", None, ASKED),
        (8, "pyjwt@2.9.0", "==2.9.0", None, ASKED),
        (13, "pycryptodome@3.19.0", "==3.19.0", "optional:archive", ASKED),
        (16, "pyjwt@2.9.0", "==2.9.0", "group:test", ASKED),
        (16, "pyotp", None, "group:test", ASKED),
        (2, "securesystemslib", None, "build", ASKED),
        (20, "pynacl", "^1.5", None, ASKED),
        (21, "ecdsa@0.19.0", "0.19.0", None, ASKED),
        (22, "bcrypt", ">=4", None, ASKED),
        (23, "passlib", "@ git", None, ASKED),
        (24, "tink@1.15.0", "1.15.0", None, ASKED),
        (24, "tink@1.16.1", "1.16.1", None, ASKED),
        (27, "pgpy", "*", "group:dev", ASKED),
    ]
    found, _ = samples.run(DETECTOR, PYPROJECT.encode(), "svc/pyproject.toml")
    assert (found[0].asset.value, found[0].parameters) == ("dir:svc", (Parameter("name", "settlement", "file"),))
    assert "token" not in repr(found)


def test_a_pyproject_that_only_configures_tools_is_no_project() -> None:
    assert samples.run(DETECTOR, b"[tool.ruff]\nline-length = 120\n", "pyproject.toml") == ([], [])


COMPUTED = (
    "are computed by the build (hatchling.build) and not in this file; scan the installed environment or a lock file"
)


@pytest.mark.parametrize(
    ("dynamic", "what"),
    [
        ('["dependencies"]', "dependencies"),
        ('["version", "optional-dependencies"]', "optional dependencies"),
        ('["optional-dependencies", "dependencies"]', "dependencies and optional dependencies"),
    ],
)
def test_dependencies_that_the_build_computes_are_a_problem(dynamic: str, what: str) -> None:
    build = '[build-system]\nrequires = ["hatchling", "pynacl"]\nbuild-backend = "hatchling.build"\n'
    text = f'{build}[project]\nname = "x"\ndynamic = {dynamic}\n'
    found, (problem,) = samples.run(DETECTOR, text.encode(), "pyproject.toml")
    assert (problem.line, problem.reason) == (6, f"{what} {COMPUTED}")
    assert [row(one) for one in found if one.asset.kind is Kind.LIBRARY] == [(2, "pynacl", None, "build", ASKED)]


def test_what_the_build_computes_besides_dependencies_is_no_problem() -> None:
    assert rows('[project]\nname = "x"\ndynamic = ["version", "readme"]\n', "pyproject.toml") == []


def test_dependencies_that_the_build_reads_from_files() -> None:
    text = (
        '[project]\nname = "x"\ndynamic = ["dependencies", "optional-dependencies"]\n[tool.setuptools.dynamic]\n'
        'dependencies = {file = ["requirements/base.txt"]}\noptional-dependencies.tls = {file = "NAME"}\n'
    )
    found, problems = samples.run(DETECTOR, text.replace("NAME", "tls-requirements.txt").encode(), "pyproject.toml")
    assert problems == []
    assert [one.value for one in found[0].parameters] == ["x", "requirements/base.txt", "tls-requirements.txt"]
    _, (problem,) = samples.run(DETECTOR, text.replace("NAME", "tls.list").encode(), "pyproject.toml")
    assert problem.reason.startswith("optional dependencies are computed by the build (setuptools)")
    text = "[options]\ninstall_requires = file: requirements.txt, more/requirements.txt\n"
    found, problems = samples.run(DETECTOR, text.encode(), "setup.cfg")
    assert problems == []
    assert [one.value for one in found[0].parameters] == ["requirements.txt", "more/requirements.txt"]


def test_poetry_lock() -> None:
    text = (
        '[[package]]\nname = "requests"\nversion = "2.0"\n\n[package.dependencies]\ncryptography = ">=1.3"\n\n'
        '[[package]]\nname = "Cryptography"\nversion = "42.0.8"\n\n[package.extras]\nssh = ["bcrypt (>=3.1.5)"]\n'
    )
    assert rows(text, "poetry.lock") == [(9, "cryptography@42.0.8", None, None, LOCKED)]


UV_LOCK = """\
version = 1

[[package]]
name = "desk"
version = "1.0"
source = { virtual = "." }
dependencies = [
    { name = "pynacl" },
]

[package.dev-dependencies]
dev = [{ name = "bcrypt" }]

[[package]]
name = "pynacl"
version = "1.5.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "cffi" }]

[[package]]
name = "cryptography"
version = "50.0.2"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "bcrypt"
version = "5.0.0"
source = { registry = "https://pypi.org/simple" }
"""


def test_uv_lock_knows_what_is_direct() -> None:
    assert rows(UV_LOCK, "uv.lock") == [
        (15, "pynacl@1.5.0", None, None, LOCKED),
        (21, "cryptography@50.0.2", None, None, LOCKED),
        (26, "bcrypt@5.0.0", None, None, LOCKED),
    ]
    found, _ = samples.run(DETECTOR, UV_LOCK.encode(), "uv.lock")
    assert [one.facts.direct for one in found if isinstance(one.facts, LibraryFacts)] == [True, False, True]
    assert found[0].parameters == (Parameter("name", "desk", "file"),)


def test_other_lock_files() -> None:
    pylock = 'lock-version = "1.0"\n\n[[packages]]\nname = "pynacl"\nversion = "1.5.0"\n\n[[packages]]\nname = "six"\n'
    assert rows(pylock, "pylock.prod.toml") == [(4, "pynacl@1.5.0", None, None, LOCKED)]
    pipfile = '[packages]\ncryptography = "==41.0.7"\npynacl = "*"\n\n[dev-packages]\nbcrypt = {version = ">=4"}\n'
    assert rows(pipfile, "Pipfile") == [
        (2, "cryptography@41.0.7", "==41.0.7", None, ASKED),
        (3, "pynacl", None, None, ASKED),
        (6, "bcrypt", ">=4", "group:dev", ASKED),
    ]
    lock = '{\n "default": {\n  "six": {"version": "==1.0"},\n  "bcrypt": {"hashes": [], "version": "==5.0.0"}\n },\n'
    assert rows(lock + ' "develop": {\n  "rsa": {"git": "x"}\n }\n}', "Pipfile.lock") == [
        (4, "bcrypt@5.0.0", "==5.0.0", None, LOCKED),
        (7, "rsa", None, "group:dev", LOCKED),
    ]


def test_installed_packages() -> None:
    text = "Metadata-Version: 2.1\nName: pycryptodome\nVersion: 3.19.0\nRequires-Dist: bcrypt\n\nName: rsa\nAES, RSA\n"
    assert rows(text, "vendor/pycryptodome-3.19.0.dist-info/METADATA") == [
        (2, "pycryptodome@3.19.0", None, None, LOCKED)
    ]
    found, (problem,) = samples.run(DETECTOR, b"Name: rsa\n\nVersion: 9\n", "rsa.egg-info/PKG-INFO")
    assert row(found[0]) == (1, "rsa", None, None, LOCKED)
    assert (problem.line, problem.reason) == (1, "metadata without a version")
    found, _ = samples.run(DETECTOR, text.encode(), "x.egg-info/PKG-INFO")
    assert [one.asset.kind for one in found] == [Kind.LIBRARY]


def test_the_metadata_of_a_source_distribution() -> None:
    headers = "".join(f"Classifier: number {number}\n" for number in range(300))
    text = (
        f"Metadata-Version: 2.4\nName: desk\nVersion: 1\n{headers}Requires-Dist: cryptography<51,>=42\n"
        'Requires-Dist: pynacl (==1.5.0); extra == "box" and python_version > "3"\nRequires-Dist: b c\n'
        "Dynamic: Requires-Dist\nSummary: two\n        Requires-Dist: rsa\n\nRequires-Dist: bcrypt\n"
    )
    found, problems = samples.run(DETECTOR, text.encode(), "PKG-INFO")
    assert found[0].parameters == (Parameter("name", "desk", "file"),)
    assert [row(one) for one in found[1:]] == [
        (304, "cryptography", "<51,>=42", None, ASKED),
        (305, "pynacl@1.5.0", "==1.5.0", "optional:box", ASKED),
    ]
    assert [(one.line, one.reason) for one in problems] == [
        (306, "Requires-Dist: it is not a requirement"),
        (307, "Requires-Dist is computed by the build; scan the installed environment or a lock file"),
    ]


WRONG = [
    ("pyproject.toml", "project = 3\n", 1, "project: expected a table, found a number"),
    (
        "pyproject.toml",
        "[project.dependencies]\nx = 1\n",
        None,
        "[project] dependencies: expected a list of strings, found a table",
    ),
    (
        "pyproject.toml",
        '[project]\ndependencies = ["a", 5]\n',
        2,
        "[project] dependencies 2: expected a string, found a number",
    ),
    ("pyproject.toml", "[project]\nname = 1\n", 2, "[project] name: expected a string, found a number"),
    (
        "pyproject.toml",
        "[project]\ndynamic = true\n",
        2,
        "[project] dynamic: expected a list of strings, found a truth value",
    ),
    (
        "pyproject.toml",
        '[project]\noptional-dependencies = ["a"]\n',
        2,
        "[project] optional-dependencies: expected a table, found a list",
    ),
    (
        "pyproject.toml",
        '[project.optional-dependencies]\ntls = "pynacl"\n',
        2,
        "[project.optional-dependencies] tls: expected a list of strings, found a string",
    ),
    (
        "pyproject.toml",
        '[dependency-groups]\ndev = [{include-group = "x"}, {other = 1}]\n',
        2,
        "[dependency-groups] dev 2: expected a string, found a table",
    ),
    (
        "pyproject.toml",
        '[build-system]\nrequires = "pynacl"\n',
        2,
        "[build-system] requires: expected a list of strings, found a string",
    ),
    (
        "pyproject.toml",
        "[tool.poetry.dependencies]\nrsa = 4\n",
        2,
        "[tool.poetry.dependencies] rsa: expected a constraint or a table, found a number",
    ),
    (
        "pyproject.toml",
        "[tool.poetry.dependencies]\nrsa = {version = 4}\n",
        None,
        "[tool.poetry.dependencies] rsa: version: expected a string, found a number",
    ),
    ("pyproject.toml", "tool = 1979-05-27\n", 1, "tool: expected a table, found a date or time"),
    ("Pipfile", "packages = []\n", 1, "packages: expected a table, found a list"),
    ("Pipfile.lock", '{"default": [1]}', 1, "default: expected a table, found a list"),
    ("Pipfile.lock", '{"default": null}', 1, "default: expected a table, found null"),
    ("Pipfile.lock", '{"default": {\n"rsa": 1}}', 2, "default rsa: expected a table, found a number"),
    (
        "Pipfile.lock",
        '{"default": {"rsa": {\n"version": 1}}}',
        2,
        "default rsa: version: expected a string, found a number",
    ),
    ("poetry.lock", "[package]\nname = 'rsa'\n", None, "package: expected a list of tables, found a table"),
    ("poetry.lock", "package = ['rsa']\n", 1, "package 1: expected a table, found a string"),
    ("poetry.lock", "[[package]]\nname = 7\n", 2, "package 1: name: expected a string, found a number"),
    ("poetry.lock", "[[package]]\nversion = '7'\n", None, "package 1: name: expected a string, found nothing"),
    ("uv.lock", "[[package]]\nname='x'\nsource = 'y'\n", 3, "package 1: source: expected a table, found a string"),
    (
        "uv.lock",
        "[[package]]\nname='x'\nsource={virtual='.'}\ndependencies = {rsa=1}\n",
        4,
        "package 1: dependencies: expected a list of tables, found a table",
    ),
    (
        "pylock.toml",
        "[[packages]]\nname='x'\nversion = 1.5\n",
        3,
        "packages 1: version: expected a string, found a number",
    ),
]


@pytest.mark.parametrize(("path", "text", "line", "reason"), WRONG)
def test_a_value_of_a_wrong_type_is_told_with_its_place(path: str, text: str, line: int | None, reason: str) -> None:
    _, (problem,) = samples.run(DETECTOR, text.encode(), path)
    assert (problem.line, problem.reason, problem.bug) == (line, reason, False)


def test_many_wrong_values_are_counted() -> None:
    text = "[[package]]\nname = 7\n" * 500
    _, problems = samples.run(DETECTOR, text.encode(), "poetry.lock")
    assert len(problems) == 21
    assert problems[-1].reason == "480 more problems like these"


@pytest.mark.parametrize(
    ("path", "begin", "line", "end"),
    [
        ("setup.cfg", "[options]\ninstall_requires =\n", "    pynacl==1.5.0\n", ""),
        ("pyproject.toml", "[project]\ndependencies = [\n", '  "pynacl==1.5.0",\n', "]\n"),
        ("requirements.txt", "# wanted\n\n", "pynacl==1.5.0\n", ""),
    ],
)
def test_forty_thousand_equal_lines_have_each_their_number(path: str, begin: str, line: str, end: str) -> None:
    """A search of the whole text for each line would take minutes."""
    found = rows(begin + line * 40_000 + end, path)
    assert found[0] == (3, "pynacl@1.5.0", "==1.5.0", None, ASKED)
    assert [number for number, *_ in found] == list(range(3, 40_003))


def test_large_locks_know_their_lines() -> None:
    """The same for the tables of names."""
    packages = ",\n".join(f'  "p{number}": {{\n"version": "==1.0"\n}}' for number in range(20_000))
    lock = f'{{"default": {{\n{packages},\n  "rsa": {{"version": "==4.9"}}\n}}}}'
    assert rows(lock, "Pipfile.lock") == [(60_002, "rsa@4.9", "==4.9", None, LOCKED)]
    wanted = "".join(f'p{number} = "*"\n' for number in range(20_000))
    text = f'[tool.poetry]\nname = "x"\n[tool.poetry.dependencies]\n{wanted}rsa = "4.9"\n'
    assert rows(text, "pyproject.toml") == [(20_004, "rsa@4.9", "4.9", None, ASKED)]


def test_the_line_of_a_requirement_is_not_that_of_the_projects_name() -> None:
    text = '[project]\nname = "rsa"\nkeywords = ["rsa"]\ndependencies = ["rsa"]\n[dependency-groups]\ndev = ["rsa"]\n'
    assert [line for line, *_ in rows(text, "pyproject.toml")] == [4, 6]
    assert [line for line, *_ in rows("[metadata]\nname=rsa\n[options]\ninstall_requires=rsa\n", "setup.cfg")] == [4]


def test_setup_cfg() -> None:
    text = (
        "[metadata]\nname = desk\n\n[options]\ninstall_requires =\n    cryptography>=42\n    # rsa\n    six\n"
        "setup_requires = pynacl\n\n[options.extras_require]\nssh =\n  paramiko==3.4.0\n"
    )
    assert rows(text, "setup.cfg") == [
        (6, "cryptography", ">=42", None, ASKED),
        (9, "pynacl", None, "build", ASKED),
        (13, "paramiko@3.4.0", "==3.4.0", "optional:ssh", ASKED),
    ]


SETUP = """\
import os
from setuptools import setup
raise SystemExit(os.system("touch /tmp/executed"))
TESTS = ["pyotp"]
setup(
    name="desk",
    install_requires=[
        "cryptography>=42",
        "six",
    ],
    tests_require=TESTS,
    extras_require={"ssh": ["paramiko==3.4.0"], "all": everything()},
)
"""


def test_setup_py_is_read_and_never_run() -> None:
    found, problems = samples.run(DETECTOR, SETUP.encode(), "setup.py")
    assert [row(one) for one in found[1:]] == [
        (8, "cryptography", ">=42", None, ASKED),
        (4, "pyotp", None, "group:test", ASKED),
        (12, "paramiko@3.4.0", "==3.4.0", "optional:ssh", ASKED),
    ]
    assert found[0].parameters == (Parameter("name", "desk", "file"),)
    assert [(one.line, one.reason) for one in problems] == [
        (12, "requirements that are computed by the build; scan the installed environment or a lock file")
    ]
    _, (problem,) = samples.run(DETECTOR, b"from setuptools import setup\nsetup(**make())\n", "setup.py")
    assert (problem.line, problem.reason) == (
        2,
        "setup() gets arguments that are computed by the build; scan the installed environment or a lock file",
    )


@pytest.mark.parametrize(
    ("data", "path", "reason"),
    [
        (b"[project\n", "pyproject.toml", "it is not valid TOML"),
        (b"\xff\xfe\x00", "requirements.txt", "it is not text"),
        (b"\x80", "setup.cfg", "it is not text"),
        (b"{", "Pipfile.lock", "it is not valid JSON"),
        (b"[]", "Pipfile.lock", "it is not a JSON object"),
        (b"no section", "setup.cfg", "it is not a configuration file"),
        (b"def (", "setup.py", "it is not valid Python"),
        (b"x = " + b"(" * 100_000, "setup.py", "it is not valid Python"),
        (b"a = " + b"[" * 100_000, "pyproject.toml", "it is not valid TOML"),
        (b"Version: 1\n", "x.dist-info/METADATA", "metadata without a name"),
        (b"pynacl=1\n", "requirements.txt", "it is not a requirement"),
        (b"{{ version }}\n", "requirements.txt", "a line that is neither a requirement nor an option"),
        (b"pynacl>=1..2\n", "requirements.txt", "it is not a requirement"),
    ],
)
def test_manifests_that_cannot_be_read(data: bytes, path: str, reason: str) -> None:
    begin = time.perf_counter()
    found, (problem,) = samples.run(DETECTOR, data, path)
    assert (problem.reason, problem.bug) == (reason, False)
    assert [one for one in found if one.asset.kind is Kind.LIBRARY] == []
    assert time.perf_counter() - begin < 20  # what a scan grants one file: growth is caught, a busy machine is not


def test_an_unreadable_line_does_not_hide_the_next_one() -> None:
    found, problems = samples.run(DETECTOR, b"a b c\npynacl\n" + b"x y\n" * 30, "requirements.txt")
    assert [one.asset.value for one in found[1:]] == ["pkg:pypi/pynacl"]
    assert [(one.line, one.reason) for one in problems] == [(1, "31 lines are no requirements, the first at line 1")]


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet="abc-=[]{}<>~!;:@#\\/\"' \n.1,()*", max_size=200),
    st.sampled_from(["requirements.txt", "setup.cfg", "setup.py", "pyproject.toml", "uv.lock", "Pipfile.lock"]),
)
def test_any_text_is_read(text: str, path: str) -> None:
    _, problems = samples.run(DETECTOR, text.encode(), path)
    assert not any(one.bug for one in problems)


@pytest.mark.parametrize("ecosystem", ["pypi", "npm", "golang", "maven", "deb", "apk"])
def test_the_curated_list_holds_together(ecosystem: str) -> None:
    known = libraries(ecosystem)
    assert known
    for name, library in known.items():
        assert name == library.name == name.lower()
        assert ecosystem != "pypi" or "_" not in name
        assert library.ecosystem == ecosystem
        assert library.confidence in {"high", "medium"}
        assert library.backend
        assert library.seen
        assert library.source
        assert library.provides or library.changes
        for scheme in (*library.provides, *(one for change in library.changes for one in change.provides)):
            assert algorithms.parse(scheme).name == scheme


def test_the_lists_know_eighty_packages() -> None:
    assert sum(len(libraries(one)) for one in ("pypi", "npm", "golang", "maven", "cargo", "deb")) >= 80


@pytest.mark.parametrize(
    ("path", "text", "url", "offers"),
    [
        ("package.json", '{"dependencies": {"node-forge": "^1.3.0"}}', "pkg:npm/node-forge", {"RSA", "3DES"}),
        (
            "package-lock.json",
            '{"lockfileVersion": 3, "packages": {"node_modules/@noble/curves": {"version": "2.4.0"}}}',
            "pkg:npm/%40noble/curves@2.4.0",
            {"ECDSA", "Schnorr"},
        ),
        (
            "go.mod",
            "module a\nrequire golang.org/x/crypto v0.31.0\n",
            "pkg:golang/golang.org/x/crypto@v0.31.0",
            {"bcrypt"},
        ),
        (
            "var/lib/dpkg/status",
            "Package: libssl3\nStatus: install ok installed\nSource: openssl\nVersion: 3.5.1-1\n\nPackage: musl\n",
            "pkg:deb/libssl3@3.5.1-1",
            {"RSA", "ML-DSA", "Argon2id"},
        ),
        ("lib/apk/db/installed", "P:libcrypto3\nV:3.3.2-r0\no:openssl\n", "pkg:apk/libcrypto3@3.3.2-r0", {"Argon2id"}),
        (
            "pom.xml",
            (
                "<project><artifactId>a</artifactId><dependencies><dependency><groupId>org.bouncycastle</groupId>"
                "<artifactId>bcprov-jdk18on</artifactId><version>1.79</version></dependency></dependencies></project>"
            ),
            "pkg:maven/org.bouncycastle/bcprov-jdk18on@1.79",
            {"ML-DSA", "Twofish"},
        ),
    ],
)
def test_libraries_of_other_ecosystems(path: str, text: str, url: str, offers: set[str]) -> None:
    found, problems = samples.run(DETECTOR, text.encode(), path)
    assert problems == []
    (library,) = [one for one in found if one.asset.kind is Kind.LIBRARY]
    assert library.asset.value == url
    assert offers <= {link.target.value for link in library.links}


EXAMPLE = Library("x", "own", ("AES",), changes=(Change(">=48.0.0", ("ML-DSA",)), Change("<4", ("DSA",))))


@pytest.mark.parametrize(
    ("version", "constraint", "names"),
    [
        ("48.0.0", None, ("AES", "ML-DSA")),
        ("47.9", None, ("AES",)),
        ("49.0rc1", None, ("AES", "ML-DSA")),
        ("3.9", None, ("AES", "DSA")),
        ("not a version", None, ("AES",)),
        (None, None, ("AES",)),
        (None, ">=48,<51", ("AES", "ML-DSA")),
        (None, "~=48.1", ("AES", "ML-DSA")),
        (None, ">=42,<51", ("AES",)),
        (None, "<4", ("AES", "DSA")),
        (None, "<=4", ("AES",)),
        (None, "<5", ("AES",)),
        (None, "^49", ("AES",)),
        (None, "!=48", ("AES",)),
    ],
)
def test_what_a_version_offers(version: str | None, constraint: str | None, names: tuple[str, ...]) -> None:
    assert offered(EXAMPLE, version, constraint) == names


def test_what_cryptography_offers_since_when() -> None:
    """Run with the wheels: 47.0.0 has the classes of ML-DSA, but its OpenSSL refuses them; 48.0.0 has both."""
    library = libraries()["cryptography"]
    for version, has in (("41.0.7", False), ("47.0.0", False), ("48.0.0", True), ("50.0.2", True)):
        assert ("ML-DSA" in offered(library, version, None)) is has
