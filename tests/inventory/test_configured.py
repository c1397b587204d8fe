"""Values that come from configuration files of the same tree, each with the place where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from inventory.detectors import DETECTORS
from inventory.model import Finding, Kind
from inventory.scanner import Options, scan

JAVA = """package a;
import java.security.*;
import java.util.Properties;
import javax.crypto.*;
public class A {{
  {fields}
  void f({parameters}) throws Exception {{ {body} }}
}}
"""
YAML = """crypto:
  digest: ${DIGEST:SHA-384}
  cipherName: AES/GCM/NoPadding
  macs: {main: HmacSHA384}
keys:
  key-size: 3072
  algorithm: RSA
"""
FILES = {
    "src/main/resources/application.yml": YAML,
    "src/main/resources/legacy.properties": "# c=RC2\ncryptoAlg1 : DES/ECB/\\\n PKCS5Padding\n%dev.hash.name=MD5\n",
    "src/test/resources/application.properties": "crypto.digest=MD2\ncryptoAlg1=RC4\n",
    "Dockerfile": 'FROM scratch\nENV APP_HASH=SHA-512 OTHER="x"\n',
    "deploy/app.service": '[Service]\nEnvironment="UNIT_HASH=SHA3-512" B=c\n',
    "deploy/compose.yaml": "services:\n  app:\n    environment:\n      - LIST_HASH=SHA-224\n",
    "deploy/pod.yaml": "spec:\n  env:\n    - {name: POD_HASH, value: SHA3-256}\n",
    "conf/app.yaml": "hash:\n  names: [sha1, sha3_256]\n  main: blake2s\n",
    "conf/app.json": '{"hash": {"main": "sha384"}}',
    "conf/app.toml": '[hash]\nmain = "sha224"  # not md5\n',
    "conf/x.ini": "[sec]\ndigest = blake2b\n; digest = md4\n",
}


def findings(root: Path, files: dict[str, str]) -> list[Finding]:
    for name, text in {**FILES, **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    result = scan((root,), DETECTORS, Options())
    assert result.problems == ()
    return [one for one in result.findings if one.asset.kind is Kind.ALGORITHM]


def told(one: Finding) -> str:
    how = {f"{parameter.how} {parameter.origin}".strip() for parameter in one.parameters if parameter.name != "padding"}
    return f"{one.algorithm or one.reason} [{', '.join(sorted(how))}] {one.confidence}"


def at(path: str, line: int) -> str:
    return f"[configuration {path}:{line}] likely"


APPLICATION, LEGACY = "src/main/resources/application.yml", "src/main/resources/legacy.properties"


@pytest.mark.parametrize(
    ("fields", "parameters", "body", "expected"),
    [
        (
            "",
            "Properties p",
            'Cipher.getInstance(p.getProperty("cryptoAlg1", "RC2"));',
            {f"DES-ECB {at(LEGACY, 2)}", "RC2 [fallback] likely"},
        ),
        (
            "",
            "Properties p",
            'MessageDigest.getInstance(p.getProperty("hash.name"));',
            {f"MD5 {at(LEGACY, 4)}"},
        ),
        (
            '@Value("${crypto.digest:SHA-1}") private String digest;',
            "",
            "MessageDigest.getInstance(digest);",
            {
                "SHA-1 [fallback] likely",
                f"SHA-384 {at(APPLICATION, 2)}",
                "value comes from environment variable 'DIGEST' [] certain",
            },
        ),
        (
            '@Value("${crypto.cipher-name}") String name;',
            "",
            "Cipher.getInstance(name);",
            {f"AES-GCM {at(APPLICATION, 3)}"},
        ),
        (
            '@ConfigProperty(name = "crypto.macs.main", defaultValue = "HmacMD5") String name;',
            "",
            "Mac.getInstance(name);",
            {f"HMAC-SHA384 {at(APPLICATION, 4)}", "HMAC-MD5 [fallback] likely"},
        ),
        (
            "",
            '@Value("${crypto.macs.main}") String name',
            "Mac.getInstance(name);",
            {f"HMAC-SHA384 {at(APPLICATION, 4)}"},
        ),
        (
            "private final org.springframework.core.env.Environment env;",
            "",
            'Mac.getInstance(env.getRequiredProperty("crypto.macs.main"));',
            {f"HMAC-SHA384 {at(APPLICATION, 4)}"},
        ),
        ("", "", 'MessageDigest.getInstance(System.getenv("APP_HASH"));', {f"SHA-512 {at('Dockerfile', 2)}"}),
        ("", "", 'MessageDigest.getInstance(System.getenv("UNIT_HASH"));', {f"SHA3-512 {at('deploy/app.service', 2)}"}),
        ("", "", 'MessageDigest.getInstance(System.getenv("LIST_HASH"));', {f"SHA-224 {at('deploy/compose.yaml', 4)}"}),
        ("", "", 'MessageDigest.getInstance(System.getenv("POD_HASH"));', {f"SHA3-256 {at('deploy/pod.yaml', 3)}"}),
        (
            "",
            "",
            'MessageDigest.getInstance(System.getenv("NOWHERE"));',
            {"value comes from environment variable 'NOWHERE' [] certain"},
        ),
        (
            '@Value("#{beans.name}") String name;',
            "",
            "MessageDigest.getInstance(name);",
            {"value is an expression [] certain"},
        ),
    ],
)
def test_java(tmp_path: Path, fields: str, parameters: str, body: str, expected: set[str]) -> None:
    source = JAVA.format(fields=fields, parameters=parameters, body=body)
    assert {told(one) for one in findings(tmp_path, {"src/main/java/a/A.java": source})} == expected


def test_the_fields_of_a_class_with_a_prefix_are_filled_from_it(tmp_path: Path) -> None:
    source = """package a;
import java.security.KeyPairGenerator;
@ConfigurationProperties(prefix = "keys")
class P {
  private String algorithm;
  private int keySize;
  void f() throws Exception { KeyPairGenerator g = KeyPairGenerator.getInstance(algorithm); g.initialize(keySize); }
}
"""
    made = {told(one) for one in findings(tmp_path, {"src/main/java/a/P.java": source})}
    assert made == {f"RSA-3072 [configuration {APPLICATION}:6, configuration {APPLICATION}:7] likely"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("hashlib.new(os.environ['APP_HASH'])", {f"SHA-512 {at('Dockerfile', 2)}"}),
        (
            "hashlib.new(os.environ.get('NOWHERE', 'sha1'))",
            {"SHA-1 [fallback] likely", "value comes from environment variable 'NOWHERE' [] certain"},
        ),
        (
            "hashlib.new(yaml.safe_load(open('conf/app.yaml'))['hash']['main'])",
            {f"BLAKE2s-256 {at('conf/app.yaml', 3)}"},
        ),
        (
            "for n in yaml.safe_load(open('app.yaml'))['hash']['names']: hashlib.new(n)",
            {f"SHA-1 {at('conf/app.yaml', 2)}", f"SHA3-256 {at('conf/app.yaml', 2)}"},
        ),
        ("hashlib.new(json.load(open('app.json'))['hash']['main'])", {f"SHA-384 {at('conf/app.json', 1)}"}),
        (
            "with open('app.toml', 'rb') as f: c = tomllib.load(f)\nhashlib.new(c.get('hash').get('main'))",
            {f"SHA-224 {at('conf/app.toml', 2)}"},
        ),
        (
            "hashlib.new(json.loads(Path('app.json').read_text())['hash']['main'])",
            {f"SHA-384 {at('conf/app.json', 1)}"},
        ),
        (
            "c = configparser.ConfigParser()\nc.read('x.ini')\nhashlib.new(c.get('sec', 'digest', fallback='md5'))",
            {f"BLAKE2b-512 {at('conf/x.ini', 2)}", "MD5 [fallback] likely"},
        ),
        (
            "hashlib.new(json.load(open('none.json'))['a'])",
            {"value comes from file 'none.json', which is not in the scan [] certain"},
        ),
    ],
)
def test_python(tmp_path: Path, body: str, expected: set[str]) -> None:
    head = "import configparser, hashlib, json, os, tomllib, yaml\nfrom pathlib import Path\n"
    assert {told(one) for one in findings(tmp_path, {"use.py": f"{head}{body}\n"})} == expected


def test_go(tmp_path: Path) -> None:
    source = """package c
import ("crypto/rsa"; "crypto/rand"; "github.com/spf13/viper"; "flag")
func a() { rsa.GenerateKey(rand.Reader, viper.GetInt("keys.key-size")) }
func b() { rsa.GenerateKey(rand.Reader, *flag.Int("bits", 2048, "size")) }
"""
    made = {told(one) for one in findings(tmp_path, {"c/c.go": source})}
    assert made == {
        f"RSA-3072 {at(APPLICATION, 6)}",
        "RSA-2048 [fallback] likely",
        "RSA [] certain",
    }


def test_a_test_is_given_what_tests_set(tmp_path: Path) -> None:
    body = 'Cipher.getInstance(p.getProperty("cryptoAlg1"));'
    source = JAVA.format(fields="", parameters="Properties p", body=body)
    made = {told(one) for one in findings(tmp_path, {"src/test/java/a/A.java": source})}
    assert made == {f"DES-ECB {at(LEGACY, 2)}", f"RC4 {at('src/test/resources/application.properties', 2)}"}


def test_a_key_that_too_many_files_name_is_unknown_and_says_so(tmp_path: Path) -> None:
    files = {f"m{index}/a.properties": "cryptoAlg1=AES\n" for index in range(30)}
    body = 'Cipher.getInstance(p.getProperty("cryptoAlg1"));'
    files["src/main/java/a/A.java"] = JAVA.format(fields="", parameters="Properties p", body=body)
    made = {told(one) for one in findings(tmp_path, files)}
    assert made == {"value comes from property 'cryptoAlg1', which too many files of the scan name [] certain"}


@pytest.mark.parametrize(
    "text",
    [
        "a: ${b.c}\nb: {c: '${a}'}\n",
        "${" * 500 + "}" * 500,
        "a: ${a}",
        "a: " + "[" * 400 + "]" * 400,
        "a: &x [*x]\n",
        "a: '\n",
    ],
)
def test_hostile_settings_end_and_stay_unknown(tmp_path: Path, text: str) -> None:
    source = JAVA.format(fields='@Value("${a}") String n;', parameters="", body="MessageDigest.getInstance(n);")
    made = findings(tmp_path, {"src/main/java/a/A.java": source, "src/main/resources/hostile.yml": text})
    assert made
    assert all(one.algorithm is None for one in made)


def test_a_value_of_a_file_is_never_quoted(tmp_path: Path) -> None:
    body = 'MessageDigest.getInstance(p.getProperty("db.password"));'
    source = JAVA.format(fields="", parameters="Properties p", body=body)
    files = {"src/main/java/a/A.java": source, "src/main/resources/db.properties": "db.password=hunter2secret\n"}
    assert "hunter2" not in repr(findings(tmp_path, files))
