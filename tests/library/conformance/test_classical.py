"""ECDSA, ECDH, EdDSA, X25519, X448, RSA: the vectors of NIST and of RFCs that `cryptography_vectors` carries."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cryptoagility import providers
from cryptoagility.algorithms import curves
from cryptoagility.encoding import ec_private_key

from ..conftest import Counted
from .vectors import (
    SHIPPED,
    Tally,
    component,
    ecdsa_signature,
    known,
    read,
    records,
    rsa_public_key,
    signers,
    taken,
    verdict,
    written,
)

OPENSSL = "openssl"
SIZES = {"P256": 32, "P384": 48, "P521": 66, "secp256k1": 32} | {
    f"brainpoolP{bits}r1": bits // 8 for bits in (256, 384, 512)
}
NIST = {"P-256": "P256", "P-384": "P384", "P-521": "P521", "K-256": "secp256k1"}
HASHES = ("SHA256", "SHA384", "SHA512")
SMALL_EXPONENT = "a public exponent below 65537"


def point(curve: str, x: int, y: int) -> bytes:
    size = SIZES[curve]
    return b"\x04" + x.to_bytes(size) + y.to_bytes(size)


def loose_point(curve: str, x: str, y: str) -> bytes:
    """As ``point``, from hexadecimal; a coordinate that is too long for the curve makes a point of another length."""
    width = 2 * SIZES[curve]
    digits = [text.lstrip("0").rjust(width, "0") for text in (x, y)]
    return bytes.fromhex("04" + "".join(text.rjust(len(text) + len(text) % 2, "0") for text in digits))


def scalar(curve: str, value: int) -> bytes:
    return ec_private_key(value.to_bytes(SIZES[curve]), curves()[curve].oid)


def test_every_curve_is_offered_by_the_one_provider_that_has_it() -> None:
    for curve in SIZES:
        for hash in HASHES:
            assert signers(f"ECDSA-{curve}-{hash}") == [OPENSSL]


# ECDSA


def curve_and_hash(section: str) -> tuple[str, str] | str:
    """Of a section such as ``P-256,SHA-384``; why it does not apply when we offer none such."""
    curve, hash = section.split(",")
    name = hash.replace("-", "")
    if curve not in NIST:
        assert re.fullmatch(r"[PKB]-\d+", curve)
        return f"curve {curve}"
    if name not in HASHES:
        assert name in {"SHA1", "SHA224"}
        return f"hash {hash}"
    return NIST[curve], name


@pytest.mark.parametrize(
    "file",
    [f"FIPS_186-{edition}/{name}" for edition in "23" for name in ("SigGen.txt", "SigGen.rsp", "SigVer.rsp")],
)
def test_ecdsa_of_fips_186(file: str, counted: Counted) -> None:
    ecdsa(file, counted)


def test_ecdsa_of_secp256k1(counted: Counted) -> None:
    ecdsa("SECP256K1/SigGen.txt", counted)


def ecdsa(file: str, counted: Counted) -> None:
    tally = Tally(f"ECDSA, cryptography_vectors {file}, {OPENSSL}")
    for vector in records(SHIPPED / "ECDSA" / file, "Msg"):
        known(vector, "section Msg d Qx Qy k R S Result")
        section = vector["section"] if "," in vector["section"] else f"{vector['section']},SHA-1"  # FIPS 186-2
        found = curve_and_hash(section)
        if isinstance(found, str):
            tally.add(found)
            continue
        curve, hash = found
        scheme = providers.signature(f"ECDSA-{curve}-{hash}", provider=OPENSSL)
        message = bytes.fromhex(vector["Msg"])
        raw = point(curve, int(vector["Qx"], 16), int(vector["Qy"], 16))
        signature = ecdsa_signature(int(vector["R"], 16), int(vector["S"], 16))
        right = verdict(vector["Result"]) if "Result" in vector else True
        assert taken(lambda: scheme.public_key(raw).verify(message, signature)) is right, vector  # noqa: B023
        if "d" in vector:
            key = scheme.private_key(scalar(curve, int(vector["d"], 16)))
            assert key.public_key().public_bytes() == raw
            scheme.public_key(raw).verify(message, key.sign(message))
        tally.add("")
    if tally.run or "186-2" not in file:
        tally.say(counted)
    else:  # FIPS 186-2 knows SHA-1 only
        counted(tally.family, 0, tally.left.total(), dict(tally.left))


@pytest.mark.parametrize("edition", ["FIPS_186-2", "FIPS_186-3"])
def test_key_pairs_of_fips_186(edition: str, counted: Counted) -> None:
    tally = Tally(f"EC key pairs, cryptography_vectors {edition}, {OPENSSL}")
    section = ""
    for vector in records(plain(SHIPPED / "ECDSA" / edition / "KeyPair.rsp"), "d"):
        known(vector, "section d Qx Qy")
        section = vector["section"] if re.fullmatch(r"[PKB]-\d+", vector["section"]) else section
        if section not in NIST:
            tally.add(f"curve {section}")
            continue
        curve = NIST[section]
        raw = point(curve, int(vector["Qx"], 16), int(vector["Qy"], 16))
        key = providers.signature(f"ECDSA-{curve}-SHA256", provider=OPENSSL).private_key(
            scalar(curve, int(vector["d"], 16))
        )
        assert key.public_key().public_bytes() == raw
        tally.add("")
    tally.say(counted)


_PLAIN: dict[Path, Path] = {}


@pytest.fixture(autouse=True)
def _directory(tmp_path: Path) -> Iterator[None]:
    _PLAIN[Path()] = tmp_path
    yield
    _PLAIN.clear()


def plain(file: Path) -> Path:
    """The file with the curve as its only sections: the method and the number of keys say nothing for us."""
    copy = _PLAIN[Path()] / file.name
    lines = (line for line in file.read_text("utf-8").splitlines() if not re.match(r"\[B\.4|N = ", line))
    copy.write_text("\n".join(lines))
    return copy


@pytest.mark.parametrize("edition", ["FIPS_186-2", "FIPS_186-3"])
def test_public_keys_of_fips_186(edition: str, counted: Counted) -> None:
    tally = Tally(f"EC public keys, cryptography_vectors {edition}, {OPENSSL}")
    for vector in records(SHIPPED / "ECDSA" / edition / "PKV.rsp", "Qx"):
        known(vector, "section Qx Qy Result")
        if vector["section"] not in NIST:
            tally.add(f"curve {vector['section']}")
            continue
        curve = NIST[vector["section"]]
        raw = loose_point(curve, vector["Qx"], vector["Qy"])
        for load in (
            providers.signature(f"ECDSA-{curve}-SHA256", provider=OPENSSL).public_key,
            component(OPENSSL, f"ECDH-{curve}").public_key,
        ):
            assert taken(lambda: load(raw)) is verdict(vector["Result"]), vector  # noqa: B023
        tally.add("")
    tally.say(counted)


def test_deterministic_signatures_of_rfc_6979(counted: Counted) -> None:
    """Ours draw a random nonce; the signatures of the RFC are verified, and made anew for verification."""
    tally = Tally(f"ECDSA, cryptography_vectors RFC6979, {OPENSSL}")
    publics, privates = pem_keys(SHIPPED / "ECDSA" / "RFC6979" / "evppkey_ecdsa_rfc6979.txt")
    for block in blocks(SHIPPED / "ECDSA" / "RFC6979" / "evppkey_ecdsa_rfc6979.txt"):
        known(block, "Availablein FIPSversion DigestSign DigestVerify Key NonceType Input Output Result")
        assert block.get("Result", "VERIFY_ERROR") == "VERIFY_ERROR"
        curve = block["Key"].rsplit("_", 1)[0]
        hash = block.get("DigestSign", block.get("DigestVerify", ""))
        found = f"hash {hash}" if hash.startswith("SHA3-") else curve_and_hash(f"{curve},{hash}")
        if isinstance(found, str):
            tally.add(found)
            continue
        scheme = providers.signature(f"ECDSA-{found[0]}-{found[1]}", provider=OPENSSL)
        message, signature = block["Input"].strip('"').encode(), bytes.fromhex(block["Output"])
        if "DigestVerify" in block:
            raw = publics[block["Key"]]
        else:
            key = scheme.private_key(scalar(found[0], int.from_bytes(privates[block["Key"]])))
            raw = key.public_key().public_bytes()
            scheme.public_key(raw).verify(message, key.sign(message))
        right = "Result" not in block
        assert taken(lambda: scheme.public_key(raw).verify(message, signature)) is right, block  # noqa: B023
        tally.add("")
    tally.say(counted)


def pem_keys(file: Path) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The points and the scalars of the keys in a file of OpenSSL's tests."""
    publics, privates = {}, {}
    pattern = r"(PublicKey|PrivateKey)\s*=\s*(\S+)\n-----BEGIN [A-Z ]+-----\n(.*?)-----END"
    for kind, name, body in re.findall(pattern, file.read_text("utf-8"), re.DOTALL):
        top = read(base64.b64decode(body)).parts()
        if kind == "PublicKey":
            publics[name] = top[1].bits()
        else:
            privates[name] = read(top[2].content).parts()[1].content
    return publics, privates


def blocks(file: Path) -> Iterator[dict[str, str]]:
    for block in file.read_text("utf-8").split("\n\n"):
        fields = [line for line in block.splitlines() if " = " in line and not line.startswith("#")]
        if any(line.startswith("Digest") for line in fields):
            yield dict(tuple(map(str.strip, line.split("=", 1))) for line in fields)  # type: ignore[misc]


# ECDH, X25519, X448


ECDH_FIELDS = (
    "section COUNT dsCAVS QsCAVSx QsCAVSy dsIUT QsIUTx QsIUTy Z CAVSHashZZ Result Nonce OI DKM CAVSTag MacKey MacData "
    "NonceDKMIUT NonceDKMCAVS"
)
# What `Result` numbers mean for the key agreement alone; 9 to 12 and 14 are of the key derived from its secret.
RIGHT_SECRET = (0, 9, 10, 11, 12, 13, 14)
PEERS_KEY, OWN_PUBLIC_KEY, OWN_PRIVATE_KEY, OTHER_SECRET = (1, 2), (5, 6), 7, 8


@pytest.mark.parametrize("kind", ["KDFConcat_NOKC", "NOKC_ZZOnly"])
@pytest.mark.parametrize("side", ["init", "resp"])
def test_ecdh_of_nist(kind: str, side: str, counted: Counted) -> None:
    tally = Tally(f"ECDH, cryptography_vectors {kind} {side}, {OPENSSL}")
    sets = {"EA": "P-192", "EB": "P-224", "EC": "P-256", "ED": "P-384", "EE": "P-521"}
    for vector in records(SHIPPED / "ECDH" / f"KASValidityTest_ECCStaticUnified_{kind}_{side}.fax", "COUNT"):
        known(vector, ECDH_FIELDS)
        name = sets[vector["section"].split()[0]]
        if name not in NIST:
            tally.add(f"curve {name}")
            continue
        number = re.fullmatch(r"[PF] \((\d+) - .*\)", vector["Result"])
        assert number, vector["Result"]
        key_agreement(NIST[name], int(number[1]), vector)
        tally.add("")
    tally.say(counted)


def key_agreement(curve: str, outcome: int, vector: dict[str, str]) -> None:
    scheme = component(OPENSSL, f"ECDH-{curve}")
    peer, own = (loose_point(curve, vector[f"Qs{who}x"], vector[f"Qs{who}y"]) for who in ("CAVS", "IUT"))
    if outcome in PEERS_KEY or outcome in OWN_PUBLIC_KEY:
        assert not taken(lambda: scheme.public_key(peer if outcome in PEERS_KEY else own)), vector
        return
    raw = scalar(curve, int(vector["dsIUT"], 16))
    if outcome == OWN_PRIVATE_KEY:  # changed to that of another public key, or of none
        assert not taken(lambda: scheme.private_key(raw)) or (
            scheme.private_key(raw).public_key().public_bytes() != own
        ), vector
        return
    key = scheme.private_key(raw)
    assert key.public_key().public_bytes() == own, vector
    # The secret itself is given right even where a changed one is said to have been used for the hash or the key.
    assert outcome in (*RIGHT_SECRET, OTHER_SECRET), f"unknown outcome {outcome}"
    same = key.decapsulate(peer) == int(vector["Z"], 16).to_bytes(SIZES[curve])
    assert same is (outcome in RIGHT_SECRET), vector


def test_ecdh_of_brainpool(counted: Counted) -> None:
    tally = Tally(f"ECDH, cryptography_vectors brainpool, {OPENSSL}")
    for vector in records(SHIPPED / "ECDH" / "brainpool.txt", "COUNT"):
        known(vector, "section COUNT curve dA x_qA y_qA dB x_qB y_qB x_Z y_Z")
        curve = vector["curve"]
        number = {name: int(value, 16) for name, value in vector.items() if name not in {"section", "COUNT", "curve"}}
        scheme = component(OPENSSL, f"ECDH-{curve}")
        for own, mine, other in (("dA", "qA", "qB"), ("dB", "qB", "qA")):
            key = scheme.private_key(scalar(curve, number[own]))
            assert key.public_key().public_bytes() == point(curve, number[f"x_{mine}"], number[f"y_{mine}"])
            secret = key.decapsulate(point(curve, number[f"x_{other}"], number[f"y_{other}"]))
            assert int.from_bytes(secret) == number["x_Z"]
            assert len(secret) == SIZES[curve]
        tally.add("")
    tally.say(counted)


@pytest.mark.parametrize("name", ["X25519", "X448"])
def test_montgomery_curves_of_rfc_7748(name: str, counted: Counted) -> None:
    tally = Tally(f"{name}, cryptography_vectors rfc7748, {OPENSSL}")
    scheme = component(OPENSSL, name)
    for vector in records(SHIPPED / name / "rfc7748.txt", "COUNT"):
        known(vector, "section COUNT INPUT_SCALAR INPUT_U OUTPUT_U")
        key = scheme.private_key(bytes.fromhex(vector["INPUT_SCALAR"]))
        assert key.decapsulate(bytes.fromhex(vector["INPUT_U"])) == bytes.fromhex(vector["OUTPUT_U"])
        tally.add("")
    tally.say(counted)


# EdDSA


def test_ed25519(counted: Counted) -> None:
    """Deterministic: the signature is compared byte by byte."""
    tally = Tally(f"Ed25519, cryptography_vectors, {OPENSSL}")
    scheme = providers.signature("Ed25519", provider=OPENSSL)
    for line in (SHIPPED / "Ed25519" / "sign.input").read_text("utf-8").splitlines():
        private, public, message, signed = (bytes.fromhex(part) for part in line.rstrip(":").split(":"))
        key = scheme.private_key(private[:32])
        assert key.public_key().public_bytes() == public == private[32:]
        assert key.sign(message) + message == signed
        scheme.public_key(public).verify(message, signed[:64])
        assert not taken(lambda: scheme.public_key(public).verify(message + b"\0", signed[:64]))  # noqa: B023
        tally.add("")
    tally.say(counted)


def test_ed448(counted: Counted) -> None:
    tally = Tally(f"Ed448, cryptography_vectors rfc8032, {OPENSSL}")
    scheme = providers.signature("Ed448", provider=OPENSSL)
    for vector in records(SHIPPED / "Ed448" / "rfc8032.txt", "COUNT"):
        known(vector, "section COUNT SECRET PUBLIC MESSAGE CONTEXT SIGNATURE")
        private, public, message, signature = (
            bytes.fromhex(vector[name]) for name in ("SECRET", "PUBLIC", "MESSAGE", "SIGNATURE")
        )
        if vector.get("CONTEXT"):
            assert not taken(lambda: scheme.public_key(public).verify(message, signature))  # noqa: B023
            tally.add("a context, which the scheme does not take here")
            continue
        key = scheme.private_key(private)
        assert key.public_key().public_bytes() == public
        assert key.sign(message) == signature
        scheme.public_key(public).verify(message, signature)
        tally.add("")
    tally.say(counted)


# RSA

FIPS_RSA = {
    "SigGen15_186-2.rsp": "PKCS1",
    "SigGen15_186-2.txt": "PKCS1",
    "SigGen15_186-3.rsp": "PKCS1",
    "SigVer15_186-3.rsp": "PKCS1",
    "SigGenPSS_186-2.rsp": "PSS",
    "SigGenPSS_186-2.txt": "PSS",
    "SigGenPSS_186-3.rsp": "PSS",
    "SigVerPSS_186-3.rsp": "PSS",
    "../SigVer15EMTest.txt": "PKCS1",
}
RSA_FIELDS = "section n e d p q SHAAlg Msg S SaltVal Result"
ENCODINGS = {"EM with hash moved", "EM with trailer wrong"}  # what the signature was made of


@pytest.mark.parametrize(("file", "family"), FIPS_RSA.items())
def test_rsa_of_fips_186(file: str, family: str, counted: Counted) -> None:
    tally = Tally(f"RSA-{family}, cryptography_vectors {file.removeprefix('../')}, {OPENSSL}")
    sticky = ("n", "p", "q") if "Ver" in file else ("n", "e", "d")
    for vector in records(SHIPPED / "RSA" / "FIPS_186-2" / file, "SHAAlg", sticky=sticky):
        tally.add(rsa(vector, family))
    counted(tally.family, tally.run, tally.run + tally.left.total(), dict(tally.left))


def rsa(vector: dict[str, str], family: str) -> str:
    known({name: value for name, value in vector.items() if name not in ENCODINGS}, RSA_FIELDS)
    size, hash = int(vector["section"].split("=")[1]), vector["SHAAlg"]
    if size not in (2048, 3072, 4096):
        return f"a modulus of {size} bits"
    name = f"RSA-{family}-{size}-{hash}"
    if not signers(name):
        return f"hash {hash} with {size} bits"
    n, e = int(vector["n"], 16), int(vector["e"], 16)
    raw = rsa_public_key(n, e)
    scheme = providers.signature(name, provider=OPENSSL)
    if e < 65_537:
        assert not taken(lambda: scheme.public_key(raw))
        return SMALL_EXPONENT
    message, signature = bytes.fromhex(vector["Msg"]), bytes.fromhex(vector["S"].rjust(size // 4, "0"))
    right = verdict(vector["Result"]) if "Result" in vector else True
    if family == "PSS" and len(vector.get("SaltVal", "")) // 2 != int(hash.removeprefix("SHA")) // 8:
        assert not taken(lambda: scheme.public_key(raw).verify(message, signature))
        return "a salt that is not as long as the hash"
    assert taken(lambda: scheme.public_key(raw).verify(message, signature)) is right, vector
    return ""


def test_rsa_key_pairs_of_other_files_do_not_apply(counted: Counted) -> None:
    """Counted, so that nothing is left out unseen: sizes, hashes and paddings that are not offered."""
    files: dict[str, tuple[str, str]] = {
        "FIPS_186-2/SigGenRSA.rsp": ("SHAAlg", "padding of X9.31"),
        "FIPS_186-2/SigGenRSA_186-2.rsp": ("SHAAlg", "padding of X9.31"),
        "FIPS_186-2/SigGenRSA_186-2.txt": ("SHAAlg", "padding of X9.31"),
        "FIPS_186-2/SigVerRSA.rsp": ("SHAAlg", "padding of X9.31"),
        "FIPS_186-2/KeyGenRSA.rsp": ("e =", "key generation from given primes"),
        "pkcs1v15sign-vectors.txt": ("# PKCS#1 v1.5 Signature Example", "hash SHA-1"),
        "pkcs1v15crypt-vectors.txt": ("# PKCS#1 v1.5 Encryption Example", "encryption padding PKCS#1 v1.5"),
        "pkcs-1v2-1d2-vec/pss-vect.txt": ("# PSS Example", "hash SHA-1"),
        "pkcs-1v2-1d2-vec/oaep-vect.txt": ("# OAEP Example", "hash SHA-1"),
        "pkcs-1v2-1d2-vec/pss-int.txt": ("# Message", "hash SHA-1"),
        "pkcs-1v2-1d2-vec/oaep-int.txt": ("# Message", "hash SHA-1"),
        "oaep-label.txt": ("COUNT", "a label, and hash SHA-512"),
    }
    for file, (first, why) in files.items():
        lines = (SHIPPED / "RSA" / file).read_text("utf-8", errors="replace").splitlines()
        number = sum(line.startswith(first) for line in lines)
        assert number, file
        counted(f"RSA, cryptography_vectors {file}, {OPENSSL}", 0, number, why)


def test_oaep_of_cryptography_vectors(counted: Counted) -> None:
    """OAEP carries a secret of 32 bytes here: a ciphertext of anything else is refused."""
    for file in sorted((SHIPPED / "RSA" / "oaep-custom").iterdir()):
        tally = Tally(f"RSA-OAEP, cryptography_vectors {file.name}, {OPENSSL}")
        for private, message, ciphertext in oaep(file):
            size = int.from_bytes(read(private).parts()[1].content).bit_length()
            if file.name != "oaep-sha256-sha256.txt":
                tally.add("another hash or mask")
            elif size not in (2048, 3072, 4096):
                tally.add(f"a modulus of {size} bits")
            else:
                key = component(OPENSSL, f"RSA-OAEP-{size}-SHA256").private_key(private)
                if len(message) == 32:
                    assert key.decapsulate(ciphertext) == message
                else:
                    assert not taken(lambda: key.decapsulate(ciphertext))  # noqa: B023
                tally.add("")
        counted(tally.family, tally.run, tally.run + tally.left.total(), dict(tally.left))


def oaep(file: Path) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Private key, message and ciphertext of each example."""
    fields: dict[str, str] = {}
    name = ""
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("# ") and line.endswith(":"):
            name = line[2:-1]
        elif line.startswith("#"):
            name = ""
        elif name:
            fields[name] = line
            if name == "Encryption":
                numbers = [int(fields[part], 16) for part in KEY_PARTS]
                yield rsa_private_key(numbers), bytes.fromhex(fields["Message"]), bytes.fromhex(line)


KEY_PARTS = (
    "Modulus",
    "Public exponent",
    "Exponent",
    "Prime 1",
    "Prime 2",
    "Prime exponent 1",
    "Prime exponent 2",
    "Coefficient",
)


def rsa_private_key(numbers: list[int]) -> bytes:
    integers = [written(2, number.to_bytes(number.bit_length() // 8 + 1)) for number in (0, *numbers)]
    return written(0x30, b"".join(integers))
