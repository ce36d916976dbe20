package dev.edgeinfer.gpio;

/** A call of the kernel failed; those who know the line and the purpose turn {@link #errno} into a sentence. */
final class KernelCallException extends GpioException {

    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int EINVAL = 22;
    static final int ENODEV = 19;
    static final int ENOENT = 2;
    static final int ENOTTY = 25;
    static final int ENXIO = 6;
    static final int EOPNOTSUPP = 95;
    static final int EPERM = 1;

    private static final long serialVersionUID = 1L;

    private final int errno;

    /**
     * @param call name of the call, as in its manual page or header
     * @param subject what it was called on, a device node
     * @param reason the kernel's word for the number
     */
    KernelCallException(String call, String subject, int errno, String reason) {
        super("%s on %s failed: %s (errno %d)".formatted(call, subject, reason, errno));
        this.errno = errno;
    }

    int errno() {
        return errno;
    }

    /** Whether the device is no longer there. */
    boolean isGone() {
        return errno == ENODEV || errno == ENXIO || errno == ENOENT;
    }
}
