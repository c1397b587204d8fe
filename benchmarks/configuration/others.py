"""Programs that tell their lists themselves: strongSwan in its log, OpenSSH by an option."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from inventory.formats import ike_proposals
from inventory.sources.files import Limits, walk
from inventory.sources.tree import FileTree

from .comparing import compare, said

CHARON = {  # words of charon's log: what stands for the algorithm
    r"(AES|CAMELLIA)_CBC_(\d+)": r"\1\2",
    r"(AES|CAMELLIA)_CTR_(\d+)": r"\1\2CTR",
    r"CHACHA20_POLY1305": "CHACHA20POLY1305",
    r"(AES|CAMELLIA)_(CCM|GCM)_(\d+)_(\d+)": r"\1\4\2\3",
    r"(BLOWFISH|TWOFISH|SERPENT)_CBC_(\d+)": r"\1\2",
    r"CAST_CBC_(\d+)": r"CAST\1",
    r"(3DES|DES)_CBC": r"\1",
    r"(PRF_)?HMAC_SHA2_(\d+)(_\d+)?": r"SHA\2",
    r"(PRF_)?HMAC_(SHA1|MD5)(_\d+)?": r"\2",
    r"(PRF_)?AES(128)?_(XCBC|CMAC)(_96)?": r"AES\3",
    r"CURVE_(\d+)": r"CURVE\1",
    r"ECP_(\d+)(_BP)?": r"ECP\1\2",
    r"MODP_(\d+)(_\d+)?": r"MODP\1",
}
LONG = (
    "aes128-aes192-aes256-aes128ctr-aes192ctr-aes256ctr-camellia128-camellia192-camellia256-camellia128ctr-"
    "camellia192ctr-camellia256ctr-3des-blowfish128-blowfish192-blowfish256-cast128-des-sha1-sha1_160-sha256-"
    "sha256_96-sha384-sha512-md5-aesxcbc-aescmac-prfmd5-prfsha1-prfsha256-prfsha384-prfsha512-prfaesxcbc-"
    "prfaescmac-curve25519-ecp192-ecp224-ecp256-ecp384-ecp521-ecp224bp-ecp256bp-ecp384bp-ecp512bp-modp8192-"
    "modp6144-modp4096-modp3072-modp2048-modp2048s256-modp2048s224-modp1536-modp1024s160-modp1024-modp768"
)
IKE = "aes256-sha256-modp2048,aes128gcm16-prfsha256-curve25519"
SWANCTL = {
    "defaults": ("", ""),
    "given": (f"proposals = {IKE}", "esp_proposals = aes256-sha1-modp1024,aes256gcm16-ecp384-esn"),
    "with default": (f"proposals = {IKE},default", "esp_proposals = chacha20poly1305,default"),
    "long": (f"proposals = {LONG}", "ah_proposals = sha256-modp2048"),
}
IPSEC = {
    "defaults": ("keyexchange=ikev2", ""),
    "open": ("ike=aes256-sha256-modp2048", "esp=aes256-sha256"),
    "closed": ("ike=aes256-sha256-modp2048!", "esp=aes256-sha256!"),
    "long": (f"ike={LONG}!", ""),
}


def strongswan(root: Path) -> None:
    """Both services in a namespace with a /run of its own, so that they meet no other."""
    print("strongswan, swanctl.conf: proposals in the log of charon when it loads them")
    log, uri = root / "log", f"unix://{root}/vici"
    text = f"vici {{ socket = {uri}\n }}\n"
    (root / "strongswan.conf").write_text(
        "charon { load_modular = yes\n port = 0\n port_nat_t = 0\n plugins { include /etc/strongswan.d/charon/*.conf\n"
        f"{text} }}\n filelog {{ x {{ path = {log}\n default = 1\n cfg = 2\n flush_line = yes\n }}\n }}\n}}\n"
    )
    env = os.environ | {"STRONGSWAN_CONF": str(root / "strongswan.conf")}
    for case, (ike, esp) in SWANCTL.items():
        home = root / "etc/swanctl"
        home.mkdir(parents=True, exist_ok=True)
        child = f"children {{ net {{ remote_ts = 10.9.0.0/16\n {esp}\n }}\n }}"
        (home / "swanctl.conf").write_text(
            f"connections {{\n c {{ remote_addrs = 127.0.0.1\n {ike}\n {child}\n }}\n}}\n"
        )
        load = f"swanctl --load-conns --file {home}/swanctl.conf --uri {uri}"
        in_namespace(f"/usr/lib/ipsec/charon & p=$!; sleep 1; {load}; kill $p; wait", env)
        proposals(case, root, re.findall(r"\bproposals = (.*)", log.read_text()))
        log.unlink()
    shutil.rmtree(root / "etc/swanctl")
    print("strongswan, ipsec.conf: proposals in the log of charon when it begins a connection (ESP was not asked)")
    base = "conn c\n left=127.0.0.1\n right=127.0.0.1\n rightikeport=9\n authby=secret\n auto=add\n"
    for case, (ike, esp) in IPSEC.items():
        (root / "etc").mkdir(exist_ok=True)
        (root / "etc/ipsec.conf").write_text(f"{base} {ike}\n {esp}\n")
        start = f"/usr/lib/ipsec/starter --nofork --conf {root}/etc/ipsec.conf & sleep 2"
        in_namespace(f"{start}; timeout 2 ipsec up c; ipsec stop; wait", env)
        proposals(case, root, re.findall(r"configured proposals: (.*)", log.read_text()))
        log.unlink()


def in_namespace(script: str, env: dict[str, str]) -> None:
    call = ["unshare", "-m", "sh", "-c", f"mount -t tmpfs tmpfs /run && {{ {script}; }}"]
    subprocess.run(call, check=False, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60)


def proposals(case: str, root: Path, told: list[str]) -> None:
    """Compares the algorithms of IKE and of ESP, each with those that the log tells."""
    print(f" {case}")
    for what, kinds in {"ike": ("IKE",), "ipsec": ("ESP", "AH")}.items():
        lines = [one for one in told if one.startswith(kinds)]
        if not lines:
            continue
        words = {word for line in lines for one in line.split(", ") for word in one.partition(":")[2].split("/")}
        is_so = {name for word in words for name in algorithms_of(charon(word))}
        ours = [facts for _, _, facts in said(root) if facts.type == what]
        stated = {name for facts in ours for one in facts.cipher_suites for name in algorithms_of(one)}
        compare(what, stated, is_so)
        groups = {
            each.name
            for word in words
            for each in ike_proposals.read(charon(word))
            if each.kind is ike_proposals.Kind.EXCHANGE and each.name
        }
        compare("groups", {name for facts in ours for name in facts.groups}, groups)


def charon(word: str) -> str:
    """A word of the log as it would stand in a proposal."""
    for pattern, made in CHARON.items():
        if re.fullmatch(pattern, word):
            return re.sub(pattern, made, word).lower().replace("_", "")
    return word.lower()


def algorithms_of(proposal: str) -> list[str]:
    made = [one for one in ike_proposals.read(proposal) if one.word not in ("esn", "noesn")]
    return [one.name or f"?{one.word}" for one in made if one.word not in ("ext_seq", "no_ext_seq")]


def openssh(root: Path) -> None:
    print("openssh: sshd -T and ssh -G")
    home = root / "etc/ssh"
    shutil.copytree("/etc/ssh", home, ignore=shutil.ignore_patterns("*_key"))
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", root / "key"], check=True)
    Path("/run/sshd").mkdir(exist_ok=True)
    drop_ins = {
        "debian": "",
        "hardened": "KexAlgorithms curve25519-sha256,diffie-hellman-group16-sha512\nCiphers aes256-gcm@openssh.com\n"
        "MACs -*sha1*,umac-64*\nHostKeyAlgorithms ssh-ed25519,rsa-sha2-512\n",
        "old": "KexAlgorithms +diffie-hellman-group1-sha1,diffie-hellman-group14-sha1\nCiphers +3des-cbc\n"
        "HostKeyAlgorithms +ssh-rsa\nPubkeyAcceptedAlgorithms +ssh-rsa,ssh-dss\nCASignatureAlgorithms +ssh-rsa\n",
        "first": "Ciphers ^aes256-ctr\nKexAlgorithms ^ecdh-sha2-nistp521\nPubkeyAcceptedAlgorithms ssh-ed25519\n",
    }
    names = {"kex": "kexalgorithms", "ciphers": "ciphers", "macs": "macs", "host_keys": "hostkeyalgorithms"}
    names |= {"public_keys": "pubkeyacceptedalgorithms", "authorities": "casignaturealgorithms"}
    for case, text in drop_ins.items():
        for which in ("sshd", "ssh"):
            (home / f"{which}_config.d/50-ours.conf").write_text(text)
            main = (home / f"{which}_config").read_text().replace("/etc/ssh/", f"{home}/")
            copy = root / "run.conf"
            copy.write_text(main + (f"\nHostKey {root}/key\n" if which == "sshd" else ""))
            call = ["/usr/sbin/sshd", "-T", "-f", copy] if which == "sshd" else ["ssh", "-F", copy, "-G", "host"]
            done = subprocess.run([str(one) for one in call], capture_output=True, text=True, check=True)
            copy.unlink()
            told = dict(line.partition(" ")[::2] for line in done.stdout.splitlines())
            print(f" {which}, {case}")
            for part, keyword in names.items():
                listed = lists(root, f"etc/ssh/{which}_config", part)
                compare(part, listed, told[keyword].split(","), lack=backported)


def backported(name: str) -> str | None:
    """Debian gave the name of OpenSSH 9.9 to its 9.2 as well: the algorithm is the one of the name with a domain."""
    return "another name, by Debian's patch" if name == "sntrup761x25519-sha512" else None


def lists(root: Path, path: str, part: str) -> list[str]:
    """The names of a list of OpenSSH that are in force at the endpoint of this file."""
    from inventory.detectors.configuration.installed import Installed
    from inventory.detectors.configuration.loading import Loader
    from inventory.detectors.configuration.offers import ssh
    from inventory.detectors.configuration.recognise import recognise
    from inventory.detectors.configuration.scopes import Scopes

    tree = FileTree(list(walk(root, Limits()).entries), Limits())
    data = (root / path).read_bytes()
    known = recognise(path, data)
    assert known is not None
    entries = Loader(known.product, tree).load(path, data).entries
    endpoint = next(Scopes(known.product, entries, path, Installed().beside(path, tree)).endpoints())
    return [name for one in endpoint.settings if one.setting.part == part for name in ssh._names(one).found]
