package io.iotflow.console;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.selenium.AxeBuilder;
import io.iotflow.stack.Forks;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A Chromium without a window that looks at the console. Nothing is downloaded: its driver must be on this machine. */
final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int HEIGHT = 900;
    private static final int LONGEST = 4000;

    private final ChromeDriver driver;
    private final URI base;

    private Browser(ChromeDriver driver, URI base) {
        this.driver = driver;
        this.base = base;
    }

    /** Starts one; the test is skipped where there is no Chromium or no driver of it. */
    static Browser start(URI base) {
        return start(base, base);
    }

    /** Starts one that knows the server at another address than the one where it is. */
    static Browser start(URI base, URI server) {
        Optional<File> chromium = program("chromium");
        Optional<File> chromedriver = program("chromedriver");
        boolean isThere = chromium.isPresent() && chromedriver.isPresent();
        if (!isThere) {
            System.out.println("chromium and chromedriver are not both on the PATH: the console's tests are skipped");
        }
        assumeTrue(isThere, "chromium and chromedriver are needed");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.get());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--host-resolver-rules=MAP " + base.getAuthority() + " " + server.getAuthority(),
                "--force-prefers-reduced-motion");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.get())
                .usingAnyFreePort()
                .build();
        return new Browser(new ChromeDriver(service, options), base);
    }

    private static Optional<File> program(String name) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> new File(folder, name))
                .filter(File::canExecute)
                .findFirst();
    }

    /** Opens a page such as {@code #/devices}. */
    void open(String page) {
        driver.get(base.resolve("/" + page).toString());
    }

    /** Types an operator key into the form and sends it. */
    void signIn(String key) {
        find("#key").sendKeys(key);
        click("form button");
    }

    void click(String selector) {
        find(selector).click();
    }

    /** Types a text in the place of the one that is there. */
    void type(String selector, String text) {
        WebElement field = find(selector);
        field.clear();
        field.sendKeys(text);
    }

    /** The element, as soon as it is there. */
    WebElement find(String selector) {
        return new WebDriverWait(driver, PATIENCE)
                .until(it -> it.findElements(By.cssSelector(selector)).stream()
                        .findFirst()
                        .orElse(null));
    }

    /** Whether the page shows this text before patience ends. */
    void awaitText(String text) {
        new WebDriverWait(driver, PATIENCE)
                .withMessage(() -> "no '" + text + "' in: " + text())
                .until(it -> text().contains(text));
    }

    /** What a person reads. */
    String text() {
        return String.valueOf(driver.executeScript("return document.body.innerText"));
    }

    String address() {
        return driver.getCurrentUrl();
    }

    /** Says yes to the question that the page asks. */
    void confirm() {
        click("dialog #confirm");
    }

    /** Drags with the mouse over the middle of an element, a hundred pixels to the right. */
    void drag(String selector) {
        new Actions(driver)
                .moveToElement(find(selector), -50, 0)
                .clickAndHold()
                .moveByOffset(100, 0)
                .release()
                .perform();
    }

    /** What is written in a field. */
    String value(String selector) {
        return find(selector).getDomProperty("value");
    }

    /** Chooses an option of a select by its value. */
    void choose(String selector, String value) {
        new Select(find(selector)).selectByValue(value);
    }

    void awaitGone(String selector) {
        new WebDriverWait(driver, PATIENCE)
                .until(it -> it.findElements(By.cssSelector(selector)).isEmpty());
    }

    /** Does something in the window that was opened last, and closes it. */
    void inNewWindow(Runnable action) {
        String own = driver.getWindowHandle();
        new WebDriverWait(driver, PATIENCE).until(it -> it.getWindowHandles().size() > 1);
        driver.getWindowHandles().stream()
                .filter(it -> !it.equals(own))
                .forEach(it -> driver.switchTo().window(it));
        action.run();
        driver.close();
        driver.switchTo().window(own);
    }

    void endSession() {
        await("fetch('/api/v1/session', {method: 'DELETE', headers: {'X-IoTFlow-Console': '1'}})");
    }

    /** Whether no server can be reached. */
    void disconnect(boolean isAway) {
        driver.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", isAway, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    /** Whether the page is behind another one; a browser without a window never says so. */
    void hide(boolean isHidden) {
        run("Object.defineProperty(document, 'hidden', {configurable: true, value: " + isHidden + "});"
                + "document.dispatchEvent(new Event('visibilitychange'));");
    }

    /** Bytes that came over the network for the page, as they were sent, with their headers. */
    long received() {
        return ((Number)
                        run(
                                "return [...performance.getEntriesByType('navigation'),"
                                        + " ...performance.getEntriesByType('resource')].reduce((sum, it) => sum + it.transferSize, 0)"))
                .longValue();
    }

    /** What the function's promise becomes. */
    Object await(String promise) {
        return driver.executeAsyncScript(
                "const done = arguments[0]; (" + promise + ").then(done, (e) => done(String(e)));");
    }

    Object run(String script) {
        return driver.executeScript(script);
    }

    /** What axe (WCAG and good practice) finds wrong with the page. */
    List<String> violations() {
        return new AxeBuilder()
                .analyze(driver).getViolations().stream()
                        .map(it -> it.getId() + " " + it.getNodes())
                        .toList();
    }

    /** A picture of the page at this width, in {@code target/screenshots-…}. */
    void picture(String name, int width) {
        size(width, HEIGHT);
        size(width, Math.min(LONGEST, ((Number) run("return document.documentElement.scrollHeight")).intValue()));
        Path folder = Forks.folder("screenshots");
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve(name + "-" + width + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Errors of the pages so far; that the API refuses something is none. */
    List<String> errors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(it -> it.getLevel().intValue() >= Level.SEVERE.intValue())
                .map(it -> it.getMessage())
                .filter(it -> !it.contains("status of 4"))
                .filter(it -> !it.contains("loaded over an insecure connection")) // a download; these tests have no TLS
                .toList();
    }

    /** Requests so far that went to another host. */
    List<String> foreignRequests() {
        return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(it -> it.getMessage())
                .filter(it -> it.contains("\"Network.requestWillBeSent\""))
                .filter(it -> it.matches("(?s).*\"url\":\"(https?|wss?)://(?!" + base.getAuthority() + ").*"))
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
