"""Manifests of npm, Go, Maven, Gradle, Cargo, NuGet, Bundler, Composer, dpkg and apk: every package at its line."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.errors import Unreadable
from inventory.formats import bundler, cargo, composer, go_modules, gradle, maven, npm, nuget, system_packages, versions
from inventory.formats.dependencies import Manifest


def rows(manifest: Manifest) -> list[str]:
    """``line name@version constraint scope`` of each package, with a star where a file pins it."""
    found = []
    for one in manifest.dependencies:
        rest = " ".join(part for part in (one.constraint, one.scope, one.marker) if part)
        flags = f"{'*' if one.locked else ''}{'' if one.direct else '~'}"
        found.append(f"{one.line} {flags}{one.name}@{one.version or ''} {rest}".strip())
    return found


def troubles(manifest: Manifest) -> list[str]:
    return [f"{one.line} {one.reason}" for one in manifest.troubles]


NPM = """{
  "name": "desk",
  "dependencies": {
    "node-forge": "^1.3.0",
    "@noble/curves": "1.2.0",
    "mine": "git+https://user:secret@example.org/x.git",
    "old": "npm:crypto-js@~3.1",
    "near": "file:../near",
    "hub": "acme/hub"
  },
  "devDependencies": {"jose": ">=4 <6"},
  "peerDependencies": {"bad": 1}
}
"""
NPM_LOCK = """{
  "lockfileVersion": 3,
  "packages": {
    "": {"dependencies": {"a": "^1.0.0"}},
    "node_modules/a": {
      "version": "1.0.1"
    },
    "node_modules/a/node_modules/@x/b": {"version": "2.0.0", "dev": true},
    "node_modules/c": {"resolved": "packages/c", "link": true},
    "node_modules/d": {"version": "git+ssh://git@example.org/d.git"},
    "node_modules/e": {"name": "real", "version": "3.0.0"}
  }
}
"""
YARN = """# yarn lockfile v1


"@noble/hashes@^1.0.0", "@noble/hashes@^1.1.0":
  version "1.3.3"
  resolved "https://registry.example.org/x"

node-forge@^1:
  version "1.3.1"
"old@npm:crypto-js@3":
  version "3.3.0"
"""
BERRY = """__metadata:
  version: 8

"jose@npm:^4.0.0":
  version: 4.15.5
  resolution: "jose@npm:4.15.5"

"desk@workspace:.":
  version: 0.0.0-use.local
"""
PNPM = """lockfileVersion: '9.0'
importers:
  .:
    dependencies:
packages:

  '@noble/curves@1.2.0':
    resolution: {}
  node-forge@1.3.1(peer@1.0.0):
    resolution: {}
snapshots:
  no@1.0.0: {}
"""
GO_MOD = """module example.org/desk // the desk

go 1.23

require golang.org/x/crypto v0.31.0
require (
\tgithub.com/go-jose/go-jose/v4 v4.0.4
\tgithub.com/old/jwt v3.2.0+incompatible // indirect
\t// github.com/never/was v1.0.0
\texample.org/local v0.0.0
)
replace golang.org/x/crypto => example.org/fork/crypto v0.32.0
replace (
\texample.org/local => ../local
)
"""
POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <parent><groupId>org.acme</groupId><artifactId>parent</artifactId><version>2.0</version></parent>
  <artifactId>desk</artifactId>
  <properties><bc>${bc.major}.78</bc></properties>
  <dependencies>
    <dependency>
      <groupId>org.bouncycastle</groupId>
      <artifactId>bcprov-jdk18on</artifactId>
      <version>${bc}</version>
    </dependency>
    <dependency><groupId>com.nimbusds</groupId><artifactId>nimbus-jose-jwt</artifactId></dependency>
    <dependency><groupId>${project.groupId}</groupId><artifactId>own</artifactId><version>${project.version}</version></dependency>
    <!-- <dependency><groupId>a</groupId><artifactId>b</artifactId></dependency> -->
    <dependency><groupId>t</groupId><artifactId>t</artifactId><version>[1,2)</version><scope>test</scope></dependency>
    <dependency><groupId>u</groupId><artifactId>u</artifactId><version>${nowhere}</version></dependency>
    <dependency><groupId>${x}</groupId><artifactId>v</artifactId></dependency>
  </dependencies>
</project>
"""
PARENT = """<project><groupId>org.acme</groupId><artifactId>parent</artifactId><version>2.0</version>
  <properties><bc.major>1</bc.major></properties>
  <dependencyManagement><dependencies>
    <dependency><groupId>com.nimbusds</groupId><artifactId>nimbus-jose-jwt</artifactId><version>9.40</version></dependency>
  </dependencies></dependencyManagement>
</project>
"""
GRADLE = """
def bc = '1.78'
ext.jwt = "0.12.6"
dependencies {
    implementation 'org.bouncycastle:bcprov-jdk18on:1.77'
    api("org.bouncycastle:bcpkix-jdk18on:$bc")
    testImplementation "io.jsonwebtoken:jjwt-api:${jwt}"
    runtimeOnly group: 'a', name: 'b', version: '1'
    // implementation 'c:d:1'
    implementation "e:f:${project.version}"
    implementation platform('g:h:2')
    implementation 'i:j:1.+'
    compileOnly libs.bc
}
"""
CATALOGUE = """[versions]
bc = "1.78.1"
rich = {strictly = "[1,2[", prefer = "1.5"}
[libraries]
bc = {module = "org.bouncycastle:bcprov-jdk18on", version.ref = "bc"}
jwt = "com.auth0:java-jwt:4.4.0"
t = {group = "com.google", name = "tink", version = "1.15.0"}
none = {module = "a:b"}
"""
CARGO = """[package]
name = "desk"

[dependencies]
ring = "0.17"
rustls = { version = "=0.23.1", optional = true, features = ["aws_lc_rs"] }
old = { package = "sha-1", git = "https://user:secret@example.org/x" }
[dependencies.openssl]
version = "0.10"

[target.'cfg(unix)'.dependencies]
nix = "0.29"
[dev-dependencies]
rcgen = "0.13"
"""
CSPROJ = """<Project Sdk="Microsoft.NET.Sdk">
  <ItemGroup>
    <PackageReference Include="BouncyCastle.Cryptography" Version="2.4.0" />
    <PackageReference Include="Portable.BouncyCastle"><Version>[1.9.0]</Version></PackageReference>
    <PackageReference Include="NSec.Cryptography" />
    <PackageReference Include="A" Version="$(AVersion)" />
    <!-- <PackageReference Include="B" Version="1" /> -->
  </ItemGroup>
</Project>
"""
GEMS = """GIT
  remote: https://example.org/x.git
  specs:
    own (0.1.0)

GEM
  remote: https://gems.example.org/
  specs:
    bcrypt (3.1.20)
    ed25519 (1.3.0-x86_64-linux)
    jwt (2.8.1)
      base64

PLATFORMS
  ruby

DEPENDENCIES
  bcrypt (~> 3.1)
  own!
"""
COMPOSER = '{\n "name": "acme/desk",\n "require": {\n  "php": ">=8",\n  "ext-openssl": "*",\n  "phpseclib/phpseclib": "^3.0"\n }\n}'  # noqa: E501
COMPOSER_LOCK = (
    '{\n "packages": [\n  {"name": "firebase/php-jwt", "version": "v6.10.0"},\n  {"name": "a/b", "version": "dev-main"}\n ],\n'  # noqa: E501
    ' "packages-dev": [\n  {"name": "c/d", "version": "1.0"}\n ]\n}'
)
DPKG = """Package: libssl3
Status: install ok installed
Source: openssl (3.0.15)
Version: 3.0.15-1~deb12u1
Description: text
 Package: none

Package: gone
Status: deinstall ok config-files
Version: 1

Package: gnupg
Status: install ok installed
Version: 2.2.40
"""
APK = "C:Q1\nP:libcrypto3\nV:3.3.2-r0\no:openssl\n\nP:musl\nV:1.2.5\n"


def test_npm() -> None:
    made = npm.package(NPM)
    assert made.project == "desk"
    assert rows(made) == [
        "4 node-forge@ ^1.3.0",
        "5 @noble/curves@ 1.2.0",
        "6 mine@ @ git+https",
        "7 crypto-js@ ~3.1",
        "8 near@ @ file",
        "9 hub@ @ git",
        "11 jose@ >=4 <6 group:dev",
    ]
    assert troubles(made) == ["None peerDependencies bad: expected a string"]
    assert rows(npm.lock(NPM_LOCK)) == [
        "5 *a@1.0.1",
        "8 *~@x/b@2.0.0 group:dev",
        "10 *~d@",
        "11 *~real@3.0.0",
    ]
    old = '{"lockfileVersion": 1, "dependencies": {\n"a": {"version": "1.0", "dependencies": {\n"b": {"version": "2.0"}}}}}'  # noqa: E501
    assert rows(npm.lock(old)) == ["2 *a@1.0", "3 *~b@2.0"]
    assert rows(npm.yarn(YARN)) == ["4 *~@noble/hashes@1.3.3", "8 *~node-forge@1.3.1", "10 *~crypto-js@3.3.0"]
    assert rows(npm.yarn(BERRY)) == ["4 *~jose@4.15.5", "8 *~desk@"]
    assert rows(npm.pnpm(PNPM)) == ["7 *~@noble/curves@1.2.0", "9 *~node-forge@1.3.1"]


def test_go() -> None:
    made = go_modules.go_mod(GO_MOD)
    assert made.project == "example.org/desk"
    assert rows(made) == [
        "5 example.org/fork/crypto@v0.32.0",
        "7 github.com/go-jose/go-jose/v4@v4.0.4",
        "8 ~github.com/old/jwt@v3.2.0",
        "10 example.org/local@",
    ]
    sums = "a.org/b v1.0.0 h1:x=\na.org/b v1.0.0/go.mod h1:y=\nc.org/d v2.0.0/go.mod h1:z=\n"
    assert rows(go_modules.go_sum(sums)) == ["1 *~a.org/b@v1.0.0"]
    vendored = "# golang.org/x/crypto v0.31.0\n## explicit\ngolang.org/x/crypto/ssh\n# a v1.0.0 => b v1.1.0\n# c v1.0.0 => ../c\n"  # noqa: E501
    assert rows(go_modules.vendored(vendored)) == ["1 *~golang.org/x/crypto@v0.31.0", "4 *~b@v1.1.0", "5 *~c@"]


def read(path: str) -> bytes:
    if path == "pom.xml":
        return PARENT.encode()
    raise Unreadable("there is no such file")


def test_maven() -> None:
    made = maven.pom("desk/pom.xml", POM, read)
    assert made.project == "desk"
    assert rows(made) == [
        "8 org.bouncycastle/bcprov-jdk18on@1.78 1.78",
        "11 com.nimbusds/nimbus-jose-jwt@9.40 9.40",
        "12 org.acme/own@2.0 2.0",
        "14 t/t@ [1,2) group:test",
        "15 u/u@",
    ]
    assert troubles(made) == [
        "15 the version ${nowhere} is given by no file of the tree",
        "16 a dependency whose name cannot be made out",
    ]


def test_a_parent_that_is_another_project_or_itself_is_not_taken() -> None:
    alone = maven.pom("pom.xml", POM, lambda _path: POM.encode())
    assert rows(alone)[:2] == ["8 org.bouncycastle/bcprov-jdk18on@", "11 com.nimbusds/nimbus-jose-jwt@"]
    itself = PARENT.replace("<properties>", "<parent><artifactId>parent</artifactId></parent><properties>")
    assert maven.pom("a/pom.xml", itself, lambda _path: itself.encode()).project == "parent"


def test_gradle() -> None:
    made = gradle.build(GRADLE)
    assert rows(made) == [
        "5 org.bouncycastle/bcprov-jdk18on@1.77 1.77",
        "6 org.bouncycastle/bcpkix-jdk18on@1.78 1.78",
        "7 io.jsonwebtoken/jjwt-api@0.12.6 0.12.6 group:test",
        "8 a/b@1 1",
        "10 e/f@",
        "11 g/h@2 2",
        "12 i/j@ 1.+",
    ]
    assert troubles(made) == ["10 the version ${project.version} is computed"]
    assert rows(gradle.catalogue(CATALOGUE)) == [
        "5 org.bouncycastle/bcprov-jdk18on@1.78.1 1.78.1",
        "6 com.auth0/java-jwt@4.4.0 4.4.0",
        "7 com.google/tink@1.15.0 1.15.0",
        "8 a/b@",
    ]
    locked = "# comment\na:b:1.0=compileClasspath,testRuntimeClasspath\nc:d:2=testCompileClasspath\nempty=x\n"
    assert rows(gradle.lock(locked)) == ["2 *~a/b@1.0", "3 *~c/d@2 group:test"]


def test_cargo() -> None:
    made = cargo.cargo_toml(CARGO)
    assert made.project == "desk"
    assert rows(made) == [
        "5 ring@ 0.17",
        "6 rustls@0.23.1 =0.23.1 optional",
        "7 sha-1@ @ git",
        "8 openssl@ 0.10",
        "14 rcgen@ 0.13 group:dev",
        "12 nix@ 0.29",
    ]
    lock = '[[package]]\nname = "desk"\nversion = "0.1.0"\n\n[[package]]\nname = "ring"\nversion = "0.17.8"\nsource = "r"\n'  # noqa: E501
    assert rows(cargo.cargo_lock(lock)) == ["6 *~ring@0.17.8"]


def test_nuget() -> None:
    props = '<Project><ItemGroup><PackageVersion Include="NSec.Cryptography" Version="24.4.0"/></ItemGroup></Project>'

    def find(name: str) -> Iterator[bytes]:
        assert name == "Directory.Packages.props"
        yield props.encode()

    made = nuget.project(CSPROJ, find)
    assert rows(made) == [
        "3 bouncycastle.cryptography@ 2.4.0",
        "4 portable.bouncycastle@1.9.0 [1.9.0]",
        "5 nsec.cryptography@ 24.4.0",
        "6 a@",
    ]
    assert troubles(made) == ["6 the version $(AVersion) is computed by the build"]
    assert rows(nuget.central(props)) == ["1 nsec.cryptography@ 24.4.0"]
    config = '<packages>\n<package id="BouncyCastle" version="1.8.9" />\n</packages>'
    assert rows(nuget.packages_config(config)) == ["2 bouncycastle@1.8.9 1.8.9"]
    lock = '{"version": 1, "dependencies": {"net8.0": {\n"A": {"type": "Direct", "resolved": "1.0"},\n"B": {"type": "Transitive", "resolved": "2.0"},\n"own": {"type": "Project"}}}}'  # noqa: E501
    assert rows(nuget.lock(lock)) == ["2 *a@1.0", "3 *~b@2.0"]


def test_ruby_and_php() -> None:
    assert rows(bundler.gemfile_lock(GEMS)) == [
        "4 *own@0.1.0",
        "9 *bcrypt@3.1.20",
        "10 *~ed25519@1.3.0",
        "11 *~jwt@2.8.1",
    ]
    made = composer.asked(COMPOSER)
    assert (made.project, rows(made)) == (
        "acme/desk",
        ["4 php@ >=8", "5 ext-openssl@ *", "6 phpseclib/phpseclib@ ^3.0"],
    )
    assert rows(composer.lock(COMPOSER_LOCK)) == ["3 *~firebase/php-jwt@6.10.0", "4 *~a/b@", "7 *~c/d@1.0 group:dev"]


def test_system_packages() -> None:
    assert rows(system_packages.dpkg(DPKG)) == ["1 *libssl3@3.0.15-1~deb12u1 built from openssl", "12 *gnupg@2.2.40"]
    assert rows(system_packages.apk(APK)) == ["1 *libcrypto3@3.3.2-r0 built from openssl", "6 *musl@1.2.5"]


READERS: list[Callable[[str], Manifest]] = [
    npm.package,
    npm.lock,
    npm.yarn,
    npm.pnpm,
    go_modules.go_mod,
    go_modules.go_sum,
    go_modules.vendored,
    lambda text: maven.pom("pom.xml", text, read),
    gradle.build,
    gradle.catalogue,
    gradle.lock,
    cargo.cargo_toml,
    cargo.cargo_lock,
    lambda text: nuget.project(text, lambda _name: iter(())),
    nuget.central,
    nuget.packages_config,
    nuget.lock,
    bundler.gemfile_lock,
    composer.asked,
    composer.lock,
    system_packages.dpkg,
    system_packages.apk,
]
WHOLE = [
    NPM,
    NPM_LOCK,
    YARN,
    BERRY,
    PNPM,
    GO_MOD,
    POM,
    PARENT,
    GRADLE,
    CATALOGUE,
    CARGO,
    CSPROJ,
    GEMS,
    COMPOSER,
    DPKG,
    APK,
]


@given(st.sampled_from(READERS), st.sampled_from(WHOLE), st.integers(0, 600), st.text(max_size=20))
def test_any_text_is_read_or_refused(reader: Callable[[str], Manifest], text: str, at: int, more: str) -> None:
    try:
        reader(text[:at] + more + text[at + len(more) :])
    except Unreadable:
        return


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "text", ["{" * 100_000, "[" * 100_000, "<a>" * 1000, '{"packages": [1, null, {"name": 3}]}', "null"]
)
def test_hostile_text_is_refused_or_gives_nothing(reader: Callable[[str], Manifest], text: str) -> None:
    try:
        assert reader(text).dependencies == ()
    except Unreadable:
        return


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE project [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><project>&c;</project>',
        '<!DOCTYPE project [<!ENTITY x SYSTEM "file:///etc/passwd">]><project>&x;</project>',
    ],
)
def test_entities_are_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="document type"):
        maven.pom("pom.xml", text, read)


@pytest.mark.parametrize(
    ("wanted", "constraint", "ecosystem", "expected"),
    [
        (">=1.2", "^1.2.3", "npm", True),
        (">=1.2", "^1.1", "npm", False),
        ("<2", "^1.9", "npm", True),
        ("<3", "^2.0 || ^3.0", "npm", False),
        (">=0.3", "^0.2.3", "npm", False),
        ("<0.3", "^0.2.3", "npm", True),
        ("<1.3", "~1.2.9", "npm", True),
        ("<1.5", "1.2 - 1.4", "npm", True),
        (">=1", "*", "npm", False),
        (">=1", "latest", "npm", False),
        ("<1", "0.17", "cargo", True),
        ("<2", "[1.0,2.0)", "maven", True),
        ("<2", "[1.0,2.0]", "maven", False),
        (">=1", "1.5", "nuget", True),
        ("<9", "1.5", "nuget", False),
        ("<3", "~> 2.1", "gem", True),
        ("<2.2", "~> 2.1.3", "gem", True),
        (">=1.79", "1.78.1", "maven", False),
        (">=1", "", "npm", False),
    ],
)
def test_what_a_constraint_lets_in(wanted: str, constraint: str, ecosystem: str, expected: bool) -> None:
    assert versions.all_within(wanted, constraint, ecosystem) is expected


@pytest.mark.parametrize(
    ("low", "high", "ecosystem"),
    [
        ("1.2.0-rc.1", "1.2.0", "npm"),
        ("1.9", "1.10", "maven"),
        ("1.0-SNAPSHOT", "1.0", "maven"),
        ("3.5.0~rc1-1", "3.5.0-1", "deb"),
        ("1:1.0-1", "2.0-1", "deb"),
        ("1.1.1n-0+deb11u5", "1.1.1w-r1", "deb"),
        ("v0.0.0-20210921155107-089bfa567519", "v0.1.0", "golang"),
    ],
)
def test_the_order_of_versions(low: str, high: str, ecosystem: str) -> None:
    first, second = versions.key(low, ecosystem), versions.key(high, ecosystem)
    assert first is not None
    assert second is not None
    assert first < second
    assert versions.key(low.swapcase() if low.isalpha() else low, ecosystem) == first


def test_equal_versions() -> None:
    assert versions.key("2.0", "npm") == versions.key("v2.0.0+build", "npm")
    assert versions.key("3.0.15-1~deb12u1", "deb") == versions.key("3.0.15", "deb")
    assert versions.key("not one", "npm") is None


@pytest.mark.parametrize("text", ["/* " * 100_000, "implementation " + " " * 300_000, "'" * 300_000, "a = '" * 60_000])
def test_a_build_file_takes_time_in_proportion_to_its_length(text: str) -> None:
    """A pattern that goes back makes this run for minutes, and the scan's limit of time ends it as a problem."""
    assert gradle.build(text).dependencies == ()
