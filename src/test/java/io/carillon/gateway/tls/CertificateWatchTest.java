package io.carillon.gateway.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.carillon.gateway.config.ConfigLoader;
import io.carillon.gateway.config.ListenerTlsConfig;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.TlsFiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that do not take what is good. */
class CertificateWatchTest {
  @TempDir private static Path directory;

  @Test
  void whatServersDoNotTakeIsRefusedAndTriedAgain() {
    TlsFiles mounted =
        TlsFiles.make(directory, "one", "dns:localhost").mount(directory.resolve("mount"));
    ListenerTls tls = ListenerTls.read("public", config(mounted));
    CertificateWatch watch = new CertificateWatch(tls);
    AtomicBoolean willing = new AtomicBoolean();
    String before = tls.shown().digest();
    Vertx vertx = Vertx.vertx();
    try {
      watch.start(
          vertx,
          () -> willing.get() ? Future.succeededFuture() : Future.failedFuture("not willing"));
      TlsFiles.make(directory, "two", "dns:localhost").mount(directory.resolve("mount"));

      Await.until(watch::isStale, () -> "taken: " + watch.taken());
      assertEquals(0, watch.taken());
      assertEquals(1, watch.refused());
      assertEquals(before, tls.shown().digest());

      willing.set(true);
      Await.until(() -> watch.taken() == 1, () -> "refused: " + watch.refused());
      assertFalse(watch.isStale());
    } finally {
      watch.close();
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private static ListenerTlsConfig config(TlsFiles files) {
    return ConfigLoader.load(
            Optional.empty(),
            List.of(
                "listeners.public.tls.certificate=" + files.certificate(),
                "listeners.public.tls.key=" + files.key()),
            Map.of())
        .listeners()
        .publicListener()
        .tls()
        .get();
  }
}
