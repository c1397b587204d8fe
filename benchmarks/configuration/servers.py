"""Servers of TLS, each with realistic configurations; what they offer is found by handshakes."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from .comparing import compare, everything, said, tls

ALL = "HIGH:!aNULL:@SECLEVEL=0"
SUITES = (
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-CHACHA20-POLY1305:DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384"
)


def nginx(root: Path) -> None:
    print("nginx: handshakes")
    cases = {
        "debian": "",
        "level0": f"ssl_ciphers {ALL};",
        "defaults": "ssl_protocols TLSv1 TLSv1.1 TLSv1.2; ssl_ciphers DEFAULT:@SECLEVEL=0;",
        "listed": f"ssl_protocols TLSv1.2 TLSv1.3; ssl_ciphers {SUITES}; ssl_ecdh_curve X25519:prime256v1:secp384r1; "
        "ssl_conf_command Ciphersuites TLS_AES_256_GCM_SHA384:TLS_AES_128_CCM_SHA256;",
        "ccm": "ssl_protocols TLSv1.3; ssl_conf_command Ciphersuites TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256;",
    }
    shutil.copytree("/etc/nginx", root / "etc/nginx", symlinks=True)
    shutil.rmtree(root / "etc/nginx/sites-enabled")
    shutil.rmtree(root / "etc/nginx/modules-enabled")
    keys(root)
    ports = {name: free_port() for name in cases}
    pairs = "".join(
        f"ssl_certificate {root}/{one}.pem; ssl_certificate_key {root}/{one}.key; " for one in ("rsa", "ec")
    )
    site = "".join(
        f"server {{ listen 127.0.0.1:{ports[name]} ssl; server_name {name}; {pairs}\n {text} }}\n"
        for name, text in cases.items()
    )
    (root / "etc/nginx/conf.d/ledger.conf").write_text(site)
    main = root / "etc/nginx/nginx.conf"
    # Includes as a server with another root would have them; the scan finds them as /etc/nginx all the same.
    text = main.read_text().replace("/etc/nginx/", f"{root}/etc/nginx/").replace("/var/log/nginx", str(root))
    copy = root / "run.conf"
    copy.write_text(text.replace("/run/nginx.pid", f"{root}/nginx.pid"))
    dump = subprocess.run(["nginx", "-T", "-c", copy], capture_output=True, text=True, check=True).stdout
    told = dict(re.findall(r"^\s*(ssl_protocols|ssl_ciphers) ([^;]+);", dump, re.MULTILINE)[:1])
    print(f" nginx -T: {told}")
    with running(["nginx", "-c", copy, "-g", "daemon off;"], ports["debian"]):
        copy.unlink()
        found = {name: facts for name, _, facts in said(root)}
        for name in cases:
            tls(name, found[name], ports[name])


def apache(root: Path) -> None:
    print("apache2: handshakes")
    home = root / "etc/apache2"
    shutil.copytree("/etc/apache2", home, symlinks=True)
    keys(root)
    for kind, names in {"mods": ["ssl.conf", "ssl.load", "socache_shmcb.load"], "sites": ["default-ssl.conf"]}.items():
        for name in names:
            (home / f"{kind}-enabled/{name}").symlink_to(f"../{kind}-available/{name}")
    cases = {
        "debian": "",
        "level0": f"SSLCipherSuite {ALL}",
        "no-protocol": "SSLProtocol all -SSLv3 -TLSv1.3\nSSLCipherSuite DEFAULT:@SECLEVEL=0",
        "listed": f"SSLProtocol -all +TLSv1.2 +TLSv1.3\nSSLCipherSuite {SUITES}\nSSLCipherSuite TLSv1.3 "
        "TLS_AES_128_CCM_SHA256:TLS_AES_256_GCM_SHA384\nSSLOpenSSLConfCmd Curves X25519:secp384r1",
    }
    ports = {name: free_port() for name in cases}
    site = (home / "sites-available/default-ssl.conf").read_text()
    site = re.sub(r"(?m)^(\s*SSLCertificate(Key)?File)\s.*$", rf"\1 {root}/rsa.pem", site)
    site = site.replace(f"SSLCertificateKeyFile {root}/rsa.pem", f"SSLCertificateKeyFile {root}/rsa.key")
    pairs = f"SSLCertificateFile {root}/ec.pem\nSSLCertificateKeyFile {root}/ec.key"
    made = [
        re.sub(
            r"<VirtualHost [^>]*>", f"<VirtualHost 127.0.0.1:{ports[name]}>\nServerName {name}\n{pairs}\n{text}", site
        )
        for name, text in cases.items()
    ]
    (home / "sites-available/default-ssl.conf").write_text("\n".join(made))
    listen = "".join(f"Listen 127.0.0.1:{port}\n" for port in ports.values())
    (home / "ports.conf").write_text(listen)
    (home / "sites-enabled/000-default.conf").unlink()
    run = {f"APACHE_{name}": str(root) for name in ("RUN_DIR", "LOCK_DIR", "LOG_DIR")}
    run |= {"APACHE_RUN_USER": "www-data", "APACHE_RUN_GROUP": "www-data", "APACHE_PID_FILE": f"{root}/pid"}
    call = ["apache2", "-d", home, "-f", "apache2.conf"]
    dump = subprocess.run(
        [*call, "-t", "-D", "DUMP_VHOSTS"], capture_output=True, text=True, check=True, env=os.environ | run
    )
    print(" -D DUMP_VHOSTS:", len(re.findall(r"default-ssl", dump.stdout)), "virtual hosts of default-ssl.conf")
    with running([*call, "-DFOREGROUND"], ports["debian"], env=os.environ | run):
        found = {name: facts for name, _, facts in said(root)}
        for name in cases:
            tls(name, found[name], ports[name])


def haproxy(root: Path) -> None:
    print("haproxy: handshakes")
    home = root / "etc/haproxy"
    home.mkdir(parents=True)
    keys(root)
    cases = {
        "debian": "",
        "level0": f"ssl-min-ver TLSv1.0 ciphers {ALL}",
        "no-options": "ciphers ALL:@SECLEVEL=0 curves P-384:X25519 "
        "ciphersuites TLS_AES_128_CCM_SHA256:TLS_AES_128_GCM_SHA256",
        "forced": "force-tlsv12 no-tls-tickets ecdhe secp384r1",
        "ecdsa": f"ssl-min-ver TLSv1.0 ciphers {ALL}",
    }
    ports = {name: free_port() for name in cases}
    base = Path("/etc/haproxy/haproxy.cfg").read_text()
    base = re.sub(r"(?m)^\s*(log|chroot|stats|user|group|daemon|errorfile)\b.*\n", "", base)
    binds = "".join(
        f"frontend {name}\n bind 127.0.0.1:{ports[name]} ssl crt {root}/{key}.both {text}\n"
        for name, text in cases.items()
        for key in ("ec" if name == "ecdsa" else "rsa",)
    )
    (home / "haproxy.cfg").write_text(base + binds)
    done = subprocess.run(["haproxy", "-c", "-f", home / "haproxy.cfg"], capture_output=True, text=True, check=False)
    print(f" haproxy -c: {done.returncode} {done.stderr.strip()[:200]}")
    with running(["haproxy", "-db", "-f", home / "haproxy.cfg"], ports["debian"]):
        found = {name: facts for name, _, facts in said(root)}
        for name in cases:
            at = next(facts for said_name, facts in found.items() if str(ports[name]) in said_name)
            tls(name, at, ports[name], keys=("ECDSA",) if name == "ecdsa" else ("RSA",))


def postgresql(root: Path) -> None:
    print("postgresql: SHOW and handshakes")
    binaries = Path("/usr/lib/postgresql/15/bin")
    keys(root)
    home = root / "etc/postgresql/15/main"
    for case, text in {
        "debian": "",
        "level0": "ssl_min_protocol_version = TLSv1\nssl_ciphers = 'HIGH:MEDIUM:+3DES:!aNULL:@SECLEVEL=0'\n",
        "listed": "ssl_min_protocol_version = TLSv1.2\nssl_max_protocol_version = 'TLSv1.2'\n"
        f"ssl_ciphers = '{SUITES}'\nssl_ecdh_curve = 'secp384r1'\npassword_encryption = md5\n",
    }.items():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        port = free_port()
        data = root / f"data-{case}"
        data.mkdir()
        shutil.chown(data, "postgres")
        user = {"user": "postgres", "cwd": "/"}
        subprocess.run([binaries / "initdb", "-D", data, "-A", "trust"], check=True, capture_output=True, **user)
        key = data / "server.key"
        shutil.copy(root / "rsa.key", key)
        shutil.chown(key, "postgres")
        key.chmod(0o600)
        shutil.copy(root / "rsa.pem", data / "server.crt")
        # Debian's file, with what names the places of its own cluster taken out.
        base = Path("/etc/postgresql/15/main/postgresql.conf").read_text()
        base = re.sub(
            r"(?m)^(data_directory|hba_file|ident_file|external_pid_file|unix_socket_directories|ssl\w*|port|include_dir)\b.*\n",
            "",
            base,
        )
        base += f"ssl = on\nssl_cert_file = '{data}/server.crt'\nssl_key_file = '{key}'\nport = {port}\n{text}"
        (home / "postgresql.conf").write_text(base)
        shutil.copy(data / "pg_hba.conf", home / "pg_hba.conf")
        (home / "pg_hba.conf").chmod(0o644)
        call = [binaries / "postgres", "-D", data, "-c", f"config_file={home}/postgresql.conf"]
        call += [
            "-c",
            f"data_directory={data}",
            "-c",
            f"hba_file={home}/pg_hba.conf",
            "-c",
            f"unix_socket_directories={data}",
        ]
        for one in (root, *home.parents, home):
            if root in (one, *one.parents):
                one.chmod(0o755)
        with running([*call, "-c", f"ident_file={data}/pg_ident.conf"], port, **user):
            time.sleep(1)
            names = "ssl_min_protocol_version ssl_max_protocol_version ssl_ciphers ssl_ecdh_curve password_encryption"
            show = {
                name: subprocess.run(
                    ["psql", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "-Atc", f"SHOW {name}"],
                    capture_output=True, text=True, check=True,
                ).stdout.strip()
                for name in names.split()
            }  # fmt: skip
            (data / "postgresql.conf").unlink()
            one, facts = next((one, facts) for name, one, facts in said(root) if facts.type == "tls")
            stated = {each.name: each.value for each in one.parameters}
            ours = {
                "ssl_min_protocol_version": stated["minimum"],
                "ssl_max_protocol_version": stated.get("maximum", ""),
                "ssl_ciphers": stated["ciphers"],
                "ssl_ecdh_curve": stated["groups"],
            }
            proving = (each for each in everything(root) if "password_encryption" in (each.location.symbol or ""))
            names = {each.asset.value for each in proving}
            ours["password_encryption"] = "md5" if "MD5" in names else "scram-sha-256"
            print(f" {case}: SHOW")
            compare("settings", map(" ".join, ours.items()), map(" ".join, show.items()))
            tls(case, facts, port, "-starttls", "postgres", keys=("RSA",))
        shutil.rmtree(data)


def rabbitmq(root: Path) -> None:
    print("rabbitmq: handshakes")
    home = root / "etc/rabbitmq"
    home.mkdir(parents=True)
    keys(root)
    script = next(Path("/usr/lib/rabbitmq/lib").glob("*/sbin/rabbitmq-server"))
    (home / "enabled_plugins").write_text("[rabbitmq_management].")
    suite, versions = "ssl_options.ciphers", ("ssl_options.versions.1 = tlsv1.2", "ssl_options.versions.2 = tlsv1.3")
    files = f'{{certfile,"{root}/rsa.pem"}},{{keyfile,"{root}/rsa.key"}}'
    cases = {
        "versions absent": ("", ""),
        "versions": ("\n".join(versions), ""),
        "lists": (
            "\n".join((versions[0], f"{suite}.1 = ECDHE-RSA-AES256-GCM-SHA384", f"{suite}.2 = DHE-RSA-AES128-SHA256")),
            "",
        ),
        "new without suites": (
            "\n".join((*versions, f"{suite}.1 = ECDHE-RSA-AES256-GCM-SHA384")),
            "",
        ),
        "advanced": (
            "",
            f"[{{rabbit,[{{ssl_options,[{files},{{eccs,[secp384r1]}},{{versions,['tlsv1.3','tlsv1.2']}}]}}]}}].",
        ),
    }
    for case, (text, advanced) in cases.items():
        port, management, distribution = free_port(), free_port(), free_port()
        pair = "{0}.certfile = {1}/rsa.pem\n{0}.keyfile = {1}/rsa.key\n"
        base = f"listeners.tcp = none\nlisteners.ssl.1 = 127.0.0.1:{port}\n{pair.format('ssl_options', root)}"
        base += (
            f"management.ssl.ip = 127.0.0.1\nmanagement.ssl.port = {management}\n{pair.format('management.ssl', root)}"
        )
        (home / "rabbitmq.conf").write_text(f"{base}{text}\n")
        (home / "advanced.config").write_text(advanced or "[].")
        places = {"MNESIA_BASE": root / "data", "LOG_BASE": root / "log", "PID_FILE": root / "pid"}
        places |= {
            "GENERATED_CONFIG_DIR": root / "made",
            "CONF_ENV_FILE": "/dev/null",
            "NODENAME": f"n{port}@localhost",
        }
        places |= {"CONFIG_FILE": home / "rabbitmq.conf", "ADVANCED_CONFIG_FILE": home / "advanced.config"}
        places |= {"ENABLED_PLUGINS_FILE": home / "enabled_plugins", "DIST_PORT": distribution}
        settings = {f"RABBITMQ_{name}": str(value) for name, value in places.items()} | {"HOME": str(root)}
        (root / ".erlang.cookie").unlink(missing_ok=True)
        with running([script], management, env=os.environ | settings, cwd=root):
            time.sleep(3)
            found = [(name, facts) for name, _, facts in said(root) if facts.type == "tls"]
            for name, facts in found:
                print(f" said of {name}: {facts.minimum_version} to {facts.maximum_version}")
            wanted = "" if advanced else str(port)
            tls(case, next(facts for name, facts in found if wanted in name), port, keys=("RSA",))
            if case == "versions absent":
                tls(
                    "management",
                    next(facts for name, facts in found if str(management) in name),
                    management,
                    keys=("RSA",),
                )


def keys(folder: Path) -> None:
    """Keys and certificates: RSA and ECDSA; each also with its key in one file."""
    for name, kind in {"rsa": ["rsa:2048"], "ec": ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]}.items():
        pair = ["-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem"]
        call = ["openssl", "req", "-x509", "-nodes", "-subj", "/CN=localhost", "-days", "9", "-newkey", *kind, *pair]
        subprocess.run(call, check=True, capture_output=True)
        (folder / f"{name}.key").chmod(0o644)
        both = (folder / f"{name}.key").read_text() + (folder / f"{name}.pem").read_text()
        (folder / f"{name}.both").write_text(both)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def running(call: list[object], port: int, **settings: object) -> Iterator[None]:
    """The server in the foreground, until it is no longer needed."""
    with tempfile.TemporaryFile("w+") as log:
        yield from _running(call, port, log, settings)


def _running(call: list[object], port: int, log: IO[str], settings: dict[str, object]) -> Iterator[None]:
    server = subprocess.Popen([str(one) for one in call], stdout=log, stderr=log, **settings)
    try:
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            if server.poll() is not None:
                log.seek(0)
                sys.exit(f"{call[0]} has ended: {log.read()[-1500:]}")
            time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait(30)
