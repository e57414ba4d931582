package io.carillon.gateway.session;

import io.carillon.gateway.filter.FilterNode;
import io.carillon.gateway.filter.TagFilter;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The filters of one loop: equal ones are one, so that each is asked once of a publication. One
 * that nobody uses any more is forgotten. Confined to the loop.
 */
final class TagFilters {
  private final Map<TagFilter, WeakReference<TagFilter>> known = new WeakHashMap<>();

  /** The filter that a client asks for; fails like {@link TagFilter#of}. */
  TagFilter of(FilterNode asked) {
    TagFilter filter = TagFilter.of(asked);
    WeakReference<TagFilter> same = known.get(filter);
    TagFilter shared = same == null ? null : same.get();
    if (shared == null) {
      known.put(filter, new WeakReference<>(filter));
      return filter;
    }
    return shared;
  }
}
