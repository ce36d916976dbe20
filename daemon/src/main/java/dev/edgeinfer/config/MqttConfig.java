package dev.edgeinfer.config;

import java.net.URI;

/**
 * The broker that is told of everything.
 *
 * @param url where it listens, {@code mqtt://host:1883} or {@code mqtts://host:8883}
 */
public record MqttConfig(URI url) {}
