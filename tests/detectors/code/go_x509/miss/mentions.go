// Package mentions parses keys and certificates and uses none.
package mentions

import "crypto/x509"

const help = "x509.SHA1WithRSA"

func parse(der []byte) *x509.Certificate {
	pool, _ := x509.SystemCertPool()
	pool.AppendCertsFromPEM(der)
	x509.ParsePKCS1PrivateKey(der)
	made, _ := x509.ParseCertificate(der)
	made.VerifyHostname("host")
	return made
}
