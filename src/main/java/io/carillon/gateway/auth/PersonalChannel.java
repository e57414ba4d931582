package io.carillon.gateway.auth;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.config.ChannelTemplate;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import java.util.Optional;

/** The channel of each user, which all of its clients hear. Immutable; callable from any thread. */
final class PersonalChannel {
  private final ChannelTemplate template;

  PersonalChannel(ChannelTemplate template) {
    this.template = template;
  }

  /**
   * The channel of a client's user; empty when it has none.
   *
   * @throws GatewayException with {@code BAD_REQUEST} when the user has a name that would make the
   *     channel of somebody else, or none at all
   */
  Optional<Channel> of(Principal client) {
    if (client.user().isEmpty()) {
      return Optional.empty();
    }
    String begin = template.parts().get(0).text();
    Optional<Channel> channel = ChannelNames.of(template, client).map(Channel::new);
    boolean listed = ListedUsers.lists(template.toString());
    if (channel.isPresent()
        && (ChannelNames.isAmbiguous(template, client)
            || (begin.indexOf(':') < 0 && channel.get().name().indexOf(':') >= 0)
            || (listed && !ListedUsers.canBeListed(client.user())))) {
      throw new GatewayException(ErrorCode.BAD_REQUEST, "this user can have no channel");
    }
    return channel;
  }
}
