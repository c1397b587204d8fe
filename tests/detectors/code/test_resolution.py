"""Where values come from: one row a way of writing it, with everything that must be found in it.

A row is the source and the expected algorithms by line; ``None (reason)`` is an algorithm that cannot be told.
"""

# ruff: noqa: E501  # a case is a line

from __future__ import annotations

import textwrap

import pytest

from inventory.detectors.code import SourceCode
from inventory.detectors.detector import File
from inventory.model import Confidence, Finding

Case = tuple[str, str, dict[int, list[str]]]


def findings(source: str) -> list[Finding]:
    made = list(SourceCode().detect(File("module.py", textwrap.dedent(source).lstrip("\n").encode())))
    assert all(isinstance(one, Finding) for one in made), made
    return [one for one in made if isinstance(one, Finding)]


def by_line(source: str) -> dict[int, list[str]]:
    rows: dict[int, list[str]] = {}
    for one in findings(source):
        text = one.algorithm if one.reason is None else f"{one.algorithm} ({one.reason})"
        rows.setdefault(one.location.line or 0, []).append(str(text))
    return {line: sorted(texts) for line, texts in rows.items()}


def no_caller(name: str) -> str:
    return f"None (value comes from parameter '{name}' (no caller in this file))"


IMPORTS: list[Case] = [
    ("module", "import hashlib\nhashlib.sha1(b'')", {2: ["SHA-1"]}),
    ("module with alias", "import hashlib as h\nh.sha1(b'')", {2: ["SHA-1"]}),
    ("name with alias", "from hashlib import sha1 as s\ns(b'')", {2: ["SHA-1"]}),
    ("wildcard", "from hashlib import *\nsha1(b'')\nsha77(b'')", {2: ["SHA-1"]}),
    ("in a function", "def f():\n    import hashlib\n    return hashlib.md5(b'')", {3: ["MD5"]}),
    ("not in this function", "def f():\n    import hashlib\ndef g():\n    return hashlib.md5(b'')", {}),
    ("dotted", "import cryptography.fernet\ncryptography.fernet.Fernet(b'')", {2: ["Fernet"]}),
    ("parent module", "from cryptography import fernet\nfernet.Fernet(b'')", {2: ["Fernet"]}),
    (
        "fallback",
        "try:\n    from hashlib import md5\nexcept ImportError:\n    from md5 import new as md5\nmd5(b'')",
        {5: ["MD5"]},
    ),
    ("on one line", "import os, hashlib; hashlib.sha1(b'')", {1: ["SHA-1"]}),
    ("over two lines", "import os, \\\n    hashlib\nhashlib.sha1(b'')", {3: ["SHA-1"]}),
    ("by function", "m = __import__('hashlib')\nm.sha1(b'')", {2: ["SHA-1"]}),
    ("by importlib", "import importlib\nimportlib.import_module('hashlib').sha1(b'')", {2: ["SHA-1"]}),
    ("another name for it", "from Cryptodome.Hash import SHA256\nSHA256.new()", {2: ["SHA-256"]}),
    ("relative: not the library", "from .hashlib import md5\nimport hashlib\nmd5(b'')", {}),
    ("alone", "import hashlib\nfrom hashlib import md5", {}),
]

SHADOWS: list[Case] = [
    ("local function", "from hashlib import md5\ndef md5(x): return x\nmd5(b'')", {}),
    ("local class", "import hashlib\nclass sha1: pass\nsha1(b'')", {}),
    ("local variable", "import hashlib\ndef f(hashlib):\n    return hashlib.md5(b'')", {}),
    ("function before the import", "def md5(x): return x\nfrom hashlib import md5\nmd5(b'')", {3: ["MD5"]}),
    ("inner function", "from hashlib import md5\ndef f():\n    def md5(x): return x\n    return md5(b'')", {}),
    ("method of the same name", "import hashlib\nclass A:\n    def md5(self): return md5(b'')", {}),
    ("comment", "import hashlib\n# hashlib.md5(b'')", {}),
    ("string", "import hashlib\ntext = 'hashlib.md5(1)'\n'''hashlib.md5(2)'''", {}),
    ("in a format string it is a use", "import hashlib\ntext = f'{hashlib.md5(b\"\").hexdigest()}'", {2: ["MD5"]}),
    ("reference without a call", "import hashlib\nf = hashlib.md5\nprint(hashlib.sha1)", {}),
]

VALUES: list[Case] = [
    ("module constant", "import hashlib\nN = 'sha1'\nhashlib.new(N)", {3: ["SHA-1"]}),
    ("constant behind the function", "import hashlib\ndef f(): hashlib.new(N)\nN = 'sha1'", {2: ["SHA-1"]}),
    ("class constant", "import hashlib\nclass A:\n    N = 'sha1'\n    hashlib.new(N)\nhashlib.new(A.N)", {4: ["SHA-1"], 5: ["SHA-1"]}),
    ("local variable", "import hashlib\ndef f():\n    n = 'md5'\n    hashlib.new(n)", {4: ["MD5"]}),
    ("two assignments in branches", "import hashlib\nif x: n = 'md5'\nelse: n = 'sha1'\nhashlib.new(n)", {4: ["MD5", "SHA-1"]}),
    ("the last of two in a row", "import hashlib\nn = 'md5'\nn = 'sha1'\nhashlib.new(n)", {4: ["SHA-1"]}),
    ("the first before the second", "import hashlib\nn = 'md5'\nhashlib.new(n)\nn = 'sha1'", {3: ["MD5"]}),
    ("the last of two in a branch", "import hashlib\nn = 'md5'\nif x:\n    n = 'sha1'\n    n = 'sha512'\nhashlib.new(n)", {6: ["MD5", "SHA-512"]}),
    ("between the two of a branch", "import hashlib\nif x:\n    n = 'sha1'\n    hashlib.new(n)\n    n = 'sha512'", {4: ["SHA-1"]}),
    ("list that is filled later", "import hashlib\nL = []\nL.append('md5')\nfor n in L: hashlib.new(n)", {4: ["MD5"]}),
    ("row with nothing in it", "from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes\nT = {'a': (algorithms.AES256, modes.CBC), 'none': (None, modes.CBC)}\ndef f(n):\n    c, m = T[n]\n    if c: Cipher(c(b''), m(b''))", {5: ["AES-256-CBC"]}),
    ("behind a star", "import hashlib\na, *b, c = 'md5', 'sha1', 'sha512', 'sha224'\nhashlib.new(a)\nhashlib.new(c)", {3: ["MD5"], 4: ["None (value is part of something that is taken apart)"]}),
    ("dictionary, one key known and one not", "import hashlib\nD = {'a': 'md5', 'b': 'sha1'}\nhashlib.new(D['a' if x else k])", {3: ["MD5", "SHA-1"]}),
    ("random bytes without a module of their own", "import os\nos.urandom(8)", {2: ["CSPRNG"]}),
    ("large table", "import hashlib\nT = (" + "('x', 'md5'), " * 65 + ")\nfor a, b in T: hashlib.new(b)", {3: ["MD5", "None (value comes from a table of more than 64 entries)"]}),
    ("dictionary that is filled later", "import hashlib\nD = {}\nD['a'] = 'md5'\nD['b'] = 'sha1'\nhashlib.new(D['b'])", {5: ["SHA-1"]}),
    ("header that is filled later", "from authlib.jose import jwt\nh = {}\nh['alg'] = 'ES256'\njwt.encode(h, {}, k)", {4: ["ECDSA-P256-SHA256"]}),
    ("header that names nothing", "from authlib.jose import jwt\njwt.encode({}, {}, k)", {2: ["None (the call names no algorithm that can be seen)"]}),
    ("rows of a table by key", "from Crypto.Cipher import AES\nT = {'a': {'k': 16, 'm': AES.MODE_CBC}, 'b': {'k': 32, 'm': AES.MODE_GCM}}\ndef f(n):\n    row = T[n]\n    AES.new(bytes(row['k']), row['m'])", {5: ["AES-128-CBC", "AES-256-GCM"]}),
    ("rows of a table by name", "from Crypto.Cipher import AES\nT = [(16, AES.MODE_CBC), (32, AES.MODE_GCM)]\nfor k, m in T: AES.new(bytes(k), m)", {3: ["AES-128-CBC", "AES-256-GCM"]}),
    ("slice of several lengths", "from Crypto.Cipher import AES\nn = 16 if x else 32\nAES.new(bytes(64)[:n], AES.MODE_CBC)", {3: ["AES-128-CBC", "AES-256-CBC"]}),
    ("two in a loop", "import hashlib\nn = 'md5'\nfor i in x:\n    hashlib.new(n)\n    n = 'sha1'", {4: ["MD5", "SHA-1"]}),
    ("seen from a function: both", "import hashlib\nn = 'md5'\nn = 'sha1'\ndef f(): hashlib.new(n)", {4: ["MD5", "SHA-1"]}),
    ("ternary", "import hashlib\nhashlib.new('md5' if x else 'sha1')", {2: ["MD5", "SHA-1"]}),
    ("or", "import hashlib\nhashlib.new(None or 'sha1')", {2: ["SHA-1"]}),
    ("concatenation", "import hashlib\nhashlib.new('sha' + '512')", {2: ["SHA-512"]}),
    ("implicit concatenation", "import hashlib\nhashlib.new('sha' '512')", {2: ["SHA-512"]}),
    ("format string", "import hashlib\nb = 384\nhashlib.new(f'sha{b}')", {3: ["SHA-384"]}),
    ("percent", "import hashlib\nhashlib.new('sha%d' % 224)", {2: ["SHA-224"]}),
    ("format method", "import hashlib\nhashlib.new('sha{}'.format(1))", {2: ["SHA-1"]}),
    ("lower and replace", "import hashlib\nhashlib.new('SHA-3_256'.lower().replace('-', ''))", {2: ["SHA3-256"]}),
    ("added to", "import hashlib\nn = 'sha'\nn += '256'\nhashlib.new(n)", {4: ["SHA-256"]}),
    ("dictionary", "import hashlib\nD = {'a': 'md5', 'b': 'sha1'}\nhashlib.new(D['b'])", {3: ["SHA-1"]}),
    ("dictionary, key unknown", "import hashlib\nD = {'a': 'md5', 'b': 'sha1'}\nhashlib.new(D[k])", {3: ["MD5", "SHA-1"]}),
    ("get with default", "import hashlib\nD = {'a': 'md5'}\nhashlib.new(D.get('x', 'sha1'))", {3: ["SHA-1"]}),
    ("dict of keywords", "import hashlib\nD = dict(a='md5')\nhashlib.new(D['a'])", {3: ["MD5"]}),
    ("list by index", "import hashlib\nL = ['md5', 'sha1']\nhashlib.new(L[1])", {3: ["SHA-1"]}),
    ("loop over a tuple", "import hashlib\nfor n in ('md5', 'sha1'):\n    hashlib.new(n)", {3: ["MD5", "SHA-1"]}),
    ("comprehension", "import hashlib\n[hashlib.new(n) for n in ('md5', 'sha1')]", {2: ["MD5", "SHA-1"]}),
    ("loop over items", "import hashlib\nfor k, v in {'a': 'md5'}.items():\n    hashlib.new(v)", {3: ["MD5"]}),
    ("unpacking", "import hashlib\na, b = 'md5', 'sha1'\nhashlib.new(b)", {3: ["SHA-1"]}),
    ("walrus", "import hashlib\nif (n := 'md5'): hashlib.new(n)", {2: ["MD5"]}),
    (
        "enumeration",
        "import enum, hashlib\nclass D(enum.Enum):\n    A = 'md5'\n    B = 'sha1'\nhashlib.new(D.B.value)\nhashlib.new(D['A'].value)",
        {5: ["SHA-1"], 6: ["MD5"]},
    ),
    (
        "member of an enumeration, unknown which",
        "import enum, hashlib\nclass D(enum.StrEnum):\n    A = 'md5'\n    B = 'sha1'\ndef f(d: D): hashlib.new(d)",
        {5: ["None (value is made by D of this file)"]},
    ),
    ("getattr", "import hashlib\ngetattr(hashlib, 'md5')(b'')", {2: ["MD5"]}),
    ("getattr by table", "import hashlib\ngetattr(hashlib, {'a': 'md5'}['a'])()", {2: ["MD5"]}),
    ("alias of the function", "import hashlib\nh = hashlib.md5\nh(b'')", {3: ["MD5"]}),
    ("one of two functions", "import hashlib\nh = hashlib.md5 if x else hashlib.sha1\nh(b'')", {3: ["MD5", "SHA-1"]}),
    ("function in a table", "import hashlib\nT = {'a': hashlib.md5}\nT[k](b'')", {3: ["MD5"]}),
    ("partial", "import functools, hashlib, hmac\nt = functools.partial(hmac.new, digestmod='sha1')\nt(b'k', b'm')", {3: ["HMAC-SHA1"]}),
    ("arguments in a tuple", "import hashlib\na = ('md5',)\nhashlib.new(*a)", {3: ["MD5"]}),
    ("arguments in a dictionary", "import hashlib\na = {'name': 'md5'}\nhashlib.new(**a)", {3: ["MD5"]}),
    ("match", "import hashlib\nmatch 'md5':\n    case other: hashlib.new(other)", {3: ["MD5"]}),
    ("with", "import ssl\nwith ssl.create_default_context() as c:\n    c.minimum_version = ssl.TLSVersion.TLSv1_3", {2: ["TLS"]}),
    ("with what belongs together", "import hashlib\nfor f, n in ((hashlib.new, 'md5'), (hashlib.new, 'sha1')): f(n)", {2: ["MD5", "SHA-1"]}),
]  # fmt: skip

OBJECTS: list[Case] = [
    ("attribute set in __init__", "import hashlib\nclass A:\n    def __init__(self): self.n = 'md5'\n    def f(self): hashlib.new(self.n)", {4: ["MD5"]}),
    ("attribute set anywhere", "import hashlib\nclass A:\n    def f(self): hashlib.new(self.n)\n    def g(self): self.n = 'md5'", {3: ["MD5"]}),
    ("placeholder that is a number", "from nacl.signing import SigningKey\nclass A:\n    def __init__(self): self.k = 0\n    def g(self): self.k = SigningKey(b'')\n    def f(self): self.k.sign(b'')", {5: ["Ed25519"]}),
    ("placeholder NotImplemented", "import hashlib\nclass B:\n    n = NotImplemented\n    def f(self): hashlib.new(self.n)\nclass A(B): n = 'md5'", {4: ["MD5"]}),
    ("list in an attribute", "import hashlib\nclass A:\n    def __init__(self): self.l = []\n    def g(self): self.l.append('md5')\n    def f(self): hashlib.new(self.l[0])", {5: ["MD5"]}),
    ("made to be read only", "import hashlib\nsize = hashlib.sha1().digest_size\nhashlib.new(hashlib.sha1().name)\nhashlib.sha1().digest()", {3: ["SHA-1"], 4: ["SHA-1"]}),
    ("attribute of a base", "import hashlib\nclass B:\n    n = 'md5'\nclass A(B):\n    def f(self): hashlib.new(self.n)", {5: ["MD5"]}),
    ("attribute of the heirs", "import hashlib\nclass B:\n    n = None\n    def f(self): hashlib.new(self.n)\nclass A(B): n = 'md5'\nclass C(B): n = 'sha1'", {4: ["MD5", "SHA-1"]}),
    ("hidden attribute of a base", "import hashlib\nclass B:\n    n = 'md5'\nclass A(B):\n    n = 'sha1'\n    def f(self): hashlib.new(self.n)", {6: ["SHA-1"]}),
    ("function in an attribute", "import hashlib\nclass A:\n    h = hashlib.md5\n    def f(self): self.h(b'')", {4: ["MD5"]}),
    ("property", "import hashlib\nclass A:\n    @property\n    def n(self): return 'md5'\n    def f(self): hashlib.new(self.n)", {5: ["MD5"]}),
    ("class method", "import hashlib\nclass A:\n    n = 'md5'\n    @classmethod\n    def f(cls): hashlib.new(cls.n)", {5: ["MD5"]}),
    ("constructor", "import hashlib\nclass A:\n    def __init__(self, n): self.n = n\n    def f(self): hashlib.new(self.n)\nA('md5'); A(n='sha1')", {4: ["MD5", "SHA-1"]}),
    ("constructor of a base", "import hashlib\nclass B:\n    def __init__(self, n): self.n = n\n    def f(self): hashlib.new(self.n)\nclass A(B):\n    def __init__(self): super().__init__('md5')", {4: ["MD5"]}),
    ("one object", "import hashlib\nclass A:\n    def __init__(self, n): self.n = n\na, b = A('md5'), A('sha1')\nhashlib.new(a.n)", {5: ["MD5"]}),
    ("dataclass", "import hashlib\nclass A:\n    n: str\na = A(n='md5')\nhashlib.new(a.n)", {5: ["MD5"]}),
    ("never assigned", "import hashlib\nclass A:\n    def f(self): hashlib.new(self.n)", {3: ["None (value comes from attribute 'n', which this file never assigns)"]}),
    ("receiver by annotation", "from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey\ndef f(k: Ed25519PrivateKey): k.sign(b'')", {2: ["Ed25519"]}),
    ("annotation in quotes", "from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey\ndef f(k: 'Ed25519PrivateKey'): k.sign(b'')", {2: ["Ed25519"]}),
    ("optional", "from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey\ndef f(k: Ed25519PrivateKey | None = None): k.sign(b'')", {2: ["Ed25519"]}),
    ("Optional", "from typing import Optional\nfrom cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey\ndef f(k: Optional[Ed25519PrivateKey] = None): k.sign(b'')", {3: ["Ed25519"]}),
    ("static method", "import hashlib\nclass A:\n    @staticmethod\n    def f(n): hashlib.new(n)\nA.f('md5')", {4: ["MD5"]}),
    ("method that fits the arguments", "from cryptography.hazmat.primitives.asymmetric import ed25519, rsa\ndef f(k: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey): k.sign(b'')", {2: ["Ed25519"]}),
    ("isinstance of one of several", "from nacl.signing import SigningKey\nfrom nacl.public import PrivateKey\ndef f(x):\n    k = SigningKey(b'') if x else x.key\n    if isinstance(k, PrivateKey): k.sign(b'')", {5: ["Ed25519"]}),
    ("isinstance of the curve", "from cryptography.hazmat.primitives import hashes\nfrom cryptography.hazmat.primitives.asymmetric import ec\ndef f(k: ec.EllipticCurvePrivateKey):\n    if not isinstance(k.curve, ec.SECP384R1): raise ValueError\n    k.sign(b'', ec.ECDSA(hashes.SHA384()))", {5: ["ECDSA-P384-SHA384"]}),
    ("list of keys", "from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey\ndef f(ks: list[Ed25519PrivateKey]):\n    for k in ks: k.sign(b'')", {3: ["Ed25519"]}),
    ("result of a function", "from nacl.signing import SigningKey\ndef new(): return SigningKey.generate()\nnew().sign(b'')", {2: ["Ed25519"], 3: ["Ed25519"]}),
    ("type of a result", "from nacl.signing import SigningKey\ndef load(p) -> SigningKey: return read(p)\nload(1).sign(b'')", {3: ["Ed25519"]}),
    ("cast", "from typing import cast\nfrom nacl.signing import SigningKey\ncast('SigningKey', x).sign(b'')", {3: ["Ed25519"]}),
    ("isinstance", "from nacl.signing import SigningKey\ndef f(k):\n    if isinstance(k, SigningKey): k.sign(b'')\n    k.sign(b'')", {3: ["Ed25519"]}),
    ("not isinstance, return", "from nacl.signing import SigningKey\ndef f(k):\n    if not isinstance(k, SigningKey): return\n    k.sign(b'')", {4: ["Ed25519"]}),
    ("class of the file that derives from one of a library", "import paramiko\nclass C(paramiko.SSHClient): pass\nC()", {3: ["SSH"]}),
]  # fmt: skip

CALLERS: list[Case] = [
    ("one caller", "import hashlib\ndef f(n): hashlib.new(n)\nf('md5')", {2: ["MD5"]}),
    ("two callers", "import hashlib\ndef f(n): hashlib.new(n)\nf('md5'); f(n='sha1')", {2: ["MD5", "SHA-1"]}),
    ("through two functions", "import hashlib\ndef f(n): hashlib.new(n)\ndef g(m): f(m)\ng('md5')", {2: ["MD5"]}),
    ("default where a caller passes nothing", "import hashlib\ndef f(n='md5'): hashlib.new(n)\nf(); f('sha1')", {2: ["MD5", "SHA-1"]}),
    ("default without callers", "import hashlib\ndef f(n='md5'): hashlib.new(n)", {2: ["MD5"]}),
    ("nothing by default, and nobody", "import hashlib\ndef f(n=None):\n    if n is None: n = 'md5'\n    hashlib.new(n)", {4: ["MD5", no_caller("n")]}),
    ("nobody", "import hashlib\ndef f(n): hashlib.new(n)", {2: [no_caller("n")]}),
    ("a method", "import hashlib\nclass A:\n    def f(self, n): hashlib.new(n)\n    def g(self): self.f('md5')", {3: ["MD5"]}),
    ("one known, one not", "import hashlib\ndef f(n): hashlib.new(n)\nf('md5'); f(x)", {2: ["MD5", "None (name x is not defined in this file)"]}),
    ("themselves only", "import hashlib\ndef f(n):\n    hashlib.new(n)\n    f(n)", {3: ["None (value depends on itself or is nested too deeply)"]}),
    ("pairs stay pairs", "from Crypto.Cipher import AES\ndef f(k, m): AES.new(k, m)\nf(bytes(16), AES.MODE_CBC); f(bytes(32), AES.MODE_GCM)", {2: ["AES-128-CBC", "AES-256-GCM"]}),
    ("pairs stay pairs in every call", "from Crypto.Cipher import AES\ndef f(k, m):\n    a, b = bytes(k), m\n    AES.new(a, b)\n    AES.new(a, b)\nf(16, AES.MODE_CBC); f(32, AES.MODE_GCM)", {4: ["AES-128-CBC", "AES-256-GCM"], 5: ["AES-128-CBC", "AES-256-GCM"]}),
    ("rest of the arguments", "import hashlib\ndef f(*a): hashlib.new(a[0])", {2: [no_caller("*a")]}),
]  # fmt: skip

UNKNOWN: list[Case] = [
    ("environment", "import hashlib, os\nhashlib.new(os.environ['D'])", {2: ["None (value comes from environment variable 'D')"]}),
    ("environment with default", "import hashlib, os\nhashlib.new(os.environ.get('D', 'md5'))", {2: ["MD5", "None (value comes from environment variable 'D')"]}),
    ("call", "import hashlib\nhashlib.new(choose())", {2: ["None (value comes from call choose())"]}),
    ("call of another module", "import hashlib, conf\nhashlib.new(conf.read())", {2: ["None (value comes from call conf.read())"]}),
    ("another module", "import hashlib\nfrom conf import N\nhashlib.new(N)", {3: ["None (value comes from conf.N, outside this file)"]}),
    ("literal that is no algorithm", "import hashlib\nhashlib.new('open sesame')", {2: ["None (value is not one that the rules know)"]}),
    ("a part of the name", "import hmac\ndef f(n): hmac.new(b'', b'', n)", {2: ["HMAC (hash: value comes from parameter 'n' (no caller in this file))"]}),
    ("itself", "import hashlib\nn = n\nhashlib.new(n)", {3: ["None (value depends on itself or is nested too deeply)"]}),
    ("member of a module", "import hashlib\ndef f(n): getattr(hashlib, n)()", {2: [no_caller("n")]}),
    ("arguments unseen", "import hashlib\ndef f(*a): hashlib.new(*a)", {2: ["None (argument 'name' may be among those that are not written out)"]}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(source, expected, id=f"{group}: {name}")
        for group, cases in (
            ("import", IMPORTS),
            ("shadow", SHADOWS),
            ("value", VALUES),
            ("object", OBJECTS),
            ("caller", CALLERS),
            ("unknown", UNKNOWN),
        )
        for name, source, expected in cases
    ],
)
def test_a_value_is_followed_to_where_it_comes_from(source: str, expected: dict[int, list[str]]) -> None:
    assert by_line(source) == expected


def test_a_parameter_says_how_it_was_found() -> None:
    source = """
    import hashlib
    ROUNDS = 1000
    class Store:
        salt = 16
        def derive(self, name="sha512"):
            size = 32
            return hashlib.pbkdf2_hmac(name, b"", bytes(self.salt), ROUNDS * 2, size)
    """
    (found,) = findings(source)
    assert [(one.name, one.value, one.how) for one in found.parameters] == [
        ("hash", "SHA512", "parameter"),
        ("iterations", "2000", "computed"),
        ("length", "32", "assignment"),
        ("salt_length", "16", "computed"),
    ]


def test_a_method_proven_by_its_arguments_is_likely() -> None:
    source = """
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding
    def check(key, signature): key.verify(signature, b"", padding.PKCS1v15(), hashes.SHA256())
    """
    (found,) = findings(source)
    assert (found.algorithm, found.confidence) == ("RSA-PKCS1-SHA256", Confidence.LIKELY)


def test_the_place_is_that_of_the_call() -> None:
    (found,) = findings("import hashlib\nx = (hashlib\n     .new(\n    'md5'))\n")
    place = found.location
    assert (place.path, place.line, place.offset, place.symbol) == ("module.py", 2, 20, "hashlib.new")


def test_what_varies_on_its_own_is_not_multiplied() -> None:
    source = """
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    CURVES = {"a": ec.SECP256R1(), "b": ec.SECP384R1()}
    HASHES = {"a": hashes.SHA256(), "b": hashes.SHA384()}
    def sign(a, b):
        key = ec.derive_private_key(1, CURVES[a])
        return key.sign(b"", ec.ECDSA(HASHES[b]))
    """
    reason = "curve: it can be P256, P384, whatever the other parameters are"
    assert by_line(source) == {7: [f"ECDSA-SHA256 ({reason})", f"ECDSA-SHA384 ({reason})"]}


def test_two_versions_are_two_protocols() -> None:
    source = """
    import ssl
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if old:
        context.minimum_version = ssl.TLSVersion.TLSv1
    else:
        context.minimum_version = ssl.TLSVersion.TLSv1_2
    """
    assert [one.asset.value for one in findings(source)] == ["tls:client:min=TLSv1.0", "tls:client:min=TLSv1.2"]


def test_too_many_combinations_are_said() -> None:
    modes = ", ".join(
        f"{name!r}: AES.MODE_{name}" for name in ("CBC", "GCM", "CTR", "ECB", "OFB", "CFB", "EAX", "CCM", "SIV")
    )
    source = f"""
    from Crypto.Cipher import AES
    M = {{{modes}}}
    K = {{"a": bytes(16), "b": bytes(24), "c": bytes(32)}}
    def f(a, b): AES.new(K[a], M[b])
    """
    reason = "more than 24 combinations of values are possible"
    assert f"AES (key_size: {reason}; mode: {reason})" in by_line(source)[4]


def test_too_many_entries_are_said() -> None:
    accepted = ["RS256"] * 33
    assert by_line(f"import jwt\njwt.decode(t, k, algorithms={accepted})") == {
        2: ["None (value is one of more than 32)", "RSA-PKCS1-SHA256"]
    }
