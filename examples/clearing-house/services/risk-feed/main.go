package main

import (
	"crypto/tls"
	"log"
	"net/http"

	"meridian.example/risk-feed/internal/feed"
)

func main() {
	config := &tls.Config{
		MinVersion:       tls.VersionTLS12,
		CurvePreferences: []tls.CurveID{tls.X25519MLKEM768, tls.X25519},
	}
	server := &http.Server{Addr: ":9443", TLSConfig: config}
	feed.Register(http.DefaultServeMux)
	log.Fatal(server.ListenAndServeTLS("/run/secrets/feed.crt", "/run/secrets/feed.key"))
}
