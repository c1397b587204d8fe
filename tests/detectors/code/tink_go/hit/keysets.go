package main

import (
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/hybrid"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/signature"
)

func keysets() {
	handle, _ := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	aead.New(handle)
	keyset.NewHandle(signature.ED25519KeyTemplate())
	keyset.NewHandle(signature.RSA_SSA_PKCS1_3072_SHA256_F4_Key_Template())
	template := signature.ECDSAP256KeyTemplate()
	keyset.NewHandle(template)
	keyset.NewHandle(hybrid.ECIESHKDFAES128GCMKeyTemplate())
}
