"""Writes docs/library/reference.md from the docstrings: ``python tools/make_reference.py``.

The sources are read, not imported: what is written does not depend on the version of Python or on what is installed.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "library" / "reference.md"

# Module, where its names are imported from, and the names; None: all that are public.
PARTS: tuple[tuple[str, str, tuple[str, ...] | None], ...] = (
    ("keysets/keyset.py", "cryptoagility.keysets", ("Keyset",)),
    ("keysets/public_keyset.py", "cryptoagility.keysets", ("PublicKeyset",)),
    ("keysets/description.py", "cryptoagility.keysets", ("Description",)),
    ("keysets/key.py", "cryptoagility.keysets", ("Key", "State", "Purpose", "Rule")),
    ("keysets/live.py", "cryptoagility.keysets", ("LiveKeyset", "LivePolicy")),
    ("keysets/live.py", "cryptoagility.keysets.live", ("accept_older", "highest_seen")),
    ("keysets/sealed.py", "cryptoagility.keysets", ("Passphrase", "WrappingKeyset", "public_bytes", "read_public")),
    ("keysets/store.py", "cryptoagility.keysets", ("DirectoryStore", "FileMarks", "Marks", "Store")),
    (
        "keysets/exporting.py",
        "cryptoagility.keysets",
        ("to_jwks", "to_cose", "to_spki", "read_jwks", "read_spki", "pinned", "Pin", "PeerKey"),
    ),
    ("keysets/stores.py", "cryptoagility.keysets", ("open_store",)),
    ("keysets/postgres.py", "cryptoagility.keysets", ("PostgresStore",)),
    ("keysets/retirement.py", "cryptoagility.keysets.retirement", None),
    ("policy.py", "cryptoagility.policy", None),
    ("batch.py", "cryptoagility.batch", None),
    ("providers/__init__.py", "cryptoagility.providers", ("signature", "kem")),
    (
        "providers/keys.py",
        "cryptoagility.providers",
        ("SignatureScheme", "SigningKey", "VerifyingKey", "KemScheme", "DecapsulationKey", "EncapsulationKey"),
    ),
    ("hpke.py", "cryptoagility.hpke", None),
    ("key_files/files.py", "cryptoagility.key_files", None),
    ("secret_access.py", "cryptoagility.secret_access", None),
    ("errors.py", "cryptoagility.errors", None),
)

HEAD = """# Reference of the library

Made from the docstrings by `python tools/make_reference.py`; a test holds the two together. Stable are the names that
`cryptoagility` itself exports (`Keyset`, `PublicKeyset`, `algorithms`, `providers`), what is on this page under
`cryptoagility.keysets`, `cryptoagility.policy` and `cryptoagility.errors`, and the commands. The rest may change.
"""


def page() -> str:
    parts = [HEAD]
    last = ""
    for file, module, names in PARTS:
        tree = ast.parse((ROOT / "cryptoagility" / file).read_text("utf-8"))
        if module != last:
            parts.append(f"## {module}\n")
            last = module
        found = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef)}
        wanted = [name for name in found if not name.startswith("_")] if names is None else names
        for name in wanted:
            parts += _described(_whole(found[name], found))
    return "\n".join(parts)


Definition = ast.ClassDef | ast.FunctionDef


def _whole(node: Definition, found: Mapping[str, Definition]) -> Definition:
    """A class with what it has from the private ones of its file, of which a reader sees nothing else."""
    if not isinstance(node, ast.ClassDef):
        return node
    inherited: list[ast.stmt] = []
    for base in node.bases:
        name = ast.unparse(base).split("[")[0]
        if name.startswith("_") and isinstance(found.get(name), ast.ClassDef):
            inherited += _whole(found[name], found).body
    own = {one.name for one in node.body if isinstance(one, ast.FunctionDef)}
    kept = [one for one in inherited if isinstance(one, ast.FunctionDef) and one.name not in own]
    body = [*node.body[:1], *kept, *node.body[1:]]  # the docstring stays first
    return ast.ClassDef(node.name, node.bases, node.keywords, body, node.decorator_list)


def _described(node: ast.ClassDef | ast.FunctionDef) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef):
        yield f"### {node.name}\n"
        yield f"    {_signature(node, node.name)}\n"
        yield _text(node)
        return
    yield f"### {node.name}\n"
    yield f"    {_class(node)}\n"
    yield _text(node)
    members = [f"`{one}`" for one in _members(node)]
    if members:
        yield f"Members: {', '.join(members)}.\n"
    for one in node.body:
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and not one.name.startswith("_"):
            yield f"- `{_signature(one, one.name)}`  \n  {_inline(one)}"
    if any(isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.name[0] != "_" for one in node.body):
        yield ""


def _class(node: ast.ClassDef) -> str:
    """The class with what it is made of: the arguments of a dataclass or of ``__init__``, or its bases."""
    init = next((one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"), None)
    if init is not None:
        return _signature(init, node.name, result=False)
    if any("dataclass" in ast.unparse(one) for one in node.decorator_list):
        fields = [ast.unparse(one) for one in node.body if isinstance(one, ast.AnnAssign)]
        return f"{node.name}({', '.join(field for field in fields if not field.startswith('_'))})"
    bases = ", ".join(ast.unparse(base) for base in node.bases)
    return f"class {node.name}({bases})" if bases else f"class {node.name}"


def _members(node: ast.ClassDef) -> list[str]:
    if not any("Enum" in ast.unparse(base) for base in node.bases):
        return []
    return [ast.literal_eval(one.value) for one in node.body if isinstance(one, ast.Assign)]


def _signature(node: ast.FunctionDef | ast.AsyncFunctionDef, name: str, *, result: bool = True) -> str:
    arguments = node.args
    decorators = {ast.unparse(one) for one in node.decorator_list}
    first = (*arguments.posonlyargs, *arguments.args)[:1]
    if first and first[0].arg in ("self", "cls"):
        del (arguments.posonlyargs or arguments.args)[0]
    returns = f" -> {ast.unparse(node.returns)}" if result and node.returns is not None else ""
    if "property" in decorators:
        return f"{name}{returns}"
    start = "async " if isinstance(node, ast.AsyncFunctionDef) else ""
    return f"{start}{name}({ast.unparse(arguments)}){returns}"


def _text(node: ast.ClassDef | ast.FunctionDef) -> str:
    return f"{_marked(ast.get_docstring(node) or '')}\n"


def _inline(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    return re.sub(r"\s+", " ", _marked(ast.get_docstring(node) or "")).strip()


def _marked(text: str) -> str:
    return text.replace("``", "`")


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(PAGE.read_text("utf-8") != page() and "run `python tools/make_reference.py`")
    PAGE.write_text(page(), "utf-8")
