package com.acme;

import org.apache.commons.crypto.Crypto;

/** CryptoCipherFactory.getCryptoCipher("AES/CTR/NoPadding") in a comment. */
class Mentions {
  String version() {
    return Crypto.getComponentName();
  }
}
