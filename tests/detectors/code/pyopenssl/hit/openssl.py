from OpenSSL import SSL, crypto

key = crypto.PKey()
key.generate_key(crypto.TYPE_RSA, 2048)
certificate = crypto.X509()
certificate.set_pubkey(key)
certificate.sign(key, "sha256")
certificate.digest("sha1")
context = SSL.Context(SSL.TLS_SERVER_METHOD)
context.set_min_proto_version(SSL.TLS1_2_VERSION)
context.set_cipher_list(b"ECDHE+AESGCM")
context.set_options(SSL.OP_NO_TLSv1 | SSL.OP_NO_TLSv1_1)
SSL.Context(SSL.TLSv1_METHOD)
SSL.Context(SSL.DTLS_CLIENT_METHOD)


def signed(pem: bytes, data: bytes) -> bytes:
    return crypto.sign(crypto.load_privatekey(crypto.FILETYPE_PEM, pem), data, "sha1")
