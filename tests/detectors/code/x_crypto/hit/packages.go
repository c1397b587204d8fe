package main

import (
	"crypto/aes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"io"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/bcrypt"
	"golang.org/x/crypto/blake2b"
	"golang.org/x/crypto/blowfish"
	"golang.org/x/crypto/chacha20"
	"golang.org/x/crypto/chacha20poly1305"
	"golang.org/x/crypto/curve25519"
	old "golang.org/x/crypto/ed25519"
	"golang.org/x/crypto/hkdf"
	"golang.org/x/crypto/md4"
	"golang.org/x/crypto/nacl/auth"
	"golang.org/x/crypto/nacl/box"
	"golang.org/x/crypto/nacl/secretbox"
	"golang.org/x/crypto/nacl/sign"
	"golang.org/x/crypto/pbkdf2"
	"golang.org/x/crypto/pkcs12"
	"golang.org/x/crypto/poly1305"
	"golang.org/x/crypto/ripemd160"
	"golang.org/x/crypto/salsa20"
	"golang.org/x/crypto/scrypt"
	"golang.org/x/crypto/sha3"
	"golang.org/x/crypto/twofish"
	"golang.org/x/crypto/xts"
)

func passwords(password, salt []byte) {
	key := argon2.IDKey(password, salt, 1, 64*1024, 4, 32)
	aes.NewCipher(key)
	hashed, _ := bcrypt.GenerateFromPassword(password, bcrypt.DefaultCost)
	bcrypt.GenerateFromPassword(password, 0)
	bcrypt.CompareHashAndPassword(hashed, password)
	aes.NewCipher(pbkdf2.Key(password, salt, 4096, 16, sha256.New))
	scrypt.Key(password, salt, 1<<15, 8, 1, 32)
	derived := make([]byte, 24)
	io.ReadFull(hkdf.New(sha256.New, password, salt, nil), derived)
	aes.NewCipher(derived)
}

func hashes(data, key []byte) {
	blake2b.Sum256(data)
	blake2b.New512(nil)
	blake2b.New256(key)
	md4.New()
	ripemd160.New()
	sha3.New384()
	sha3.NewLegacyKeccak256()
	sha3.NewShake128()
}

func ciphers(data, key []byte, fixed *[32]byte, nonce *[24]byte) {
	aead, _ := chacha20poly1305.NewX(key)
	aead.Seal(nil, nonce[:], data, nil)
	chacha20.NewUnauthenticatedCipher(key, make([]byte, chacha20poly1305.NonceSizeX))
	legacy, _ := blowfish.NewCipher(key)
	legacy.Encrypt(data, data)
	twofish.NewCipher(key)
	salsa20.XORKeyStream(data, data, nonce[:8], fixed)
	disk, _ := xts.NewCipher(aes.NewCipher, make([]byte, 64))
	disk.Encrypt(data, data, 0)
	secretbox.Seal(nil, data, nonce, fixed)
	box.Open(nil, data, nonce, fixed, fixed)
	poly1305.Sum(nil, data, fixed)
	auth.Sum(data, fixed)
	pkcs12.Decode(data, "password")
}

func keys(data, scalar []byte) {
	curve25519.X25519(scalar, curve25519.Basepoint)
	curve25519.X25519(scalar, data)
	_, private, _ := old.GenerateKey(rand.Reader)
	ed25519.Sign(private, data)
	sign.GenerateKey(rand.Reader)
	box.GenerateKey(rand.Reader)
}
