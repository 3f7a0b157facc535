package dev.trm.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {
  @Test
  void fullPageThatIsTheLastNamesNoNext() {
    assertThat(Page.cut(List.of(3, 2), 2, String::valueOf))
        .isEqualTo(new Page<>(List.of(3, 2), null));
  }

  @Test
  void pageThatOthersFollowNamesItsLastEntry() {
    assertThat(Page.cut(List.of(3, 2, 1), 2, String::valueOf))
        .isEqualTo(new Page<>(List.of(3, 2), "2"));
  }
}
