package io.carillon.gateway.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * A server that is asked about clients, over HTTP. All bounds are those of one event loop.
 *
 * @param url where {@code {question}} stands for the kind of question
 * @param headers of a client's handshake that go along, in lower case
 * @param timeout of a question, from the moment that somebody has it
 * @param concurrency of questions that are asked at the same time
 * @param queue of those that wait meanwhile
 * @param maxAnswerBytes of an answer
 * @param failures in a row after which nothing is asked for a while
 * @param pause for how long
 */
public record BackendConfig(
    String name,
    String url,
    List<String> headers,
    Duration timeout,
    int concurrency,
    int queue,
    int maxAnswerBytes,
    int failures,
    Duration pause) {
  /** What stands for the kind of question in a URL. */
  public static final String QUESTION = "{question}";

  public BackendConfig {
    headers = List.copyOf(headers);
  }

  /** Where questions of a kind go. */
  public URI url(String question) {
    return URI.create(url.replace(QUESTION, question));
  }
}
