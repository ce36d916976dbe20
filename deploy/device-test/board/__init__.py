"""The virtual board: QEMU, the way in, and the devices that the tests play with."""
