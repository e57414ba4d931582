package io.carillon.gateway.metrics;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** One figure of all event loops: each adds to a {@link Cell} of its own. From any thread. */
final class LoopCount {
  private final List<Cell> cells = new CopyOnWriteArrayList<>();

  /** The cell of one more loop. */
  Cell open() {
    Cell cell = new Cell();
    cells.add(cell);
    return cell;
  }

  /** Of all loops; reads their cells and waits for none of them. */
  long sum() {
    long sum = 0;
    for (Cell cell : cells) {
      sum += cell.get();
    }
    return sum;
  }
}
