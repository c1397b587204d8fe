package com.acme;

import android.security.keystore.KeyGenParameterSpec;
import android.security.keystore.KeyProperties;

/** KeyProperties.KEY_ALGORITHM_AES in a comment; a specification that no generator is given makes no key. */
class Mentions {
  KeyGenParameterSpec specification() {
    return new KeyGenParameterSpec.Builder("one", KeyProperties.PURPOSE_SIGN).setKeySize(2048).build();
  }
}
