package main

import (
	"io"

	"filippo.io/age"
	"filippo.io/age/agessh"
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
