package io.carillon.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenerTlsBinderTest {
  @TempDir private static Path directory;
  private static TlsFiles good;
  private static TlsFiles rsa;

  @BeforeAll
  static void make() {
    good = TlsFiles.make(directory, "good", "dns:localhost");
    rsa = TlsFiles.make(directory, "rsa", "dns:rsa.example", "RSA");
  }

  private static List<String> complaints(String... tls) {
    List<String> options =
        Arrays.stream(tls).map(option -> "listeners.public.tls." + option).toList();
    ConfigException wrong =
        assertThrows(
            ConfigException.class, () -> ConfigLoader.load(Optional.empty(), options, Map.of()));
    return wrong.complaints().stream()
        .map(Complaint::toString)
        .map(text -> text.replace(directory.toString(), ""))
        .map(text -> text.replaceFirst("^listeners\\.public\\.tls\\.", ""))
        .toList();
  }

  private static List<String> complaints(Path certificate, Path key) {
    return complaints("certificate=" + certificate, "key=" + key);
  }

  private static ListenerTlsConfig load(String... tls) {
    List<String> options =
        Arrays.stream(tls).map(option -> "listeners.public.tls." + option).toList();
    return ConfigLoader.load(Optional.empty(), options, Map.of())
        .listeners()
        .publicListener()
        .tls()
        .orElseThrow();
  }

  @Test
  void withoutACertificateThereIsNoTls() {
    assertEquals(Optional.empty(), ConfigLoader.defaults().listeners().publicListener().tls());
    assertEquals(Optional.empty(), ConfigLoader.defaults().listeners().admin().tls());
  }

  @Test
  void portOfClearTextMayBeOffOnlyBesideOneOfTls() {
    List<String> off =
        List.of(
            "listeners.public.port=off",
            "listeners.public.tls.port=8080",
            "listeners.public.tls.certificate=" + good.certificate(),
            "listeners.public.tls.key=" + good.key());
    var config = ConfigLoader.load(Optional.empty(), off, Map.of()).listeners().publicListener();
    ConfigException wrong =
        assertThrows(
            ConfigException.class,
            () -> ConfigLoader.load(Optional.empty(), off.subList(0, 2), Map.of()));

    assertEquals(OptionalInt.empty(), config.port());
    assertEquals(8080, config.tls().orElseThrow().port());
    assertEquals(
        "[listeners.public.port: found 'off' (--set), wanted a port, since there is no"
            + " tls.certificate, and nobody could come in]",
        wrong.complaints().toString());
  }

  @Test
  void portThatIsOffAndACertificateWithoutAKeyAreOneMistake() {
    List<String> options =
        List.of(
            "listeners.public.port=off", "listeners.public.tls.certificate=" + good.certificate());
    ConfigException wrong =
        assertThrows(
            ConfigException.class, () -> ConfigLoader.load(Optional.empty(), options, Map.of()));

    assertEquals(1, wrong.complaints().size(), wrong.complaints()::toString);
  }

  @Test
  void everyKeyIsRead() {
    CertificateFiles first =
        new CertificateFiles(good.certificate().toString(), good.key().toString());
    CertificateFiles second =
        new CertificateFiles(rsa.certificate().toString(), rsa.key().toString());

    assertEquals(
        new ListenerTlsConfig(
            1_443,
            List.of(first, second),
            rsa.certificate().toString(),
            ListenerTlsConfig.Minimum.TLS_1_3,
            ListenerTlsConfig.Engine.JDK,
            false),
        load(
            "port=1443",
            "certificate=" + good.certificate(),
            "key=" + good.key(),
            "certificates=[{certificate: '" + rsa.certificate() + "', key: '" + rsa.key() + "'}]",
            "clientAuthorities=" + rsa.certificate(),
            "minimum=1.3",
            "engine=jdk",
            "http2=false"));
  }

  @Test
  void keysMayBeInAnyFormThatPeopleHave() throws Exception {
    for (TlsFiles files : List.of(good, rsa)) {
      String label = files.equals(rsa) ? "RSA PRIVATE KEY" : "EC PRIVATE KEY";
      Path old = pem("old", label, innermost(pem(files.key())));

      load("certificate=" + files.certificate(), "key=" + old);
    }
    Path both = directory.resolve("both.pem");
    Files.writeString(both, Files.readString(good.certificate()) + Files.readString(good.key()));
    load("certificate=" + both, "key=" + both);
  }

  @Test
  void keyOfAnotherCertificateDoesNotFit() {
    assertEquals(
        List.of(
            "key: found /rsa-key.pem, wanted the key to the first certificate in"
                + " /good-certificate.pem"),
        complaints(good.certificate(), rsa.key()));
    TlsFiles other = TlsFiles.make(directory, "other", "dns:localhost");
    assertEquals(
        List.of(
            "key: found /other-key.pem, wanted the key to the first certificate in"
                + " /good-certificate.pem"),
        complaints(good.certificate(), other.key()));
  }

  @Test
  void certificateHasToBeGoodNow() {
    TlsFiles expired = TlsFiles.makeExpired(directory, "expired", "dns:localhost").get(0);
    TlsFiles early = TlsFiles.make(directory, "early", "dns:localhost", "EC", "-startdate", "+2d");

    String late = complaints(expired.certificate(), expired.key()).get(0);
    String soon = complaints(early.certificate(), early.key()).get(0);

    assertTrue(
        late.startsWith("certificate: found /expired-certificate.pem, which expired at 2"), late);
    assertTrue(
        soon.startsWith("certificate: found /early-certificate.pem, which is not valid before 2"),
        soon);
  }

  @Test
  void filesThatCannotBeReadAreNamed() throws IOException {
    Path text = Files.writeString(directory.resolve("text.pem"), "no PEM");
    String wantedKey =
        ", wanted a file with a PEM key that can be read, without a password: BEGIN PRIVATE KEY,"
            + " RSA PRIVATE KEY or EC PRIVATE KEY";
    String wanted = ", wanted a file of PEM certificates that can be read";

    assertEquals(List.of("certificate: found /text.pem" + wanted), complaints(text, good.key()));
    assertEquals(
        List.of("certificate: found /none.pem" + wanted),
        complaints(directory.resolve("none.pem"), good.key()));
    assertEquals(List.of("certificate: found " + wanted), complaints(directory, good.key()));
    assertEquals(List.of("key: found /text.pem" + wantedKey), complaints(good.certificate(), text));
    Path secret = pem("secret", "ENCRYPTED PRIVATE KEY", new byte[10]);
    assertEquals(
        List.of("key: found /secret.pem" + wantedKey), complaints(good.certificate(), secret));
    String authorities =
        complaints(
                "certificate=" + good.certificate(),
                "key=" + good.key(),
                "clientAuthorities=" + text)
            .get(0);
    assertTrue(authorities.startsWith("clientAuthorities: found '/text.pem'"), authorities);
    assertTrue(authorities.endsWith(wanted), authorities);
  }

  @Test
  void halfACertificateIsNone() {
    assertEquals(1, complaints("certificate=" + good.certificate()).size());
    assertEquals(1, complaints("key=" + good.key()).size());
    assertEquals(1, complaints("clientAuthorities=" + good.certificate()).size());
    assertEquals(1, complaints("certificates=[{key: '" + good.key() + "'}]").size());
  }

  @Test
  void secondCertificateNeedsAName() {
    TlsFiles nameless = TlsFiles.make(directory, "nameless", "ip:127.0.0.1");

    assertTrue(
        complaints(
                "certificate=" + good.certificate(),
                "key=" + good.key(),
                "certificates=[{certificate: '"
                    + nameless.certificate()
                    + "', key: '"
                    + nameless.key()
                    + "'}]")
            .get(0)
            .endsWith("wanted a certificate with a host name, else nobody is ever shown it"));
  }

  @Test
  void portIsNoneOfTheOthers() {
    for (String taken : List.of("8080", "8090")) {
      assertEquals(
          List.of(
              "port: found "
                  + taken
                  + ", wanted another port than listeners."
                  + (taken.equals("8080") ? "public" : "admin")
                  + ".port"),
          complaints("certificate=" + good.certificate(), "key=" + good.key(), "port=" + taken));
    }
  }

  @Test
  void routeCannotDemandWhatNobodyVouchesFor() {
    ConfigException wrong =
        assertThrows(
            ConfigException.class,
            () ->
                ConfigLoader.load(
                    Optional.empty(),
                    List.of(
                        "routes=[{path: /a, serve: subscribe},"
                            + " {path: /b, serve: subscribe, clientCertificate: required}]"),
                    Map.of()));

    assertEquals(
        "routes.1.clientCertificate: found required, wanted none, since"
            + " listeners.public.tls.clientAuthorities trusts nobody",
        wrong.getMessage());
  }

  private static Path pem(String name, String label, byte[] bytes) throws IOException {
    return Files.writeString(
        directory.resolve(name + ".pem"),
        "-----BEGIN "
            + label
            + "-----\n"
            + Base64.getMimeEncoder().encodeToString(bytes)
            + "\n-----END "
            + label
            + "-----\n");
  }

  private static byte[] pem(Path file) throws IOException {
    return Base64.getMimeDecoder().decode(Files.readString(file).replaceAll("-----[^-]+-----", ""));
  }

  // What PKCS#8 wraps: the third thing in it.
  private static byte[] innermost(byte[] wrapped) {
    int at = contents(wrapped, 0);
    for (int i = 0; i < 2; i++) {
      at = contents(wrapped, at) + (wrapped[at + 1] & 0xFF);
    }
    return Arrays.copyOfRange(wrapped, contents(wrapped, at), wrapped.length);
  }

  private static int contents(byte[] der, int at) {
    int first = der[at + 1] & 0xFF;
    return at + 2 + (first < 0x80 ? 0 : first - 0x80);
  }
}
