package dev.edgeinfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.bytedeco.opencv.global.opencv_core;
import org.junit.jupiter.api.Test;

class PreparationIT {

    @Test
    void whoWaitsFindsTheLibrariesLoadedForOneThread() {
        var preparation = new Preparation();
        preparation.begin();
        preparation.begin();

        preparation.await();
        preparation.await();

        assertEquals(1, opencv_core.getNumThreads());
    }

    @Test
    void whoNeverBeginsNeedNotWait() {
        assertTimeoutPreemptively(Duration.ofSeconds(5), new Preparation()::settle);
    }
}
