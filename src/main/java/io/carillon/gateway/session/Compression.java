package io.carillon.gateway.session;

import io.carillon.gateway.config.CompressionConfig;
import io.carillon.gateway.hub.PushEncoder;
import io.carillon.gateway.pubsub.RawFrames;
import io.carillon.gateway.wire.PermessageDeflate;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The compression of messages on one loop. A client that agreed on it hears another form than one
 * that did not; all who hear the same form on the same loop share the bytes, so that a publication
 * is compressed once for all of them. Confined to the loop, whose owner closes it.
 */
public final class Compression implements AutoCloseable {
  private static final Forms PLAIN =
      new Forms(RawFrames.PUSH, CentrifugeForm.JSON_FRAMES, CentrifugeForm.PROTOBUF_FRAMES);
  private static final Agreed NOTHING = new Agreed(null, PLAIN);

  private final PermessageDeflate deflate = new PermessageDeflate();
  private final CompressionMetrics metrics;

  /** By threshold, of which there are as many as routes have. */
  private final Map<Integer, Forms> forms = new HashMap<>();

  public Compression(CompressionMetrics metrics) {
    this.metrics = metrics;
  }

  /**
   * What is agreed on with a client, which may be nothing.
   *
   * @param wanted by the route
   */
  Agreed agree(HttpServerRequest request, Optional<CompressionConfig> wanted) {
    PermessageDeflate.Agreement agreement = wanted.isEmpty() ? null : deflate.agree(request);
    return agreement == null
        ? NOTHING
        : new Agreed(
            agreement, forms.computeIfAbsent(wanted.get().threshold(), this::compressedFrom));
  }

  private Forms compressedFrom(int threshold) {
    UnaryOperator<PushEncoder> change =
        plain -> new CompressedPushes(plain, threshold, deflate.deflation(), metrics);
    return new Forms(change.apply(PLAIN.raw), PLAIN.json.with(change), PLAIN.protobuf.with(change));
  }

  @Override
  public void close() {
    deflate.close();
  }

  /**
   * What is agreed on with one client.
   *
   * @param deflate null for nothing
   * @param forms that it hears
   */
  record Agreed(PermessageDeflate.Agreement deflate, Forms forms) {}

  /** The forms of messages on WebSockets. */
  record Forms(PushEncoder raw, CentrifugeForm json, CentrifugeForm protobuf) {}
}
