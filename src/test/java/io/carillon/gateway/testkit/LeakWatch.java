package io.carillon.gateway.testkit;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class in which a Netty buffer was collected without having been released. Found and
 * registered by JUnit for every class.
 */
public final class LeakWatch implements BeforeAllCallback, AfterAllCallback {
  private static final int COLLECTIONS = 3;
  private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

  static {
    // Before Netty makes its own detectors, which are static.
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Reporting());
  }

  @Override
  public void beforeAll(ExtensionContext context) {}

  @Override
  public void afterAll(ExtensionContext context) {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      // Leaks are reported when something else is tracked.
      PooledByteBufAllocator.DEFAULT.directBuffer(1).release();
    }
    String leak = LEAKS.poll();
    if (leak != null) {
      LEAKS.clear();
      throw new AssertionError("leaked up to here: " + leak);
    }
  }

  private static final class Reporting extends ResourceLeakDetectorFactory {
    @Override
    @Deprecated
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> resource, int samplingInterval, long maxActive) {
      return newResourceLeakDetector(resource, samplingInterval);
    }

    @Override
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> resource, int samplingInterval) {
      return new ResourceLeakDetector<>(resource, samplingInterval) {
        @Override
        protected boolean needReport() {
          return true;
        }

        @Override
        protected void reportTracedLeak(String type, String records) {
          LEAKS.add(type + records);
        }

        @Override
        protected void reportUntracedLeak(String type) {
          LEAKS.add(type);
        }
      };
    }
  }
}
