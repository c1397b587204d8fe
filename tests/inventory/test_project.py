"""Values from other files of the project: constants, wrappers and their callers, types, in each language."""

from __future__ import annotations

from pathlib import Path

import pytest

from inventory.detectors import DETECTORS
from inventory.detectors.code import resolve
from inventory.model import Confidence, Kind
from inventory.scanner import Options, scan

JAVA = {
    "src/main/java/com/acme/crypto/Algorithms.java": """package com.acme.crypto;
public final class Algorithms {
  public static final String CIPHER = "AES/GCM/NoPadding";
  public static final String HASH = Other.NAME;
}
""",
    "src/main/java/com/acme/crypto/Other.java": """package com.acme.crypto;
class Other { static final String NAME = "SHA-512"; }
""",
    "src/main/java/com/acme/crypto/Hasher.java": """package com.acme.crypto;
public interface Hasher { byte[] named(String n) throws Exception; }
""",
    "src/main/java/com/acme/crypto/CryptoUtil.java": """package com.acme.crypto;
import javax.crypto.Cipher;
import java.security.MessageDigest;
public class CryptoUtil implements Hasher {
  private final String alg;
  public CryptoUtil(String alg) { this.alg = alg; }
  public static Cipher cipher(String name) throws Exception { return Cipher.getInstance(name); }
  public byte[] hash(byte[] d) throws Exception { return MessageDigest.getInstance(alg).digest(d); }
  public byte[] named(String n) throws Exception { return MessageDigest.getInstance(n).digest(); }
  private byte[] hidden(String n) throws Exception { return MessageDigest.getInstance(n).digest(); }
}
""",
    "src/main/java/com/acme/app/Main.java": """package com.acme.app;
import com.acme.crypto.*;
import javax.crypto.Cipher;
import java.security.MessageDigest;
class Main {
  void run(Hasher h) throws Exception {
    Cipher.getInstance(Algorithms.CIPHER);
    MessageDigest.getInstance(com.acme.crypto.Algorithms.HASH);
    CryptoUtil.cipher("DESede/CBC/PKCS5Padding");
    new CryptoUtil("SHA-1").hash(null);
    h.named("SHA3-256");
    deep("RC4");
  }
  void deep(String x) throws Exception { CryptoUtil.cipher(x); }
  void hidden(String n) { hidden("MD5"); }
}
""",
    "src/test/java/com/acme/crypto/CryptoUtilTest.java": """package com.acme.crypto;
class CryptoUtilTest { void weak() throws Exception { CryptoUtil.cipher("DES/ECB/NoPadding"); } }
""",
}

GO = {
    "go.mod": "module example.org/acme/app/v2\n\ngo 1.25\n",
    "internal/crypt/types.go": """package crypt

import "hash"

const Bits = 3072

type Signer struct{ h func() hash.Hash }
""",
    "internal/crypt/sign.go": """package crypt

import (
\t"crypto/hmac"
\t"crypto/rand"
\t"crypto/rsa"
\t"hash"
)

func New(h func() hash.Hash) *Signer { return &Signer{h: h} }

func (s *Signer) Mac(key []byte) hash.Hash { return hmac.New(s.h, key) }

func Key() { rsa.GenerateKey(rand.Reader, Bits) }
""",
    "cmd/app/main.go": """package main

import (
\t"crypto/rand"
\t"crypto/rsa"
\t"crypto/sha256"

\t"example.org/acme/app/v2/internal/crypt"
)

func main() {
\tcrypt.New(sha256.New).Mac(nil)
\trsa.GenerateKey(rand.Reader, crypt.Bits+1024)
}
""",
    "cmd/app/main_test.go": """package main

import (
\t"crypto/md5"

\t"example.org/acme/app/v2/internal/crypt"
)

func use() { crypt.New(md5.New) }
""",
}

PYTHON = {
    "acme/__init__.py": "from .config import DIGEST\n",
    "acme/config.py": 'DIGEST = "sha3_256"\n',
    "acme/wrap.py": """import hashlib
def digest(name, data):
    return hashlib.new(name, data)
class Signer:
    def __init__(self, alg): self.alg = alg
    def run(self): return hashlib.new(self.alg)
""",
    "acme/sub/use.py": """import hashlib
from acme import DIGEST
from .. import config
from ..wrap import digest, Signer
import acme.wrap as w
hashlib.new(DIGEST)
hashlib.new(config.DIGEST)
digest("md5", b"")
w.digest("sha1", b"")
Signer("sha512").run()
""",
    "tests/test_wrap.py": 'from acme.wrap import digest\ndigest("sha224", b"")\n',
}

EXPECTED = {
    "java": {
        "CryptoUtil.java:7 3DES-CBC",
        "CryptoUtil.java:7 RC4",
        "CryptoUtil.java:8 SHA-1",
        "CryptoUtil.java:9 SHA3-256",
        "CryptoUtil.java:10 value comes from parameter 'n' (no caller in this file)",
        "Main.java:7 AES-GCM",
        "Main.java:8 SHA-512",
    },
    "go": {"main.go:13 RSA-4096", "sign.go:12 HMAC-SHA256", "sign.go:14 RSA-3072"},
    "python": {
        "use.py:6 SHA3-256",
        "use.py:7 SHA3-256",
        "wrap.py:3 MD5",
        "wrap.py:3 SHA-1",
        "wrap.py:6 SHA-512",
    },
}
PROJECTS = {"java": JAVA, "go": GO, "python": PYTHON}


def found(root: Path, files: dict[str, str], jobs: int = 1) -> set[str]:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    result = scan((root,), DETECTORS, Options(jobs=jobs))
    assert result.problems == ()
    return {
        f"{one.location.path.rpartition('/')[2]}:{one.location.line} {one.algorithm or one.reason}"
        for one in result.findings
        if one.asset.kind is Kind.ALGORITHM
    }


@pytest.mark.parametrize("language", sorted(PROJECTS))
@pytest.mark.parametrize("jobs", [1, 2])
def test_values_are_followed_into_other_files(tmp_path: Path, language: str, jobs: int) -> None:
    assert found(tmp_path, PROJECTS[language], jobs) == EXPECTED[language]


@pytest.mark.parametrize("language", sorted(PROJECTS))
def test_three_projects_in_one_tree_do_not_mix(tmp_path: Path, language: str) -> None:
    whole = {f"{name}/{path}": text for name, files in PROJECTS.items() for path, text in files.items()}
    assert found(tmp_path, whole, 2) == set().union(*EXPECTED.values())


def test_a_name_that_two_roots_define_is_the_one_nearest_by(tmp_path: Path) -> None:
    use = "package a;\nimport java.security.MessageDigest;\nclass U { void f() { MessageDigest.getInstance(C.N); } }\n"
    files = {}
    for module, name in (("one", "MD5"), ("two", "SHA-1")):
        files[f"{module}/a/C.java"] = f'package a; class C {{ static final String N = "{name}"; }}'
        files[f"{module}/a/U{module}.java"] = use
    assert found(tmp_path, files) == {"Uone.java:3 MD5", "Utwo.java:3 SHA-1"}


def test_equal_files_in_different_projects_are_each_seen_in_their_own(tmp_path: Path) -> None:
    use = "from .config import NAME\nimport hashlib\nhashlib.new(NAME)\n"
    files = {f"{one}/p/{name}.py": text for one in "ab" for name, text in (("use", use), ("__init__", ""))}
    files |= {"a/p/config.py": 'NAME = "md5"\n', "b/p/config.py": 'NAME = "sha1"\n'}
    assert found(tmp_path, files) == {"use.py:3 MD5", "use.py:3 SHA-1"}


def test_files_that_import_each_other_end(tmp_path: Path) -> None:
    files = {
        "p/__init__.py": "",
        "p/a.py": "from p.b import X\nimport hashlib\nhashlib.new(X)\n",
        "p/b.py": "from p.a import X\n",
    }
    assert found(tmp_path, files) == {"a.py:3 value comes from p.b.X, outside this file"}


def test_callers_that_are_too_many_to_look_at_are_unknown_beside_the_known_ones(tmp_path: Path) -> None:
    wrapper = 'import hashlib\ndef run(name):\n    return hashlib.new(name)\nrun("sha256")\n'
    files = {"p/__init__.py": "", "p/w.py": wrapper}
    files |= {f"p/u{index}.py": 'from p.w import run\nrun("md5")\n' for index in range(30)}
    unseen = "w.py:3 value comes from parameter 'name', which a caller passes unseen"
    assert found(tmp_path, files) == {"w.py:3 SHA-256", unseen}


def test_work_that_runs_out_for_other_files_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolve, "FAR_SHARE", 2)
    files = {
        "p/__init__.py": "",
        "p/w.py": 'import hashlib\ndef run(name="sha256"):\n    return hashlib.new(name)\n',
        "p/u.py": 'from p.w import run\nrun("md5")\n',
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    (one,) = (each for each in scan((tmp_path,), DETECTORS, Options()).findings if each.asset.kind is Kind.ALGORITHM)
    assert (one.algorithm, one.confidence) == ("SHA-256", Confidence.LIKELY)
    assert one.reason == "values of other files were not followed: too much work"
