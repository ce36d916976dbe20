package dev.edgeinfer.config.edit;

/** What should be changed stands in a file that is laid over the main one, and only its owner changes that. */
public final class SetInDropInException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String path;
    private final String file;

    SetInDropInException(String path, String file) {
        super("\"%s\" stands in \"%s\", which is laid over the main file; change it there".formatted(path, file));
        this.path = path;
        this.file = file;
    }

    /** Dotted path of the key. */
    public String path() {
        return path;
    }

    /** Where it stands. */
    public String file() {
        return file;
    }
}
