package dev.trm.gateway.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetUrlTest {
  private static final TargetRules STRICT = new TargetRules(false, false, Set.of(443, 8443));

  @Test
  void urlIsTakenApartOnce() {
    assertThat(TargetUrl.parse("https://Hooks.Example./a/b?c=d", STRICT))
        .isEqualTo(new TargetUrl(true, "hooks.example", 443, "/a/b?c=d"));
    assertThat(TargetUrl.parse("https://hooks.example:8443", STRICT))
        .isEqualTo(new TargetUrl(true, "hooks.example", 8443, "/"));
    assertThat(TargetUrl.parse("https://[2606:4700::1111]/", STRICT).host())
        .isEqualTo("2606:4700::1111");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hooks.example",
        "//hooks.example/",
        "http://hooks.example/",
        "ftp://hooks.example/",
        "file:///etc/passwd",
        "gopher://hooks.example/",
        "https:///nowhere",
        "https:hooks.example",
        "https://user@hooks.example/",
        "https://user:password@hooks.example/",
        "https://hooks.example/#fragment",
        "https://hooks.example:22/",
        "https://hooks.example:80/",
        "https://hooks.example:0/",
        "https://hooks.example:99999/",
        "https://hooks.example\\@10.0.0.1/",
        "https://hooks example/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://0177.0.0.1/",
        "https://010.0.0.1/",
        "https://256.1.1.1/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[::127.0.0.1]/",
        "https://[64:ff9b::a00:1]/",
        "https://[2002:7f00:1::]/",
        "https://[fe80::1%25eth0]/",
        "https://[fc00::1]/",
        "https://%31%32%37.0.0.1/",
        "https://１２７.0.0.1/",
        "https://hooks.example:443:443/"
      })
  void otherUrlsAreRefusedWithTheValueNamed(String text) {
    assertThatThrownBy(() -> TargetUrl.parse(text, STRICT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("url is '" + text);
  }

  @Test
  void configurationOpensHttpPortsAndPrivateAddresses() {
    TargetRules open = new TargetRules(true, true, Set.of(0));

    assertThat(TargetUrl.parse("http://127.0.0.1:9/", open))
        .isEqualTo(new TargetUrl(false, "127.0.0.1", 9, "/"));
  }
}
