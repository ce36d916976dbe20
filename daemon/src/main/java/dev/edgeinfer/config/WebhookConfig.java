package dev.edgeinfer.config;

import java.net.URI;

/**
 * A place that is told of events over HTTP. No request goes anywhere else.
 *
 * @param name unique name, by which rules refer to it
 * @param url where the request goes, {@code http} or {@code https}
 */
public record WebhookConfig(String name, URI url) {}
