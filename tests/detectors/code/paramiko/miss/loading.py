import paramiko

# paramiko.RSAKey.generate(1024)
POLICY = paramiko.AutoAddPolicy


def load(path: str) -> paramiko.PKey:
    return paramiko.RSAKey.from_private_key_file(path)


def known(path: str) -> paramiko.HostKeys:
    return paramiko.HostKeys(path)
