package com.acme;

import javax.xml.crypto.dsig.SignatureMethod;
import org.w3c.dom.Element;

/** http://www.w3.org/2000/09/xmldsig#rsa-sha1 in a comment; a comparison signs nothing. */
class Mentions {
  boolean old(Element element) {
    return SignatureMethod.RSA_SHA1.equals(element.getAttribute("Algorithm"));
  }
}
