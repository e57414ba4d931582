package io.carillon.gateway.proxy.http;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A client, the proxy and its only target: both ends of what passes are in the hand of a test. */
abstract class HttpEnds {
  /** Gives its connections to whoever asks for the next. */
  RawBackend backend;

  /** With default settings. */
  HttpProxy proxy;

  /** Connected, and has not said anything. */
  RawHttp client;

  @BeforeEach
  void open() {
    backend = RawBackend.start();
    proxy = HttpProxy.start(backend.port());
    client = RawHttp.connect(proxy.port());
  }

  @AfterEach
  void close() {
    client.close();
    proxy.close();
    backend.close();
  }

  /** Has the client ask; returns the target's end, which has read the head of the request. */
  RawHttp ask(String request) {
    client.send(request);
    RawHttp target = backend.next();
    target.head();
    return target;
  }
}
