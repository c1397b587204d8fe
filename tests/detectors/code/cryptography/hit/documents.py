import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_ssh_private_key,
    pkcs7,
    pkcs12,
)
from cryptography.x509 import ocsp
from cryptography.x509.oid import NameOID

key = rsa.generate_private_key(65537, 2048)
name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
start = datetime.datetime(2026, 1, 1)
certificate = (
    x509.CertificateBuilder()
    .subject_name(name)
    .issuer_name(name)
    .public_key(key.public_key())
    .serial_number(1)
    .not_valid_before(start)
    .not_valid_after(start)
    .sign(key, hashes.SHA256())
)
x509.CertificateRevocationListBuilder().issuer_name(name).last_update(start).next_update(start).sign(key, hashes.SHA512())
signer = pkcs7.PKCS7SignatureBuilder().set_data(b"data").add_signer(certificate, key, hashes.SHA384())
signer.sign(Encoding.PEM, [])
pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=padding.PSS.DIGEST_LENGTH)
pkcs7.PKCS7SignatureBuilder().set_data(b"data").add_signer(certificate, key, hashes.SHA256(), rsa_padding=pss)
sealer = pkcs7.PKCS7EnvelopeBuilder().set_data(b"data").add_recipient(certificate)
sealer.encrypt(Encoding.PEM, [])
sealer.set_content_encryption_algorithm(algorithms.AES256).encrypt(Encoding.PEM, [])
ocsp.OCSPRequestBuilder().add_certificate(certificate, certificate, hashes.SHA1()).build()
builder = PrivateFormat.PKCS12.encryption_builder().kdf_rounds(50_000)
protection = builder.key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC).hmac_hash(hashes.SHA256()).build(b"word")
pkcs12.serialize_key_and_certificates(b"name", key, certificate, None, protection)
pkcs12.serialize_key_and_certificates(b"name", key, certificate, None, BestAvailableEncryption(b"word"))
certificate.public_key().verify(b"", b"", padding.PKCS1v15(), hashes.SHA256())


def answer(response: ocsp.OCSPResponseBuilder, responder: ec.EllipticCurvePrivateKey):
    return response.sign(responder, hashes.SHA256())


def from_agent(path):
    key = load_ssh_private_key(path.read_bytes(), None)
    return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, BestAvailableEncryption(b"word"))
