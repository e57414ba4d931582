package io.carillon.gateway.broker;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every presence promises; a test of one only says how to open it. */
public abstract class PresenceContract {
  private final Channel channel = new Channel("present:" + UUID.randomUUID());
  private static final PresenceListener NOBODY =
      new PresenceListener() {
        @Override
        public void onGone(Channel channel, ClientInfo info) {}

        @Override
        public void onBack(Channel channel, ClientInfo info) {}

        @Override
        public void onSeenAgain(Channel channel, ClientInfo info) {}
      };

  private Presence presence;

  /** A presence that is ready. */
  protected abstract Presence open();

  @BeforeEach
  void start() {
    presence = open();
    await(presence.start(NOBODY));
  }

  @AfterEach
  void stop() {
    await(presence.close());
  }

  @Test
  void nobodyIsInAChannelThatNobodyEntered() {
    assertEquals(Map.of(), await(presence.clients(channel)));
    assertEquals(new Presence.Count(0, 0), await(presence.count(channel)));
  }

  @Test
  void whoEntersIsThereWithAllThatIsKnownOfHim() {
    ClientInfo info = new ClientInfo("c", "u", Payload.json("{}"), Payload.json("1"));
    await(presence.add(channel, info));

    ClientInfo found = await(presence.clients(channel)).get("c");
    assertEquals("u", found.user());
    assertEquals(2, found.connInfo().size());
    assertEquals(1, found.chanInfo().size());
  }

  @Test
  void usersAreCountedOnceAndTheAnonymousAreOne() {
    enter("a", "u");
    enter("b", "u");
    enter("c", "");
    enter("d", "");

    assertEquals(new Presence.Count(4, 2), await(presence.count(channel)));
  }

  @Test
  void enteringTwiceReplacesTheEntry() {
    enter("a", "u");
    enter("a", "v");

    assertEquals("v", await(presence.clients(channel)).get("a").user());
    assertEquals(new Presence.Count(1, 1), await(presence.count(channel)));
  }

  @Test
  void whoLeavesIsGoneAndTheOthersStay() {
    enter("a", "u");
    enter("b", "u");
    await(presence.remove(channel, "a"));
    await(presence.remove(channel, "a"));
    await(presence.remove(channel, "stranger"));

    assertEquals(Set.of("b"), await(presence.clients(channel)).keySet());
  }

  @Test
  void channelsKnowTheirOwnClientsOnly() {
    Channel other = new Channel(channel.name() + ":other");
    enter("a", "u");
    await(presence.remove(other, "a"));

    assertEquals(Map.of(), await(presence.clients(other)));
    assertEquals(Set.of("a"), await(presence.clients(channel)).keySet());
  }

  @Test
  void whatWasReadDoesNotChangeAfterwards() {
    enter("a", "u");
    Map<String, ClientInfo> before = await(presence.clients(channel));
    enter("b", "u");

    assertEquals(Set.of("a"), before.keySet());
  }

  @Test
  void manyThatComeAndGoAtOnceLeaveNobodyBehind() throws Exception {
    List<Thread> visitors = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String client = "c" + i;
      visitors.add(
          new Thread(
              () -> {
                for (int visit = 0; visit < 250; visit++) {
                  enter(client, "u");
                  await(presence.remove(channel, client));
                }
              }));
    }
    visitors.forEach(Thread::start);
    for (Thread visitor : visitors) {
      visitor.join();
    }

    assertEquals(new Presence.Count(0, 0), await(presence.count(channel)));
  }

  private void enter(String client, String user) {
    await(presence.add(channel, new ClientInfo(client, user, null, null)));
  }
}
