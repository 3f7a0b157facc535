/**
 * Hands out the web pages, whose files are below {@code META-INF/resources/app}; they live on the
 * REST interface alone. Start at {@link dev.trm.gateway.pages.StartPage}.
 */
@NullMarked
package dev.trm.gateway.pages;

import org.jspecify.annotations.NullMarked;
