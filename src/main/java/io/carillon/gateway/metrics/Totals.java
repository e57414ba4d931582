package io.carillon.gateway.metrics;

/**
 * The figures of this node that its dashboard shows: counters since the node started, gauges of
 * this moment, and how long things took within the last full second.
 *
 * @param clients that are terminated here, now
 * @param links that are relayed here, now
 * @param connects clients and links that came
 * @param disconnects clients and links that went
 * @param publicationsIn accepted from backends and clients of this node
 * @param publicationBytesIn payload of those
 * @param deliveries publications written to subscribers of this node
 * @param deliveryBytes of those, as they stand on the wire
 * @param subscriptions now
 * @param channels that somebody here listens to, now
 * @param slow clients that lost their connection since they did not keep up
 * @param lost publications that other nodes sent here and that did not come, as far as a broker
 *     counts them; those of a stream are then repaired
 * @param repaired publications that it got back from the history
 * @param broken how often a stream could not be repaired, or began anew, so that its subscribers
 *     were told: what is lost for good
 * @param recoveries clients that came back and asked for what they missed
 * @param socket from the arrival of a publication at this node to the end of its flush
 * @param ack from a publish at this node to its acknowledgement
 * @param lag how late timers of the event loops were
 * @param heapMax bytes; -1 when nothing bounds it
 * @param directBytes that Netty holds outside of the heap
 */
public record Totals(
    long clients,
    long links,
    long connects,
    long disconnects,
    long publicationsIn,
    long publicationBytesIn,
    long deliveries,
    long deliveryBytes,
    long subscriptions,
    long channels,
    long slow,
    long lost,
    long repaired,
    long broken,
    long recoveries,
    Latency socket,
    Latency ack,
    Latency lag,
    long heapUsed,
    long heapMax,
    long directBytes) {}
