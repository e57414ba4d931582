package io.carillon.gateway.protocol;

import io.carillon.gateway.channel.Payload;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Records with all that is in them, payloads too, so that two can be compared. */
final class SpelledOut {
  private SpelledOut() {}

  static String of(Object value) {
    if (value instanceof Payload payload) {
      return payload.kind() + new String(payload.bytes(), StandardCharsets.ISO_8859_1);
    } else if (value instanceof Collection<?> values) {
      StringJoiner all = new StringJoiner(",", "[", "]");
      values.forEach(one -> all.add(of(one)));
      return all.toString();
    } else if (value instanceof Map<?, ?> map) {
      Map<String, String> sorted = new TreeMap<>();
      map.forEach((key, one) -> sorted.put(of(key), of(one)));
      return sorted.toString();
    }
    return value instanceof Record record ? parts(record) : String.valueOf(value);
  }

  private static String parts(Record record) {
    StringJoiner all = new StringJoiner(",", record.getClass().getSimpleName() + "(", ")");
    try {
      for (RecordComponent part : record.getClass().getRecordComponents()) {
        all.add(part.getName() + "=" + of(part.getAccessor().invoke(record)));
      }
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
    return all.toString();
  }
}
