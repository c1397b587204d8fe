package com.acme;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.*;

/** Contexts, sockets, engines and their parameters. */
class Connections {
  private static final String[] MODERN = {"TLSv1.3", "TLSv1.2"};

  void contexts(TrustManager[] trust, String chosen) throws GeneralSecurityException {
    SSLContext.getInstance("TLS").init(null, trust, null);
    SSLContext.getInstance("SSLv3");
    SSLContext.getInstance("TLSv1.1", "SunJSSE");
    SSLContext.getInstance("DTLSv1.2");
    SSLContext.getInstance(System.getProperty("tls.version"));
    SSLContext.getInstance(chosen);
    SSLContext.getDefault();
  }

  SSLSocket client(SSLContext unused) throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance("TLS");
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("host", 443);
    socket.setEnabledProtocols(new String[] {"TLSv1.2"});
    socket.setEnabledCipherSuites(new String[] {"TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_AES_128_GCM_SHA256"});
    return socket;
  }

  void engine(boolean client) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(MODERN);
    parameters.setNamedGroups(new String[] {"X25519MLKEM768", "x25519"});
    parameters.setSignatureSchemes(new String[] {"ecdsa_secp256r1_sha256"});
    engine.setSSLParameters(parameters);
  }

  void given(SSLSocket socket, SSLServerSocket server, SSLEngine engine, List<String> suites) {
    socket.setEnabledProtocols(new String[] {"TLSv1"});
    server.setEnabledCipherSuites(new String[] {"SSL_RSA_WITH_RC4_128_MD5"});
    engine.setEnabledCipherSuites(suites.toArray(new String[0]));
  }

  void factories() throws IOException {
    SSLServerSocketFactory factory = (SSLServerSocketFactory) SSLServerSocketFactory.getDefault();
    SSLServerSocket server = (SSLServerSocket) factory.createServerSocket(8443);
    server.setEnabledProtocols(new String[] {"TLSv1.3", "SSLv2Hello"});
    SSLSocketFactory.getDefault().createSocket("host", 443);
  }

  SSLParameters parameters() {
    SSLParameters parameters = new SSLParameters();
    parameters.setCipherSuites(new String[] {"TLS_CHACHA20_POLY1305_SHA256"});
    return parameters;
  }

  SSLParameters both() {
    return new SSLParameters(new String[] {"TLS_AES_256_GCM_SHA384"}, new String[] {"TLSv1.3"});
  }
}
