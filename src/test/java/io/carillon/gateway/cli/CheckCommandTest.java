package io.carillon.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void goodConfigurationIsCalledGood() {
    assertEquals(0, check("-c", "conf/carillon.yaml", "--set", "node.name=left"));
    assertTrue(out.toString().contains("configuration is good"), out.toString());
    assertEquals("", err.toString());
  }

  @Test
  void whatABackendIsNotAskedOfIsRemarkedAndTheConfigurationIsGood() {
    String[] asking = {
      "--set", "backends={app: {url: 'http://127.0.0.1:1/'}}", "--set", "ask.connect=app"
    };

    assertEquals(0, check(asking));
    assertTrue(err.toString().startsWith("warning: auth.anonymous: true "), err.toString());
    err.getBuffer().setLength(0);

    String[] closed = Arrays.copyOf(asking, 6);
    closed[4] = "--set";
    closed[5] = "auth.anonymous=false";
    assertEquals(0, check(closed));
    assertEquals("", err.toString());
  }

  @Test
  void everyMistakeOfFileAndOptionsGoesToStandardError(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("bad.yaml"), "nod: {}\nauth: 1\n");

    int exitCode = check("-c", file.toString(), "--set", "node.eventLoops=x", "--set", "y");

    assertEquals(1, exitCode);
    assertEquals("", out.toString());
    assertTrue(err.toString().startsWith("4 mistakes in the configuration:"), err.toString());
    for (String key : new String[] {"nod: ", "auth: ", "node.eventLoops: ", "--set: "}) {
      assertTrue(err.toString().contains("\n  " + key), err.toString());
    }
  }

  @Test
  void fileThatIsNotThereIsAMistake() {
    assertEquals(1, check("-c", "conf/none.yaml"));
    assertTrue(err.toString().contains("none.yaml"), err.toString());
  }

  @Test
  void optionThatIsUnknownIsAMistakeOfTheCommandLine() {
    assertEquals(2, check("--nonsense"));
  }

  private int check(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "check";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return Carillon.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(command);
  }
}
