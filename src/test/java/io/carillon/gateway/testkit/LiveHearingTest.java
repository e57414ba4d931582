package io.carillon.gateway.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node may tell of a channel that keeps nothing, and what is a defect. */
class LiveHearingTest {
  private static final NodeAddress N1 = new NodeAddress("n1", "", 0, 0);
  private static final NodeAddress N2 = new NodeAddress("n2", "", 0, 0);

  @Test
  void oneNodeTellsEachOnceAndInOrder() {
    assertRight(began(N1), heard(N1, 1), heard(N1, 3), told(N1), heard(N1, 4));
  }

  @Test
  void anotherNodeMayTellLateWhatIsKnown() {
    assertRight(began(N1), heard(N1, 1), heard(N1, 2), told(N2), heard(N2, 1), heard(N2, 2));
  }

  @Test
  void oneNodeDoesNotTellItTwice() {
    assertWrong("heard again " + heard(N1, 1), began(N1), heard(N1, 1), heard(N1, 1));
  }

  @Test
  void subscribingAgainIsNoExcuse() {
    assertWrong("heard again " + heard(N1, 1), began(N1), heard(N1, 1), told(N1), heard(N1, 1));
  }

  @Test
  void oneNodeKeepsTheOrder() {
    assertWrong(
        heard(N2, 3) + " before " + heard(N2, 2),
        began(N1),
        heard(N1, 4),
        told(N2),
        heard(N2, 3),
        heard(N2, 2));
  }

  private static void assertRight(Heard... all) {
    assertEquals(List.of(), new LiveHearing(List.of(all)).complaints());
  }

  private static void assertWrong(String what, Heard... all) {
    assertEquals(List.of(what), new LiveHearing(List.of(all)).complaints());
  }

  private static Heard began(NodeAddress node) {
    return new Heard(Heard.Kind.BEGAN, "", 0, null, node, 0);
  }

  private static Heard told(NodeAddress node) {
    return new Heard(Heard.Kind.TOLD, "", 0, null, node, 0);
  }

  private static Heard heard(NodeAddress node, long number) {
    return new Heard(Heard.Kind.PUBLICATION, "", 0, new SentNumber.Payload(1, number), node, 0);
  }
}
