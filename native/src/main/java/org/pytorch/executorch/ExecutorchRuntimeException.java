package org.pytorch.executorch;

import java.util.List;

/**
 * An error of the native runtime.
 *
 * <p>The message names the error, the file and what to do; {@link #getErrorCode()} tells errors apart and
 * {@link #getDetailedError()} adds the lines that the runtime logged while it failed.
 */
public class ExecutorchRuntimeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    // System errors.
    public static final int OK = 0x00;
    public static final int INTERNAL = 0x01;
    public static final int INVALID_STATE = 0x02;
    public static final int END_OF_METHOD = 0x03;
    public static final int ALREADY_LOADED = 0x04;
    // Logical errors.
    public static final int NOT_SUPPORTED = 0x10;
    public static final int NOT_IMPLEMENTED = 0x11;
    public static final int INVALID_ARGUMENT = 0x12;
    public static final int INVALID_TYPE = 0x13;
    public static final int OPERATOR_MISSING = 0x14;
    public static final int REGISTRATION_EXCEEDING_MAX_KERNELS = 0x15;
    public static final int REGISTRATION_ALREADY_REGISTERED = 0x16;
    // Resource errors.
    public static final int NOT_FOUND = 0x20;
    public static final int MEMORY_ALLOCATION_FAILED = 0x21;
    public static final int ACCESS_FAILED = 0x22;
    public static final int INVALID_PROGRAM = 0x23;
    public static final int INVALID_EXTERNAL_DATA = 0x24;
    public static final int OUT_OF_RESOURCES = 0x25;
    // Delegate errors.
    public static final int DELEGATE_INVALID_COMPATIBILITY = 0x30;
    public static final int DELEGATE_MEMORY_ALLOCATION_FAILED = 0x31;
    public static final int DELEGATE_INVALID_HANDLE = 0x32;

    private final int errorCode;
    private final String log;

    /** An error without log lines. */
    public ExecutorchRuntimeException(int errorCode, String details) {
        this(errorCode, details, List.of());
    }

    ExecutorchRuntimeException(int errorCode, String details, List<String> log) {
        super("[ExecuTorch Error 0x%02x] %s: %s".formatted(errorCode, describe(errorCode), details));
        this.errorCode = errorCode;
        this.log = String.join("\n", log);
    }

    /** Called by the native layer for every failure. */
    static ExecutorchRuntimeException fromNative(int errorCode, String details, String[] log) {
        return errorCode == INVALID_ARGUMENT
                ? new ExecutorchInvalidArgumentException(details, List.of(log))
                : new ExecutorchRuntimeException(errorCode, details, List.of(log));
    }

    /** One of the constants of this class. */
    public int getErrorCode() {
        return errorCode;
    }

    /** What the runtime logged during the failed call, one line each, oldest first; empty if it logged nothing. */
    public String getDetailedError() {
        return log;
    }

    private static String describe(int errorCode) {
        return switch (errorCode) {
            case OK -> "No error";
            case INTERNAL -> "Internal error";
            case INVALID_STATE -> "Invalid state";
            case END_OF_METHOD -> "End of method";
            case ALREADY_LOADED -> "Already loaded";
            case NOT_SUPPORTED -> "Not supported";
            case NOT_IMPLEMENTED -> "Not implemented";
            case INVALID_ARGUMENT -> "Invalid argument";
            case INVALID_TYPE -> "Invalid type";
            case OPERATOR_MISSING -> "Operator missing";
            case REGISTRATION_EXCEEDING_MAX_KERNELS -> "Too many kernels registered";
            case REGISTRATION_ALREADY_REGISTERED -> "Kernel registered twice";
            case NOT_FOUND -> "Not found";
            case MEMORY_ALLOCATION_FAILED -> "Out of memory";
            case ACCESS_FAILED -> "Access failed";
            case INVALID_PROGRAM -> "Invalid program";
            case INVALID_EXTERNAL_DATA -> "Invalid external data";
            case OUT_OF_RESOURCES -> "Out of resources";
            case DELEGATE_INVALID_COMPATIBILITY -> "Backend cannot run this program";
            case DELEGATE_MEMORY_ALLOCATION_FAILED -> "Backend out of memory";
            case DELEGATE_INVALID_HANDLE -> "Backend handle invalid";
            default -> "Unknown error";
        };
    }

    /** The caller passed something that the program or the runtime does not take. */
    public static class ExecutorchInvalidArgumentException extends ExecutorchRuntimeException {

        private static final long serialVersionUID = 1L;

        public ExecutorchInvalidArgumentException(String details) {
            super(INVALID_ARGUMENT, details);
        }

        ExecutorchInvalidArgumentException(String details, List<String> log) {
            super(INVALID_ARGUMENT, details, log);
        }
    }
}
