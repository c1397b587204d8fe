"""What the path of a file tells of it: whether it is of a test."""

from __future__ import annotations

import re
from functools import lru_cache

_TEST = re.compile(
    r"(?:^|/)(?:tests?|testing|testcases|testsuites?|[^/]+\.(?:tests?|junit(?:\.[^/]+)?)|src/(?:test|it|integrationTest)|testdata|fixtures)/|"
    r"(?:^|/)(?:test_[^/]*|conftest|[^/]*_test)\.(?:py|go)$|(?:Test|Tests|TestCase|IT)\.java$"
)


@lru_cache(maxsize=1024)  # asked for each of many findings in a file
def is_test(path: str) -> bool:
    """Whether a file is of a test, by the conventions of its language."""
    return _TEST.search(path) is not None
