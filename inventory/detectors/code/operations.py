"""Operations on values that need nothing else: joining strings, arithmetic, slices, methods of strings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import TypeVar

from .values import Boolean, Items, Lazy, Name, Number, Octets, Text, Unknown, Value, plain, reason_of

Entry = TypeVar("Entry")

_LONGEST = 4096
_LARGEST = 1 << 64


def value_of(value: str | int) -> Value:
    """The value of a plain constant."""
    if isinstance(value, bool):
        return Boolean(value)
    return Text(value) if isinstance(value, str) else Number(value)


def joined(left: Value, right: Value) -> Value:
    """Two pieces of a string put together."""
    if isinstance(left, Octets) or isinstance(right, Octets):
        return _octets(left, right)
    pieces = []
    for one in (left, right):
        if not isinstance(one, Text | Number):
            return Unknown(reason_of(one))
        pieces.append(str(one.value))
    whole = "".join(pieces)
    return Text(whole) if len(whole) <= _LONGEST else Unknown("value is a long text")


def _octets(left: Value, right: Value) -> Value:
    if isinstance(left, Text) and not left.value:
        return right
    for one in (left, right):
        if not isinstance(one, Octets):
            return Unknown(reason_of(one))
    assert isinstance(left, Octets)
    assert isinstance(right, Octets)
    size = left.size + right.size if left.size is not None and right.size is not None else None
    text = left.text + right.text if left.text is not None and right.text is not None else None
    return Octets(size, text)


def binary(operator: str, left: Value, right: Value) -> Value:
    """The result of an operator."""
    if operator == "|" and any(isinstance(one, Name | Items) for one in (left, right)):
        return Items((*_flags(left), *_flags(right)))
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return left if isinstance(left, Unknown) else right
    if operator == "%" and isinstance(left, Text):
        return _percent(left.value, right)
    if isinstance(left, Number) and isinstance(right, Number):
        return _arithmetic(operator, left.value, right.value)
    if operator == "+":
        if isinstance(left, Items) and isinstance(right, Items):
            return Items(left.entries + right.entries)
        return joined(left, right)
    if operator == "*" and isinstance(left, Octets) and isinstance(right, Number) and left.size is not None:
        return Octets(left.size * right.value) if 0 <= right.value < _LARGEST else Octets(None)
    return Unknown(f"value is computed with {operator}")


def _flags(value: Value) -> tuple[Lazy | Value, ...]:
    """Flags of a library, put together by a bitwise or."""
    return value.entries if isinstance(value, Items) else (value,)


def _arithmetic(operator: str, left: int, right: int) -> Value:
    calculate = _ARITHMETIC.get(operator)
    if calculate is None or (operator in ("//", "/", "%") and right == 0):
        return Unknown(f"value is computed with {operator}")
    if operator in ("**", "<<") and not (0 <= right <= 64 and abs(left) < _LARGEST):
        return Unknown("value is a large number")
    made = calculate(left, right)
    return Number(made) if abs(made) < _LARGEST**2 else Unknown("value is a large number")


_ARITHMETIC: MappingProxyType[str, Callable[[int, int], int]] = MappingProxyType(
    {
        "+": lambda a, b: a + b,
        "-": lambda a, b: a - b,
        "*": lambda a, b: a * b,
        "//": lambda a, b: a // b,
        "/": lambda a, b: a // b,
        "%": lambda a, b: a % b,
        "**": lambda a, b: int(a**b),
        "<<": lambda a, b: a << b,
        ">>": lambda a, b: a >> b if 0 <= b <= 64 else 0,
        "|": lambda a, b: a | b,
        "&": lambda a, b: a & b,
        "^": lambda a, b: a ^ b,
    }
)


def _percent(pattern: str, right: Value) -> Value:
    """``"sha%s" % bits`` with one placeholder."""
    if pattern.count("%") != 1 or not isinstance(right, Text | Number):
        return Unknown(reason_of(right) if not isinstance(right, Text | Number) else "value is formatted")
    for placeholder in ("%s", "%d", "%i"):
        if placeholder in pattern:
            return Text(pattern.replace(placeholder, str(right.value)))
    return Unknown("value is formatted")


def sliced(value: Value, lower: Value | None, upper: Value | None, *, whole: Octets | None) -> Value:
    """A part of a byte string (its length) or of a string; without bounds, all of it."""
    if lower is None and upper is None:
        return value
    bounds = []
    for bound in (lower, upper):
        if bound is not None and not isinstance(bound, Number):
            return Octets(None) if whole is not None else Unknown("value is a part of something")
        bounds.append(bound.value if isinstance(bound, Number) else None)
    if isinstance(value, Text):
        return Text(value.value[bounds[0] : bounds[1]])
    low, high = bounds[0] or 0, bounds[1]
    if whole is not None and whole.size is not None:
        return Octets(len(range(whole.size)[low:high]))
    if high is not None and 0 <= low <= high and not isinstance(value, Items):
        return Octets(high - low)  # what is cut to a length has that length, or the program fails
    if isinstance(value, Items):
        return Items(value.entries[low:high])
    return Unknown(reason_of(value))


def at_index(entries: tuple[Lazy | Value, ...], keys: Sequence[Value]) -> tuple[Lazy | Value, ...]:
    """The entries at known indices; all of them if an index is not known."""
    chosen: list[Lazy | Value] = []
    for key in keys:
        if not isinstance(key, Number) or not -len(entries) <= key.value < len(entries):
            return entries
        chosen.append(entries[key.value])
    return tuple(chosen)


def same(left: Value, right: Value) -> bool:
    """Whether two plain values are equal (a value of the sum type to itself)."""
    return (left == right and isinstance(left, Text | Number | Boolean | Octets)) or (
        left == right and not isinstance(left, Unknown)
    )


def text_method(subject: str, name: str, arguments: Sequence[Value]) -> Value:
    """The result of a method of a string."""
    texts = [one.value for one in map(plain, arguments) if isinstance(one, Text)]
    if len(texts) != len(arguments):
        unknown = next((one for one in arguments if isinstance(one, Unknown)), None)
        numbers = [str(one.value) for one in map(plain, arguments) if isinstance(one, Text | Number)]
        if name == "format" and len(numbers) == len(arguments):
            texts = numbers
        elif name not in _ANY_ARGUMENTS:
            return unknown or Unknown(f"value is made by the string method {name}")
    apply = _TEXT_METHODS.get(name)
    made = apply(subject, texts) if apply is not None else None
    return made if made is not None else Unknown(f"value is made by the string method {name}")


def _replace(subject: str, texts: list[str]) -> Value | None:
    if len(texts) != 2 or len(subject) > _LONGEST // 8 or len(texts[1]) > 64:
        return None
    return Text(subject.replace(texts[0], texts[1])[:_LONGEST])


def _format(subject: str, texts: list[str]) -> Value | None:
    if subject.count("{") != len(texts) or subject.count("{}") != len(texts):
        return None
    pieces = subject.split("{}")
    return Text("".join(piece + text for piece, text in zip(pieces, [*texts, ""], strict=True))[:_LONGEST])


def _split(subject: str, texts: list[str]) -> Value | None:
    pieces = subject.split(texts[0]) if texts and texts[0] else subject.split()
    return Items(tuple(Text(piece) for piece in pieces[:64]))


def _encode(subject: str, _texts: list[str]) -> Value:
    return Octets(len(subject.encode("utf-8", "replace")), subject if subject.isascii() else None)


_ANY_ARGUMENTS = frozenset({"encode", "decode", "getBytes", "toUpperCase", "toLowerCase"})
_TEXT_METHODS: MappingProxyType[str, Callable[[str, list[str]], Value | None]] = MappingProxyType(
    {
        "upper": lambda subject, _texts: Text(subject.upper()),
        "lower": lambda subject, _texts: Text(subject.lower()),
        "casefold": lambda subject, _texts: Text(subject.casefold()),
        "toUpperCase": lambda subject, _texts: Text(subject.upper()),
        "toLowerCase": lambda subject, _texts: Text(subject.lower()),
        "trim": lambda subject, _texts: Text(subject.strip()),
        "intern": lambda subject, _texts: Text(subject),
        "toString": lambda subject, _texts: Text(subject),
        "concat": lambda subject, texts: Text(f"{subject}{texts[0]}"[:_LONGEST]) if texts else None,
        "getBytes": _encode,
        "title": lambda subject, _texts: Text(subject.title()),
        "capitalize": lambda subject, _texts: Text(subject.capitalize()),
        "strip": lambda subject, texts: Text(subject.strip(*texts[:1])),
        "lstrip": lambda subject, texts: Text(subject.lstrip(*texts[:1])),
        "rstrip": lambda subject, texts: Text(subject.rstrip(*texts[:1])),
        "removeprefix": lambda subject, texts: Text(subject.removeprefix(texts[0])) if texts else None,
        "removesuffix": lambda subject, texts: Text(subject.removesuffix(texts[0])) if texts else None,
        "replace": _replace,
        "format": _format,
        "split": _split,
        "encode": _encode,
        "decode": lambda subject, _texts: Text(subject),
    }
)
