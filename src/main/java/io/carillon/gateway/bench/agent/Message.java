package io.carillon.gateway.bench.agent;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.carillon.gateway.bench.Outcome;
import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.Progress;
import io.carillon.gateway.bench.Sent;

/**
 * What a coordinator and an agent tell each other, a line each. The agent begins with a {@link
 * Challenge}; then the coordinator leads. Moments are by the clock of the coordinator.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Message.Challenge.class, name = "challenge"),
  @JsonSubTypes.Type(value = Message.Proof.class, name = "proof"),
  @JsonSubTypes.Type(value = Message.Welcome.class, name = "welcome"),
  @JsonSubTypes.Type(value = Message.Refused.class, name = "refused"),
  @JsonSubTypes.Type(value = Message.Ask.class, name = "ask"),
  @JsonSubTypes.Type(value = Message.Told.class, name = "told"),
  @JsonSubTypes.Type(value = Message.Prepare.class, name = "prepare"),
  @JsonSubTypes.Type(value = Message.Prepared.class, name = "prepared"),
  @JsonSubTypes.Type(value = Message.Open.class, name = "open"),
  @JsonSubTypes.Type(value = Message.Opened.class, name = "opened"),
  @JsonSubTypes.Type(value = Message.Go.class, name = "go"),
  @JsonSubTypes.Type(value = Message.Ran.class, name = "ran"),
  @JsonSubTypes.Type(value = Message.Finish.class, name = "finish"),
  @JsonSubTypes.Type(value = Message.Result.class, name = "result"),
  @JsonSubTypes.Type(value = Message.Stop.class, name = "stop"),
  @JsonSubTypes.Type(value = Message.Alive.class, name = "alive"),
  @JsonSubTypes.Type(value = Message.Seen.class, name = "seen")
})
sealed interface Message {
  /** Agent: who may give me plans can sign this. */
  record Challenge(String nonce) implements Message {}

  /** Coordinator: the signature. */
  record Proof(String hmac) implements Message {}

  /** Agent: go on. */
  record Welcome() implements Message {}

  /** Agent: no, and it hangs up. */
  record Refused(String why) implements Message {}

  /** Coordinator: what time is it? */
  record Ask(long sentAt) implements Message {}

  /** Agent: by its own clock, this. */
  record Told(long sentAt, long at) implements Message {}

  /** Coordinator: your part. */
  record Prepare(Plan plan) implements Message {}

  /** Agent: nothing is in the way of it. */
  record Prepared() implements Message {}

  /** Coordinator: connect, at this moment. */
  record Open(long at) implements Message {}

  /** Agent: all have been tried. */
  record Opened() implements Message {}

  /** Coordinator: send and listen, from this moment. */
  record Go(long at) implements Message {}

  /** Agent: this was sent from here. */
  record Ran(Sent sent) implements Message {}

  /** Coordinator: this was sent by all. */
  record Finish(Sent sent) implements Message {}

  /** Agent: this is what came of it. */
  record Result(Outcome outcome) implements Message {}

  /** Coordinator: come to an end. */
  record Stop() implements Message {}

  /** Either, each second: I am here. */
  record Alive() implements Message {}

  /** Agent, each second of a run: this far. */
  record Seen(Progress progress) implements Message {}
}
