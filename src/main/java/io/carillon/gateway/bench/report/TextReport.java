package io.carillon.gateway.bench.report;

import io.carillon.gateway.bench.Event;
import io.carillon.gateway.bench.Fault;
import io.carillon.gateway.bench.Machine;
import io.carillon.gateway.bench.Part;
import java.util.List;

/** A report for a terminal. */
public final class TextReport {
  /** Of these there may be one for each connection. */
  private static final int MOST_FAILURES = 10;

  private final Report report;
  private final StringBuilder text = new StringBuilder();

  private TextReport(Report report) {
    this.report = report;
  }

  /** All of it, ending with a line that says whether it went well. */
  public static String of(Report report) {
    return new TextReport(report).write();
  }

  private String write() {
    line(Setting.title(report.outcome().plan()) + " · " + Setting.where(report.outcome()));
    line(Setting.what(report.outcome()));
    report.outcome().parts().forEach(this::part);
    String comparison = Comparison.of(report.outcome().parts());
    if (!comparison.isEmpty()) {
      line("");
      line(String.format("%-13s %s", "ratio", comparison));
    }
    Cpu.of(report.outcome()).ifPresent(cpu -> fact("server CPU", cpu.text()));
    report.machines().forEach(this::machine);
    events();
    report.faults().forEach(this::fault);
    line("");
    String problems = String.join("; ", report.problems());
    line(report.verdict() + (report.good() ? "" : ": " + problems));
    return text.toString();
  }

  private void part(Part part) {
    Findings findings = Findings.of(report.outcome().plan().kind(), part);
    line("");
    if (!findings.name().isEmpty()) {
      line(findings.name());
    }
    row("ms", Quantiles.HEADS);
    findings.rows().forEach(row -> row(row.name(), row.quantiles().cells()));
    line("");
    findings.facts().forEach(fact -> fact(fact.name(), fact.text()));
    failures(part);
  }

  private void failures(Part part) {
    part.failures().stream()
        .limit(MOST_FAILURES)
        .forEach(one -> line(String.format("%,11d × %s", one.count(), one.what())));
    if (part.failures().size() > MOST_FAILURES) {
      line(String.format("%11s   and %,d other kinds", "", part.failures().size() - MOST_FAILURES));
    }
  }

  private void machine(Machine machine) {
    fact("machine", MachineLine.of(machine));
  }

  private void events() {
    List<Event> events = report.outcome().events();
    if (!events.isEmpty()) {
      line("");
    }
    for (Event event : events) {
      line(String.format("%13s %s", Numbers.seconds(event.atMillis()), event.text()));
    }
  }

  private void fault(Fault fault) {
    line("");
    if (!fault.ran()) {
      line(fault.command() + ": " + fault.ending());
      return;
    }
    line("since " + Numbers.seconds(fault.atMillis()) + ": " + fault.command());
    Noticed.of(fault, report.outcome()).forEach(noticed -> line("  " + noticed));
  }

  private void fact(String name, String text) {
    line(String.format("%-13s %s", name, text));
  }

  private void row(String name, List<String> cells) {
    StringBuilder row = new StringBuilder(String.format("%-13s", name));
    cells.forEach(cell -> row.append(String.format("%12s", cell)));
    line(row.toString());
  }

  private void line(String line) {
    // What a server said is in some: it is not to steer the terminal.
    text.append(line.replaceAll("\\p{Cc}", "\uFFFD")).append('\n');
  }
}
