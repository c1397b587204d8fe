import socket
import ssl
from ssl import PROTOCOL_TLS_CLIENT, SSLContext, TLSVersion

SUITES = ":".join(["ECDHE+AESGCM", "ECDHE+CHACHA20"])


def server() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(SUITES)
    context.set_ecdh_curve("prime256v1")
    return context


def client():
    context = SSLContext(PROTOCOL_TLS_CLIENT)
    context.minimum_version, context.maximum_version = TLSVersion.TLSv1_2, TLSVersion.TLSv1_3
    context.maximum_version = TLSVersion.TLSv1_3
    context.verify_mode = ssl.CERT_NONE
    return context


class Gateway:
    def __init__(self, legacy: bool) -> None:
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.options |= ssl.OP_NO_TLSv1 | ssl.OP_NO_TLSv1_1
        self.context.minimum_version = ssl.TLSVersion.TLSv1 if legacy else ssl.TLSVersion.TLSv1_2

    def accept(self, plain: socket.socket) -> ssl.SSLSocket:
        return self.context.wrap_socket(plain, server_side=True)


def others(plain, method):
    ssl.create_default_context().wrap_socket(plain, server_hostname="example.org")
    ssl.SSLContext(ssl.PROTOCOL_TLSv1_1)
    ssl._create_unverified_context()
    ssl.wrap_socket(plain, ssl_version=ssl.PROTOCOL_SSLv3, ciphers="RC4-SHA")
    return ssl.SSLContext(method)
