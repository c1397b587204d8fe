package main

import (
	"crypto/tls"
	"net/http"
)

func given(c *tls.Config) { c.MinVersion = tls.VersionTLS10 }

func declared() {
	var c tls.Config
	c.MinVersion = tls.VersionTLS11
	d := new(tls.Config)
	d.MaxVersion = tls.VersionTLS12
	use(&c, d)
}

func transport(t *http.Transport) { t.TLSClientConfig.MinVersion = tls.VersionTLS12 }
