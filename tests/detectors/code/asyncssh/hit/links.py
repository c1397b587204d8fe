import asyncssh

CIPHERS = ["aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com"]


async def fetch(host):
    async with asyncssh.connect(host, encryption_algs=CIPHERS, kex_algs=["mlkem768x25519-sha256"]) as link:
        await link.run("ls")
    await asyncssh.listen("", 8022, server_host_keys=["host_key"])


asyncssh.generate_private_key("ssh-rsa", key_size=4096)
asyncssh.generate_private_key("ssh-rsa")
asyncssh.generate_private_key("ecdsa-sha2-nistp384")
asyncssh.generate_private_key(alg_name="ssh-ed25519")
