package io.carillon.gateway.proxy.sticky;

import io.carillon.gateway.cluster.SharedTable;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.time.Duration;

/**
 * Which sessions of a pool their servers have let into one namespace of Socket.IO by an answer to a
 * poll, as all nodes know it: any of them may get the WebSocket that the session goes on with. Only
 * the server's word counts, and who is not known is not in. Callable from any thread.
 */
public final class PolledNamespace {
  /** Clients go on with a WebSocket as soon as they have a session, or never. */
  private static final Duration LIFE = Duration.ofMinutes(2);

  private static final String IN = "in";

  private final SocketIoNamespace namespace;
  private final PromptTable table;
  private final String prefix;

  /**
   * @param table where the nodes tell each other what they learnt
   */
  public PolledNamespace(String pool, SocketIoNamespace namespace, SharedTable table) {
    this.namespace = namespace;
    this.table = new PromptTable(table, pool, System::nanoTime);
    this.prefix = "joined/" + pool + "/";
  }

  public SocketIoNamespace namespace() {
    return namespace;
  }

  /** The session a request belongs to; null when it names none, or one that no server gives. */
  public static String sid(String uri) {
    return EngineIoQuery.sid(uri);
  }

  /**
   * Has polls answered in a way that can be read: not compressed. To be called before a target is
   * told of the request.
   *
   * @param headers of the request
   */
  public void prepare(String uri, MultiMap headers) {
    if (EngineIoQuery.isPoll(uri)) {
      headers.set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY);
    }
  }

  /**
   * Reads the answer to a request.
   *
   * @param answer its head
   * @return null when it tells nothing of who is in the namespace
   */
  public PollReader reader(ProxyRequest request, HttpHeaders answer) {
    String uri = request.uri();
    if (!request.method().equals("GET") || !EngineIoQuery.isPoll(uri)) {
      return null;
    }
    boolean plain =
        answer
            .get(HttpHeaderNames.CONTENT_ENCODING, "identity")
            .trim()
            .equalsIgnoreCase("identity");
    return new PollReader(this, EngineIoQuery.sid(uri), plain);
  }

  /**
   * Whether the session is in. Never fails: when nobody answers in time, it is not.
   *
   * @param sid may be null, and is not in then
   */
  public Future<Boolean> has(String sid) {
    return sid == null
        ? Future.succeededFuture(false)
        : table.get(key(sid)).map(IN::equals).otherwise(false);
  }

  /** It is in; done when all nodes know, or cannot be told. Never fails. */
  Future<Void> joined(String sid) {
    return table.put(key(sid), IN, LIFE).otherwiseEmpty();
  }

  /** It is not, or not any more, or nobody knows; done as {@link #joined}. */
  Future<Void> left(String sid) {
    return table.remove(key(sid)).otherwiseEmpty();
  }

  private String key(String sid) {
    return prefix + sid + namespace.name();
  }
}
