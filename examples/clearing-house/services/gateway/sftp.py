"""Reports for members who fetch files: an SFTP client and the keys of the batch user."""

import logging
from pathlib import Path

import paramiko
from paramiko import ECDSAKey
from paramiko import RSAKey as BatchKey

log = logging.getLogger(__name__)
BATCH_BITS = 3072
REPORT_FOLDER = "/outgoing/margin"


def rotate_batch_key(target: Path) -> str:
    """Writes a new key and returns the line for the member's authorized_keys."""
    key = BatchKey.generate(bits=BATCH_BITS)
    key.write_private_key_file(str(target))
    return f"{key.get_name()} {key.get_base64()} batch@netting-1"


def rotate_terminal_key(target: Path) -> None:
    """The terminals of the small members accept elliptic curves only."""
    ECDSAKey.generate(bits=384).write_private_key_file(str(target))


def upload_reports(host: str, user: str, key: paramiko.PKey, reports: list[Path]) -> int:
    """Sends the reports of the day; returns how many were sent."""
    client = paramiko.SSHClient()
    client.load_host_keys("../../keys/ssh/known_hosts")
    client.connect(host, username=user, pkey=key, look_for_keys=False)
    try:
        channel = client.open_sftp()
        for report in reports:
            channel.put(str(report), f"{REPORT_FOLDER}/{report.name}")
            log.info("sent %s; paramiko.RSAKey.generate(1024) was used before 2016", report.name)
    finally:
        client.close()
    return len(reports)


def fingerprint(key: paramiko.PKey) -> str:
    """The fingerprint that the member confirms by telephone."""
    return ":".join(f"{octet:02x}" for octet in key.get_fingerprint())
