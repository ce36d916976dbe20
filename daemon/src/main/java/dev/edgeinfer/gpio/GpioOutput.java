package dev.edgeinfer.gpio;

import com.pi4j.io.gpio.digital.DigitalOutput;

/** A Pi4J output that knows where its line is. */
interface GpioOutput extends DigitalOutput {

    /** Label of the chip. */
    String chip();

    /** Number of the line in the chip. */
    int offset();
}
