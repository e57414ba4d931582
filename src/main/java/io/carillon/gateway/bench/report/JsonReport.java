package io.carillon.gateway.bench.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.carillon.gateway.bench.Counters;
import io.carillon.gateway.bench.Fault;
import io.carillon.gateway.bench.Machine;
import io.carillon.gateway.bench.Outcome;
import io.carillon.gateway.bench.Part;
import java.util.List;

/** A report for programs: percentiles first, then everything as it was counted. */
public final class JsonReport {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private JsonReport() {}

  /** One object, ending with a line feed. */
  public static String of(Report report) {
    Document document =
        new Document(
            report.good(),
            report.problems(),
            report.outcome().parts().stream().map(Times::of).toList(),
            Cpu.of(report.outcome()).orElse(null),
            report.machines(),
            report.faults().stream().map(Deed::of).toList(),
            report.outcome());
    try {
      return JSON.writeValueAsString(document) + "\n";
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException("report cannot be written", bug);
    }
  }

  private record Document(
      boolean good,
      List<String> problems,
      List<Times> millis,
      @JsonInclude(JsonInclude.Include.NON_NULL) Cpu cpu,
      List<Machine> machines,
      List<Deed> faults,
      Outcome outcome) {}

  /** A fault, of which nothing happened when it was not run. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Deed(
      boolean ran,
      String command,
      String ending,
      Long atMillis,
      Long tookMillis,
      Integer exit,
      String said,
      Counters before) {
    static Deed of(Fault fault) {
      return fault.ran()
          ? new Deed(
              true,
              fault.command(),
              fault.ending(),
              fault.atMillis(),
              fault.tookMillis(),
              fault.exit(),
              fault.said(),
              fault.before())
          : new Deed(false, fault.command(), fault.ending(), null, null, null, null, null);
    }
  }

  private record Times(
      String part,
      double deliveriesPerSecond,
      Quantiles connect,
      Quantiles handshake,
      Quantiles subscribe,
      Quantiles publish,
      Quantiles delivery,
      Quantiles reconnect,
      Quantiles silence) {
    static Times of(Part part) {
      return new Times(
          part.name(),
          part.counters().deliveryRate(),
          Quantiles.of(part.connect()),
          Quantiles.of(part.handshake()),
          Quantiles.of(part.subscribe()),
          Quantiles.of(part.publish()),
          Quantiles.of(part.delivery()),
          Quantiles.of(part.reconnect()),
          Quantiles.of(part.silence()));
    }
  }
}
