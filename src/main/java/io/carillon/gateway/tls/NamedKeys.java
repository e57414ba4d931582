package io.carillon.gateway.tls;

import io.carillon.gateway.config.TlsIdentity;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Chooses a certificate by the name that a client asks for, RFC 6066 section 3, exactly or by a
 * wildcard, and among those of one name by the kind of key that it takes. Who asks for no name, or
 * for one that nobody has, is shown the first. Immutable; callable from any thread.
 */
final class NamedKeys extends X509ExtendedKeyManager {
  private final List<TlsIdentity> identities;
  private final Map<String, List<Integer>> byName = new HashMap<>();

  /**
   * @param identities not empty; the first is for those who ask for none of theirs
   */
  NamedKeys(List<TlsIdentity> identities) {
    this.identities = List.copyOf(identities);
    for (int i = 0; i < identities.size(); i++) {
      for (String name : identities.get(i).names()) {
        byName.computeIfAbsent(name, first -> new ArrayList<>()).add(i);
      }
    }
  }

  @Override
  public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
    for (int candidate : candidates(engine.getHandshakeSession())) {
      String algorithm = identities.get(candidate).key().getAlgorithm();
      // OpenSSL says with an underscore who is to have signed it.
      if (keyType.equals(algorithm) || keyType.startsWith(algorithm + "_")) {
        return String.valueOf(candidate);
      }
    }
    return null;
  }

  private List<Integer> candidates(SSLSession session) {
    if (session instanceof ExtendedSSLSession extended) {
      for (SNIServerName asked : extended.getRequestedServerNames()) {
        List<Integer> named = asked instanceof SNIHostName host ? of(host.getAsciiName()) : null;
        if (named != null) {
          return named;
        }
      }
    }
    return List.of(0);
  }

  // Null when nobody has it.
  private List<Integer> of(String asked) {
    String name = asked.toLowerCase(Locale.ROOT);
    List<Integer> exact = byName.get(name);
    int dot = name.indexOf('.');
    return exact != null || dot < 0 ? exact : byName.get("*" + name.substring(dot));
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return identities.get(Integer.parseInt(alias)).chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return identities.get(Integer.parseInt(alias)).key();
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    return null; // nobody lists them
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return null; // there are engines only
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return null; // no client is shown to anybody
  }

  @Override
  public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
    return null;
  }
}
