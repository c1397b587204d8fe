"""The link to the members' terminals of 2011, on pyOpenSSL; it ends with their contract."""

import ssl
from socket import socket

from OpenSSL import SSL, crypto

TERMINAL_KEY_BITS = 2048


def terminal_context() -> SSL.Context:
    """The context that the terminals connect to."""
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(SSL.TLS1_VERSION)
    context.set_cipher_list(b"AES128-SHA:AES256-SHA")
    context.use_privatekey_file("/run/keys/terminal.key.pem")
    return context


def relay_context() -> SSL.Context:
    """The context towards the relay in the second data centre."""
    return SSL.Context(SSL.TLSv1_2_METHOD)


def enrol_terminal(serial: int, issuer: crypto.X509, issuer_key: crypto.PKey) -> tuple[bytes, bytes]:
    """A key and a certificate for a new terminal."""
    key = crypto.PKey()
    key.generate_key(crypto.TYPE_RSA, TERMINAL_KEY_BITS)
    certificate = crypto.X509()
    certificate.set_serial_number(serial)
    certificate.get_subject().CN = f"terminal-{serial:06d}"
    certificate.set_issuer(issuer.get_subject())
    certificate.gmtime_adj_notBefore(0)
    certificate.gmtime_adj_notAfter(2 * 365 * 24 * 3600)
    certificate.set_pubkey(key)
    certificate.sign(issuer_key, "sha256")
    pem_key = crypto.dump_privatekey(crypto.FILETYPE_PEM, key)
    return pem_key, crypto.dump_certificate(crypto.FILETYPE_PEM, certificate)


def renew_spare_key() -> crypto.PKey:
    """Spare keys for terminals that are repaired; the terminals know DSA only."""
    spare = crypto.PKey()
    spare.generate_key(crypto.TYPE_DSA, 1024)
    return spare


def open_oldest_terminal(connection: socket) -> ssl.SSLSocket:
    """The one terminal that knows nothing newer than TLS 1.0."""
    return ssl.wrap_socket(connection, ssl_version=ssl.PROTOCOL_TLSv1, ciphers="RC4-SHA")
