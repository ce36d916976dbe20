package dev.edgeinfer.webhook;

import dev.edgeinfer.config.WebhookConfig;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs requests as Standard Webhooks do: HMAC-SHA256 over {@code id.timestamp.body}. Any thread may call. */
final class Signature {

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    Signature(WebhookConfig.Secret secret) {
        key = new SecretKeySpec(secret.key(), ALGORITHM);
    }

    /**
     * The value of {@code webhook-signature}.
     *
     * @param timestamp seconds since 1970, as {@code webhook-timestamp} has them
     */
    String of(String id, long timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }
}
