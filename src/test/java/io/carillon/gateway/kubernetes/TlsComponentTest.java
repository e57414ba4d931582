package io.carillon.gateway.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.ListenerTlsConfig;
import io.carillon.gateway.node.GatewayNode;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.TlsClient;
import io.carillon.gateway.testkit.TlsFiles;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes with a certificate that a Secret holds. */
class TlsComponentTest {
  private static final String CERTIFICATE = "CARILLON_LISTENERS_PUBLIC_TLS_CERTIFICATE";
  private static final String KEY = "CARILLON_LISTENERS_PUBLIC_TLS_KEY";

  @TempDir Path directory;
  private Deployed deployed;

  @BeforeEach
  void build() throws Exception {
    deployed = Deployed.of(Path.of("k8s/redis"), directory, "tls");
  }

  @Test
  void certificateIsLookedForWhereTheSecretIs() throws Exception {
    Volume secret =
        deployed.nodes().getSpec().getTemplate().getSpec().getVolumes().stream()
            .filter(volume -> volume.getSecret() != null)
            .findFirst()
            .orElseThrow();
    VolumeMount mount =
        deployed.container().getVolumeMounts().stream()
            .filter(one -> one.getName().equals(secret.getName()))
            .findFirst()
            .orElseThrow();

    assertEquals("carillon-tls", secret.getSecret().getSecretName());
    // The keys of Secrets of type kubernetes.io/tls.
    assertEquals(mount.getMountPath() + "/tls.crt", deployed.environment(true).get(CERTIFICATE));
    assertEquals(mount.getMountPath() + "/tls.key", deployed.environment(true).get(KEY));
    assertEquals(null, mount.getSubPath(), "or it would never be renewed");
  }

  @Test
  void clientsComeToThePortOfTls() throws Exception {
    ServicePort https =
        Manifests.get(deployed.objects(), Service.class, "carillon").getSpec().getPorts().stream()
            .filter(port -> port.getPort() == 443)
            .findFirst()
            .orElseThrow();
    ListenerTlsConfig tls =
        deployed.config(true, certificate()).listeners().publicListener().tls().orElseThrow();

    assertEquals(tls.port(), deployed.ports().get(https.getTargetPort().getStrVal()));
  }

  @Test
  void nodeSpeaksTlsAloneIfClearTextIsOff() throws Exception {
    String[] files = certificate();
    try (TestNode node =
            TestNode.of(
                GatewayNode.start(
                        deployed.config(
                            true,
                            files[0],
                            files[1],
                            "broker.type=embedded",
                            "node.eventLoops=2",
                            "listeners.public.host=127.0.0.1",
                            "listeners.public.port=off",
                            "listeners.public.tls.port=0",
                            "listeners.admin.host=127.0.0.1",
                            "listeners.admin.port=0"))
                    .await(50, TimeUnit.SECONDS));
        RawWebSocket client =
            TlsClient.anonymous().open(node.tlsPort(), "/subscribe?channel=news")) {
      assertTrue(client.head().startsWith("HTTP/1.1 101"), client.head());
    }
  }

  // As kubelet would put it there.
  private String[] certificate() {
    TlsFiles files =
        TlsFiles.make(directory, "gateway", "dns:localhost").mount(directory.resolve("tls"));
    return new String[] {
      "listeners.public.tls.certificate=" + files.certificate(),
      "listeners.public.tls.key=" + files.key()
    };
  }
}
