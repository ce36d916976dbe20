/**
 * Owns: the OpenAPI document that describes the API, put together from its files beside the classes, and its routes.
 *
 * <p>May use: {@code system} (the version), {@code http.exchange} (routes).
 */
package dev.edgeinfer.http.openapi;
