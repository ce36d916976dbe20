package dev.edgeinfer.webhook;

/**
 * What is sent for one fact.
 *
 * @param id of the fact: the same however often it is sent
 * @param body a CloudEvent in JSON; not changed by anyone
 * @param hasSnapshot whether a picture is in it
 */
record Notification(String id, byte[] body, boolean hasSnapshot) {}
