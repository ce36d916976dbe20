package dev.edgeinfer;

import java.nio.charset.StandardCharsets;

/** Forms as browsers and curl write them. */
final class Forms {

    static final String BOUNDARY = "------------------------d74496d66958873e";
    static final String TYPE = "multipart/form-data; boundary=" + BOUNDARY;

    private Forms() {}

    static byte[] form(byte[]... parts) {
        byte[] all = Pictures.join(parts);
        return Pictures.join(all, text("--" + BOUNDARY + "--\r\n"));
    }

    static byte[] file(String field, byte[] content) {
        return part("form-data; name=\"" + field + "\"; filename=\"photo.jpg\"\r\nContent-Type: image/jpeg", content);
    }

    static byte[] field(String field, String value) {
        return part("form-data; name=\"" + field + "\"", text(value));
    }

    static byte[] part(String disposition, byte[] content) {
        return Pictures.join(
                text("--" + BOUNDARY + "\r\nContent-Disposition: " + disposition + "\r\n\r\n"), content, text("\r\n"));
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
