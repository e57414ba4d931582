package io.carillon.gateway.broker.embedded.state;

import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;

/**
 * The numbers under which states and steps travel between nodes. A number is never given to
 * anything else.
 */
public final class StateFactory implements DataSerializableFactory {
  /** Among the factories of Hazelcast. */
  public static final int ID = 2_107;

  static final int CHANNEL_STATE = 1;
  static final int APPEND_BATCH = 2;
  static final int APPENDED = 3;
  static final int VISIT_CHANNEL = 4;
  static final int VISITED = 5;
  static final int LEAVE_CHANNEL = 6;
  static final int CLEAR_CHANNEL = 7;
  static final int READ_CHANNEL = 8;
  static final int WHO_LISTENS = 9;
  static final int SWEEP_CHANNELS = 10;
  static final int PRESENCE_STATE = 11;
  static final int CHANGE_PRESENCE = 12;
  static final int READ_PRESENCE = 13;
  static final int DROP_PRESENCE = 14;
  static final int PRESENT_CLIENTS = 15;

  @Override
  public IdentifiedDataSerializable create(int classId) {
    return switch (classId) {
      case CHANNEL_STATE -> new ChannelState();
      case APPEND_BATCH -> new AppendBatch();
      case APPENDED -> new Appended();
      case VISIT_CHANNEL -> new VisitChannel();
      case VISITED -> new Visited();
      case LEAVE_CHANNEL -> new LeaveChannel();
      case CLEAR_CHANNEL -> new ClearChannel();
      case READ_CHANNEL -> new ReadChannel();
      case WHO_LISTENS -> new WhoListens();
      case SWEEP_CHANNELS -> new SweepChannels();
      case PRESENCE_STATE -> new PresenceState();
      case CHANGE_PRESENCE -> new ChangePresence();
      case READ_PRESENCE -> new ReadPresence();
      case DROP_PRESENCE -> new DropPresence();
      case PRESENT_CLIENTS -> new PresentClients();
      default -> throw new IllegalArgumentException("nothing travels under number " + classId);
    };
  }
}
