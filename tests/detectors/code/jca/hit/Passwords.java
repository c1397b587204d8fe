import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

class Passwords {
  static final String OLD = "PBEWithMD5AndDES";
  static final String NEW = "PBEWithMD5AndTripleDES";

  byte[] opened(int version, char[] password, byte[] salt, byte[] sealed) throws GeneralSecurityException {
    String name = version == 1 ? OLD : NEW;
    SecretKey key = SecretKeyFactory.getInstance(name).generateSecret(new PBEKeySpec(password));
    Cipher cipher = Cipher.getInstance(name);
    cipher.init(Cipher.DECRYPT_MODE, key, new PBEParameterSpec(salt, 1000));
    return cipher.doFinal(sealed);
  }

  void others() throws GeneralSecurityException {
    Cipher.getInstance("PBEWithHmacSHA256AndAES_256");
    Cipher.getInstance("PBEWithSHA1AndRC4_128");
    Cipher.getInstance("PBEWithSHA1AndRC2_40");
    Cipher.getInstance("PBEWITHSHA256AND256BITAES-CBC-BC");
    Cipher.getInstance("PBEWITHSHAAND3-KEYTRIPLEDES-CBC");
    Cipher.getInstance("PBEWITHSHAANDTWOFISH-CBC");
    Cipher.getInstance("PBEWithSHA256AndNonesuch");
  }
}
