package io.carillon.gateway.broker.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.redis.client.impl.types.ErrorType;
import org.junit.jupiter.api.Test;

class RedisFailureTest {
  private static final String IN_SCRIPT =
      "ERR Error running script (call to f_0123abcd): @user_script:12: @user_script: 12: ";

  @Test
  void errorInAScriptCountsAsTheCommandsOwnBeforeVersion7() {
    RedisFailure failure =
        RedisFailure.of(
            ErrorType.create(IN_SCRIPT + "-READONLY You can't write against a read only replica."));

    assertEquals(RedisFailure.Outcome.NOT_DONE, failure.outcome());
    assertTrue(failure.isElsewhere());
  }

  @Test
  void otherErrorInAScriptIsARefusal() {
    RedisFailure failure =
        RedisFailure.of(ErrorType.create(IN_SCRIPT + "Wrong number of args - or so"));

    assertEquals(RedisFailure.Outcome.REFUSED, failure.outcome());
    assertFalse(failure.isElsewhere());
  }
}
