package dev.trm.gateway.webhooks;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses are open to everybody. Private, local and special ones are refused, in every form
 * an IPv6 address can carry an IPv4 one. Source: the IANA special-purpose address registries.
 */
final class AddressRules {
  private static final int V4_BYTES = 4;

  private static final List<Range> REFUSED =
      List.of(
          range("0.0.0.0/8", "this network"),
          range("10.0.0.0/8", "private"),
          range("100.64.0.0/10", "shared by carriers"),
          range("127.0.0.0/8", "loopback"),
          range("169.254.0.0/16", "link-local"),
          range("172.16.0.0/12", "private"),
          range("192.0.0.0/24", "reserved"),
          range("192.0.2.0/24", "documentation"),
          range("192.31.196.0/24", "reserved"),
          range("192.52.193.0/24", "reserved"),
          range("192.88.99.0/24", "6to4 relay"),
          range("192.168.0.0/16", "private"),
          range("192.175.48.0/24", "reserved"),
          range("198.18.0.0/15", "benchmarking"),
          range("198.51.100.0/24", "documentation"),
          range("203.0.113.0/24", "documentation"),
          range("224.0.0.0/4", "multicast"),
          range("240.0.0.0/4", "reserved"),
          range("::/128", "unspecified"),
          range("::1/128", "loopback"),
          range("64:ff9b:1::/48", "local translation"),
          range("100::/64", "discard"),
          range("2001::/23", "reserved"),
          range("2001:db8::/32", "documentation"),
          range("2620:4f:8000::/48", "reserved"),
          range("3fff::/20", "documentation"),
          range("5f00::/16", "segment routing"),
          range("fc00::/7", "unique local"),
          range("fe80::/10", "link-local"),
          range("fec0::/10", "site-local"),
          range("ff00::/8", "multicast"));

  /** Only these are handed out on the open network; what lies outside is nobody's. */
  private static final Range GLOBAL_V6 = range("2000::/3", "global");

  /** Where IPv6 addresses carry an IPv4 one, and from which byte on. */
  private static final List<Carrier> CARRIERS =
      List.of(
          new Carrier(range("::ffff:0:0/96", "mapped"), 12),
          new Carrier(range("::ffff:0:0:0/96", "translated"), 12),
          new Carrier(range("::/96", "compatible"), 12),
          new Carrier(range("64:ff9b::/96", "NAT64"), 12),
          new Carrier(range("2002::/16", "6to4"), 2));

  private static final Range TEREDO = range("2001::/32", "Teredo");

  private AddressRules() {}

  private record Carrier(Range range, int offset) {}

  /** Why no message may go there; empty if it may. */
  static Optional<String> refusal(InetAddress address) {
    return refusal(address.getAddress());
  }

  private static Optional<String> refusal(byte[] address) {
    if (address.length != V4_BYTES) {
      if (TEREDO.contains(address)) {
        return Optional.of("Teredo");
      }
      for (Carrier carrier : CARRIERS) {
        if (carrier.range.contains(address) && !isUnspecifiedOrLoopback(address)) {
          byte[] inside = new byte[V4_BYTES];
          System.arraycopy(address, carrier.offset, inside, 0, V4_BYTES);
          return refusal(inside).map(why -> why + ", " + carrier.range.name());
        }
      }
    }
    for (Range range : REFUSED) {
      if (range.contains(address)) {
        return Optional.of(range.name());
      }
    }
    return address.length == V4_BYTES || GLOBAL_V6.contains(address)
        ? Optional.empty()
        : Optional.of("not global");
  }

  /** These two lie in the range of compatible addresses and carry none. */
  private static boolean isUnspecifiedOrLoopback(byte[] address) {
    for (int i = 0; i < address.length - 1; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return address[address.length - 1] == 0 || address[address.length - 1] == 1;
  }

  private static Range range(String text, String name) {
    int slash = text.indexOf('/');
    return new Range(
        bytes(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)), name);
  }

  /** A literal's bytes, never shortened: the JDK makes an IPv4 address of a mapped one. */
  private static byte[] bytes(String literal) {
    try {
      byte[] bytes = InetAddress.getByName(literal).getAddress();
      if (literal.indexOf(':') < 0 || bytes.length != V4_BYTES) {
        return bytes;
      }
      byte[] mapped = new byte[16];
      mapped[10] = (byte) 0xFF;
      mapped[11] = (byte) 0xFF;
      System.arraycopy(bytes, 0, mapped, 12, V4_BYTES);
      return mapped;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("no address: " + literal, e);
    }
  }

  /** The addresses that begin with these bits. */
  private static final class Range {
    private final byte[] start;
    private final int bits;
    private final String name;

    Range(byte[] start, int bits, String name) {
      this.start = start;
      this.bits = bits;
      this.name = name;
    }

    String name() {
      return name;
    }

    boolean contains(byte[] address) {
      if (address.length != start.length) {
        return false;
      }
      int whole = bits / 8;
      for (int i = 0; i < whole; i++) {
        if (address[i] != start[i]) {
          return false;
        }
      }
      int rest = bits % 8;
      if (rest == 0) {
        return true;
      }
      int mask = 0xFF << (8 - rest);
      return (address[whole] & mask) == (start[whole] & mask);
    }
  }
}
