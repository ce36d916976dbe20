package dev.edgeinfer.config.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a configuration is shown over the network. */
class SecretMaskTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cameras/porch/password | hunter2 | ***",
                "cameras/porch/password | ${file:/etc/edge-infer/p} | ${file:/etc/edge-infer/p}",
                "cameras/porch/password | ${credential:p} | ${credential:p}",
                "cameras/porch/password | x${file:/etc/edge-infer/p} | ***",
                "cameras/porch/passwrod | hunter2 | ***",
                "cameras/porch/user | anna | anna",
                "cameras/porch/source | rtsp://anna:hunter2@cam/1 | rtsp://anna:***@cam/1",
                "cameras/porch/source | rtsp://anna:hun@ter2@cam/1 | rtsp://anna:***@cam/1",
                "cameras/porch/source | rtsp://anna:${file:/p}@cam/1 | rtsp://anna:${file:/p}@cam/1",
                "cameras/porch/source | rtsp://anna:${credential:p}@cam/1 | rtsp://anna:${credential:p}@cam/1",
                "cameras/porch/source | srt://h:9000?passphrase=abcdefghij&x=1 | srt://h:9000?passphrase=***&x=1",
                "cameras/porch/source | http://h/i?usr=a&pwd=b#scale=2 | http://h/i?usr=a&pwd=***#scale=2",
                "cameras/porch/source | v4l2:///dev/video0?size=1x1&fps=3 | v4l2:///dev/video0?size=1x1&fps=3",
                "cameras/porch/source | exec:grab --password s3 --fps 3#format=mjpeg | exec:grab --password *** --fps 3#format=mjpeg",
                "cameras/porch/zones/secret/[0]/[0] | 0.5 | 0.5",
                "http/auth/users/anna/password | pbkdf2$1$2 | ***",
                "http/auth/users/secret/role | admin | admin",
                "http/auth/tokens/ha/token | sha256$ab | ***",
                "http/auth/tokens/ha/role | view | view",
                "mqtt/password | p | ***",
                "mqtt/url | mqtt://h:1883 | mqtt://h:1883",
                "mqtt/key | board.key | board.key",
                "webhooks/w/url | https://h/a/b?c=d | https://h/***",
                "webhooks/w/url | https://h | https://h",
                "webhooks/w/url | https://h/ | https://h/",
                "webhooks/w/url | https://h?key=1 | https://h/***",
                "webhooks/w/url | ${file:/u} | ${file:/u}",
                "webhooks/w/headers/X-Key | abc | ***",
                "webhooks/w/headers/Authorization | Bearer abc | ***",
                "webhooks/w/headers/Authorization | Bearer ${file:/t} | Bearer ${file:/t}",
                "webhooks/w/secret | whsec_abc | ***",
                "rules/r/webhook/url | http://h/x | http://h/***",
                "rules/r/webhook/[1]/headers/A | b | ***",
                "rules/r/when/label | person | person",
                "device/id | board | board"
            })
    void values(String path, String value, String shown) {
        assertEquals(shown, SecretMask.value(List.of(path.split("/")), value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "# password: hunter2 | # password: ***",
                "# password: ${file:/p} | # password: ${file:/p}",
                "# mqtt: { url: mqtt://h, password: hunter2 } | # mqtt: { url: mqtt://h, password: ***",
                "# was rtsp://a:b@cam/1 | # was rtsp://a:***@cam/1",
                "# API_TOKEN = abc | # API_TOKEN = ***",
                "# edge-infer auth add NAME --role admin --token | # edge-infer auth add NAME --role admin --token",
                "# all quiet | # all quiet"
            })
    void comments(String comment, String shown) {
        assertEquals(shown, SecretMask.comment(comment));
    }
}
