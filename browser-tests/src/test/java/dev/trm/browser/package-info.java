/**
 * The web pages as people use them: Chromium on the packaged standalone, with the shipped models.
 * Start reading at {@link dev.trm.browser.SolvingIT}; {@link dev.trm.browser.Browser} is what they
 * click with.
 */
@NullMarked
package dev.trm.browser;

import org.jspecify.annotations.NullMarked;
