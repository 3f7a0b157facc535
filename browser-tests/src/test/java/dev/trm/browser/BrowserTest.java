package dev.trm.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test its own browser, all on one system, which is started once. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(BrowserTest.Parts.class)
@interface BrowserTest {

  /**
   * Creates the parts at first use. JUnit closes the stored resources: the browser after each test.
   */
  final class Parts implements ParameterResolver {
    private static final Namespace OURS = Namespace.create(Parts.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      Class<?> type = parameter.getParameter().getType();
      return type == RunningSystem.class || type == Browser.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      RunningSystem system =
          context
              .getRoot()
              .getStore(OURS)
              .computeIfAbsent("system", key -> started(), RunningSystem.class);
      return parameter.getParameter().getType() == RunningSystem.class
          ? system
          : context
              .getStore(OURS)
              .computeIfAbsent("browser", key -> Browser.open(system.address()), Browser.class);
    }

    private static RunningSystem started() {
      try {
        return RunningSystem.start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
