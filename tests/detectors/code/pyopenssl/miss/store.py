from OpenSSL import crypto

# crypto.PKey().generate_key(crypto.TYPE_RSA, 512)


def subject(pem: bytes) -> str:
    certificate = crypto.load_certificate(crypto.FILETYPE_PEM, pem)
    return certificate.get_subject().CN
