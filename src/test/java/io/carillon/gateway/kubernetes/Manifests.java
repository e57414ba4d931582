package io.carillon.gateway.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.List;
import java.util.Map;

/** Reads manifests as strictly as a server would that refuses fields it does not know. */
final class Manifests {
  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of(
          "v1/ConfigMap", ConfigMap.class,
          "v1/Secret", Secret.class,
          "v1/Service", Service.class,
          "apps/v1/StatefulSet", StatefulSet.class,
          "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class,
          "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class,
          "networking.k8s.io/v1/Ingress", Ingress.class,
          "autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
          "monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class,
          "monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class);

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .annotationIntrospector(new NothingElse())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              text ->
                  text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build();

  private Manifests() {}

  /** As its kind says; fails, with the path, for what that does not know. */
  static HasMetadata typed(JsonNode object) throws JsonProcessingException {
    String kind = object.path("apiVersion").asText() + "/" + object.path("kind").asText();
    if (!KINDS.containsKey(kind)) {
      throw new IllegalArgumentException("an unknown kind: " + kind);
    }
    return STRICT.treeToValue(object, KINDS.get(kind));
  }

  /** The one of a class and name. */
  static <T extends HasMetadata> T get(List<ObjectNode> objects, Class<T> kind, String name)
      throws JsonProcessingException {
    return kind.cast(typed(objects.get(index(objects, kind.getSimpleName(), name))));
  }

  /** All of a class. */
  static <T extends HasMetadata> List<T> all(List<ObjectNode> objects, Class<T> kind) {
    return objects.stream()
        .filter(object -> kindOf(object).equals(kind.getSimpleName()))
        .map(object -> STRICT.convertValue(object, kind))
        .toList();
  }

  /** Where it stands among all; fails unless it is there once. */
  static int index(List<ObjectNode> objects, String kind, String name) {
    List<Integer> found =
        java.util.stream.IntStream.range(0, objects.size())
            .filter(i -> kindOf(objects.get(i)).equals(kind) && nameOf(objects.get(i)).equals(name))
            .boxed()
            .toList();
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          kind + " " + name + " is there " + found.size() + " times");
    }
    return found.get(0);
  }

  static String kindOf(JsonNode object) {
    return object.path("kind").asText();
  }

  static String nameOf(JsonNode object) {
    return object.path("metadata").path("name").asText();
  }

  /** The classes would keep fields that they do not know. */
  private static final class NothingElse extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated member) {
      return false;
    }
  }
}
