package io.carillon.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterConfigTest {
  @Test
  void nodeIsAloneUnlessItIsTold() {
    assertEquals(false, load().enabled());
    assertEquals(1, load().quorum());
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "gateway-1, gateway-1:5701",
    "gateway-1:5801, gateway-1:5801",
    "10.0.0.7, 10.0.0.7:5701",
    "10.0.0.7:1, 10.0.0.7:1",
    "'[::1]:5702', '[::1]:5702'",
    "'[::1]', '[::1]:5701'",
    "fd00::7, '[fd00::7]:5701'"
  })
  void memberWithoutAPortHasTheSamePortAsThisNode(String member, String meant) {
    assertEquals(
        List.of(meant),
        load("cluster.enabled=true", "cluster.members=['" + member + "']").members());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a b", "gateway:0", "gateway:70000", "gateway:x", ":5701", "http://a:1", "["})
  void memberThatIsNoAddressIsAMistake(String member) {
    String complaint =
        complaint("cluster.enabled=true", "cluster.members=['" + member + "', fine:5701]");

    assertTrue(complaint.startsWith("cluster.members.0: found '" + member + "'"), complaint);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cluster.enabled=true                                            | cluster.members: found nothing
          cluster.kubernetes.service=a;cluster.members=[b]                | cluster.members: found
          cluster.port=7000;cluster.busPort=7000                          | cluster.busPort: found '7000'
          cluster.port=15701                                              | cluster.busPort: found 15701 (default)
          cluster.name=two words                                          | cluster.name: found 'two words'
          cluster.silence=1s                                              | cluster.silence: found '1s'
          cluster.majorityOf=-1                                           | cluster.majorityOf: found '-1'
          cluster.host=not a host                                         | cluster.host: found 'not a host'
          cluster.kubernetes.service=Upper                                | cluster.kubernetes.service: found 'Upper'
          cluster.enabled=maybe                                           | cluster.enabled: found 'maybe'
          """)
  void mistakeIsNamedByPathAndValue(String settings, String start) {
    String complaint = complaint(settings.split(";"));

    assertTrue(complaint.startsWith(start), complaint);
  }

  @ParameterizedTest(name = "of {0} nodes {1}")
  @CsvSource({"0, 1", "1, 1", "2, 2", "3, 2", "4, 3", "5, 3"})
  void majorityIsMoreThanHalfOfTheNodesThatAreRun(int nodes, int quorum) {
    assertEquals(quorum, load("cluster.majorityOf=" + nodes).quorum());
  }

  private static ClusterConfig load(String... settings) {
    return ConfigLoader.load(Optional.empty(), List.of(settings), Map.of()).cluster();
  }

  private static String complaint(String... settings) {
    List<Complaint> complaints =
        assertThrows(ConfigException.class, () -> load(settings)).complaints();
    assertEquals(1, complaints.size(), complaints.toString());
    return complaints.get(0).toString();
  }
}
