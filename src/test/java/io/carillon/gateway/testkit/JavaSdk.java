package io.carillon.gateway.testkit;

import io.github.centrifugal.centrifuge.Client;
import io.github.centrifugal.centrifuge.ConnectedEvent;
import io.github.centrifugal.centrifuge.ConnectingEvent;
import io.github.centrifugal.centrifuge.ConnectionTokenEvent;
import io.github.centrifugal.centrifuge.ConnectionTokenGetter;
import io.github.centrifugal.centrifuge.DisconnectedEvent;
import io.github.centrifugal.centrifuge.DuplicateSubscriptionException;
import io.github.centrifugal.centrifuge.ErrorEvent;
import io.github.centrifugal.centrifuge.EventListener;
import io.github.centrifugal.centrifuge.JoinEvent;
import io.github.centrifugal.centrifuge.LeaveEvent;
import io.github.centrifugal.centrifuge.Options;
import io.github.centrifugal.centrifuge.PublicationEvent;
import io.github.centrifugal.centrifuge.PublishResult;
import io.github.centrifugal.centrifuge.RPCResult;
import io.github.centrifugal.centrifuge.ReplyError;
import io.github.centrifugal.centrifuge.ResultCallback;
import io.github.centrifugal.centrifuge.ServerPublicationEvent;
import io.github.centrifugal.centrifuge.ServerSubscribedEvent;
import io.github.centrifugal.centrifuge.ServerUnsubscribedEvent;
import io.github.centrifugal.centrifuge.SubscribedEvent;
import io.github.centrifugal.centrifuge.Subscription;
import io.github.centrifugal.centrifuge.SubscriptionErrorEvent;
import io.github.centrifugal.centrifuge.SubscriptionEventListener;
import io.github.centrifugal.centrifuge.SubscriptionOptions;
import io.github.centrifugal.centrifuge.SubscriptionTokenEvent;
import io.github.centrifugal.centrifuge.SubscriptionTokenGetter;
import io.github.centrifugal.centrifuge.TokenCallback;
import io.github.centrifugal.centrifuge.UnsubscribedEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A client that uses the SDK for Java, which speaks Protobuf and nothing else. What happens to it
 * is told in lines, in order. Blocks; for one thread.
 */
public final class JavaSdk implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 20;

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Client client;
  private volatile String id;

  private JavaSdk(int port, Options options) {
    options.setMinReconnectDelay(20);
    options.setMaxReconnectDelay(100);
    String url = "ws://127.0.0.1:" + port + CentrifugeClient.PATH + "?format=protobuf";
    client = new Client(url, options, new Listener());
  }

  /** Connects to a port of loopback. */
  public static JavaSdk connect(int port) {
    return begin(port, new Options());
  }

  /**
   * The same with tokens.
   *
   * @param tokens asked for one whenever the SDK wants another, on a thread of the SDK's
   */
  public static JavaSdk connect(int port, Supplier<String> tokens) {
    Options options = new Options();
    options.setTokenGetter(
        new ConnectionTokenGetter() {
          @Override
          public void getConnectionToken(ConnectionTokenEvent event, TokenCallback callback) {
            callback.Done(null, tokens.get());
          }
        });
    return begin(port, options);
  }

  private static JavaSdk begin(int port, Options options) {
    JavaSdk sdk = new JavaSdk(port, options);
    sdk.client.connect();
    sdk.next("connected");
    return sdk;
  }

  /** The id that the server gave it last. */
  public String id() {
    return id;
  }

  /** The next line that begins with this; those before it are dropped. */
  public String next(String beginning) {
    return next(lines, beginning);
  }

  /** Lines that begin with this and have not been taken. */
  public List<String> lines(String beginning) {
    return lines(lines, beginning);
  }

  /** Subscribes, and does not wait. */
  public Heard begin(String channel) {
    return begin(channel, new SubscriptionOptions());
  }

  /** Subscribes with tokens, of which the SDK is given another whenever it wants one. */
  public Heard subscribe(String channel, Supplier<String> tokens) {
    SubscriptionOptions options = new SubscriptionOptions();
    options.setTokenGetter(
        new SubscriptionTokenGetter() {
          @Override
          public void getSubscriptionToken(SubscriptionTokenEvent event, TokenCallback callback) {
            callback.Done(null, tokens.get());
          }
        });
    Heard heard = begin(channel, options);
    heard.next("subscribed");
    return heard;
  }

  private Heard begin(String channel, SubscriptionOptions options) {
    Heard heard = new Heard();
    options.setJoinLeave(true);
    try {
      heard.subscription = client.newSubscription(channel, options, heard);
    } catch (DuplicateSubscriptionException twice) {
      throw new IllegalStateException(twice);
    }
    heard.subscription.subscribe();
    return heard;
  }

  /** Subscribes. */
  public Heard subscribe(String channel) {
    Heard heard = begin(channel);
    heard.next("subscribed");
    return heard;
  }

  /** Publishes without having subscribed. */
  public void publish(String channel, byte[] data) {
    JavaSdk.<PublishResult>ask(answer -> client.publish(channel, data, answer));
  }

  /** Calls a method of the backend. */
  public byte[] rpc(String method, byte[] data) {
    return JavaSdk.<RPCResult>ask(answer -> client.rpc(method, data, answer)).getData();
  }

  /** Hangs up for good. */
  public void disconnect() {
    client.disconnect();
    next("disconnected");
  }

  /** The number of the error that an action is refused with. */
  public static int refused(Runnable action) {
    try {
      action.run();
    } catch (IllegalStateException refusal) {
      if (refusal.getCause() instanceof ReplyError error) {
        return error.getCode();
      }
      throw refusal;
    }
    throw new AssertionError("was not refused");
  }

  /** The result of what the SDK answers later. */
  public static <T> T ask(Consumer<ResultCallback<T>> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    question.accept(
        (error, result) -> {
          if (error == null) {
            answer.complete(result);
          } else {
            answer.completeExceptionally(error);
          }
        });
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      throw new IllegalStateException(failure.getCause());
    } catch (InterruptedException | TimeoutException late) {
      throw new IllegalStateException(late);
    }
  }

  @Override
  public void close() {
    try {
      client.close(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static String next(BlockingQueue<String> lines, String beginning) {
    StringBuilder dropped = new StringBuilder();
    try {
      for (String line; (line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)) != null; ) {
        if (line.startsWith(beginning)) {
          return line;
        }
        dropped.append(line).append("; ");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    throw new AssertionError("no " + beginning + ", but " + dropped);
  }

  private static List<String> lines(BlockingQueue<String> lines, String beginning) {
    return lines.stream().filter(line -> line.startsWith(beginning)).toList();
  }

  private static String publication(long offset, byte[] data) {
    return "publication " + offset + " " + new String(data, StandardCharsets.ISO_8859_1);
  }

  private static String subscribed(Boolean wasRecovering, Boolean recovered) {
    return "subscribed" + (wasRecovering ? recovered ? " recovered" : " unrecovered" : "");
  }

  /** What a subscription hears. */
  public static final class Heard extends SubscriptionEventListener {
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private Subscription subscription;

    /** The next line that begins with this; those before it are dropped. */
    public String next(String beginning) {
      return JavaSdk.next(lines, beginning);
    }

    /** Lines that begin with this and have not been taken. */
    public List<String> lines(String beginning) {
      return JavaSdk.lines(lines, beginning);
    }

    public Subscription subscription() {
      return subscription;
    }

    public void publish(byte[] data) {
      JavaSdk.<PublishResult>ask(answer -> subscription.publish(data, answer));
    }

    @Override
    public void onPublication(Subscription subscription, PublicationEvent event) {
      lines.add(publication(event.getOffset(), event.getData()));
    }

    @Override
    public void onJoin(Subscription subscription, JoinEvent event) {
      lines.add("join " + event.getInfo().getClient());
    }

    @Override
    public void onLeave(Subscription subscription, LeaveEvent event) {
      lines.add("leave " + event.getInfo().getClient());
    }

    @Override
    public void onSubscribed(Subscription subscription, SubscribedEvent event) {
      lines.add(subscribed(event.wasRecovering(), event.getRecovered()));
    }

    @Override
    public void onUnsubscribed(Subscription subscription, UnsubscribedEvent event) {
      lines.add("unsubscribed " + event.getCode());
    }

    @Override
    public void onError(Subscription subscription, SubscriptionErrorEvent event) {
      lines.add("error " + event.getError());
    }
  }

  private final class Listener extends EventListener {
    @Override
    public void onConnecting(Client client, ConnectingEvent event) {
      lines.add("connecting " + event.getCode());
    }

    @Override
    public void onConnected(Client client, ConnectedEvent event) {
      id = event.getClient();
      lines.add("connected");
    }

    @Override
    public void onDisconnected(Client client, DisconnectedEvent event) {
      lines.add("disconnected " + event.getCode());
    }

    @Override
    public void onError(Client client, ErrorEvent event) {
      lines.add("error " + event.getError());
    }

    @Override
    public void onSubscribed(Client client, ServerSubscribedEvent event) {
      lines.add(event.getChannel() + " " + subscribed(event.wasRecovering(), event.getRecovered()));
    }

    @Override
    public void onUnsubscribed(Client client, ServerUnsubscribedEvent event) {
      lines.add(event.getChannel() + " unsubscribed");
    }

    @Override
    public void onPublication(Client client, ServerPublicationEvent event) {
      lines.add(event.getChannel() + " " + publication(event.getOffset(), event.getData()));
    }
  }
}
