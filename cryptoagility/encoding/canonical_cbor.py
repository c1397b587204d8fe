"""Deterministic CBOR (RFC 8949 section 4.2.1): one value, one encoding; anything else is refused."""

from __future__ import annotations

from io import BytesIO
from typing import NoReturn

import cbor2

from ..errors import MalformedInput

_DEEPEST = 16
# Tags that cbor2 would make objects of before anybody sees them (dates, patterns, shared values …); an empty table of
# decoders does not turn them off. All others reach the hook.
_TAGS = (0, 1, 2, 3, 4, 5, 25, 28, 29, 30, 35, 36, 37, 52, 54, 100, 256, 258, 260, 261, 1004, 43000, 55799)


def encode(value: object) -> bytes:
    """The one encoding of a value made of maps, lists, byte strings, text, integers, booleans and None."""
    return cbor2.dumps(value, canonical=True)


def decode(data: bytes, what: str, *, most: int, deepest: int = _DEEPEST, ordered: bool = True) -> object:
    """The value in ``data``, at most ``most`` bytes; ``what`` is for messages. Raises MalformedInput.

    What does not encode to the same bytes again (another order, a longer length, a key twice, something after it) is
    refused: then a second reader could see something else in it. With ``ordered=False`` the keys of a map may stand in
    any order, for formats that leave it open.
    """
    if len(data) > most:
        raise MalformedInput(f"{what}: {len(data)} bytes; at most {most} are read")
    try:
        with BytesIO(data) as stream:
            decoder = cbor2.CBORDecoder(
                stream,
                max_depth=deepest,
                allow_indefinite=False,
                allow_duplicate_keys=False,
                semantic_decoders=dict.fromkeys(_TAGS, _tag),
                tag_hook=_tag,
            )
            value: object = decoder.decode()
        if not _plain(value) or cbor2.dumps(value, canonical=ordered) != data:
            raise MalformedInput(f"{what}: not in the one deterministic form")
    except (cbor2.CBORError, ValueError, TypeError, RecursionError, OverflowError, MemoryError):
        raise MalformedInput(f"{what}: not CBOR, or cut") from None
    return value


def _tag(tag: object, immutable: bool) -> NoReturn:  # noqa: ARG001  # the hook's signature
    raise ValueError("a tag")


def _plain(value: object) -> bool:
    """Whether a value has only the types that ``encode`` takes; the depth is bounded by the decoder."""
    if isinstance(value, dict):
        return all(isinstance(key, str | int | bytes) and _plain(item) for key, item in value.items())
    if isinstance(value, list):
        return all(map(_plain, value))
    return value is None or isinstance(value, bytes | str | int | bool)
