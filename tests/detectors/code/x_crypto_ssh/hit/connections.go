package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"

	"golang.org/x/crypto/ssh"
)

var exchanges = []string{"diffie-hellman-group14-sha1", ssh.KeyExchangeCurve25519}

func client(pem []byte) {
	config := &ssh.ClientConfig{
		Config:            ssh.Config{KeyExchanges: exchanges, Ciphers: []string{"aes128-cbc"}},
		HostKeyAlgorithms: []string{ssh.KeyAlgoRSA, ssh.KeyAlgoED25519},
	}
	ssh.Dial("tcp", "host:22", config)
	plain := &ssh.ClientConfig{User: "user"}
	plain.Ciphers = []string{"3des-cbc"}
	plain.MACs = append(plain.MACs, ssh.HMACSHA1)
}

func server() *ssh.ServerConfig {
	config := &ssh.ServerConfig{NoClientAuth: true}
	config.Config.KeyExchanges = []string{ssh.InsecureKeyExchangeDH1SHA1}
	return config
}

func keys(pem, data []byte) {
	key, _ := rsa.GenerateKey(rand.Reader, 2048)
	signer, _ := ssh.NewSignerFromKey(key)
	signer.Sign(rand.Reader, data)
	signer.(ssh.AlgorithmSigner).SignWithAlgorithm(rand.Reader, data, ssh.KeyAlgoRSASHA512)
	other, _ := ssh.NewSignerFromSigner(ed25519.NewKeyFromSeed(data))
	other.Sign(rand.Reader, data)
	read, _ := ssh.ParsePrivateKey(pem)
	read.Sign(rand.Reader, data)
	ssh.ParsePrivateKeyWithPassphrase(pem, data)
	ssh.FingerprintLegacyMD5(signer.PublicKey())
}
