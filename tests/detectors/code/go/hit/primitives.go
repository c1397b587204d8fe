package main

import (
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/dsa"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/hpke"
	"crypto/md5"
	"crypto/mldsa"
	"crypto/mlkem"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/rc4"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"io"
)

func hashes(data []byte, chosen crypto.Hash) {
	md5.Sum(data)
	sha1.New().Write(data)
	sha256.Sum224(data)
	sha512.New384()
	sha512.Sum512_256(data)
	sha3.Sum512(data)
	sha3.NewSHAKE256()
	sha3.NewCSHAKE128(nil, data)
	crypto.SHA256.New()
	crypto.BLAKE2b_256.New()
	chosen.New()
	hmac.New(crypto.SHA512.New, data)
}

func ciphers(iv, data []byte) {
	key := make([]byte, 32)
	rand.Read(key)
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	gcm, _ := cipher.NewGCM(block)
	gcm.Seal(nil, iv, data, nil)
	gcm.Open(nil, iv, data, nil)
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(data, data)
	cipher.NewCTR(block, iv)
	short, _ := aes.NewCipher(key[:16])
	short.Encrypt(data, data)
	single, _ := des.NewCipher(key[:8])
	cipher.NewCBCDecrypter(single, iv)
	triple, _ := des.NewTripleDESCipher(data)
	cipher.NewCFBEncrypter(triple, iv)
	stream, _ := rc4.NewCipher([]byte("sixteen byte key"))
	stream.XORKeyStream(data, data)
	nonce := make([]byte, 12)
	io.ReadFull(rand.Reader, nonce)
}

func given(block cipher.Block, iv []byte, signer crypto.Signer, aead cipher.AEAD) {
	cipher.NewOFB(block, iv)
	aead.Seal(nil, iv, iv, nil)
	signer.Sign(rand.Reader, iv, crypto.SHA256)
}

func derived(password string, salt, secret []byte) {
	key, _ := pbkdf2.Key(sha256.New, password, salt, 600_000, 16)
	aes.NewCipher(key)
	derived, _ := hkdf.Key(sha512.New, secret, salt, "info", 32)
	aes.NewCipher(derived)
	digest := sha256.Sum256(secret)
	aes.NewCipher(digest[:])
}

func signatures(data []byte, other *rsa.PublicKey) {
	digest := sha256.Sum256(data)
	key, _ := rsa.GenerateKey(rand.Reader, 3072)
	rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest[:])
	rsa.SignPSS(rand.Reader, key, crypto.SHA384, data, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	key.Sign(rand.Reader, data, &rsa.PSSOptions{SaltLength: 32, Hash: crypto.SHA256})
	key.Sign(rand.Reader, data, crypto.SHA512)
	rsa.VerifyPSS(&key.PublicKey, crypto.SHA256, data, data, nil)
	rsa.VerifyPKCS1v15(other, crypto.SHA1, data, data)
	rsa.EncryptOAEP(sha256.New(), rand.Reader, other, data, nil)
	rsa.DecryptPKCS1v15(rand.Reader, key, data)
	key.Decrypt(rand.Reader, data, &rsa.OAEPOptions{Hash: crypto.SHA256})
	key.Decrypt(rand.Reader, data, nil)
	curve := elliptic.P384()
	ec, _ := ecdsa.GenerateKey(curve, rand.Reader)
	ecdsa.SignASN1(rand.Reader, ec, digest[:])
	ecdsa.Verify(&ec.PublicKey, data, nil, nil)
	ec.Sign(rand.Reader, data, crypto.SHA384)
	var old dsa.PrivateKey
	dsa.GenerateParameters(&old.Parameters, rand.Reader, dsa.L1024N160)
	dsa.GenerateKey(&old, rand.Reader)
	dsa.Sign(rand.Reader, &old, data)
	public, private, _ := ed25519.GenerateKey(rand.Reader)
	ed25519.Verify(public, data, ed25519.Sign(private, data))
	pq, _ := mldsa.GenerateKey(mldsa.MLDSA65())
	pq.Sign(rand.Reader, data, nil)
}

func exchanges(data []byte, peer *ecdh.PublicKey) {
	key, _ := ecdh.P256().GenerateKey(rand.Reader)
	key.ECDH(peer)
	x, _ := ecdh.X25519().GenerateKey(rand.Reader)
	x.ECDH(peer)
	kem, _ := mlkem.GenerateKey768()
	kem.Decapsulate(data)
	shared, sealed := kem.EncapsulationKey().Encapsulate()
	aes.NewCipher(shared)
	recipient, _ := hpke.MLKEM768X25519().GenerateKey()
	hpke.Seal(recipient.PublicKey(), hpke.HKDFSHA256(), hpke.AES256GCM(), nil, sealed)
	hpke.Open(recipient, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), nil, sealed)
}
