"""Settings that programs read: key and value with their lines, of .properties, YAML, JSON, INI and the environment."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from ..errors import Unreadable
from .properties import properties
from .yaml_values import values

LARGEST = 1024 * 1024  # bytes of a file
MOST = 20_000  # values of a file
_ASSIGNED = re.compile(r"""([A-Za-z_][\w.-]*)=("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#;]*)""")
_SECTION = re.compile(r"\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:[#;].*)?")
_LINE = re.compile(r"""\s*(?:export\s+)?([\w."'-]+)\s*[=:]\s*(.*?)\s*""")
_STEP = re.compile(r"\.|(?=\[\d+\])")  # between the parts of a name
_ENVIRONMENTS = frozenset({"environment", "env"})  # lists of NAME=value in Compose files and the like


@dataclass(frozen=True, slots=True)
class Setting:
    """One value. A place in a list is ``[n]``; ``bare``: it stands without quotes, so it may be a number."""

    key: tuple[str, ...]
    value: str
    line: int
    bare: bool = True


def settings(path: str, data: bytes) -> tuple[Setting, ...]:
    """Every setting of a file, in order. Raises Unreadable for what is too large, too deep or no text in UTF-8."""
    if len(data) > LARGEST:
        raise Unreadable(f"settings of more than {LARGEST} bytes are not read")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("settings that are not UTF-8") from error
    found: list[Setting] = []
    for one in _reader(path)(text):
        if len(found) >= MOST:
            raise Unreadable(f"more than {MOST} settings")
        found.append(one)
    return tuple(found)


def _reader(path: str) -> Callable[[str], Iterator[Setting]]:
    name = PurePosixPath(path).name.lower()
    if name.startswith(("dockerfile", "containerfile")) or name.endswith(".dockerfile"):
        return _dockerfile
    return _READERS.get(PurePosixPath(path).suffix.lower(), _lines)


def _properties(text: str) -> Iterator[Setting]:
    for name, value, line in properties(enumerate(text.splitlines(), 1)):
        yield Setting(tuple(name.split(".")), value, line)


def _lines(text: str) -> Iterator[Setting]:
    """INI, TOML, shell and .env: sections, and a key and a value on a line."""
    section: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if not stripped or stripped[0] in "#;":
            continue
        head = _SECTION.fullmatch(stripped)
        if head is not None:
            section = tuple(part.strip("\"' ") for part in head[1].split("."))
            continue
        made = _LINE.fullmatch(line)
        if made is None:
            continue
        key, value = made[1].strip("\"'"), made[2]
        if key == "Environment":  # of a systemd unit
            yield from _unit(value, number)
        else:
            yield Setting((*section, *key.split(".")), *_unquoted(value, number))


def _unit(value: str, line: int) -> Iterator[Setting]:
    try:
        words = shlex.split(value)
    except ValueError:
        return
    for name, equals, given in (word.partition("=") for word in words):
        if equals:
            yield Setting((name,), given, line)


def _unquoted(value: str, line: int) -> tuple[str, int, bool]:
    value = value.strip()
    if len(value) > 1 and value[0] in "\"'" and (end := value.find(value[0], 1)) > 0:
        return value[1:end], line, False
    return re.split(r"\s[#;]", value, maxsplit=1)[0].rstrip(" ,;"), line, True


def _dockerfile(text: str) -> Iterator[Setting]:
    """``ENV`` and ``ARG`` of a Dockerfile, in both forms."""
    waiting, first = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if not waiting and line.lstrip().startswith("#"):
            continue
        first = first if waiting else number
        waiting += f"{line.rstrip()} "
        if waiting.rstrip().endswith("\\"):
            waiting = waiting.rstrip()[:-1]
            continue
        word, _, rest = waiting.strip().partition(" ")
        waiting = ""
        if word.upper() not in ("ENV", "ARG"):
            continue
        found = _ASSIGNED.findall(rest)
        for name, given in found:
            yield Setting((name,), *_unquoted(given, first))
        if not found and word.upper() == "ENV":
            name, _, given = rest.strip().partition(" ")
            yield Setting((name,), *_unquoted(given, first))


def _yaml(text: str) -> Iterator[Setting]:
    """YAML and JSON. ``- name: X`` beside ``value: Y`` (Kubernetes) sets X, as does ``X=Y`` in a list."""
    names: dict[str, str] = {}
    for one in values(text, MOST):
        parent, _, last = one.name.rpartition(".")
        for index, (word, bare, line) in enumerate(zip(one.words, one.bare, one.lines, strict=True)):
            place = f"[{index}]" if one.listed else ""
            yield Setting(_key(f"{one.name}{place}"), word, line, bare)
            name, equals, given = word.partition("=")
            if one.listed and equals and last in _ENVIRONMENTS:
                yield Setting((name,), given, line, bare)
        if last == "name" and not one.listed:
            names[parent] = one.words[0]
        elif last == "value" and not one.listed and parent in names:
            yield Setting((names[parent],), one.words[0], one.line, one.bare[0])


def _key(name: str) -> tuple[str, ...]:
    return tuple(part for part in _STEP.split(name) if part)


_READERS: dict[str, Callable[[str], Iterator[Setting]]] = {
    ".properties": _properties,
    ".yml": _yaml,
    ".yaml": _yaml,
    ".json": _yaml,
}
SUFFIXES = frozenset(
    {*_READERS, ".cfg", ".conf", ".config", ".env", ".ini", ".service", ".sh", ".toml", ".dockerfile", ""}
)
