"""Settings that programs read: key and value with their lines, of .properties, YAML, JSON, INI and the environment."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ..errors import Unreadable

if TYPE_CHECKING:
    import yaml

LARGEST = 1024 * 1024  # bytes of a file
MOST = 20_000  # values of a file
_DEPTH = 32
_ASSIGNED = re.compile(r"""([A-Za-z_][\w.-]*)=("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#;]*)""")
_SECTION = re.compile(r"\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:[#;].*)?")
_LINE = re.compile(r"""\s*(?:export\s+)?([\w."'-]+)\s*[=:]\s*(.*?)\s*""")
_ESCAPED = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}
_KEY_END = re.compile(r"(?<!\\)(?:\s*[=:]\s*|\s+)")
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
    """As java.util.Properties.load reads it: continuation lines, escapes, ``=``, ``:`` or a blank behind the key."""
    waiting, first = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.lstrip(" \t\f")
        if not waiting and (not stripped or stripped[0] in "#!"):
            continue
        first = first if waiting else number
        waiting += stripped
        if (len(waiting) - len(waiting.rstrip("\\"))) % 2:
            waiting = waiting[:-1]
            continue
        yield _property(waiting, first)
        waiting = ""
    if waiting:
        yield _property(waiting, first)


def _property(line: str, number: int) -> Setting:
    end = _KEY_END.search(line)
    key, value = (line[: end.start()], line[end.end() :]) if end is not None else (line, "")
    return Setting(tuple(_unescaped(key).split(".")), _unescaped(value.rstrip()), number)


def _unescaped(text: str) -> str:
    def meant(match: re.Match[str]) -> str:
        one = match[1]
        return chr(int(one[1:], 16)) if len(one) == 5 else _ESCAPES.get(one, one)

    return _ESCAPED.sub(meant, text)


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


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read: the key that waits for its value, or how many items there were."""

    mapping: bool
    key: str | None = None
    count: int = 0
    named: str | None = None  # of ``- name: X`` and ``value: Y``, as Kubernetes writes the environment


def _yaml(text: str) -> Iterator[Setting]:
    """YAML and JSON, every document, one event after the other: aliases are not followed, depth is bounded."""
    import yaml

    try:
        yield from _events(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except yaml.YAMLError as error:
        raise Unreadable("settings that are no YAML") from error


def _events(events: Iterator[yaml.Event]) -> Iterator[Setting]:
    import yaml

    around: list[_Open] = []
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            around = []
        elif isinstance(event, yaml.CollectionEndEvent):
            around.pop()
            _done(around)
        elif isinstance(event, yaml.CollectionStartEvent):
            _began(around)
            around.append(_Open(isinstance(event, yaml.MappingStartEvent)))
            if len(around) > _DEPTH:
                raise Unreadable(f"settings that are nested more than {_DEPTH} deep")
        elif isinstance(event, yaml.NodeEvent):
            scalar = event if isinstance(event, yaml.ScalarEvent) else None
            if around and around[-1].mapping and around[-1].key is None:
                around[-1].key = scalar.value if scalar is not None else "*"
                continue
            _began(around)
            if scalar is not None:
                yield from _scalar(around, scalar)
            _done(around)


def _done(around: list[_Open]) -> None:
    """A value ends: of a mapping the next scalar is a key again."""
    if around and around[-1].mapping:
        around[-1].key = None


def _began(around: list[_Open]) -> None:
    """A value begins: of a list it is one more."""
    if around and not around[-1].mapping:
        around[-1].count += 1


def _scalar(around: list[_Open], event: yaml.ScalarEvent) -> Iterator[Setting]:
    key = tuple(part for one in around for part in ((one.key or "",) if one.mapping else (f"[{one.count - 1}]",)))
    line, bare = _line(event), bool(event.implicit[0])
    yield Setting(tuple(part for name in key for part in name.split(".")), event.value, line, bare)
    last = around[-1] if around else None
    if last is None:
        return
    if last.mapping and last.key == "name":
        last.named = event.value
    elif last.mapping and last.key == "value" and last.named is not None:
        yield Setting((last.named,), event.value, line, bare)
    elif not last.mapping and len(around) > 1 and around[-2].key in _ENVIRONMENTS:
        name, equals, given = event.value.partition("=")
        if equals:
            yield Setting((name,), given, line, bare)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 1


_READERS: dict[str, Callable[[str], Iterator[Setting]]] = {
    ".properties": _properties,
    ".yml": _yaml,
    ".yaml": _yaml,
    ".json": _yaml,
}
SUFFIXES = frozenset(
    {*_READERS, ".cfg", ".conf", ".config", ".env", ".ini", ".service", ".sh", ".toml", ".dockerfile", ""}
)
