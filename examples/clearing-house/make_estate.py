"""Makes the certificates, keys and key sets of this estate again.

Run it in this directory with `cryptography` 50.0.2, `bcrypt` and `pqcrypto` 1.0 installed:

    python make_estate.py

Every key is thrown away after the file is written: nothing here protects anything. A second run
gives other keys and other bytes, but the same files with the same algorithms.
"""

import base64
import hashlib
import hmac
import json
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa, mlkem, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID
from pqcrypto.sign import slh_dsa_sha2_128s

HERE = Path(__file__).parent
PEM = serialization.Encoding.PEM
DER = serialization.Encoding.DER
PKCS8 = serialization.PrivateFormat.PKCS8
TRADITIONAL = serialization.PrivateFormat.TraditionalOpenSSL
OPENSSH = serialization.PrivateFormat.OpenSSH
SPKI = serialization.PublicFormat.SubjectPublicKeyInfo
PLAIN = serialization.NoEncryption()

START = datetime(2026, 1, 5)
RSA_ENCRYPTION = "1.2.840.113549.1.1.1"
SHA1_WITH_RSA = "1.2.840.113549.1.1.5"
SLH_DSA_SHA2_128S = "2.16.840.1.101.3.4.3.20"
MLDSA65_ECDSA_P256_SHA512 = "1.3.6.1.5.5.7.6.45"
COMPOSITE_PREFIX = b"CompositeAlgorithmSignatures2025"
COMPOSITE_LABEL = b"COMPSIG-MLDSA65-ECDSA-P256-SHA512"


def main() -> None:
    """Writes all artefacts below this directory."""
    public_key_infrastructure()
    post_quantum_pilots()
    private_keys()
    ssh_files()
    json_web_keys()


def public_key_infrastructure() -> None:
    """The classical certificates, the request, the revocation list and the bundles."""
    root_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    root_name = name("Meridian Clearing Root CA")
    root_builder = certificate(root_name, root_name, root_key.public_key(), 1, years=20, ca=True)
    root = root_builder.sign(root_key, hashes.SHA256())
    write("pki/root-ca.crt.pem", root.public_bytes(PEM))

    issuing_key = rsa.generate_private_key(public_exponent=65537, key_size=4096)
    issuing_name = name("Meridian Clearing Issuing CA 3")
    issuing_builder = certificate(issuing_name, root_name, issuing_key.public_key(), 2, years=10, ca=True)
    issuing = issuing_builder.sign(root_key, hashes.SHA256())
    write("pki/issuing-ca.crt.pem", issuing.public_bytes(PEM))

    server_key = ec.generate_private_key(ec.SECP256R1())
    server_name = name("gateway.meridian-clearing.example")
    server_builder = certificate(server_name, issuing_name, server_key.public_key(), 3, years=1)
    hosts = [x509.DNSName("gateway.meridian-clearing.example"), x509.DNSName("fix.meridian-clearing.example")]
    server_builder = server_builder.add_extension(x509.SubjectAlternativeName(hosts), critical=False)
    server = server_builder.sign(issuing_key, hashes.SHA256())
    write("services/gateway/certs/tls-server.crt.pem", server.public_bytes(PEM))

    settlement_key = ec.generate_private_key(ec.SECP384R1())
    settlement_name = name("Meridian Settlement Signing 2026")
    settlement_builder = certificate(settlement_name, settlement_name, settlement_key.public_key(), 4, years=3)
    settlement = settlement_builder.sign(settlement_key, hashes.SHA384())
    write("services/settlement/certs/signing-p384.crt.pem", settlement.public_bytes(PEM))

    notary_key = ed25519.Ed25519PrivateKey.generate()
    notary_name = name("Meridian Archive Notary")
    notary = certificate(notary_name, notary_name, notary_key.public_key(), 5, years=10).sign(notary_key, None)
    write("services/archive/certs/notary-ed25519.crt.pem", notary.public_bytes(PEM))

    legacy_key = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    legacy_name = name("Meridian Member Link 2009")
    legacy_public = legacy_key.public_key().public_bytes(DER, serialization.PublicFormat.PKCS1)
    null = tlv(0x05, b"")
    tbs = to_be_signed(legacy_name, 6, SHA1_WITH_RSA, RSA_ENCRYPTION, legacy_public, null)
    signature = legacy_key.sign(tbs, padding.PKCS1v15(), hashes.SHA1())
    legacy = signed(tbs, SHA1_WITH_RSA, signature, null)  # the builder refuses SHA-1
    write("pki/legacy-member-link.crt.pem", legacy)

    spool_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    spool_builder = certificate(name("Meridian Report Spooler"), issuing_name, spool_key.public_key(), 7, years=2)
    pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
    spool = spool_builder.sign(issuing_key, hashes.SHA256(), rsa_padding=pss)
    write("services/archive/spool/object-000417.dat", spool.public_bytes(DER))

    bundle = b"# Root\n" + root.public_bytes(PEM) + b"\n# Issuing\n" + issuing.public_bytes(PEM)
    bundle += b"\n# Member link\n" + legacy + b"\n# Root, kept for old agents\n" + root.public_bytes(PEM)
    write("pki/ca-bundle.pem", bundle)
    write("pki/members-chain.p7b", pkcs7.serialize_certificates([issuing, root], DER))

    partner_key = ec.generate_private_key(ec.SECP256R1())
    partner_name = name("partner-api.meridian-clearing.example")
    request_builder = x509.CertificateSigningRequestBuilder(partner_name)
    request = request_builder.sign(partner_key, hashes.SHA256())
    write("services/gateway/certs/partner-api.csr.pem", request.public_bytes(PEM))

    revoked = x509.RevokedCertificateBuilder().serial_number(6).revocation_date(START).build()
    crl_builder = x509.CertificateRevocationListBuilder().issuer_name(issuing_name).last_update(START)
    crl_builder = crl_builder.next_update(START + timedelta(days=30)).add_revoked_certificate(revoked)
    crl = crl_builder.sign(issuing_key, hashes.SHA384())
    write("pki/issuing-ca.crl", crl.public_bytes(DER))


def post_quantum_pilots() -> None:
    """Certificates of the post-quantum pilot: ML-DSA, SLH-DSA and a composite of ML-DSA and ECDSA."""
    mldsa_key = mldsa.MLDSA65PrivateKey.generate()
    mldsa_name = name("Meridian Pilot CA ML-DSA")
    mldsa_builder = certificate(mldsa_name, mldsa_name, mldsa_key.public_key(), 8, years=5, ca=True)
    write("pki/pilot-mldsa65.crt.pem", mldsa_builder.sign(mldsa_key, None).public_bytes(PEM))

    slh_public, slh_private = slh_dsa_sha2_128s.keygen()
    slh_name = name("Meridian Pilot Root SLH-DSA")
    tbs = to_be_signed(slh_name, 9, SLH_DSA_SHA2_128S, SLH_DSA_SHA2_128S, slh_public)
    signature = slh_dsa_sha2_128s.sign(slh_private, tbs)
    write("pki/pilot-slhdsa.crt.pem", signed(tbs, SLH_DSA_SHA2_128S, signature))
    private = tlv(0x30, tlv(0x02, b"\x00") + algorithm_identifier(SLH_DSA_SHA2_128S) + tlv(0x04, slh_private))
    write("keys/pilot-slhdsa.p8.pem", pem("PRIVATE KEY", private))

    first = mldsa.MLDSA65PrivateKey.generate()
    second = ec.generate_private_key(ec.SECP256R1())
    point = second.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    public = first.public_key().public_bytes_raw() + point
    pair_name = name("Meridian Pilot Composite")
    tbs = to_be_signed(pair_name, 10, MLDSA65_ECDSA_P256_SHA512, MLDSA65_ECDSA_P256_SHA512, public)
    digest = hashlib.sha512(tbs).digest()
    message = COMPOSITE_PREFIX + COMPOSITE_LABEL + b"\x00" + digest
    half = first.sign(message, COMPOSITE_LABEL)
    other_half = second.sign(message, ec.ECDSA(hashes.SHA256()))
    write("pki/pilot-composite.crt.pem", signed(tbs, MLDSA65_ECDSA_P256_SHA512, half + other_half))


def private_keys() -> None:
    """One private key for each way in which the services keep them, and one public key."""
    margin = ec.generate_private_key(ec.SECP256R1())
    write("keys/margin-signer.key.pem", margin.private_bytes(PEM, PKCS8, PLAIN))

    password = secrets.token_bytes(24)
    locked = serialization.BestAvailableEncryption(password)
    treasury = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    write("keys/treasury-wrap.enc.pem", treasury.private_bytes(PEM, PKCS8, locked))

    printer = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    write("keys/statement-printer.rsa.pem", printer.private_bytes(PEM, TRADITIONAL, PLAIN))

    swift = ec.generate_private_key(ec.SECP384R1())
    parameters = pem("EC PARAMETERS", object_identifier("1.3.132.0.34"))
    write("keys/swift-link.ec.pem", parameters + swift.private_bytes(PEM, TRADITIONAL, PLAIN))

    pilot = mldsa.MLDSA65PrivateKey.generate()
    write("keys/pilot-mldsa65.p8.pem", pilot.private_bytes(PEM, PKCS8, PLAIN))
    tunnel = mlkem.MLKEM768PrivateKey.generate()
    write("keys/pilot-mlkem768.p8.pem", tunnel.private_bytes(PEM, PKCS8, PLAIN))

    member = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    write("keys/member-042.pub.pem", member.public_key().public_bytes(PEM, SPKI))


def ssh_files() -> None:
    """The keys of the file transfer gateway and of the operators."""
    deploy = ed25519.Ed25519PrivateKey.generate()
    write("keys/ssh/id_ed25519_deploy", deploy.private_bytes(PEM, OPENSSH, PLAIN))

    batch = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    locked = serialization.BestAvailableEncryption(secrets.token_bytes(24))
    write("keys/ssh/id_rsa_batch", batch.private_bytes(PEM, OPENSSH, locked))

    desk = ec.generate_private_key(ec.SECP256R1())
    authorized = b"# Operators of the file transfer gateway; reviewed each quarter.\n"
    authorized += ssh_line(deploy) + b" deploy@build-2\n"
    authorized += b'from="10.20.0.0/16",no-port-forwarding ' + ssh_line(batch) + b" batch@netting-1\n\n"
    authorized += b"# ssh-rsa keys of leavers are removed, not commented out\n" + ssh_line(desk) + b" desk@ops-7\n"
    write("keys/ssh/authorized_keys", authorized)

    host = ed25519.Ed25519PrivateKey.generate()
    old_host = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    authority = ec.generate_private_key(ec.SECP384R1())
    salt = secrets.token_bytes(20)
    hidden = hmac.new(salt, b"sftp.partner-bank.example", "sha1").digest()
    known = b"sftp.meridian-clearing.example,10.20.4.17 " + ssh_line(host) + b"\n"
    known += b"|1|" + base64.b64encode(salt) + b"|" + base64.b64encode(hidden) + b" " + ssh_line(old_host) + b"\n"
    known += b"@cert-authority *.meridian-clearing.example " + ssh_line(authority) + b" host CA\n"
    write("keys/ssh/known_hosts", known)


def json_web_keys() -> None:
    """The keys of the token service and of the custody desk."""
    wallet = ec.generate_private_key(ec.SECP256R1()).private_numbers()
    jwk = {"kty": "EC", "crv": "P-256", "kid": "custody-desk-1", **point_members(wallet.public_numbers)}
    jwk["d"] = b64(wallet.private_value.to_bytes(32, "big"))
    write_json("keys/custody-desk.jwk", jwk)

    numbers = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key().public_numbers()
    point = ec.generate_private_key(ec.SECP256R1()).public_key().public_numbers()
    edwards = ed25519.Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    lattice = mldsa.MLDSA65PrivateKey.generate().public_key().public_bytes_raw()
    shared = secrets.token_bytes(32)
    modulus = {"n": b64(numbers.n.to_bytes(256, "big")), "e": "AQAB"}
    keys = [
        {"kty": "RSA", "use": "sig", "alg": "PS256", "kid": "rsa-2024", **modulus},
        {"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "ec-2025", **point_members(point)},
        {"kty": "OKP", "crv": "Ed25519", "kid": "ed-2026", "x": b64(edwards)},
        {"kty": "oct", "alg": "HS256", "kid": "internal-mac", "k": b64(shared)},
        {"kty": "AKP", "alg": "ML-DSA-65", "kid": "pq-pilot", "pub": b64(lattice)},
    ]
    write_json("services/auth/keys/internal-jwks.json", {"keys": keys})


def name(common_name: str) -> x509.Name:
    """A subject of the clearing house."""
    organisation = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Meridian Clearing (example)")
    return x509.Name([organisation, x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def certificate(subject, issuer, public_key, serial: int, years: int, ca: bool = False) -> x509.CertificateBuilder:
    """A certificate that is complete but for the signature."""
    builder = x509.CertificateBuilder(issuer, subject, public_key, serial, START, START + timedelta(days=365 * years))
    return builder.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)


def to_be_signed(subject, serial: int, signature_oid: str, key_oid: str, public_key: bytes, parameters=b"") -> bytes:
    """The signed part of a self-signed certificate, for algorithms that no X.509 builder knows."""
    subject = subject.public_bytes()
    validity = tlv(0x30, tlv(0x17, b"260105000000Z") + tlv(0x17, b"310104000000Z"))
    key = tlv(0x30, algorithm_identifier(key_oid, parameters) + tlv(0x03, b"\x00" + public_key))
    constraints = x509.BasicConstraints(ca=True, path_length=None).public_bytes()
    usage = tlv(0x03, b"\x01\x06")  # keyCertSign and cRLSign
    extensions = extension("2.5.29.19", constraints) + extension("2.5.29.15", usage)
    body = tlv(0xA0, tlv(0x02, b"\x02")) + tlv(0x02, bytes([serial])) + algorithm_identifier(signature_oid, parameters)
    return tlv(0x30, body + subject + validity + subject + key + tlv(0xA3, tlv(0x30, extensions)))


def signed(tbs: bytes, oid: str, signature: bytes, parameters=b"") -> bytes:
    """The certificate as PEM."""
    return pem("CERTIFICATE", tlv(0x30, tbs + algorithm_identifier(oid, parameters) + tlv(0x03, b"\x00" + signature)))


def extension(oid: str, value: bytes) -> bytes:
    """A critical extension."""
    return tlv(0x30, object_identifier(oid) + tlv(0x01, b"\xff") + tlv(0x04, value))


def algorithm_identifier(oid: str, parameters=b"") -> bytes:
    """An AlgorithmIdentifier; its parameters are absent unless given."""
    return tlv(0x30, object_identifier(oid) + parameters)


def object_identifier(oid: str) -> bytes:
    """The DER of an object identifier."""
    first, second, *rest = (int(arc) for arc in oid.split("."))
    out = b""
    for arc in (40 * first + second, *rest):
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.insert(0, arc & 0x7F | 0x80)
        out += bytes(groups)
    return tlv(0x06, out)


def tlv(tag: int, value: bytes) -> bytes:
    """Tag, length, value."""
    if len(value) < 0x80:
        return bytes([tag, len(value)]) + value
    length = len(value).to_bytes((len(value).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + value


def pem(label: str, der: bytes) -> bytes:
    """PEM text with 64 characters a line."""
    text = base64.b64encode(der).decode()
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""]).encode()


def ssh_line(key) -> bytes:
    """The public half in the form of authorized_keys."""
    return key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)


def point_members(numbers) -> dict[str, str]:
    """The members x and y of a P-256 JWK."""
    return {"x": b64(numbers.x.to_bytes(32, "big")), "y": b64(numbers.y.to_bytes(32, "big"))}


def b64(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def write_json(path: str, value: dict) -> None:
    """Writes indented JSON."""
    write(path, (json.dumps(value, indent=2) + "\n").encode())


def write(path: str, data: bytes) -> None:
    """Writes one artefact."""
    target = HERE / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


if __name__ == "__main__":
    main()
