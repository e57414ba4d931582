package io.carillon.gateway.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the system tells this process. A hook of the JVM hears of the first signal only, and not
 * which it was; {@code sun.misc.Signal} of the module jdk.unsupported tells both. By reflection,
 * since the compiler warns of it, and there is no way to say that it is meant. Stateless.
 */
final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /**
   * Runs this with each signal of a name, as in TERM, instead of what the JVM does; on a thread of
   * its own. Where the JVM keeps signals to itself it goes on to.
   */
  static void handle(String name, Runnable then) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object own =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> answer(proxy, method, arguments, then));
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), own);
    } catch (ReflectiveOperationException unavailable) {
      LOG.debug("signals are the JVM's signal={}", name, unavailable);
    }
  }

  private static Object answer(Object proxy, Method method, Object[] arguments, Runnable then) {
    return switch (method.getName()) {
      case "handle" -> {
        then.run();
        yield null;
      }
      case "equals" -> proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> "signal handler";
    };
  }
}
