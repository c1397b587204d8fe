package main

import (
	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcec/v2/ecdsa"
	"github.com/btcsuite/btcd/btcec/v2/schnorr"
	"github.com/decred/dcrd/dcrec/secp256k1/v4"
	"github.com/ethereum/go-ethereum/crypto"
)

func sign(digest, signature []byte) {
	key, _ := btcec.NewPrivateKey()
	ecdsa.Sign(key, digest)
	schnorr.Sign(key, digest)
	parsed, _ := ecdsa.ParseDERSignature(signature)
	parsed.Verify(digest, key.PubKey())
}

func other(digest []byte) {
	secp256k1.GeneratePrivateKey()
	key, _ := crypto.GenerateKey()
	crypto.Sign(crypto.Keccak256(digest), key)
	key.Sign(nil, digest, nil)
}
