"""TLS for the member gateway: who may connect, and with which versions and suites."""

import socket
import ssl
from ssl import TLSVersion, create_default_context

MODERN_SUITES = "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL"
LEGACY_SUITES = "AES128-SHA:DES-CBC3-SHA"
CERTIFICATE = "certs/tls-server.crt.pem"
KEY = "/run/keys/tls-server.key.pem"


def server_context() -> ssl.SSLContext:
    """The context of the public gateway."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(MODERN_SUITES)
    context.load_cert_chain(CERTIFICATE, KEY)
    return context


def member_context() -> ssl.SSLContext:
    """The context for connections that we open to clearing members."""
    context = create_default_context(ssl.Purpose.SERVER_AUTH, cafile="../../pki/ca-bundle.pem")
    context.minimum_version = TLSVersion.TLSv1_3
    context.load_cert_chain(CERTIFICATE, KEY)
    return context


def depository_context() -> ssl.SSLContext:
    """The depository accepts one version only."""
    return ssl.SSLContext(ssl.PROTOCOL_TLSv1_2)


def legacy_member_context() -> ssl.SSLContext:
    """Three members run a terminal of 2011; the exemption ends with their contract."""
    context = ssl.SSLContext(protocol=ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers(LEGACY_SUITES)
    return context


def unverified_probe(host: str, port: int) -> str:
    """The version that a host negotiates; used by the monitoring, which sends no data."""
    context = ssl._create_unverified_context()
    with socket.create_connection((host, port), timeout=5) as plain, context.wrap_socket(plain) as secured:
        return secured.version()


def describe(context: ssl.SSLContext) -> str:
    """A line for the log, such as `ssl.SSLContext(ssl.PROTOCOL_SSLv3)` would have given in 2008."""
    return f"{context.minimum_version.name} and later, {len(context.get_ciphers())} suites"
