package dev.edgeinfer.config.edit;

import dev.edgeinfer.config.ConfigFiles;
import dev.edgeinfer.config.Secrets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Reads the files of one configuration as they are now, and writes the main one. Any thread may read, one at a time write. */
public final class ConfigEditor {

    private static final String MAC = "HmacSHA256";
    private static final int VERSION_BYTES = 15;

    private final Path file;
    private final Secrets secrets;
    /** Of a plain hash somebody could find out a short password by trying, where all else is shown. */
    private final SecretKeySpec key;

    /** @param secrets resolves what the texts refer to */
    public ConfigEditor(Path file, Secrets secrets) {
        this.file = file;
        this.secrets = secrets;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, MAC);
    }

    /** @throws dev.edgeinfer.yaml.InvalidDocumentException when the folder of drop-ins cannot be read */
    public ConfigSnapshot read() {
        ConfigFiles files = ConfigFiles.read(file);
        return new ConfigSnapshot(files, version(files), secrets);
    }

    /**
     * Puts another main file in the place of the one that is there.
     *
     * @throws ConfigWriteException when it cannot be written
     */
    public void write(ConfigFiles next) {
        new ConfigWriter(file).write(next.main());
    }

    /**
     * Puts back what was there before {@link #write}, unless somebody else has changed it meanwhile.
     *
     * @throws ConfigWriteException when it cannot be written
     */
    public void restore(ConfigFiles written, ConfigFiles before) {
        if (Arrays.equals(ConfigFiles.read(file).main(), written.main())) {
            write(before);
        }
    }

    private String version(ConfigFiles files) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            update(mac, files.main());
            files.dropIns().forEach((dropIn, bytes) -> {
                update(mac, dropIn.toString().getBytes(StandardCharsets.UTF_8));
                update(mac, bytes);
            });
            return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(mac.doFinal(), VERSION_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + MAC, e);
        }
    }

    private static void update(Mac mac, byte[] bytes) {
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        mac.update(bytes);
    }
}
