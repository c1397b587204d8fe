package com.acme;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AeadConfig;

/** KeyTemplates.get("AES128_GCM") in a comment; a key set from elsewhere names no algorithm. */
class Mentions {
  byte[] sealed(KeysetHandle handle, byte[] data) throws Exception {
    AeadConfig.register();
    return handle.getPrimitive(Aead.class).encrypt(data, null);
  }
}
