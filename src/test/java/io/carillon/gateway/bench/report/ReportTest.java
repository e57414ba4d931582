package io.carillon.gateway.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.gateway.bench.Counters;
import io.carillon.gateway.bench.Fault;
import io.carillon.gateway.bench.Outcome;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xml.sax.InputSource;

class ReportTest {
  private final Report good = Report.of(SampleRun.good());
  private final Report killed = SampleRun.killed();

  @Test
  void aRunWithoutFaultIsGood() {
    assertTrue(good.good());
    assertTrue(TextReport.of(good).endsWith("\nall well\n"));
  }

  @Test
  void everyKindOfProblemIsNamed() {
    assertEquals(
        List.of(
            "10 lost",
            "2 doubled",
            "1 out of order",
            "3 refused",
            "2 connections not made",
            "1 connection gone at the end",
            "machine two:7000: went away",
            SampleRun.HOSTILE + ": exit 127 after 12 ms"),
        killed.problems());
    assertTrue(TextReport.of(killed).contains("\nnot well: 10 lost; 2 doubled; "));
  }

  @Test
  void connectionsThatWereLostAreAProblemWhenNothingWasDoneToThem() {
    List<String> problems = Report.of(killed.outcome()).problems();

    assertTrue(problems.contains("501 connections lost on the way"), problems.toString());
  }

  @Test
  void aFanOutThatBroughtNothingIsNotGood() {
    assertEquals(List.of("nothing was received"), Report.of(SampleRun.silent()).problems());
  }

  @Test
  void textHasPercentilesRatesAndCorrectness() {
    String text = TextReport.of(good);

    assertLine(text, "ms +count +p50 +p90 +p99 +p99.9 +max");
    assertLine(text, "connect +4 +3.00 +40.0 +40.0 +40.0 +40.0");
    assertLine(text, "publish +4 +2.00 +21.0 +21.0 +21.0 +21.0");
    assertLine(text, "server CPU +0.800 % of a core · 0.800 µs for each delivery");
    assertLine(text, "delivery +6,000 +0.7\\d\\d +1.1\\d +4.\\d\\d +5.1\\d +5.1\\d");
    assertLine(text, "reconnect +– +– +– +– +– +–");
    assertLine(text, "deliveries +600,000 of 600,000 · 10.0 k/s over 50.0 s · 90.0 MB in all");
    assertLine(
        text,
        "correctness +0 lost · 0 doubled · 0 out of order · 0 recovered · 0 told to be lost · "
            + "longest silence 140 ms");
  }

  @Test
  void textTellsWhatClientsNoticedOfAFault() {
    String text = TextReport.of(killed);

    assertLine(text, " +30.0 s kill -9 4711: exit 0 after 4 ms");
    assertLine(text, "since 30.0 s: kill -9 4711");
    assertLine(text, "  500 connections lost, 499 came back, 1 gone");
    assertLine(text, "  back after p50 250 ms, p99 80\\d ms, max 80\\d ms");
    assertLine(
        text, "  1,234 deliveries recovered, 10 lost in the whole run, 2 doubled, 1 out of order");
    assertLine(text, "  longest silence 900 ms");
  }

  @Test
  void cpuOfSomeNodesOnlyIsNotPutDownToAllDeliveries() throws Exception {
    Report half = Report.of(SampleRun.halfTold());

    assertLine(
        TextReport.of(half),
        "server CPU +0.800 % of a core · – µs for each delivery · of 1 of 2 nodes");
    JsonNode cpu = new ObjectMapper().readTree(JsonReport.of(half)).get("cpu");
    assertEquals(2, cpu.get("asked").intValue());
    assertEquals(0, cpu.get("microsPerDelivery").doubleValue());
  }

  @Test
  void ofAFaultThatWasNotRunNothingElseIsTold() throws Exception {
    Fault never = new Fault(0, "kill -9 4711", 0, Fault.NEVER, "", Counters.NONE);
    Report report = new Report(killed.outcome(), List.of(), List.of(never));
    String text = TextReport.of(report);
    String page = HtmlReport.of(report);
    JsonNode json = new ObjectMapper().readTree(JsonReport.of(report)).at("/faults/0");

    assertLine(text, "kill -9 4711: was not run");
    assertFalse(text.contains("since "), text);
    assertFalse(text.contains("came back, 1 gone"), text);
    assertTrue(report.problems().contains("501 connections lost on the way"), "nothing did that");
    assertTrue(page.contains("<p>kill -9 4711: was not run</p>"));
    assertFalse(page.contains("class=\"mark\""), "nothing was done to it");
    assertEquals(
        "{\"ran\":false,\"command\":\"kill -9 4711\",\"ending\":\"was not run\"}", json.toString());
  }

  @Test
  void oneThatWasEndedEarlySaysHowFarItCame() {
    Report ended = Report.of(SampleRun.ended());
    String text = TextReport.of(ended);

    assertLine(text, "1,000 connections · .* · 0.4 s of 50.0 s, ended 2.3 s after it began");
    assertLine(text, "connections +3 of 1,000 · 997 not begun · .* · 0 not made · .*");
    assertTrue(text.endsWith("\nended early, all well so far\n"), text);
    assertTrue(HtmlReport.of(ended).contains("● ended early, all well so far"));
  }

  @Test
  void textTellsHowFarClocksWereOff() {
    String text = TextReport.of(killed);

    assertLine(text, "machine +one:7000 · 500 connections · clock 1.20 ms behind ± 0.045 ms");
    assertLine(
        text, "machine +two:7000 · 500 connections · clock 0.003 ms ahead ± 0.051 ms · went away");
  }

  @Test
  void jsonHasPercentilesAndTheOutcomeAsItWas() throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode json = mapper.readTree(JsonReport.of(killed));

    assertFalse(json.get("good").booleanValue());
    assertEquals("10 lost", json.at("/problems/0").textValue());
    assertEquals(800, json.at("/millis/0/reconnect/max").doubleValue(), 1);
    assertEquals(21, json.at("/millis/0/publish/max").doubleValue(), 1);
    assertEquals(0.8, json.at("/cpu/microsPerDelivery").doubleValue(), 0.01);
    assertEquals(45_000, json.at("/machines/0/clockErrorNanos").intValue());
    assertEquals(127, json.at("/faults/1/exit").intValue());
    assertEquals(killed.outcome(), mapper.treeToValue(json.get("outcome"), Outcome.class));
  }

  @Test
  void pageIsOneFileWithoutScriptThatLoadsNothing() {
    String page = HtmlReport.of(good);

    assertFalse(page.contains("<script"), page);
    assertFalse(Pattern.compile("\\b(src|href)=|@import|url\\(").matcher(page).find());
    assertTrue(page.contains("default-src 'none'"));
    assertFalse(page.contains("class=\"mark\""), "nothing was done to it");
    assertTrue(page.length() < 60_000, "is " + page.length() + " characters long");
  }

  @Test
  void whatCameFromOutsideIsTextInThePage() {
    String page = HtmlReport.of(killed);

    assertFalse(page.contains("<script"), page);
    assertFalse(page.contains("<img"), page);
    // In failures, problems, the head and list of faults, events, and once for each chart.
    assertTrue(
        Pattern.compile("&lt;script&gt;alert\\(&#39;1&#39;\\)").matcher(page).results().count()
            >= 8);
  }

  @Test
  void eachFaultIsSeenInEachChartOverTime() {
    String page = HtmlReport.of(killed);

    assertEquals(4 * 2, Pattern.compile("class=\"mark\"").matcher(page).results().count());
    assertTrue(page.contains("<title>30.0 s kill -9 4711</title>"));
  }

  @Test
  void chartsAreWellFormedAndShowWhatHappened() throws Exception {
    Matcher charts =
        Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(HtmlReport.of(killed));
    Map<String, Integer> lines = new TreeMap<>();
    while (charts.find()) {
      var svg =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(charts.group())))
              .getDocumentElement();
      String label = svg.getAttribute("aria-label");
      int drawn = 0;
      var paths = svg.getElementsByTagName("path");
      for (int i = 0; i < paths.getLength(); i++) {
        var classes = paths.item(i).getAttributes().getNamedItem("class").getNodeValue();
        String d = paths.item(i).getAttributes().getNamedItem("d").getNodeValue();
        assertFalse(d.contains("NaN"), label);
        drawn += classes.startsWith("line") ? 1 : 0;
      }
      lines.put(label, drawn);
    }

    assertEquals(
        Map.of(
            "connections open", 1,
            "connections opened /s", 1,
            "messages received /s", 1,
            "delivery ms", 2,
            "ms by percentile", 3),
        lines);
  }

  @ParameterizedTest(name = "{0} is written {1}")
  @CsvSource({
    "0, 0",
    "0.0001, 0",
    "0.0126, 0.013",
    "1.234, 1.23",
    "12.34, 12.3",
    "999.4, 999",
    "999.6, 1.00 k",
    "10000, 10.0 k",
    "486123, 486 k",
    "1.5e6, 1.50 M"
  })
  void numbersHaveThreeSignificantDigits(double number, String written) {
    assertEquals(written, Numbers.large(number));
  }

  private static void assertLine(String text, String pattern) {
    assertTrue(
        Pattern.compile("^" + pattern + "$", Pattern.MULTILINE).matcher(text).find(),
        pattern + "\n" + text);
  }
}
