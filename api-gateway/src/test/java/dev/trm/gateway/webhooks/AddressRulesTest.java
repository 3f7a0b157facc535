package dev.trm.gateway.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * First and last address of each range and their neighbours outside, from the IANA special-purpose
 * address registries.
 */
class AddressRulesTest {
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, this network",
    "0.255.255.255, this network",
    "10.0.0.0, private",
    "10.255.255.255, private",
    "100.64.0.0, shared by carriers",
    "100.127.255.255, shared by carriers",
    "127.0.0.1, loopback",
    "127.255.255.255, loopback",
    "169.254.0.0, link-local",
    "169.254.169.254, link-local",
    "169.254.255.255, link-local",
    "172.16.0.0, private",
    "172.31.255.255, private",
    "192.0.0.0, reserved",
    "192.0.0.170, reserved",
    "192.0.2.1, documentation",
    "192.88.99.1, 6to4 relay",
    "192.168.0.0, private",
    "192.168.255.255, private",
    "198.18.0.0, benchmarking",
    "198.19.255.255, benchmarking",
    "198.51.100.7, documentation",
    "203.0.113.255, documentation",
    "224.0.0.1, multicast",
    "239.255.255.255, multicast",
    "240.0.0.1, reserved",
    "255.255.255.255, reserved",
    "::, unspecified",
    "::1, loopback",
    "64:ff9b:1::1, local translation",
    "100::1, discard",
    "2001:0:ffff::1, Teredo",
    "2001:10::1, reserved",
    "2001:db8::1, documentation",
    "3fff::1, documentation",
    "5f00::1, segment routing",
    "fc00::, unique local",
    "fdff:ffff::1, unique local",
    "fe80::1, link-local",
    "febf::1, link-local",
    "fec0::1, site-local",
    "feff::1, site-local",
    "ff02::1, multicast",
    "4000::1, not global",
    "1fff:ffff::1, not global",
    "200::1, not global",
    "'::10.0.0.1', 'private, compatible'",
    "'::127.0.0.1', 'loopback, compatible'",
    "'::0.0.0.2', 'this network, compatible'",
    "'::ffff:0:10.1.2.3', 'private, translated'",
    "'64:ff9b::10.0.0.1', 'private, NAT64'",
    "'64:ff9b::169.254.169.254', 'link-local, NAT64'",
    "'2002:7f00:1::1', 'loopback, 6to4'",
    "'2002:c0a8:101::1', 'private, 6to4'",
    "'2002:a00:1::', 'private, 6to4'"
  })
  void specialAddressIsRefused(String address, String why) throws UnknownHostException {
    assertThat(AddressRules.refusal(InetAddress.getByName(address))).contains(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0.0.0",
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.255",
        "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "203.0.112.255",
        "203.0.114.0",
        "223.255.255.255",
        "2000::1",
        "2001:200::1",
        "2001:db7:ffff::1",
        "2001:db9::1",
        "2606:4700:4700::1111",
        "3ffe::1",
        "64:ff9b::1.1.1.1",
        "2002:101:101::1"
      })
  void addressOpenToEverybodyIsAllowed(String address) throws UnknownHostException {
    assertThat(AddressRules.refusal(InetAddress.getByName(address))).isEmpty();
  }

  /** The JDK makes IPv4 addresses of mapped ones; a resolver of another make might not. */
  @Test
  void mappedAddressThatStaysLongIsRefusedToo() throws UnknownHostException {
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xFF;
    mapped[11] = (byte) 0xFF;
    mapped[12] = 127;
    mapped[15] = 1;
    InetAddress address = Inet6Address.getByAddress("mapped", mapped, 0);

    assertThat(address).isInstanceOf(Inet6Address.class);
    assertThat(AddressRules.refusal(address)).contains("loopback, mapped");
    assertThat(AddressRules.refusal(InetAddress.getByName("::ffff:10.0.0.1"))).contains("private");
  }
}
