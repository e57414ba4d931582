package io.carillon.gateway.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * A chart of lines as SVG that stands in a page and takes its colours from there. Immutable.
 *
 * @param title with the unit
 * @param xLabel writes a value of the axis at the bottom
 * @param yLabel writes a value of the axis at the left
 * @param marks moments to be seen on the axis at the bottom
 */
record Chart(
    String title,
    Scale x,
    DoubleFunction<String> xLabel,
    Scale y,
    DoubleFunction<String> yLabel,
    List<Line> lines,
    List<Mark> marks) {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 200;
  private static final int LEFT = 52;
  private static final int RIGHT = 12;
  private static final int TOP = 10;
  private static final int BOTTOM = 24;

  /**
   * One line.
   *
   * @param style a class of the style sheet
   * @param points x and y; a gap where y is no number
   */
  record Line(String name, String style, List<double[]> points) {}

  /** A moment, with a text that whoever points at it is told. */
  record Mark(double x, String text) {}

  /** The figure, with a legend that names each line. */
  String html() {
    StringBuilder out = new StringBuilder();
    out.append("<figure><figcaption>").append(Html.escape(title));
    for (Line line : lines) {
      out.append(" <span class=\"key ").append(line.style()).append("\">");
      out.append(Html.escape(line.name())).append("</span>");
    }
    out.append("</figcaption>\n");
    out.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
            WIDTH,
            HEIGHT,
            Html.escape(title)));
    axes(out);
    marks.forEach(mark -> mark(out, mark));
    lines.forEach(line -> line(out, line));
    return out.append("</svg></figure>\n").toString();
  }

  private void axes(StringBuilder out) {
    for (double tick : y.ticks()) {
      double at = top(tick);
      stroke(out, "grid", LEFT, at, WIDTH - RIGHT, at);
      label(out, "end", LEFT - 6, at + 4, yLabel.apply(tick));
    }
    for (double tick : x.ticks()) {
      double at = left(tick);
      stroke(out, "grid", at, HEIGHT - BOTTOM, at, HEIGHT - BOTTOM + 4);
      boolean last = at > WIDTH - RIGHT - 20; // its text would not end inside
      label(out, last ? "end" : "middle", at, HEIGHT - 6, xLabel.apply(tick));
    }
  }

  private void mark(StringBuilder out, Mark mark) {
    double at = left(mark.x());
    out.append("<g><title>").append(Html.escape(mark.text())).append("</title>");
    stroke(out, "mark", at, TOP, at, HEIGHT - BOTTOM);
    label(out, "start", at + 3, TOP + 8, "▼");
    out.append("</g>\n");
  }

  private void line(StringBuilder out, Line line) {
    StringBuilder path = new StringBuilder();
    boolean drawing = false;
    for (double[] point : line.points()) {
      if (Double.isNaN(point[1])) {
        drawing = false;
        continue;
      }
      path.append(drawing ? 'L' : 'M');
      path.append(coordinate(left(point[0]))).append(' ').append(coordinate(top(point[1])));
      if (!drawing) {
        path.append("h.01"); // so that one point alone is seen
      }
      drawing = true;
    }
    out.append("<path class=\"line ").append(line.style()).append("\" d=\"");
    out.append(path).append("\"/>\n");
  }

  private static void stroke(
      StringBuilder out, String style, double x1, double y1, double x2, double y2) {
    out.append("<path class=\"").append(style).append("\" d=\"M");
    out.append(coordinate(x1)).append(' ').append(coordinate(y1)).append('L');
    out.append(coordinate(x2)).append(' ').append(coordinate(y2)).append("\"/>\n");
  }

  private static void label(StringBuilder out, String anchor, double x, double y, String text) {
    out.append("<text text-anchor=\"").append(anchor).append("\" x=\"").append(coordinate(x));
    out.append("\" y=\"").append(coordinate(y)).append("\">");
    out.append(Html.escape(text)).append("</text>\n");
  }

  private double left(double value) {
    return LEFT + clamp(x.place().applyAsDouble(value)) * (WIDTH - LEFT - RIGHT);
  }

  private double top(double value) {
    return HEIGHT - BOTTOM - clamp(y.place().applyAsDouble(value)) * (HEIGHT - TOP - BOTTOM);
  }

  private static double clamp(double share) {
    return Math.min(1, Math.max(0, share));
  }

  private static String coordinate(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
