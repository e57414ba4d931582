package io.carillon.gateway.session;

import io.carillon.gateway.auth.Grant;
import io.carillon.gateway.backend.Passed;
import io.carillon.gateway.broker.HistoryQuery;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.config.BackendConfig;
import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.protocol.Command;
import io.carillon.gateway.protocol.Reply;
import io.carillon.gateway.pubsub.PubSub;
import io.carillon.gateway.pubsub.PublishRequest;
import io.carillon.gateway.pubsub.Recovery;
import io.carillon.gateway.pubsub.Subscribed;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Carries out the commands of a connected Centrifuge client; each is answered once, on the
 * session's loop.
 */
final class CommandDispatcher {
  private CommandDispatcher() {}

  /** Returns false when the command has no place here: the client does not speak the protocol. */
  static boolean dispatch(CentrifugeSession session, Command command) {
    if (command.id() == 0 && !(command instanceof Command.Send)) {
      return false;
    }
    if (!mayAsk(session, command)) {
      return true;
    }
    if (command instanceof Command.Send) {
      return true; // a message to nobody: no backend takes them, and none is answered
    }
    try {
      return carryOut(session, command);
    } catch (GatewayException refusal) {
      session.refuse(command.id(), refusal);
      return true;
    }
  }

  // Tells the client when it may not.
  private static boolean mayAsk(CentrifugeSession session, Command command) {
    Allowance.Verdict verdict = session.charge(command instanceof Command.Publish);
    if (verdict == Allowance.Verdict.HOPELESS) {
      session.disconnect(CloseCode.TOO_MANY_REQUESTS);
    } else if (verdict == Allowance.Verdict.REFUSED && command.id() != 0) {
      session.refuse(
          command.id(), new GatewayException(ErrorCode.TOO_MANY_REQUESTS, "more than it may ask"));
    }
    return verdict == Allowance.Verdict.GRANTED;
  }

  private static boolean carryOut(CentrifugeSession session, Command command) {
    PubSub pubSub = session.services().pubSub();
    if (command instanceof Command.Subscribe subscribe) {
      return hasChannel(subscribe.request().channel()) && subscribe(session, subscribe);
    } else if (command instanceof Command.Unsubscribe unsubscribe) {
      return hasChannel(unsubscribe.channel()) && unsubscribe(session, unsubscribe);
    } else if (command instanceof Command.Publish publish) {
      return hasChannel(publish.channel()) && publish(session, publish);
    } else if (command instanceof Command.Presence presence) {
      return hasChannel(presence.channel())
          && answer(
              session,
              command,
              pubSub.attendance().presence(ChannelAccess.toPresence(session, presence.channel())),
              clients -> new Reply.PresenceReply(command.id(), clients));
    } else if (command instanceof Command.PresenceStats stats) {
      return hasChannel(stats.channel())
          && answer(
              session,
              command,
              pubSub.attendance().presenceCount(ChannelAccess.toPresence(session, stats.channel())),
              count -> new Reply.PresenceStatsReply(command.id(), count.clients(), count.users()));
    } else if (command instanceof Command.History history) {
      return hasChannel(history.channel())
          && answer(
              session,
              command,
              pubSub.history(ChannelAccess.toHistory(session, history.channel()), query(history)),
              read -> new Reply.HistoryReply(command.id(), read.publications(), read.top()));
    } else if (command instanceof Command.Rpc rpc) {
      new Delegation(session).rpc(rpc);
      return true;
    } else if (command instanceof Command.Refresh refresh) {
      return RefreshCommands.refresh(session, refresh);
    } else if (command instanceof Command.SubRefresh refresh) {
      return RefreshCommands.subRefresh(session, refresh);
    } else if (command instanceof Command.Ping) {
      session.write(new Reply.Pong(command.id()));
      return true;
    }
    return false; // a second connect, a pong nobody asked for, no known method
  }

  private static boolean subscribe(CentrifugeSession session, Command.Subscribe command) {
    Command.SubscribeRequest request = command.request();
    if (!Wish.isKnown(request)) {
      return false;
    }
    Optional<BackendConfig> backend =
        ChannelAccess.subscribesBy(session, new Channel(request.channel()));
    if (!request.token().isEmpty()) {
      subscribeByToken(session, command);
    } else if (backend.isPresent()) {
      new Delegation(session)
          .subscribe(backend.get(), command, grant -> begin(session, command, grant));
    } else {
      ChannelAccess.toSubscribe(session, request.channel(), false);
      begin(session, command, null);
    }
    return true;
  }

  private static void subscribeByToken(CentrifugeSession session, Command.Subscribe command) {
    Command.SubscribeRequest request = command.request();
    Channel channel = new Channel(request.channel());
    ClientInfo client = session.info();
    session.awaitInOrder(
        session
            .services()
            .authenticator()
            .subscribe(request.token(), channel, client.user(), client.client()),
        session.subscriptions().asking(channel, granted -> onToken(session, command, granted)));
  }

  private static void onToken(
      CentrifugeSession session, Command.Subscribe command, AsyncResult<Grant> granted) {
    try {
      if (granted.failed()) {
        session.refuse(command.id(), granted.cause());
      } else {
        ChannelAccess.toSubscribe(session, command.request().channel(), true);
        begin(session, command, granted.result());
      }
    } catch (GatewayException refusal) {
      session.refuse(command.id(), refusal);
    }
  }

  // With what a token or a backend grants; null for none.
  private static void begin(CentrifugeSession session, Command.Subscribe command, Grant grant) {
    Command.SubscribeRequest request = command.request();
    Channel channel = new Channel(request.channel());
    session
        .subscriptions()
        .begin(
            channel,
            Wish.subscription(session, channel, request, grant),
            request.recover() ? request.position() : null,
            subscribed ->
                !request.rejectUnrecovered()
                    || !subscribed.wasRecovering()
                    || subscribed.recovered(),
            begun -> {
              if (begun.failed()) {
                session.refuse(command.id(), begun.cause());
                return;
              }
              Subscription subscription = begun.result().subscription();
              Subscribed subscribed = begun.result().subscribed();
              session.write(
                  new Reply.Subscribed(command.id(), Results.subscribe(subscription, subscribed)));
              subscription.told(subscribed);
              subscription.goLive(subscribed.top());
            });
  }

  private static boolean unsubscribe(CentrifugeSession session, Command.Unsubscribe command) {
    Channel channel = new Channel(command.channel());
    session.awaitInOrder(
        session.subscriptions().settled(channel),
        any -> {
          session.subscriptions().end(channel);
          session.write(new Reply.Unsubscribed(command.id()));
        });
    return true;
  }

  private static boolean publish(CentrifugeSession session, Command.Publish command) {
    Channel channel = new Channel(command.channel());
    Optional<BackendConfig> backend = ChannelAccess.publishesBy(session, channel);
    if (backend.isPresent()) {
      new Delegation(session)
          .publish(backend.get(), channel, command, passed -> publish(session, command, passed));
      return true;
    }
    ChannelAccess.toPublish(session, command.channel());
    return publish(session, command, new Passed(null, false));
  }

  private static boolean publish(
      CentrifugeSession session, Command.Publish command, Passed passed) {
    Channel channel = new Channel(command.channel());
    Payload data = passed.data() == null ? command.data() : passed.data();
    PublishRequest request =
        new PublishRequest(
            session.subscriptions().clientIn(channel), Map.of(), null, passed.skipHistory());
    return answer(
        session,
        command,
        session.services().pubSub().publish(channel, data, request),
        position -> new Reply.Published(command.id()));
  }

  private static HistoryQuery query(Command.History command) {
    int most = Recovery.MOST_PUBLICATIONS;
    int limit = command.limit() < 0 ? most : Math.min(most, command.limit());
    return new HistoryQuery(limit, command.since(), command.reverse());
  }

  private static <T> boolean answer(
      CentrifugeSession session, Command command, Future<T> result, Function<T, Reply> reply) {
    session.await(
        result,
        outcome -> {
          if (outcome.succeeded()) {
            session.write(reply.apply(outcome.result()));
          } else {
            session.refuse(command.id(), outcome.cause());
          }
        });
    return true;
  }

  private static boolean hasChannel(String channel) {
    return channel != null && !channel.isEmpty();
  }
}
