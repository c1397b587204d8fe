package com.acme;

import java.io.InputStream;
import java.util.Properties;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.crypto.cipher.CryptoCipher;
import org.apache.commons.crypto.cipher.CryptoCipherFactory;
import org.apache.commons.crypto.random.CryptoRandomFactory;
import org.apache.commons.crypto.stream.CryptoInputStream;
import org.apache.commons.crypto.utils.Utils;

/** Ciphers, streams and random numbers. */
class Streams {
  void ciphers(Properties properties, byte[] iv) throws Exception {
    CryptoCipher cipher = CryptoCipherFactory.getCryptoCipher("AES/CTR/NoPadding", properties);
    cipher.init(1, new SecretKeySpec(new byte[32], "AES"), new IvParameterSpec(iv));
    Utils.getCipherInstance("AES/CBC/PKCS5Padding", properties);
    CryptoRandomFactory.getCryptoRandom(properties);
  }

  InputStream read(InputStream in, Properties properties, byte[] key, byte[] iv) throws Exception {
    return new CryptoInputStream(
        "AES/CTR/NoPadding", properties, in, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
  }
}
