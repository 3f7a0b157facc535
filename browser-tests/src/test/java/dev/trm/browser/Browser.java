package dev.trm.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * A headless Chromium with a fresh profile, driven by the driver of the same package. It records
 * all of its network requests.
 */
final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Dimension DESK = new Dimension(1280, 900);
  private static final Dimension PHONE = new Dimension(390, 844);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Selenium warns about missing protocol classes for newer browsers, which are not used here. */
  private static final Logger PROTOCOL = Logger.getLogger("org.openqa.selenium.devtools");

  static {
    PROTOCOL.setLevel(Level.SEVERE);
  }

  private final ChromeDriver driver;
  private final URI address;
  private final Path profile;
  private final List<JsonNode> network = new ArrayList<>();

  private Browser(ChromeDriver driver, URI address, Path profile) {
    this.driver = driver;
    this.address = address;
    this.profile = profile;
  }

  /** Opens a browser for the pages at this address. */
  static Browser open(URI address) {
    try {
      Path profile = Files.createTempDirectory("trm-chromium");
      ChromeOptions options = new ChromeOptions();
      options.setBinary(System.getProperty("trm.chromium", "/usr/bin/chromium"));
      options.addArguments(
          "--headless=new",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--disable-dev-shm-usage",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--disable-default-apps",
          "--force-prefers-reduced-motion",
          "--user-data-dir=" + profile);
      LoggingPreferences logs = new LoggingPreferences();
      logs.enable(LogType.PERFORMANCE, Level.ALL);
      logs.enable(LogType.BROWSER, Level.ALL);
      options.setCapability("goog:loggingPrefs", logs);
      ChromeDriverService service =
          new ChromeDriverService.Builder()
              .usingDriverExecutable(
                  Path.of(System.getProperty("trm.chromedriver", "/usr/bin/chromedriver")).toFile())
              .build();
      Browser browser = new Browser(new ChromeDriver(service, options), address, profile);
      browser.desk();
      return browser;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ChromeDriver driver() {
    return driver;
  }

  /** Opens a path of the pages. */
  void go(String path) {
    driver.get(address.resolve(path).toString());
  }

  /** Opens a path of the pages and signs in there. */
  void signIn(String path, String key) {
    go(path);
    find("#key").sendKeys(key);
    click("Sign in");
    find("#main h1");
  }

  /** Sets the window size of a desktop. */
  void desk() {
    size(DESK, false);
  }

  /** Sets the window size of a phone. */
  void phone() {
    size(PHONE, true);
  }

  private void size(Dimension size, boolean mobile) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width", size.width, "height", size.height, "deviceScaleFactor", 1, "mobile", mobile));
  }

  /** Emulates a system preference for this theme: light or dark. */
  void theme(String theme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
  }

  /** The first visible element that matches; waits for it. */
  WebElement find(String css) {
    return waiting()
        .until(
            any ->
                driver.findElements(By.cssSelector(css)).stream()
                    .filter(WebElement::isDisplayed)
                    .findFirst()
                    .orElse(null));
  }

  /** All elements that match now. */
  List<WebElement> all(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  /** Waits until the text of the matching element contains these words; returns the whole text. */
  String read(String css, String words) {
    return waiting()
        .withMessage(() -> "'" + words + "' in " + css + ", which has: " + texts(css))
        .until(any -> texts(css).contains(words) ? texts(css) : null);
  }

  private String texts(String css) {
    return String.join(" ", all(css).stream().map(WebElement::getText).toList());
  }

  /** Clicks the button or link with this text or accessible name. */
  void click(String words) {
    waiting()
        .withMessage("a button or link '" + words + "'")
        .until(
            any -> {
              for (WebElement each : all("button, a, summary")) {
                if (each.isDisplayed()
                    && each.isEnabled()
                    && (each.getText().strip().equals(words)
                        || words.equals(each.getAccessibleName()))) {
                  each.click();
                  return true;
                }
              }
              return null;
            });
  }

  /** Selects an option by the label of its field and its own text. */
  void choose(String label, String words) {
    waiting()
        .withMessage("a field '" + label + "' with '" + words + "'")
        .until(
            any -> {
              for (WebElement select : all("select")) {
                if (label.equals(select.getAccessibleName())) {
                  for (WebElement option : select.findElements(By.tagName("option"))) {
                    if (option.getText().strip().equals(words)) {
                      option.click();
                      return true;
                    }
                  }
                }
              }
              return null;
            });
  }

  /** Whether there is a button or link with this text. */
  boolean offers(String words) {
    return all("button, a").stream()
        .anyMatch(each -> each.isDisplayed() && each.getText().strip().equals(words));
  }

  /** Presses keys in the focused element. */
  void press(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** Clicks the submit button of the page's form. */
  void send() {
    find("form button.primary").click();
  }

  /** Fills the field with this label, within the matching element. */
  void fill(String within, String label, String text) {
    WebElement input = labelled(within + " input", label);
    input.clear();
    input.sendKeys(text);
  }

  /**
   * Selects the option with this text in the field with this label, within the matching element.
   */
  void choose(String within, String label, String words) {
    labelled(within + " select", label).findElements(By.tagName("option")).stream()
        .filter(option -> option.getText().strip().equals(words))
        .findFirst()
        .orElseThrow()
        .click();
  }

  private WebElement labelled(String css, String label) {
    return waiting()
        .withMessage("a field '" + label + "'")
        .until(
            any ->
                all(css).stream()
                    .filter(each -> label.equals(each.getAccessibleName()))
                    .findFirst()
                    .orElse(null));
  }

  /** A wait that tolerates elements being redrawn. */
  WebDriverWait waiting() {
    WebDriverWait wait = new WebDriverWait(driver, PATIENCE, Duration.ofMillis(100));
    wait.ignoring(StaleElementReferenceException.class);
    return wait;
  }

  /** The browser's current address, from its path on. */
  String at() {
    URI now = URI.create(driver.getCurrentUrl());
    return now.getRawPath() + (now.getRawQuery() == null ? "" : "?" + now.getRawQuery());
  }

  /** Blocks requests to URLs that match this pattern; they fail. */
  void withhold(String pattern) {
    driver.executeCdpCommand("Network.enable", Map.of());
    driver.executeCdpCommand("Network.setBlockedURLs", Map.of("urls", List.of(pattern)));
  }

  /** Saves downloads in this directory; a file gets its final name when it is complete. */
  void saveTo(Path directory) {
    driver.executeCdpCommand(
        "Browser.setDownloadBehavior",
        Map.of("behavior", "allow", "downloadPath", directory.toAbsolutePath().toString()));
  }

  /** Writes a screenshot of the whole page to this file. */
  void picture(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
  }

  /**
   * Errors that the pages' scripts logged, including violations of the security policy. Excludes
   * REST answers for a missing sign-in or a missing object, which the pages show to users.
   */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .filter(message -> !message.matches(".*/v1/\\S+ - .* status of 40[14] .*"))
        .toList();
  }

  /** All network events since the browser was opened, as the browser logs them. */
  List<JsonNode> network() {
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      try {
        JsonNode message = JSON.readTree(entry.getMessage()).path("message");
        if (message.path("method").asText().startsWith("Network.")) {
          network.add(message);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return List.copyOf(network);
  }

  @Override
  public void close() throws IOException {
    driver.quit();
    List<Path> files = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(profile)) {
      walk.sorted(Comparator.reverseOrder()).forEach(files::add);
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
