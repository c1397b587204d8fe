package main

import (
	"crypto/ecdh"
	"io"

	"filippo.io/age"
	"filippo.io/age/agessh"
	"filippo.io/hpke"
	"filippo.io/mlkem768"
	"golang.org/x/crypto/ssh"
)

func encrypt(w io.Writer, key ssh.PublicKey) {
	identity, _ := age.GenerateX25519Identity()
	password, _ := age.NewScryptRecipient("password")
	age.Encrypt(w, identity.Recipient(), password)
	agessh.NewRSARecipient(key)
}

func decrypt(r io.Reader, text string) {
	identity, _ := age.ParseX25519Identity(text)
	age.Decrypt(r, identity)
}

func encapsulate(key []byte) { mlkem768.Encapsulate(key) }

type recipient struct{ key hpke.PublicKey }

func hybrid(secret []byte) (*recipient, error) {
	key, err := hpke.MLKEM768X25519().GenerateKey()
	return &recipient{key.PublicKey()}, err
}

func (r *recipient) wrap() {
	hpke.NewSender(r.key, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), nil)
}

func classical(seed []byte) { hpke.DHKEM(ecdh.P256()).GenerateKey() }
