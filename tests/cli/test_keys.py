"""`keys`: a keyset's life from the command line, and every way in which it is refused."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from cryptoagility.encoding import decode_cose_key_set, encode_pem, encode_pkcs8, encode_private_jwk, spki_fingerprint
from cryptoagility.keysets import LiveKeyset, Passphrase, read_public
from cryptoagility.keysets.store import DirectoryStore, FileMarks
from cryptoagility.providers import pqcrypto
from cryptoagility.secret_access import SECRETS
from tests.cli.desk import PASSPHRASE, Desk
from tests.cli.running import TOOL


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def ids(desk: Desk, name: str = "ccp") -> list[str]:
    return [key["id"] for key in shown(desk, name)["keys"]]


def shown(desk: Desk, name: str = "ccp"):  # type: ignore[no-untyped-def]
    return json.loads(desk.run("keys", "show", name, "--json").out)


def states(desk: Desk) -> list[str]:
    return [key["state"] for key in shown(desk)["keys"]]


# A keyset's life


def test_a_life(desk: Desk) -> None:
    out = desk.good("keys", "new", "ccp", "--algorithm", "ECDSA-P256-SHA256", "--not-after", "2999-12-31")
    assert re.match(
        r"key +algorithm +state +valid +policy +fingerprint \(SHA-256\)\n[0-9a-f]{8}  ECDSA-P256-SHA256", out
    )
    assert "until 3000-01-01T00:00:00Z" in out
    assert stat.S_IMODE((desk.store / "ccp.keyset").stat().st_mode) == 0o600
    assert stat.S_IMODE(desk.store.stat().st_mode) == 0o700
    desk.write("m", "hello")
    desk.good("sign", "ccp", "m", "-o", "m.sig")
    out = desk.good("keys", "rotate", "ccp", "--to", "ML-DSA-65", "--pending")
    first, second = ids(desk)
    assert f"ccp: generation 2, key {second[:8]} (ML-DSA-65) is pending, SHA-256 " in out
    assert states(desk) == ["primary", "pending"]
    desk.good("keys", "promote", "ccp")
    assert states(desk) == ["enabled", "primary"]
    assert desk.good("verify", "ccp", "m", "--signature", "m.sig") == (
        f"good signature by key {first[:8]} (ECDSA-P256-SHA256, enabled)\n"
    )
    desk.good("keys", "disable", "ccp", first)
    done = desk.opened("verify", "ccp", "m", "--signature", "m.sig")
    assert (done.code, done.out) == (5, "")
    assert done.err == f"cryptoagility: not accepted: key {first[:8]} is disabled: it verifies nothing\n"
    done = desk.opened("keys", "promote", "ccp")
    assert (done.code, "no keys are pending: say which to promote" in done.err) == (2, True)
    desk.good("keys", "enable", "ccp", first)
    desk.good("verify", "ccp", "m", "--signature", "m.sig")
    done = desk.opened("keys", "destroy", "ccp", first)
    assert done.code == 2
    assert "for ever? What was encrypted to it is lost" in done.err
    assert done.err.endswith("Nobody can be asked here: say --yes\n")
    assert states(desk) == ["enabled", "primary"]
    desk.good("keys", "destroy", "ccp", first, "--yes")
    assert states(desk) == ["destroyed", "primary"]
    for arguments in (["disable", "ccp", second], ["destroy", "ccp", second, "--yes"], ["destroy", "ccp", second]):
        done = desk.opened("keys", *arguments)
        assert (done.code, "is primary: promote another key first" in done.err) == (2, True)
    desk.good("keys", "disable", "ccp", second, "--leaving-none")
    done = desk.opened("sign", "ccp", "m")
    assert (done.code, done.raw) == (2, b"")
    assert "no primary key" in done.err


def test_what_is_shown(desk: Desk) -> None:
    desk.good("keys", "new", "ccp", "--algorithm", "ECDSA-P256-SHA256", "--algorithm", "ML-DSA-65")
    desk.good("keys", "new", "box", "--algorithm", "MLKEM768-P256")
    desk.good("keys", "new", "roots", "--algorithm", "ML-DSA-44", "--purpose", "batch-root")
    found = shown(desk)
    assert found["schema"] == "cryptoagility/keys/1"
    assert (found["rule"], found["purpose"], found["generation"], found["authenticated"]) == ("all", "sign", 1, False)
    assert [key["slot"] for key in found["keys"]] == [0, 1]
    public = read_public(_public_of(desk))
    assert [key["fingerprint"] for key in found["keys"]] == [
        spki_fingerprint(key.algorithm, key.public).hex() for key in public.keys
    ]
    text = desk.good("keys", "show", "ccp", "--authenticate")
    assert "ccp: sign, rule all, 2 keys, generation 1, policy epoch 0" in text
    assert re.search(r"^key +algorithm +state +slot", text, re.MULTILINE)
    assert "no standard has one" in desk.run("keys", "show", "box").out
    rows = [line.split()[:3] for line in desk.run("keys", "list").out.splitlines()]
    assert rows == [
        ["keyset", "purpose", "primary"],
        ["box", "encrypt", "MLKEM768-P256"],
        ["ccp", "sign", "ECDSA-P256-SHA256"],
        ["roots", "batch-root", "ML-DSA-44"],
    ]
    listed = json.loads(desk.run("keys", "list", "--json").out)["keysets"]
    assert [(one["name"], one["generation"]) for one in listed] == [("box", 1), ("ccp", 1), ("roots", 1)]


def _public_of(desk: Desk) -> bytes:
    done = desk.opened("keys", "export", "ccp")
    assert done.code == 0
    return done.raw


def test_two_stores_and_a_policy_file(desk: Desk) -> None:
    desk.write(
        "strict.yaml",
        "schema: cryptoagility/library-policy/1\nepoch: 3\nfloor:\n  classical-bits: 192\n  nist-category: 3\n",
    )
    done = desk.opened(
        "keys", "new", "a", "--store", "s", "--policy-file", "strict.yaml", "--algorithm", "RSA-PSS-2048-SHA256"
    )
    assert done.code == 2
    assert "the floor is 192 bits, category 3; use " in done.err
    assert not (desk.home / "s" / "a.keyset").exists()
    environment = {"CRYPTOAGILITY_STORE": "s", "CRYPTOAGILITY_POLICY": "strict.yaml"}
    assert desk.opened("keys", "new", "a", "--algorithm", "ML-DSA-65", env=environment).code == 0
    assert (desk.home / "s" / "a.keyset").exists()
    assert desk.run("keys", "list").code == 2
    desk.write("policy.yaml", "no: policy\n")
    (desk.home / "s" / "policy.yaml").write_text("nonsense: true\n")
    done = desk.run("keys", "show", "a", "--store", "s")
    assert (done.code, "policy.yaml:1" in done.err) == (2, True)


# Refusals: one line, exit code 2, nothing written


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["new", "x", "--algorithm", "RSA-PKCS1-1024-SHA1"], "80 bits"),
        (["new", "x", "--algorithm", "ECDSA-P256"], "does not say everything: ECDSA-P256-SHA256"),
        (["new", "x", "--algorithm", "ROT13"], "no algorithm or family is called 'ROT13'"),
        (["new", "x", "--algorithm", "ML-DSA-65", "--purpose", "encrypt"], "cannot be used to encrypt"),
        (["new", "x", "--algorithm", "Ed25519", "--algorithm", "X25519"], "cannot be used to sign"),
        (["new", "x", "--algorithm", "Ed25519", "--rule", "all"], "does not fit 1 algorithms"),
        (["new", "x", "--algorithm", "Ed25519", "--not-after", "2020-01-01"], "'2020-01-01' is over"),
        (["new", "x", "--algorithm", "Ed25519", "--not-after", "9999-12-31"], "is the end of the calendar"),
        (["export", "ccp", "-o", ".local/share/cryptoagility/keys/ccp.keyset"], "is in the store itself"),
        (["new", "x", "--algorithm", "Ed25519", "--not-after", "soon"], "'soon' is not a day"),
        (["new", "x", "--algorithm", "Ed25519", "--not-after", "2999-01-01T00:00:00"], "has no time zone"),
        (["new", "../x", "--algorithm", "Ed25519"], "a keyset's name has 1 to 64 of a-z"),
        (["new", "a\x1b[2J", "--algorithm", "Ed25519"], "a keyset's name has 1 to 64 of a-z"),
        (["new", "ccp", "--algorithm", "Ed25519"], "a keyset 'ccp' is there already"),
        (["new", "x"], "Missing option '--algorithm'"),
        (["rotate", "ccp", "--to", "X25519"], "cannot be used to sign"),
        (["rotate", "ccp", "--to", "ROT\x1b[2J"], "no algorithm or family is called 'ROT\\x1b[2J'"),
        (["rotate", "ccp", "--to", "Ed25519", "--slot", "3"], "has 1 slots; 3 is none"),
        (["rotate", "nobody", "--to", "Ed25519"], "there is no keyset 'nobody'"),
        (["promote", "ccp", "00000000"], "no keys begin with '00000000'; there are "),
        (["promote", "ccp", "xyz"], "a key is named by 4 or more hexadecimal digits"),
        (["promote", "ccp", "ab"], "a key is named by 4 or more hexadecimal digits"),
        (["restore", "ccp"], "is of generation 1, and none after it was here"),
        (["export", "ccp", "--private"], "both --private and --key"),
        (["export", "ccp", "--key", "abcd"], "both --private and --key"),
        (["export", "ccp", "--key-passphrase-file", "pass"], "goes with --private"),
        (["export", "ccp", "--private", "--key", "abcd", "--format", "spki"], "--format is for public keys"),
        (["import", "x", "missing"], "cannot read 'missing': No such file or directory"),
        (["import", "x", "pass"], "'pass' is no private key that is read here: "),
        (["list", "--store", "postgresql://me:secret@host/db"], "is seen by every user"),
        (["list", "--store", "missing"], "is no directory: `cryptoagility keys new` makes it"),
        (["list", "--policy-file", "missing.yaml"], "there is no policy 'missing.yaml'"),
        (["frobnicate"], "No such command 'frobnicate'"),
    ],
)
def test_refused_in_one_line(desk: Desk, arguments: list[str], said: str) -> None:
    desk.good("keys", "new", "ccp", "--algorithm", "Ed25519")
    before = (desk.store / "ccp.keyset").read_bytes()
    plain = arguments[0] in ("list", "frobnicate")
    done = desk.run("keys", *arguments) if plain else desk.opened("keys", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert done.err.startswith("cryptoagility: ")
    assert done.err.count("\n") == 1
    assert "\x1b" not in done.err
    assert "secret@" not in done.err
    assert (desk.store / "ccp.keyset").read_bytes() == before
    assert sorted(path.name for path in desk.store.glob("*.keyset")) == ["ccp.keyset"]


# Passphrases


def test_without_a_terminal_and_a_passphrase_it_is_said_how(desk: Desk) -> None:
    said = (
        "cryptoagility: no passphrase for the keyset, and no terminal to ask on: "
        "give --passphrase-file FILE or set CRYPTOAGILITY_PASSPHRASE\n"
    )
    done = desk.run("keys", "new", "ccp", "--algorithm", "Ed25519")
    assert (done.code, done.err) == (2, said)
    assert not (desk.store / "ccp.keyset").exists()
    desk.good("keys", "new", "ccp", "--algorithm", "Ed25519")
    assert desk.run("sign", "ccp", "pass").err == said


def test_passphrases_from_the_environment_and_from_files(desk: Desk) -> None:
    desk.good("keys", "new", "ccp", "--algorithm", "Ed25519")
    rotate = ("keys", "rotate", "ccp", "--to", "Ed25519")
    assert desk.run(*rotate, env={"CRYPTOAGILITY_PASSPHRASE": PASSPHRASE}).code == 0
    desk.write("dos", PASSPHRASE + "\r\nsecond line\n").chmod(0o600)
    assert desk.run(*rotate, "--passphrase-file", "dos").err == ""
    (desk.home / "dos").chmod(0o644)
    assert desk.run(*rotate, "--passphrase-file", "dos").err == "note: dos can be read by others: chmod 600 dos\n"
    desk.write("empty", "\nsecond\n").chmod(0o600)
    desk.write("huge", b"x" * 100_000).chmod(0o600)
    for file, said in (
        ("empty", "the first line of 'empty' is empty: an empty passphrase protects nothing"),
        ("huge", "the first line of 'huge' has 65,536 bytes or more: that is no passphrase"),
        ("missing", "cannot read 'missing': No such file or directory"),
        (".", "cannot read '.': Is a directory"),
        ("/dev/null", "the first line of '/dev/null' is empty: an empty passphrase protects nothing"),
    ):
        done = desk.run(*rotate, "--passphrase-file", file)
        assert (done.code, done.err) == (2, f"cryptoagility: {said}\n")
    done = desk.run(*rotate, env={"CRYPTOAGILITY_PASSPHRASE": ""})
    assert (done.code, "CRYPTOAGILITY_PASSPHRASE is empty" in done.err) == (2, True)
    done = desk.run(*rotate, env={"CRYPTOAGILITY_PASSPHRASE": "wrong"})
    assert (done.code, done.err) == (5, "cryptoagility: the passphrase is wrong, or the keyset was changed\n")
    assert desk.run("keys", "new", "x", "--algorithm", "Ed25519", env={"CRYPTOAGILITY_PASSPHRASE": "short"}).err == (
        "note: a passphrase of fewer than 12 characters can be guessed by whoever has the file\n"
        f"made in {desk.store}; without its passphrase it is lost\n"
    )


def test_another_passphrase(desk: Desk) -> None:
    desk.good("keys", "new", "ccp", "--algorithm", "Ed25519")
    desk.write("new", "quite another passphrase\n").chmod(0o600)
    done = desk.opened("keys", "passphrase", "ccp")
    assert (done.code, "give --new-passphrase-file FILE or set CRYPTOAGILITY_NEW_PASSPHRASE" in done.err) == (2, True)
    assert desk.good("keys", "passphrase", "ccp", "--new-passphrase-file", "new") == (
        "ccp: generation 2 has the new passphrase\n"
    )
    assert desk.opened("sign", "ccp", "new").code == 5
    assert desk.run("sign", "ccp", "new", "--passphrase-file", "new").code == 0


def typed(desk: Desk, arguments: list[str], answers: list[tuple[str, str]]) -> tuple[int, str]:
    """The command on a terminal, where each prompt gets its answer."""
    import pty
    import select

    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(desk.home)
        os.execve(TOOL[0], [*TOOL, *arguments], desk.environment(COLUMNS="200"))
    seen = ""
    waiting = list(answers)
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if not select.select([terminal], [], [], 0.2)[0]:
            continue
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break
        if not data:
            break
        seen += data.decode("utf-8", "replace")
        if waiting and seen.endswith(waiting[0][0]):
            os.write(terminal, waiting.pop(0)[1].encode() + b"\n")
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), seen


def test_on_a_terminal_it_asks_and_shows_nothing(desk: Desk) -> None:
    first, again = "Passphrase for the keyset: ", "The same again: "
    new = ["keys", "new", "ccp", "--algorithm", "Ed25519"]
    code, seen = typed(desk, new, [(first, "one thing and more"), (again, "another thing")])
    assert (code, "the two passphrases differ: nothing was changed" in seen) == (2, True)
    code, seen = typed(desk, new, [(first, "")])
    assert (code, "an empty passphrase protects nothing" in seen) == (2, True)
    code, seen = typed(desk, new, [(first, PASSPHRASE), (again, PASSPHRASE)])
    assert (code, "primary" in seen) == (0, True)
    assert PASSPHRASE not in seen
    key = ids(desk)[0]
    code, seen = typed(
        desk,
        ["keys", "destroy", "ccp", key, "--leaving-none"],
        [(first, PASSPHRASE), ("[y/N] ", "n")],
    )
    assert (code, "nothing was changed" in seen) == (2, True)
    assert states(desk) == ["primary"]
    code, _ = typed(
        desk,
        ["keys", "destroy", "ccp", key, "--leaving-none"],
        [(first, PASSPHRASE), ("[y/N] ", "y")],
    )
    assert (code, states(desk)) == (0, ["destroyed"])


def test_a_binary_format_is_not_written_to_a_terminal(desk: Desk) -> None:
    desk.good("keys", "new", "ccp", "--algorithm", "Ed25519")
    code, seen = typed(desk, ["keys", "export", "ccp"], [])
    assert (code, "the format keyset is binary: use -o FILE" in seen) == (2, True)
    code, seen = typed(desk, ["sign", "ccp", "pass"], [])
    assert (code, "a signature is binary: use -o FILE or --armor" in seen) == (2, True)


# Keys that go and come


def test_public_keys_go_in_four_formats(desk: Desk) -> None:
    desk.good("keys", "new", "ccp", "--algorithm", "ECDSA-P256-SHA256")
    desk.good("keys", "rotate", "ccp", "--to", "ML-DSA-65", "--pending")
    first, second = ids(desk)
    done = desk.opened("keys", "export", "ccp", "--format", "jwks")
    assert [key["kid"] for key in json.loads(done.out)["keys"]] == [first, second]
    fingerprint = shown(desk)["keys"][0]["fingerprint"]
    assert f"key {first[:8]}  ECDSA-P256-SHA256  primary  {fingerprint}\n" in done.err
    spki = desk.opened("keys", "export", "ccp", "--format", "spki").out
    assert isinstance(load_pem_public_key(spki.split("kid: ")[1].encode()), ec.EllipticCurvePublicKey)
    desk.good("keys", "export", "ccp", "--format", "cose", "-o", "ccp.cose")
    assert [one.kid.hex() for one in decode_cose_key_set((desk.home / "ccp.cose").read_bytes()).keys if one.kid] == [
        first,
        second,
    ]
    assert [key.id.hex() for key in read_public(_public_of(desk)).keys] == [first, second]


def test_what_a_format_cannot_say_is_said(desk: Desk) -> None:
    desk.good("keys", "new", "ccp", "--algorithm", "Ed25519", "--algorithm", "ML-DSA-65", "--not-after", "2999-01-01")
    done = desk.opened("keys", "export", "ccp", "--format", "spki")
    assert "cannot say that the rule is all; whoever takes these keys one by one accepts one signature" in done.err
    assert "cannot say the validity of a key" in done.err
    assert "note" not in desk.opened("keys", "export", "ccp").err
    desk.good("keys", "new", "slh", "--algorithm", "SLH-DSA-SHA2-128s")
    done = desk.opened("keys", "export", "slh", "--format", "cose")
    assert (done.code, "COSE has no assigned alg for SLH-DSA-SHA2-128s" in done.err) == (2, True)


def test_a_private_key_goes_encrypted_with_a_passphrase_of_its_own(desk: Desk) -> None:
    desk.good("keys", "new", "ccp", "--algorithm", "ML-DSA-65")
    key = ids(desk)[0]
    desk.write("other", "another long passphrase\n").chmod(0o600)
    done = desk.opened("keys", "export", "ccp", "--private", "--key", key)
    assert (done.code, "no passphrase for the key file" in done.err) == (2, True)
    arguments = ("keys", "export", "ccp", "--private", "--key", key, "--key-passphrase-file", "other", "-o", "k.pem")
    desk.write("k.pem", "what was there").chmod(0o644)
    done = desk.opened(*arguments)
    assert (done.code, "was written, encrypted" in done.err) == (0, True)
    assert stat.S_IMODE((desk.home / "k.pem").stat().st_mode) == 0o600
    native = load_pem_private_key((desk.home / "k.pem").read_bytes(), b"another long passphrase")
    assert isinstance(native, mldsa.MLDSA65PrivateKey)
    desk.write("m", "m")
    desk.good("sign", "ccp", "m", "-o", "m.sig")
    done = desk.opened("keys", "import", "copy", "k.pem", "--key-passphrase-file", "other")
    assert done.code == 0, done.err
    assert ids(desk, "copy") == [key]
    assert "note: k.pem still holds the private key" in done.err
    desk.good("verify", "copy", "m", "--signature", "m.sig")
    desk.good("keys", "destroy", "ccp", key, "--yes", "--leaving-none")
    done = desk.opened(*arguments)
    assert (done.code, "is destroyed: its private part is gone" in done.err) == (2, True)


def pkcs8(key, encryption=None) -> bytes:  # type: ignore[no-untyped-def]
    return bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption()))


def files() -> dict[str, tuple[bytes, list[str], str]]:
    """File, options, algorithm of the key that comes out of it."""
    curve, edwards = ec.generate_private_key(ec.SECP256R1()), ed25519.Ed25519PrivateKey.generate()
    modulus = rsa.generate_private_key(65537, 2048)
    openssh = (Encoding.PEM, PrivateFormat.OpenSSH)
    raw = edwards.private_bytes_raw()
    jwk = encode_private_jwk("Ed25519", raw, access=SECRETS, public=edwards.public_key().public_bytes_raw())
    seed = mldsa.MLDSA44PrivateKey.generate().private_bytes_raw()
    return {
        "pkcs8": (pkcs8(edwards), [], "Ed25519"),
        "pkcs8 der": (edwards.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()), [], "Ed25519"),
        "sec1": (
            curve.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()),
            ["--algorithm", "ECDSA-P256-SHA256"],
            "ECDSA-P256-SHA256",
        ),
        "rsa": (pkcs8(modulus), ["--algorithm", "RSA-PSS-2048-SHA256"], "RSA-PSS-2048-SHA256"),
        "openssh": (edwards.private_bytes(*openssh, NoEncryption()), [], "Ed25519"),
        "jwk": (jwk.encode(), [], "Ed25519"),
        "seed": (encode_pem("PRIVATE KEY", encode_pkcs8("ML-DSA-44", seed, access=SECRETS)).encode(), [], "ML-DSA-44"),
    }


FILES = files()


@pytest.mark.parametrize("form", FILES)
def test_private_keys_come_from_many_files(desk: Desk, form: str) -> None:
    data, options, algorithm = FILES[form]
    desk.write("key", data)
    out = desk.good("keys", "import", "ccp", "key", *options)
    (key,) = shown(desk)["keys"]
    assert (key["algorithm"], key["state"]) == (algorithm, "primary")
    assert key["fingerprint"] in out
    desk.write("m", "m")
    desk.good("sign", "ccp", "m", "-o", "m.sig")
    desk.good("verify", "ccp", "m", "--signature", "m.sig")
    done = desk.opened("keys", "import", "ccp", "key", *options)
    assert (done.code, "a key is in the keyset twice" in done.err) == (2, True)


def test_an_imported_key_waits_in_a_keyset_that_is_there(desk: Desk) -> None:
    desk.good("keys", "new", "ccp", "--algorithm", "ML-DSA-65")
    desk.write("key", FILES["pkcs8"][0])
    desk.good("keys", "import", "ccp", "key")
    assert states(desk) == ["primary", "pending"]
    done = desk.opened("keys", "import", "ccp", "key", "--purpose", "sign")
    assert (done.code, "--purpose is for a new keyset" in done.err) == (2, True)


def test_an_expanded_key_is_taken_and_said_to_be_unmovable(desk: Desk) -> None:
    row = pqcrypto.signatures()["ML-DSA-44"]
    raw = row.private_bytes(row.generate())
    desk.write("key", encode_pkcs8("ML-DSA-44", raw, access=SECRETS))
    done = desk.opened("keys", "import", "ccp", "key")
    assert (done.code, "this key is expanded and its seed is lost" in done.err) == (0, True)
    desk.write("m", "m")
    desk.good("sign", "ccp", "m", "-o", "m.sig")
    desk.good("verify", "ccp", "m", "--signature", "m.sig")


def test_encrypted_key_files(desk: Desk) -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    desk.write("key", pkcs8(key, BestAvailableEncryption(b"a password")))
    done = desk.opened("keys", "import", "ccp", "key")
    assert (done.code, "no passphrase for the key file" in done.err) == (2, True)
    done = desk.opened("keys", "import", "ccp", "key", env={"CRYPTOAGILITY_KEY_PASSPHRASE": "wrong"})
    assert (done.code, done.out) == (5, "")
    done = desk.opened("keys", "import", "ccp", "key", env={"CRYPTOAGILITY_KEY_PASSPHRASE": "a password"})
    assert done.code == 0, done.err
    desk.write("plain", FILES["pkcs8"][0])
    done = desk.opened("keys", "import", "x", "plain", "--key-passphrase-file", "pass")
    assert (done.code, "the private key is not encrypted" in done.err) == (2, True)


def test_files_that_are_no_private_keys_for_this(desk: Desk) -> None:
    desk.write("ec", FILES["sec1"][0])
    done = desk.opened("keys", "import", "ccp", "ec")
    assert (done.code, "give --algorithm, one of ECDH-P256, ECDSA-P256-SHA256, " in done.err) == (2, True)
    done = desk.opened("keys", "import", "ccp", "ec", "--algorithm", "Ed25519")
    assert (done.code, "has a key of EC-P256, which is not used with Ed25519" in done.err) == (2, True)
    desk.write("public", load_pem_private_key(FILES["pkcs8"][0], None).public_key().public_bytes(Encoding.PEM, _SPKI))
    desk.write("huge", b"-" * (1 << 21))
    desk.write("odd\x1b[2J", b"\x1b[2J")
    other = json.loads(FILES["jwk"][0])
    other["x"] = "A" * 43
    desk.write("pair", json.dumps(other))
    for file, said in (
        ("public", "'public' is no private key that is read here: "),
        ("huge", "has more than 1,048,576 bytes: that is no key file"),
        ("odd\x1b[2J", "is no private key that is read here: "),
        ("pair", "does not belong to its private key"),
        (".", "cannot read '.': Is a directory"),
    ):
        done = desk.opened("keys", "import", "ccp", file)
        assert (done.code, said in done.err) == (2, True), done.err
        assert "\x1b" not in done.err
        assert not (desk.store / "ccp.keyset").exists()
    weak = pkcs8(rsa.generate_private_key(65537, 1024))
    desk.write("weak", weak)
    done = desk.opened("keys", "import", "ccp", "weak", "--algorithm", "RSA-PKCS1-1024-SHA256")
    assert (done.code, "has 80 bits" in done.err) == (2, True)


def _spki():  # type: ignore[no-untyped-def]
    from cryptography.hazmat.primitives.serialization import PublicFormat

    return PublicFormat.SubjectPublicKeyInfo


_SPKI = _spki()


# Old backups


def test_an_old_backup_is_refused_until_it_is_accepted(desk: Desk) -> None:
    desk.good("keys", "new", "ccp", "--algorithm", "Ed25519")
    backup = (desk.store / "ccp.keyset").read_bytes()
    desk.good("keys", "rotate", "ccp", "--to", "Ed25519")
    desk.good("keys", "disable", "ccp", ids(desk)[0])
    (desk.store / "ccp.keyset").write_bytes(backup)
    done = desk.opened("sign", "ccp", "pass")
    assert (done.code, "is of generation 1, and generation 3 was here before" in done.err) == (2, True)
    assert "generation 3 was here before: an old backup?" in desk.run("keys", "list").out
    assert shown(desk)["highest_generation_seen"] == 3
    done = desk.opened("keys", "restore", "ccp")
    assert done.code == 2
    assert "Accept generation 1 of ccp, although generation 3 was here?" in done.err
    assert desk.run("keys", "restore", "ccp", "--yes", env={"CRYPTOAGILITY_PASSPHRASE": "wrong"}).code == 5
    assert desk.opened("sign", "ccp", "pass").code == 2
    assert desk.good("keys", "restore", "ccp", "--yes") == (
        "ccp: generation 1 is accepted; generation 3 was here before\n"
    )
    assert desk.opened("sign", "ccp", "pass", "-o", "x").code == 0


# Retirement


def test_a_retirement_says_first_what_it_does(desk: Desk) -> None:
    desk.good("keys", "new", "alone", "--algorithm", "ECDSA-P256-SHA256")
    desk.good("keys", "new", "both", "--algorithm", "MLDSA65-ECDSA-P256-SHA512")
    desk.good("keys", "new", "ready", "--algorithm", "ECDSA-P384-SHA384")
    desk.good("keys", "rotate", "ready", "--to", "ML-DSA-65", "--pending")
    desk.good("keys", "new", "other", "--algorithm", "ML-DSA-65")
    desk.good("keys", "new", "old", "--algorithm", "ECDSA-P256-SHA256")
    desk.good("keys", "rotate", "old", "--to", "ML-DSA-65")
    (desk.store / "damaged.keyset").write_bytes(b"damaged")
    (desk.store / "od\x1bd.keyset").write_bytes(b"damaged")
    ready = ids(desk, "ready")[1][:8]
    done = desk.run("keys", "retire", "ECDSA", "--reason", "a paper", "--dry-run")
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0] == "ECDSA: policy epoch 0 becomes 1; the floor is 112 bits, category 0"
    assert [re.split(r"  +", line)[0:1] + re.split(r"  +", line)[2:] for line in lines[2:6]] == [
        ["alone", "ECDSA-P256-SHA256", "primary", "none", "refused"],
        ["both", "MLDSA65-ECDSA-P256-SHA512", "primary", "192 bits, category 3", "goes on, above the floor"],
        ["old", "ECDSA-P256-SHA256", "enabled", "none", "refused"],
        ["ready", "ECDSA-P384-SHA384", "primary", "none", "refused"],
    ]
    assert lines[6:10] == [
        "alone: no enabled successor: fails closed until it is rotated",
        "both: goes on",
        "old: goes on; old signatures are refused",
        f"ready: stops until another key is promoted: {ready} (ML-DSA-65)",
    ]
    assert lines[10].startswith("damaged: not looked at: ")
    assert not any("x1b" in line for line in lines)  # no keyset has that name
    assert not (desk.store / "policy.yaml").exists()
    done = desk.run("keys", "retire", "ECDSA", "--reason", "a paper")
    assert (done.code, done.err.endswith("Nobody can be asked here: say --yes\n")) == (2, True)
    assert not (desk.store / "policy.yaml").exists()
    done = desk.run("keys", "retire", "ECDSA", "--reason", "a paper", "--yes")
    assert (done.code, f"ECDSA is retired, epoch 1: {desk.store / 'policy.yaml'}" in done.out) == (0, True)
    done = desk.opened("sign", "alone", "pass")
    assert (done.code, "is retired since" in done.err, done.raw) == (2, True, b"")
    assert desk.opened("sign", "both", "pass", "-o", "x").code == 0
    assert desk.opened("sign", "ready", "pass").code == 2
    desk.good("keys", "promote", "ready", ready)
    assert desk.opened("sign", "ready", "pass", "-o", "x").code == 0
    listed = desk.run("keys", "list")
    assert (listed.code, "the policy refuses its primary key" in listed.out) == (3, True)
    assert "\x1b" not in listed.out
    done = desk.run("keys", "retire", "ECDSA", "--reason", "again", "--yes")
    assert (done.code, "ECDSA is retired already" in done.err) == (2, True)
    for arguments in (
        ["ROT13", "--reason", "x"],
        ["Ed25519", "--reason", " "],
        ["Ed25519", "--reason", "a\x1b[2J"],
        ["Ed25519", "--reason", "x" * 1001],
        ["Ed25519", "--reason", "a\nb"],
        ["Ed25519", "--reason", "a\u202eb"],
        ["Ed25519"],
    ):
        assert desk.run("keys", "retire", *arguments, "--yes").code == 2
    assert shown(desk, "alone")["policy_epoch"] == 1


def test_a_process_that_runs_stops_within_a_second(desk: Desk) -> None:
    desk.good("keys", "new", "ccp", "--algorithm", "Ed25519")
    program = (
        "import time, sys\n"
        "from cryptoagility.errors import NotAllowed\n"
        "from cryptoagility.keysets import DirectoryStore, LiveKeyset, LivePolicy, Passphrase\n"
        f"live = LiveKeyset(DirectoryStore({str(desk.store)!r}), 'ccp', Passphrase(sys.argv[1].encode()),"
        f" policy=LivePolicy({str(desk.store / 'policy.yaml')!r}))\n"
        "print('ready', flush=True)\n"
        "try:\n"
        "    while True: live.sign(b'm'); time.sleep(0.01)\n"
        "except NotAllowed as error: print(time.time(), error, flush=True)\n"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", program, PASSPHRASE], stdout=subprocess.PIPE, text=True, env=desk.environment()
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "ready\n"
    assert desk.run("keys", "retire", "Ed25519", "--reason", "a paper", "--yes").code == 0
    retired = time.time()
    said = running.communicate(timeout=30)[0]
    assert float(said.split()[0]) - retired < 1
    assert "Ed25519 is retired since" in said


# What is hostile, and what breaks


def test_a_store_that_cannot_be_read_is_not_an_empty_one(desk: Desk) -> None:
    desk.write("file", "")
    assert desk.run("keys", "list", "--store", "file").code == 2
    (desk.home / "s").mkdir()
    assert desk.run("keys", "list", "--store", "s").err.startswith("no keysets here: ")
    (desk.home / "s" / "x.keyset").mkdir()
    done = desk.run("keys", "list", "--store", "s")
    assert (done.code, "x.keyset could not be read: Is a directory" in done.out) == (3, True)
    if os.geteuid() != 0:
        (desk.home / "s").chmod(0)
        assert desk.run("keys", "list", "--store", "s").code == 2
        (desk.home / "s").chmod(0o700)


def test_killed_in_the_middle_of_a_rotation_the_old_or_the_new_is_there(desk: Desk) -> None:
    desk.good("keys", "new", "ccp", "--algorithm", "Ed25519")
    command = [*TOOL, "keys", "rotate", "ccp", "--to", "Ed25519", "--passphrase-file", "pass"]
    last = 1
    killed = 0
    for delay in (0.05, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
        process = subprocess.Popen(
            command, cwd=desk.home, env=desk.environment(), stdout=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        store = DirectoryStore(desk.store, marks=FileMarks(desk.home / ".local/state/cryptoagility/marks"))
        generation = LiveKeyset(store, "ccp", Passphrase(PASSPHRASE.encode())).current().generation
        assert generation in (last, last + 1)
        last = generation
    assert killed
    desk.good("keys", "rotate", "ccp", "--to", "Ed25519")
    assert shown(desk)["generation"] == last + 1


def test_no_secret_is_ever_said(desk: Desk) -> None:
    desk.good("keys", "new", "ccp", "--algorithm", "Ed25519")
    desk.write("key", FILES["jwk"][0])
    desk.good("keys", "import", "ccp", "key")
    secret = json.loads(FILES["jwk"][0])["d"]
    desk.write("k", "third long passphrase\n").chmod(0o600)
    key = ids(desk)[1]
    for arguments in (
        ["keys", "show", "ccp"],
        ["keys", "show", "ccp", "--json"],
        ["keys", "list"],
        ["keys", "export", "ccp", "--format", "jwks"],
        ["keys", "export", "ccp", "--private", "--key", key, "--key-passphrase-file", "k"],
        ["keys", "promote", "ccp", "zzzz"],
        ["keys", "import", "x", "key", "--algorithm", "ECDSA-P256-SHA256"],
        ["sign", "ccp", "pass", "--armor"],
    ):
        desk.opened(*arguments) if arguments[1] != "list" else desk.run(*arguments)
    desk.run("keys", "rotate", "ccp", "--to", "Ed25519", env={"CRYPTOAGILITY_PASSPHRASE": "wrong secret word"})
    desk.write("cut", FILES["jwk"][0][:-9])
    desk.opened("keys", "import", "y", "cut")
    everything = "".join(desk.said)
    for word in (PASSPHRASE, secret, "third long", "wrong secret", Path(desk.home / "cut").read_text()):
        assert word not in everything


@pytest.mark.parametrize("arguments", [["keys"], ["keys", "--help"], ["keys", "list"], ["keys", "show", "ccp"]])
def test_streams_that_are_full_closed_or_left(desk: Desk, arguments: list[str]) -> None:
    desk.good("keys", "new", "ccp", "--algorithm", "Ed25519")
    for redirection, code in (
        (">/dev/full", 2),
        (">&-", 2 if len(arguments) > 1 and "--help" not in arguments else None),
    ):
        done = subprocess.run(
            ["bash", "-c", f'exec "$@" {redirection}', "bash", *TOOL, *arguments],
            cwd=desk.home,
            env=desk.environment(),
            capture_output=True,
            text=True,
            start_new_session=True,
            check=False,
        )
        assert "Traceback" not in done.stderr
        assert code is None or done.returncode == code
    done = subprocess.run(
        ["bash", "-c", 'set -o pipefail; "$@" | true', "bash", *TOOL, *arguments],
        cwd=desk.home,
        env=desk.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr


def test_help_lists_commands_without_a_backend(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from inventory.cli.group import run\n"
        "run(['--help']); run(['keys', '--help']); run(['keys', 'new', '--help']); run(['sign', '--help'])\n"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in "
        "{'rich', 'yaml', 'cryptography', 'pqcrypto', 're2', 'tree_sitter', 'cyclonedx', 'cbor2', 'getpass_'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
