package com.acme;

import com.google.crypto.tink.*;
import com.google.crypto.tink.aead.*;
import com.google.crypto.tink.mac.HmacKeyManager;
import com.google.crypto.tink.signature.PredefinedSignatureParameters;
import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.subtle.Hkdf;

/** Keys by template, by parameters and by name. */
class Keysets {
  void keys(String name, KeyTemplate given) throws Exception {
    KeysetHandle.generateNew(KeyTemplates.get("AES256_GCM"));
    KeysetHandle.generateNew(PredefinedAeadParameters.AES128_CTR_HMAC_SHA256);
    KeysetHandle.generateNew(PredefinedSignatureParameters.ECDSA_P384);
    KeysetHandle.generateNew(AesGcmKeyManager.aes128GcmTemplate());
    KeysetHandle.generateNew(HmacKeyManager.hmacSha256Template());
    KeysetHandle.generateNew(AeadKeyTemplates.CHACHA20_POLY1305);
    KeysetHandle.generateNew(KeyTemplates.get("ECIES_P256_HKDF_HMAC_SHA256_AES128_GCM"));
    KeyTemplate template = KeyTemplate.createFrom(PredefinedAeadParameters.XCHACHA20_POLY1305);
    KeysetHandle.generateNew(template);
    KeysetHandle.generateNew(KeyTemplates.get(name));
    KeysetHandle.generateNew(given);
    KeysetManager.withEmptyKeyset().add(KeyTemplates.get("ED25519"));
    KeysetHandle.generateEntryFromParametersName("AES256_SIV");
  }

  void primitives(byte[] data) throws Exception {
    Aead aead = new AesGcmJce(new byte[16]);
    aead.encrypt(data, data);
    Hkdf.computeHkdf("HmacSha256", data, data, data, 32);
  }
}
