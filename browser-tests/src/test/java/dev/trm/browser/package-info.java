/**
 * End-to-end tests of the web pages: Chromium on the packaged standalone, with the shipped models.
 * Start with {@link dev.trm.browser.SolvingIT}; {@link dev.trm.browser.Browser} drives the browser.
 */
@NullMarked
package dev.trm.browser;

import org.jspecify.annotations.NullMarked;
