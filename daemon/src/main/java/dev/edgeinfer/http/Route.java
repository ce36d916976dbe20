package dev.edgeinfer.http;

import io.helidon.webserver.http.Handler;

/**
 * One thing the API offers by {@code GET} (and {@code HEAD}).
 *
 * @param path path pattern in Helidon's syntax, {@code {name}} for a parameter
 * @param summary what it answers, for the index
 * @param handler writes the response; called on a virtual thread, by many at once
 */
record Route(String path, String summary, Handler handler) {}
