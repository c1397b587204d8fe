"""The rule packs: read strictly, generated freshly, naming what the table of algorithms has."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cryptoagility import algorithms
from cryptoagility.errors import MalformedInput
from inventory.detectors.code.rules import generate, load, rule

PACKS = sorted((generate.HERE / "python").glob("*.yaml"))

# What the packs name and the table of algorithms does not have: it is reported under this name all the same.
NOT_IN_THE_TABLE = {
    *("Argon2d", "CMAC-3DES", "Keccak-224", "Keccak-256", "Keccak-384", "Keccak-512", "KangarooTwelve", "MD5-SHA1"),
    *("TupleHash128", "TupleHash256", "TurboSHAKE128", "TurboSHAKE256"),
    *("des-crypt", "phpass", "sha1-crypt"),
    *("sntrup653", "sntrup857", "sntrup953", "sntrup1013", "sntrup1277"),
}
FAMILY_MAPS = {
    *("argon2", "blake2b", "blake2b_bits", "blake2s", "blake2s_bits", "cmac", "ecc_family", "ecdh_family", "eddsa"),
    *("hashlib_other", "jwe_algorithm", "jwe_content", "jwe_tag", "jwe_wrap", "jwk_family", "jws", "keccak"),
    *("keccak_octets", "okp", "passlib", "sha512_truncated_name", "signature_family", "ssh_key"),
}


def pack(text: str, tmp_path: Path) -> Path:
    path = tmp_path / "sample.yaml"
    path.write_text(f"library: sample\nmodules: [sample]\n{text}", "utf-8")
    return path


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_every_pack_is_read(path: Path) -> None:
    made = generate.read(path)
    assert made["library"]
    assert made["modules"] or not any(one.get("report") for one in made["functions"].values())


@pytest.mark.parametrize("language", generate.LANGUAGES)
def test_the_generated_file_is_fresh(language: str) -> None:
    fresh = generate.generate(language)
    assert (generate.HERE / f"{language}.json").read_text("utf-8") == fresh, (
        "run python -m inventory.detectors.code.rules.generate"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("colour: red", "a pack has the keys"),
        ("functions: {sample.f: {argument: [x]}}", "unknown keys"),
        ("functions: {sample.f: {report: {function: [sign]}}}", "unknown keys"),
        ("functions: {sample.f: {traits: {hash: $x}}}", "there is no argument x"),
        ("functions: {sample.f: {arguments: [x], traits: {hash: $x|hush}}}", "there is no map or filter"),
        ("functions: {sample.f: {arguments: [x], traits: {hash: $x..y}}}", "not a term"),
        ("functions: {sample.f: {returns: sample.T}}", "no pack has the class"),
        ("functions: {sample.f: {keeps: y}}", "there is no argument y"),
        ("classes: {sample.T: {bases: [sample.B]}}", "derives from sample.B"),
        ("classes: {sample.T: {method: {}}}", "a class has the keys"),
        ("functions: {sample.T.m: {}}\nclasses: {sample.T: {methods: {m: {}}}}", "is a function and a method"),
        ("functions: {sample.f: {}, sample.f: {}}", "keys twice"),
        ("functions: &a {sample.f: {}}\nclasses: *a", "anchors and aliases"),
        ("functions: !!python/object:os.system {}", "could not determine a constructor"),
        ("templates: [{rows: [{a: 1}], classes: {sample.<b>: {}}}]", "names something that the row"),
        ("unions: {sample.U: [sample.T]}", "no pack has"),
    ],
)
def test_a_wrong_pack_is_refused(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=message):
        generate.check([generate.read(pack(text, tmp_path))])


def test_two_packs_cannot_say_the_same(tmp_path: Path) -> None:
    one = generate.read(pack("functions: {sample.f: {}}", tmp_path))
    with pytest.raises(ValueError, match="in another pack"):
        generate.check([one, one])


def test_every_algorithm_named_by_a_pack_is_in_the_table_or_listed() -> None:
    table = json.loads((generate.HERE / "python.json").read_text("utf-8"))
    names = {value for name in FAMILY_MAPS & set(table["maps"]) for value in table["maps"][name].values()}
    names |= set(_families(table["functions"])) | set(_families(table["classes"])) | set(_families(table["names"]))
    unknown = {str(name) for name in names if name and not _known(str(name))}
    assert unknown == NOT_IN_THE_TABLE


def _families(item: object) -> list[str]:
    """Everything that stands at a key ``family`` and is no term."""
    found: list[str] = []
    waiting = [item]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            for key, value in one.items():
                terms = value if isinstance(value, list) else [value]
                if key == "family":
                    made = [term.get("default") if isinstance(term, dict) else term for term in terms]
                    found.extend(str(term) for term in made if not str(term).startswith("$"))
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
    return found


def _known(name: str) -> bool:
    try:
        algorithms.parse(name)
    except MalformedInput:
        return False
    return True


def test_a_term_is_read_from_its_short_form() -> None:
    assert rule.term("$key.size|bits|maybe") == rule.Term(
        argument="key", trait="size", filters=("bits",), optional=True
    )
    assert rule.term("$header[alg]|jws") == rule.Term(argument="header", key="alg", filters=("jws",))
    assert rule.term({"default": 32}) == rule.Term(default=32)
    assert rule.term("AES") == rule.Term(constant="AES")


def test_another_name_leads_to_the_library_s_own() -> None:
    rules = load("python")
    assert rules.canonical("Cryptodome.Hash.SHA.new") == "Crypto.Hash.SHA1.new"
    assert rules.canonical("jwt.api_jwt.encode") == "jwt.encode"
    assert rules.canonical("somebody.else") == "somebody.else"


def test_the_detector_is_cheap_to_import_and_quick_to_ask() -> None:
    code = (
        "import sys; from inventory.detectors.code import SourceCode; from inventory.detectors import File, Stub; "
        "SourceCode().wants(Stub('a.py', 1, b'')); "
        "print(sorted({'tree_sitter', 're2', 'yaml'} & set(sys.modules))); "
        "list(SourceCode().detect(File('a.py', b'x = 1'))); "
        "print(sorted({'tree_sitter', 're2', 'yaml'} & set(sys.modules)))"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.splitlines() == ["[]", "['re2']"]
