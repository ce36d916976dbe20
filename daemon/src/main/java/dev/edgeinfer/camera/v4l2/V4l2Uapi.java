package dev.edgeinfer.camera.v4l2;

/**
 * What is used of the kernel's user interface to capture devices, as {@code linux/videodev2.h} defines it: request numbers,
 * offsets in structures, flags. The same on x86_64 and aarch64; there are only 32-bit numbers and texts in them.
 */
final class V4l2Uapi {

    static final long ALIGNMENT = 8;

    static final long QUERYCAP = 0x80685600L;
    static final long ENUM_FORMATS = 0xc0405602L;
    static final long ENUM_SIZES = 0xc02c564aL;
    static final long ENUM_INTERVALS = 0xc034564bL;

    /** {@code struct v4l2_capability} */
    static final long CAPABILITY_SIZE = 104;

    static final long CAPABILITIES = 84;
    static final long DEVICE_CAPABILITIES = 88;

    static final int CAP_VIDEO_CAPTURE = 0x1;
    static final int CAP_VIDEO_CAPTURE_MPLANE = 0x1000;
    static final int CAP_DEVICE_CAPS = 0x80000000;

    static final int TYPE_CAPTURE = 1;
    static final int TYPE_CAPTURE_MPLANE = 9;

    /** {@code struct v4l2_fmtdesc} */
    static final long FORMAT_SIZE = 64;

    static final long FORMAT_TYPE = 4;
    static final long FORMAT_CODE = 44;

    /** Kind of a size or an interval: one value, not a range. */
    static final int DISCRETE = 1;

    /** {@code struct v4l2_frmsizeenum} */
    static final long SIZE_SIZE = 44;

    static final long SIZE_FORMAT = 4;
    static final long SIZE_KIND = 8;
    static final long SIZE_VALUES = 12;

    /** {@code struct v4l2_frmivalenum} */
    static final long INTERVAL_SIZE = 52;

    static final long INTERVAL_FORMAT = 4;
    static final long INTERVAL_WIDTH = 8;
    static final long INTERVAL_HEIGHT = 12;
    static final long INTERVAL_KIND = 16;
    static final long INTERVAL_VALUES = 20;

    private V4l2Uapi() {}
}
