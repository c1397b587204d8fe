import asyncssh

# asyncssh.generate_private_key("ssh-dss")


def load(path):
    return asyncssh.read_private_key(path)
