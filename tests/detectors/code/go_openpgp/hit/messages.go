package main

import (
	"crypto"
	"io"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

func keys() {
	openpgp.NewEntity("name", "", "name@example.com", nil)
	openpgp.NewEntity("name", "", "name@example.com", &packet.Config{RSABits: 4096})
	openpgp.NewEntity("name", "", "name@example.com", &packet.Config{Algorithm: packet.PubKeyAlgoEdDSA})
}

func messages(w io.Writer, r io.Reader, to []*openpgp.Entity, signer *openpgp.Entity, given *packet.Config) {
	config := &packet.Config{DefaultCipher: packet.CipherAES256, DefaultHash: crypto.SHA512}
	openpgp.Encrypt(w, to, signer, nil, config)
	openpgp.Encrypt(w, to, signer, nil, nil)
	openpgp.SymmetricallyEncrypt(w, []byte("password"), nil, &packet.Config{DefaultCipher: packet.CipherCAST5})
	openpgp.SymmetricallyEncrypt(w, []byte("password"), nil, given)
	openpgp.DetachSign(w, signer, r, config)
	openpgp.ReadMessage(r, nil, nil, nil)
}
