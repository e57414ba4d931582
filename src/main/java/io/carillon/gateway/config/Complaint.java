package io.carillon.gateway.config;

/**
 * One mistake in a configuration. Its texts are kept on one line, whatever they were made of.
 *
 * @param path of the key, joined by dots; empty for the file as a whole
 * @param found the value and where it stands; never a secret
 * @param wanted what would have been right
 */
public record Complaint(String path, String found, String wanted) {
  public Complaint {
    path = Shown.oneLine(path);
    found = Shown.oneLine(found);
    wanted = Shown.oneLine(wanted);
  }

  @Override
  public String toString() {
    return (path.isEmpty() ? "" : path + ": ") + "found " + found + ", wanted " + wanted;
  }
}
