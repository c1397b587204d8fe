"""Which files are of a test: by the conventions of the languages, and not by a word inside a name."""

from __future__ import annotations

import pytest

from inventory.formats.paths import is_test


@pytest.mark.parametrize(
    "path",
    [
        "src/test/java/a/Helper.java",
        "src/testcases/org/a/PkiUtils.java",
        "src/ooxml/testcases/a/Helper.java",
        "org.eclipse.jgit.test/tst/a/Helper.java",
        "org.eclipse.jgit.test/tst-rsrc/connection.properties",
        "org.eclipse.jgit.junit.ssh/src/a/SshTestHarness.java",
        "testsuite/a/Helper.java",
        "lib/a/a_test.go",
        "a/testdata/key.go",
        "tests/unit/helper.py",
        "src/main/java/a/SignerTest.java",
    ],
)
def test_of_a_test(path: str) -> None:
    assert is_test(path)


@pytest.mark.parametrize(
    "path",
    [
        "src/main/java/a/Attestation.java",
        "contest/a.go",
        "src/org/a.junitx/b.java",
        "src/a/latest/b.py",
        "org.a.testing_tools.core/src/B.java",
        "a/greatest.test.d/b.go",
        "a/mytestcases/B.java",
        "lib/testify.go",
    ],
)
def test_not_of_a_test(path: str) -> None:
    assert not is_test(path)
