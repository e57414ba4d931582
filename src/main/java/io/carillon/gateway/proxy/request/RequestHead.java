package io.carillon.gateway.proxy.request;

import io.carillon.gateway.config.TargetConfig;
import io.carillon.gateway.proxy.pool.Target;
import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;

/**
 * The head of a request as a target gets it, RFC 9112 section 3, with what it is told of the
 * client. A {@link ProxyRequest} has been inspected, so nothing here can break out of its line.
 * Stateless.
 */
public final class RequestHead {
  private static final AsciiString VERSION = AsciiString.cached(" HTTP/1.1\r\n");
  private static final AsciiString COLON = AsciiString.cached(": ");
  private static final AsciiString END = AsciiString.cached("\r\n");
  private static final AsciiString HOST = AsciiString.cached("Host: ");
  private static final AsciiString UPGRADE =
      AsciiString.cached("Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  // It is for one hop, and this is another: RFC 9110 section 10.1.4.
  private static final AsciiString TRAILERS =
      AsciiString.cached("TE: trailers\r\nConnection: TE\r\n");
  private static final AsciiString CHUNKED = AsciiString.cached("Transfer-Encoding: chunked\r\n");
  private static final AsciiString TRAILER = AsciiString.cached("Trailer: ");
  private static final AsciiString LENGTH = AsciiString.cached("Content-Length: ");
  private static final AsciiString FOR = AsciiString.cached("X-Forwarded-For: ");
  private static final AsciiString PROTO = AsciiString.cached("\r\nX-Forwarded-Proto: ");
  private static final AsciiString FORWARDED_HOST = AsciiString.cached("\r\nX-Forwarded-Host: ");
  private static final AsciiString PORT = AsciiString.cached("\r\nX-Forwarded-Port: ");
  private static final AsciiString FORWARDED = AsciiString.cached("\r\nForwarded: ");

  private static final AsciiString CERTIFICATE =
      AsciiString.cached("\r\nX-Forwarded-Client-Cert: ");

  private RequestHead() {}

  /**
   * Appends the head of a WebSocket handshake: whole, with the empty line. What concerns one hop is
   * replaced, all else is as the client sent it.
   */
  public static void writeUpgrade(ProxyRequest request, Target target, ByteBuf out) {
    begin(request, target, out);
    write(UPGRADE, out);
  }

  /**
   * Appends the head of any other request: whole, with the empty line. A body has to follow as the
   * head says: in chunks when the client sends chunks, else of the length that the client tells.
   *
   * @param trailers names of fields that will follow a body in chunks; empty for none
   */
  public static void writeRequest(
      ProxyRequest request, Target target, String trailers, ByteBuf out) {
    begin(request, target, out);
    Inspection body = request.inspection();
    if (body.takesTrailers()) {
      write(TRAILERS, out);
    }
    if (body.isChunked()) {
      write(CHUNKED, out);
      if (!trailers.isEmpty()) {
        write(TRAILER, out);
        write(trailers, out);
        write(END, out);
      }
    } else if (body.length() != null) {
      write(LENGTH, out);
      write(body.length(), out);
      write(END, out);
    }
    write(END, out);
  }

  private static void begin(ProxyRequest request, Target target, ByteBuf out) {
    write(request.method(), out);
    out.writeByte(' ');
    write(request.targetUri(), out);
    write(VERSION, out);
    if (!request.inspection().hasHost()) {
      // Old clients need not tell it, but we speak a version that has to.
      write(HOST, out);
      write(authority(target.config()), out);
      write(END, out);
    }
    Fields.forEach(
        request.headers(),
        (name, value) -> {
          if (request.inspection().lets(name)) {
            write(name, out);
            write(COLON, out);
            write(value, out);
            write(END, out);
          }
        });
    writeProvenance(request.provenance(), out);
  }

  private static String authority(TargetConfig target) {
    String host = target.host();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + target.port();
  }

  private static void writeProvenance(Provenance from, ByteBuf out) {
    write(FOR, out);
    write(from.chain(), out);
    write(from.peer().asEntry(), out);
    write(PROTO, out);
    write(from.told().proto(), out);
    if (from.told().host() != null) {
      write(FORWARDED_HOST, out);
      write(from.told().host(), out);
    }
    write(PORT, out);
    write(Integer.toString(from.told().port()), out);
    write(FORWARDED, out);
    write(from.elements(), out);
    write(from.peer().asNode(), out);
    write((from.elements().isEmpty() ? from.told() : from.own()).asParameters(), out);
    if (!from.certificate().isEmpty()) {
      write(CERTIFICATE, out);
      write(from.certificate(), out);
    }
    write(END, out);
  }

  private static void write(CharSequence text, ByteBuf out) {
    if (text instanceof AsciiString bytes) {
      out.writeBytes(bytes.array(), bytes.arrayOffset(), bytes.length());
    } else {
      out.writeCharSequence(text, StandardCharsets.ISO_8859_1);
    }
  }
}
