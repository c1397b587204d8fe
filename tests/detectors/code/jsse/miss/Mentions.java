package com.acme;

import javax.net.ssl.*;

/** SSLContext.getInstance("SSLv3") in a comment, types and readers: nothing is set here. */
class Mentions {
  private SSLContext context;
  private static final String HELP = "SSLContext.getInstance(\"TLSv1\")";

  String[] read(SSLSocket socket, SSLEngine engine) throws Exception {
    HttpsURLConnection.setDefaultHostnameVerifier((host, session) -> false);
    KeyManagerFactory.getInstance("SunX509");
    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    engine.setNeedClientAuth(true);
    return socket.getEnabledProtocols();
  }
}
