package io.carillon.gateway.protocol;

import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Writes one line of JSON straight into a buffer, on the path of every publication. Writes commas
 * by itself; what it is told must make sense. Not thread-safe; lives as long as one message.
 */
public final class JsonWriter {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final ByteBuf out;
  private boolean first = true;

  /**
   * @param out appended to, not owned
   */
  public JsonWriter(ByteBuf out) {
    this.out = out;
  }

  public JsonWriter begin() {
    return open('{');
  }

  public JsonWriter end() {
    return close('}');
  }

  public JsonWriter beginArray() {
    return open('[');
  }

  public JsonWriter endArray() {
    return close(']');
  }

  /** The name of the field that comes next. */
  public JsonWriter name(String name) {
    comma();
    quoted(name);
    out.writeByte(':');
    first = true;
    return this;
  }

  /** One more element of an array, or all there is. */
  public JsonWriter value(String value) {
    comma();
    quoted(value);
    return this;
  }

  public JsonWriter field(String name, String value) {
    name(name).comma();
    quoted(value);
    return this;
  }

  public JsonWriter field(String name, long value) {
    name(name).comma();
    ByteBufUtil.writeAscii(out, Long.toString(value));
    return this;
  }

  public JsonWriter field(String name, boolean value) {
    name(name).comma();
    ByteBufUtil.writeAscii(out, value ? "true" : "false");
    return this;
  }

  /**
   * A payload as JSON: as it is when it is JSON, else as a string, binary in Base64; nothing when
   * it is null.
   */
  public JsonWriter field(String name, Payload value) {
    return value == null ? this : name(name).value(value);
  }

  /** The same payload, by itself. */
  JsonWriter value(Payload value) {
    comma();
    embed(value);
    return this;
  }

  /** Text in UTF-8 as a string. */
  JsonWriter text(byte[] utf8) {
    comma();
    out.writeByte('"');
    int from = 0;
    for (int i = 0; i < utf8.length; i++) {
      byte b = utf8[i];
      if ((b >= 0 && b < ' ') || b == '"' || b == '\\') {
        out.writeBytes(utf8, from, i - from);
        escape((char) b);
        from = i + 1;
      }
    }
    out.writeBytes(utf8, from, utf8.length - from).writeByte('"');
    return this;
  }

  /** One publication, as the protocol and the HTTP API both show it. */
  public JsonWriter publication(Publication publication) {
    return begin().field("data", publication.data()).about(publication).end();
  }

  /** What a publication is besides its data. */
  JsonWriter about(Publication publication) {
    if (publication.info() != null) {
      name("info").clientInfo(publication.info());
    }
    if (publication.offset() != 0) {
      field("offset", publication.offset());
    }
    if (!publication.tags().isEmpty()) {
      name("tags").begin();
      publication.tags().forEach(this::field);
      end();
    }
    return field("time", publication.timeMillis());
  }

  /** One client, as the protocol and the HTTP API both show it. */
  public JsonWriter clientInfo(ClientInfo info) {
    return begin()
        .field("user", info.user())
        .field("client", info.client())
        .field("conn_info", info.connInfo())
        .field("chan_info", info.chanInfo())
        .end();
  }

  private void embed(Payload value) {
    switch (value.kind()) {
      case JSON -> out.writeBytes(value.bytes());
      case TEXT -> quoted(new String(value.bytes(), StandardCharsets.UTF_8));
      case BINARY -> {
        if (JsonText.isValue(value.bytes())) {
          out.writeBytes(JsonText.classify(value.bytes()).bytes());
        } else {
          quoted(Base64.getEncoder().encodeToString(value.bytes()));
        }
      }
    }
  }

  private JsonWriter open(char bracket) {
    comma();
    out.writeByte(bracket);
    first = true;
    return this;
  }

  private JsonWriter close(char bracket) {
    out.writeByte(bracket);
    first = false;
    return this;
  }

  private void comma() {
    if (!first) {
      out.writeByte(',');
    }
    first = false;
  }

  private void quoted(String text) {
    out.writeByte('"');
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        ByteBufUtil.writeUtf8(out, text, from, i);
        escape(c);
        from = i + 1;
      }
    }
    ByteBufUtil.writeUtf8(out, text, from, text.length());
    out.writeByte('"');
  }

  private void escape(char c) {
    out.writeByte('\\');
    if (c >= ' ') {
      out.writeByte(c);
    } else if (c == '\n') {
      out.writeByte('n');
    } else {
      out.writeByte('u').writeByte('0').writeByte('0');
      out.writeByte(HEX[c >> 4]).writeByte(HEX[c & 0xF]);
    }
  }
}
