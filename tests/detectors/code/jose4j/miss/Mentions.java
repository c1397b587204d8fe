package com.acme;

import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;

/** AlgorithmIdentifiers.HMAC_SHA256 in a comment; what is blocked is not used. */
class Mentions {
  private static final AlgorithmConstraints BLOCKED =
      new AlgorithmConstraints(ConstraintType.BLOCK, AlgorithmIdentifiers.NONE);
}
