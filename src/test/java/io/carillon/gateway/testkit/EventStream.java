package io.carillon.gateway.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads server-sent events the way browsers do. Blocks; for one thread. */
public final class EventStream implements AutoCloseable {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final HttpResponse<InputStream> response;
  private final BufferedReader lines;
  private String lastId = "";

  private EventStream(HttpResponse<InputStream> response) {
    this.response = response;
    this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  /** Opens a path, and says where it stood; an empty id for nowhere. */
  public static EventStream open(TestNode node, String path, String lastId, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    if (!lastId.isEmpty()) {
      request.header("Last-Event-ID", lastId);
    }
    try {
      return new EventStream(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  public HttpResponse<InputStream> response() {
    return response;
  }

  /** The last id it saw. */
  public String lastId() {
    return lastId;
  }

  /** Reads until an id has come, with an event or alone. */
  public String awaitId() {
    while (lastId.isEmpty()) {
      block();
    }
    return lastId;
  }

  /** The next event. */
  public Event next() {
    Event event = block();
    while (event == null) {
      event = block();
    }
    return event;
  }

  // Null for a block that is no event.
  private Event block() {
    String type = "message";
    List<String> data = new ArrayList<>();
    try {
      for (String line = lines.readLine(); ; line = lines.readLine()) {
        if (line == null) {
          throw new IllegalStateException("the stream has ended");
        } else if (line.isEmpty()) {
          return data.isEmpty() ? null : new Event(type, String.join("\n", data), lastId);
        } else if (line.startsWith("id: ")) {
          lastId = line.substring(4);
        } else if (line.startsWith("event: ")) {
          type = line.substring(7);
        } else if (line.startsWith("data: ")) {
          data.add(line.substring(6));
        }
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Override
  public void close() {
    try {
      response.body().close();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** An event as {@code EventSource} would hand it out. */
  public record Event(String type, String data, String id) {}
}
