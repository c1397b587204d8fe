package main

import (
	"crypto/tls"
	"net"
	"net/http"
)

const minimum = tls.VersionTLS12

var suites = []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA}

func server(l net.Listener) {
	config := &tls.Config{
		MinVersion:       minimum,
		MaxVersion:       tls.VersionTLS13,
		CipherSuites:     suites,
		CurvePreferences: []tls.CurveID{tls.X25519MLKEM768, tls.CurveP256},
		ClientAuth:       tls.RequireAndVerifyClientCert,
	}
	tls.NewListener(l, config)
	s := &http.Server{Addr: ":443", TLSConfig: config}
	s.ListenAndServeTLS("cert.pem", "key.pem")
}

func old() {
	config := &tls.Config{}
	config.MinVersion = 0x0301
	config.CipherSuites = []uint16{tls.TLS_RSA_WITH_RC4_128_SHA}
	config.InsecureSkipVerify = true
	tls.Dial("tcp", "host:443", config)
}

func defaults(conn net.Conn) {
	tls.Dial("tcp", "host:443", nil)
	tls.Client(conn, &tls.Config{ServerName: "host"})
	http.ListenAndServeTLS(":443", "cert.pem", "key.pem", nil)
	dialer := &tls.Dialer{Config: &tls.Config{MinVersion: tls.VersionTLS13}}
	dialer.Dial("tcp", "host:443")
}

func chosen(version uint16, names []uint16) *tls.Config {
	return &tls.Config{MinVersion: version, CipherSuites: names}
}

func trusting(insecure bool) *tls.Config { return &tls.Config{InsecureSkipVerify: insecure} }

func legacy(strict bool) *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS10}
	if strict {
		config.MinVersion = tls.VersionTLS12
	}
	return config
}

func copied(given *tls.Config) {
	base := &tls.Config{CurvePreferences: []tls.CurveID{tls.X25519}}
	changed := base.Clone()
	changed.MinVersion = tls.VersionTLS13
	other := given.Clone()
	other.MinVersion = tls.VersionTLS11
}
