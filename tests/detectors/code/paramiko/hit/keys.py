import paramiko
from cryptography.hazmat.primitives.asymmetric import ec
from paramiko import ECDSAKey, RSAKey

key = RSAKey.generate(bits=3072)
key.sign_ssh_data(b"data", "rsa-sha2-512")
paramiko.ECDSAKey.generate(bits=384).get_fingerprint()
ECDSAKey.generate(curve=ec.SECP521R1())
ECDSAKey.generate()


def connect(host):
    client = paramiko.SSHClient()
    client.connect(host, disabled_algorithms={"keys": ["ssh-rsa"]})
    transport = paramiko.Transport((host, 22))
    options = transport.get_security_options()
    options.ciphers = ("aes256-ctr", "aes128-ctr")
    options.kex = ["curve25519-sha256@libssh.org"]
    transport.start_client()
    return client


def check(key: paramiko.Ed25519Key, blob):
    return key.verify_ssh_sig(b"data", blob)
