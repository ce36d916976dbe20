package dev.edgeinfer.config.edit;

/** The file of the configuration could not be written, and is as it was; the message says why and what to do. */
public final class ConfigWriteException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean readOnly;

    ConfigWriteException(String message, boolean readOnly, Throwable cause) {
        super(message, cause);
        this.readOnly = readOnly;
    }

    /** Whether somebody decided that it is not to be written, in contrast to a disk that is full or fails. */
    public boolean isReadOnly() {
        return readOnly;
    }
}
