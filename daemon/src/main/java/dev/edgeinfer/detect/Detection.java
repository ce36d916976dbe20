package dev.edgeinfer.detect;

/**
 * One thing seen in one frame.
 *
 * @param label name of the class
 * @param labelId index of the class in the model's labels, from 0
 * @param score confidence, 0..1
 * @param box where, in pixels of the captured frame; the whole frame for a classifier
 */
public record Detection(String label, int labelId, float score, Box box) {}
