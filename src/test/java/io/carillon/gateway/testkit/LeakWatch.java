package io.carillon.gateway.testkit;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class in which a Netty buffer was collected without having been released. Found and
 * registered by JUnit for every class.
 */
public final class LeakWatch implements BeforeAllCallback, AfterAllCallback {
  private static final int COLLECTIONS = 3;
  private static final long CANARY_MILLIS = 10_000;
  private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

  /** Buffers that ever were. */
  private static final AtomicLong TRACKED = new AtomicLong();

  /** As many were there before the last collections: where no other came, none can have leaked. */
  private static long looked;

  static {
    // Before Netty makes its own detectors, which are static.
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Reporting());
  }

  @Override
  public void beforeAll(ExtensionContext context) {}

  @Override
  public void afterAll(ExtensionContext context) throws InterruptedException {
    long tracked = TRACKED.get();
    if (tracked == looked) {
      return;
    }
    looked = tracked + COLLECTIONS;
    for (int i = 0; i < COLLECTIONS; i++) {
      collect();
      // Leaks are reported when something else is tracked.
      PooledByteBufAllocator.DEFAULT.directBuffer(1).release();
    }
    String leak = LEAKS.poll();
    if (leak != null) {
      LEAKS.clear();
      throw new AssertionError("leaked up to here: " + leak);
    }
  }

  // A collection queues what it found a little later, on a thread of its own: so we wait for a
  // canary of ours to be found.
  private static void collect() throws InterruptedException {
    ReferenceQueue<Object> found = new ReferenceQueue<>();
    PhantomReference<Object> canary = new PhantomReference<>(new Object(), found);
    System.gc();
    if (found.remove(CANARY_MILLIS) == null) {
      throw new AssertionError("no collection found " + canary + ", so leaks would not be seen");
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
        public ResourceLeakTracker<T> track(T buffer) {
          TRACKED.incrementAndGet();
          return super.track(buffer);
        }

        @Override
        public ResourceLeakTracker<T> trackForcibly(T buffer) {
          TRACKED.incrementAndGet();
          return super.trackForcibly(buffer);
        }

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
