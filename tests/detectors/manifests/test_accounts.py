"""Addresses with accounts in manifests: the account never leaves, the rest does."""

from __future__ import annotations

import pytest

from inventory.detectors.detector import File
from inventory.detectors.manifests import Manifests

_POM = (
    "<project><artifactId>a</artifactId><properties><v>{0}</v></properties><dependencies><dependency>"
    "<groupId>org.bouncycastle</groupId><artifactId>bcprov-jdk18on</artifactId><version>${{v}}</version>"
    "</dependency></dependencies></project>"
)
_OPEN = _POM.replace("<v>{0}</v>", "<v>{0}/${{nowhere}}</v>")
_NPM = '{{"name": "a", "dependencies": {{"elliptic": "{0}"}}}}'
_INCLUDE = "-r {0}\ncryptography\n"


@pytest.mark.parametrize(("path", "text"), [("pom.xml", _POM), ("pom.xml", _OPEN)])
@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("https://user:S3CRET@host.example/a/b.git", "host.example/a/b.git"),
        ("https://user:p@S3CRET@host.example/a.git", "host.example/a.git"),
        ("S3CRET@github.com:a/b", "github.com:a/b"),
        ("user:S3CRET@github.com:a/b", "github.com:a/b"),
        ("https://host.example/a.tgz?token=S3CRET#a", "host.example/a.tgz"),
    ],
)
def test_the_account_of_an_address_is_not_told(path: str, text: str, written: str, left: str) -> None:
    told = repr(list(Manifests().detect(File(path, text.format(written).encode()))))
    assert "S3CRET" not in told
    assert left in told or left.replace("/", "%2F") in told


def test_a_file_that_is_included_by_its_address() -> None:
    written = _INCLUDE.format("https://user:S3CRET@host.example/r.txt")
    told = repr(list(Manifests().detect(File("requirements.txt", written.encode()))))
    assert "S3CRET" not in told
    assert "cryptography" in told


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("https://user:S3CRET@host.example/a/b.git", "@ https"),
        ("S3CRET@github.com:a/b", "@ github.com"),
        ("npm:elliptic@6.5.4", "6.5.4"),
        ("^6.5.0 || ^7", "^6.5.0 || ^7"),
        ("npm:@noble/curves@^1.2", "^1.2"),
    ],
)
def test_of_an_address_in_a_package_json_only_its_kind_is_told(written: str, left: str) -> None:
    told = repr(list(Manifests().detect(File("package.json", _NPM.format(written).encode()))))
    assert "S3CRET" not in told
    assert f"constraint='{left}'" in told
