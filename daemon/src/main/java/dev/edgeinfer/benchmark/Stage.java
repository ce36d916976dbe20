package dev.edgeinfer.benchmark;

/** A part of a frame's way, in order. */
enum Stage {
    READ("decoding, or taking over from the device"),
    PREPROCESS("letterbox into the model's input"),
    INFERENCE("the model"),
    POSTPROCESS("decoder and NMS"),
    TRACK("tracker, zones and lines, on a thread of its own"),
    RESULT_AGE("from the capture to the detections");

    private final String meaning;

    Stage(String meaning) {
        this.meaning = meaning;
    }

    String meaning() {
        return meaning;
    }
}
