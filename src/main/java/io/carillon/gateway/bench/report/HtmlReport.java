package io.carillon.gateway.bench.report;

import io.carillon.gateway.bench.Event;
import io.carillon.gateway.bench.Fault;
import io.carillon.gateway.bench.Kind;
import io.carillon.gateway.bench.Machine;
import io.carillon.gateway.bench.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A report as one page that needs no other file, no script and no network. Whatever came from
 * outside is text in it, and its policy would let nothing else run.
 */
public final class HtmlReport {
  private static final String STYLES = "/bench/report.css";

  private final Report report;
  private final StringBuilder out = new StringBuilder();

  private HtmlReport(Report report) {
    this.report = report;
  }

  /** The whole page. */
  public static String of(Report report) {
    return new HtmlReport(report).write();
  }

  private String write() {
    String title = Setting.title(report.outcome().plan());
    out.append("<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">\n");
    out.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    out.append("style-src 'unsafe-inline'\">\n");
    out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.append("<title>").append(Html.escape(title)).append("</title>\n");
    out.append("<style>\n").append(styles()).append("</style>\n<header>");
    tag("h1", title);
    tag("p", Setting.where(report.outcome()));
    tag("p", Setting.what(report.outcome()));
    out.append("</header>\n<main>\n");
    verdict();
    tag("p", Comparison.of(report.outcome().parts()));
    report.outcome().parts().forEach(this::part);
    list("server CPU", Cpu.of(report.outcome()).stream().map(Cpu::text).toList());
    list("machines", report.machines().stream().map(HtmlReport::told).toList());
    list("events", report.outcome().events().stream().map(HtmlReport::told).toList());
    report.faults().forEach(this::fault);
    return out.append("</main>\n</html>\n").toString();
  }

  private void verdict() {
    if (report.good()) {
      out.append("<p class=\"well\">● ").append(report.verdict()).append("</p>\n");
    } else {
      out.append("<p class=\"bad\">▲ ").append(report.verdict()).append("</p>\n");
      list("", report.problems());
    }
  }

  private void part(Part part) {
    Kind kind = report.outcome().plan().kind();
    Findings findings = Findings.of(kind, part);
    out.append("<section>\n");
    if (!findings.name().isEmpty()) {
      tag("h2", findings.name());
    }
    table(findings);
    out.append("<dl>");
    for (Findings.Fact fact : findings.facts()) {
      tag("dt", fact.name());
      tag("dd", fact.text());
    }
    out.append("</dl>\n<div class=\"charts\">\n");
    Timeline timeline = new Timeline(part, report.faults());
    out.append(timeline.open().html()).append(timeline.opened().html());
    if (kind != Kind.CONNECT) {
      out.append(timeline.received().html()).append(timeline.delivery().html());
    }
    out.append(Distribution.of(part).html()).append("</div>\n");
    list(
        "failures",
        part.failures().stream()
            .map(one -> Numbers.count(one.count()) + " × " + one.what())
            .toList());
    out.append("</section>\n");
  }

  private void table(Findings findings) {
    out.append("<table><thead><tr><th scope=\"col\">ms</th>");
    Quantiles.HEADS.forEach(head -> out.append("<th scope=\"col\">").append(head).append("</th>"));
    out.append("</tr></thead><tbody>\n");
    for (Findings.Row row : findings.rows()) {
      out.append("<tr><th scope=\"row\" title=\"").append(Html.escape(row.meaning()));
      out.append("\">").append(Html.escape(row.name())).append("</th>");
      row.quantiles().cells().forEach(cell -> tag("td", cell));
      out.append("</tr>\n");
    }
    out.append("</tbody></table>\n");
  }

  private void fault(Fault fault) {
    if (!fault.ran()) {
      tag("p", fault.command() + ": " + fault.ending());
      return;
    }
    list(
        "since " + Numbers.seconds(fault.atMillis()) + ": " + fault.command(),
        Noticed.of(fault, report.outcome()));
  }

  private void list(String head, List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    if (!head.isEmpty()) {
      tag("h2", head);
    }
    out.append("<ul>");
    lines.forEach(line -> tag("li", line));
    out.append("</ul>\n");
  }

  private void tag(String name, String text) {
    out.append('<').append(name).append('>').append(Html.escape(text));
    out.append("</").append(name).append('>');
  }

  private static String told(Machine machine) {
    return MachineLine.of(machine);
  }

  private static String told(Event event) {
    return Numbers.seconds(event.atMillis()) + " " + event.text();
  }

  private static String styles() {
    try (InputStream file = HtmlReport.class.getResourceAsStream(STYLES)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }
}
