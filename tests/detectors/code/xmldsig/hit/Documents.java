package com.acme;

import java.security.Key;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.SignatureMethod;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import org.apache.xml.security.encryption.XMLCipher;
import org.apache.xml.security.signature.XMLSignature;
import org.w3c.dom.Document;

/** Signed and encrypted documents. */
class Documents {
  void signed(String chosen) throws Exception {
    XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
    factory.newDigestMethod(DigestMethod.SHA256, null);
    factory.newDigestMethod("http://www.w3.org/2000/09/xmldsig#sha1", null);
    factory.newSignatureMethod(SignatureMethod.RSA_SHA1, null);
    factory.newSignatureMethod("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", null);
    factory.newSignatureMethod("http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1", null);
    factory.newSignatureMethod(chosen, null);
  }

  void apache(Document document, Key key) throws Exception {
    XMLSignature signature = new XMLSignature(document, "", XMLSignature.ALGO_ID_SIGNATURE_RSA_SHA256);
    signature.addDocument("", null, "http://www.w3.org/2001/04/xmlenc#sha256");
    XMLCipher cipher = XMLCipher.getInstance(XMLCipher.AES_256_GCM);
    cipher.init(XMLCipher.ENCRYPT_MODE, key);
    XMLCipher wrap = XMLCipher.getInstance(XMLCipher.RSA_v1dot5);
    wrap.init(XMLCipher.UNWRAP_MODE, key);
    XMLCipher.getInstance(XMLCipher.TRIPLEDES);
  }
}
