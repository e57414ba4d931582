package io.carillon.gateway.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.ConfigLoader;
import io.carillon.gateway.config.MemoryConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A container's memory, by files as the kernel writes them. */
class ControlGroupTest {
  private static final String UNLIMITED_V1 = "9223372036854771712";

  @TempDir private Path root;

  @Test
  void groupOfVersion2TellsWhatIsTakenWithoutCopiesOfFiles() throws IOException {
    write("membership", "0::/pods/one\n");
    write("pods/one/memory.max", "1000\n");
    write("pods/one/memory.current", "900\n");
    write("pods/one/memory.stat", "anon 1\ninactive_file 100\nactive_file 7\n");

    assertEquals(0.8, group().get().share());
  }

  @Test
  void groupOfVersion1Too() throws IOException {
    write("membership", "5:cpu:/other\n4:hugetlb,memory:/pods/one\n0::/\n");
    write("memory/pods/one/memory.limit_in_bytes", "1000\n");
    write("memory/pods/one/memory.usage_in_bytes", "700\n");
    write("memory/pods/one/memory.stat", "inactive_file 500\ntotal_inactive_file 200\n");

    assertEquals(0.5, group().get().share());
  }

  @Test
  void groupMayBeMountedAsIfItWereTheRoot() throws IOException {
    write("membership", "4:memory:/docker/0815\n");
    write("memory/memory.limit_in_bytes", "1000\n");
    write("memory/memory.usage_in_bytes", "500\n");
    write("memory/memory.stat", "total_inactive_file 0\n");

    assertEquals(0.5, group().get().share());
  }

  @Test
  void thereIsNoneWithoutALimit() throws IOException {
    assertEquals(Optional.empty(), group());
    write("membership", "garbage\n4:memory:/\n0::/\n");
    assertEquals(Optional.empty(), group());
    write("memory.max", "max\n");
    write("memory.current", "5\n");
    write("memory/memory.limit_in_bytes", UNLIMITED_V1);
    write("memory/memory.usage_in_bytes", "5\n");

    assertEquals(Optional.empty(), group());
  }

  @Test
  void whatCannotBeReadAnyMoreRefusesNobody() throws IOException {
    write("membership", "0::/\n");
    write("memory.max", "1000\n");
    write("memory.current", "990\n");
    ControlGroup group = group().get();
    Files.delete(root.resolve("memory.current"));

    assertEquals(0, group.share());
  }

  @Test
  void newcomersAreRefusedWhileItIsFullAndNotEnoughHaveGone() throws IOException {
    write("membership", "0::/\n");
    write("memory.max", "1000\n");
    write("memory.current", "940\n");
    write("memory.stat", "inactive_file 0\n");
    AtomicLong connections = new AtomicLong(100);
    Memory memory = new Memory(watched(), group(), connections::get);

    assertFalse(isShort(memory));
    write("memory.current", "950\n");
    assertTrue(isShort(memory));
    write("memory.current", "930\n");
    assertTrue(isShort(memory));
    connections.set(89);
    assertFalse(isShort(memory));
    connections.set(100);
    assertTrue(isShort(memory));
    write("memory.current", "910\n");
    assertFalse(isShort(memory));
  }

  private static boolean isShort(Memory memory) {
    memory.look();
    return memory.isShort();
  }

  private static MemoryConfig watched() {
    return ConfigLoader.load(Optional.empty(), List.of(), Map.of()).limits().memory();
  }

  private Optional<ControlGroup> group() {
    return ControlGroup.of(root.resolve("membership"), root);
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
