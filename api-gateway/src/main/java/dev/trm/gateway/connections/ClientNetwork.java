package dev.trm.gateway.connections;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** What limits of clients without a key are counted by: one customer of a network provider. */
public final class ClientNetwork {
  /** Of an IPv6 address, the part that a provider gives to one customer: 64 bits. */
  private static final int NETWORK_BYTES = 8;

  private ClientNetwork() {}

  /** An IPv4 address, or the network of an IPv6 address in hexadecimal. */
  public static String of(InetAddress address) {
    return address instanceof Inet6Address
        ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), NETWORK_BYTES))
        : address.getHostAddress();
  }
}
