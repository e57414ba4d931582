package io.carillon.gateway.metrics;

import io.carillon.gateway.hub.Hub;
import io.carillon.gateway.hub.HubMetrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Who listens on this node, and what is delivered to them. From any thread. */
public final class HubFigures {
  private final PrometheusMeterRegistry registry;
  private final LoopCount subscriptions = new LoopCount();
  private final Map<String, Form> forms = new ConcurrentHashMap<>();
  private final Timings reached =
      new Timings(
          "carillon_publish_socket",
          "From the arrival of a publication at this node to the end of its flush, each delivery");

  private volatile Hub hub;

  HubFigures(PrometheusMeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("carillon.subscriptions", subscriptions, LoopCount::sum)
        .description("Subscriptions of clients and links of this node")
        .register(registry);
    registry.getPrometheusRegistry().register(reached);
  }

  /** Reads what a hub knows of itself. Once. */
  void watch(Hub watched) {
    hub = watched;
    Gauge.builder("carillon.channels", hub, Hub::channelCount)
        .description("Channels that somebody at this node listens to")
        .register(registry);
    Gauge.builder("carillon.waiting.bytes", hub, Hub::waitingBytes)
        .description("Publications that wait for their fan-out at this node, in bytes")
        .register(registry);
  }

  /** What one more event loop counts with. */
  public HubMetrics open() {
    return new Loop(this);
  }

  long channels() {
    return hub == null ? 0 : hub.channelCount();
  }

  long subscriptions() {
    return subscriptions.sum();
  }

  long deliveries() {
    return forms.values().stream().mapToLong(form -> form.messages.sum()).sum();
  }

  long deliveryBytes() {
    return forms.values().stream().mapToLong(form -> form.bytes.sum()).sum();
  }

  Timings reached() {
    return reached;
  }

  private Form form(String name) {
    return forms.computeIfAbsent(name, this::register);
  }

  private Form register(String name) {
    Form form = new Form(new LoopCount(), new LoopCount());
    FunctionCounter.builder("carillon.deliveries", form.messages, LoopCount::sum)
        .description("Publications and other events written to subscribers")
        .tag("form", name)
        .register(registry);
    FunctionCounter.builder("carillon.delivery.bytes", form.bytes, LoopCount::sum)
        .description("Bytes of those on the wire")
        .tag("form", name)
        .register(registry);
    return form;
  }

  /** All loops of one form. */
  private record Form(LoopCount messages, LoopCount bytes) {}

  /** One loop of one form. */
  private record Cells(Cell messages, Cell bytes) {}

  /** Confined to its loop. */
  private static final class Loop implements HubMetrics {
    private final HubFigures figures;
    private final Cell subscriptions;
    private final TimeCell reached;
    private final Map<String, Cells> forms = new HashMap<>();

    Loop(HubFigures figures) {
      this.figures = figures;
      this.subscriptions = figures.subscriptions.open();
      this.reached = figures.reached.open();
    }

    @Override
    public void subscriptions(int change) {
      subscriptions.add(change);
    }

    @Override
    public void delivered(String form, long messages, long bytes) {
      Cells cells = forms.get(form);
      if (cells == null) {
        Form all = figures.form(form);
        cells = new Cells(all.messages.open(), all.bytes.open());
        forms.put(form, cells);
      }
      cells.messages.add(messages);
      cells.bytes.add(bytes);
    }

    @Override
    public void reached(long nanos, long deliveries) {
      reached.record(nanos, deliveries);
    }
  }
}
