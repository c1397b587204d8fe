package main

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
)

func selfSigned() {
	key, _ := rsa.GenerateKey(rand.Reader, 2048)
	template := &x509.Certificate{SignatureAlgorithm: x509.SHA384WithRSAPSS}
	x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
}

func byKey(parent *x509.Certificate) {
	key, _ := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	der, _ := x509.CreateCertificate(rand.Reader, &x509.Certificate{}, parent, key.Public(), key)
	made, _ := x509.ParseCertificate(der)
	made.CheckSignatureFrom(parent)
	made.CheckSignature(x509.ECDSAWithSHA384, der, der)
	made.Verify(x509.VerifyOptions{})
}

func request(der []byte) {
	key, _ := x509.ParsePKCS1PrivateKey(der)
	x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{SignatureAlgorithm: x509.SHA1WithRSA}, key)
	x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, ed25519.NewKeyFromSeed(der))
}

func parsed(der, digest []byte) {
	any, _ := x509.ParsePKCS8PrivateKey(der)
	switch key := any.(type) {
	case *rsa.PrivateKey:
		rsa.DecryptPKCS1v15(nil, key, digest)
	case *ecdsa.PrivateKey:
		ecdsa.SignASN1(rand.Reader, key, digest)
	}
	key := any.(*rsa.PrivateKey)
	rsa.SignPKCS1v15(nil, key, 0, digest)
	x509.EncryptPEMBlock(rand.Reader, "RSA PRIVATE KEY", der, []byte("x"), x509.PEMCipherAES128)
}
