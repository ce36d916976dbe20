package org.pytorch.executorch;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pytorch.executorch.Fixtures.floats;

import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConcurrencyIT {

    private static final long[] SHAPE = {2, 3};

    /** The module's lock is held during every native call, so a test that holds it stands for a running one. */
    @Test
    void destroyRefusesAndCloseWaitsDuringACall() throws Exception {
        var module = Fixtures.load("add");
        var method = module.bind("forward");
        var closer = new Thread(module::close, "closer");
        module.lock().lock();
        try {
            closer.start();
            await().until(() -> module.lock().hasQueuedThread(closer));
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                var failure = executor.submit(() -> assertThrows(IllegalStateException.class, module::destroy));
                assertTrue(failure.get().getMessage().contains("close() waits"));
            }
            assertTrue(closer.isAlive());
            method.run();
        } finally {
            module.lock().unlock();
        }
        closer.join();
        assertThrows(IllegalStateException.class, method::run);
    }

    @Test
    void closingABoundMethodWaitsDuringACall() throws Exception {
        try (var module = Fixtures.load("add")) {
            var method = module.bind("forward");
            var closer = new Thread(method::close, "closer");
            module.lock().lock();
            try {
                closer.start();
                await().until(() -> module.lock().hasQueuedThread(closer));
                method.run();
            } finally {
                module.lock().unlock();
            }
            closer.join();
            assertThrows(IllegalStateException.class, method::run);
        }
    }

    @Test
    void callsFromManyThreadsAreSerialised() throws Exception {
        try (var module = Fixtures.load("add");
                var bound = module.bind("forward");
                var executor = Executors.newFixedThreadPool(8)) {
            var calls = new ArrayList<Future<Float>>();
            for (int i = 0; i < 400; i++) {
                float value = i;
                calls.add(executor.submit((Callable<Float>) () -> {
                    bound.run();
                    var a = floats(SHAPE, value, 0, 0, 0, 0, 0);
                    return module.forward(a, floats(SHAPE, 1, 0, 0, 0, 0, 0))[0].toTensor()
                            .getDataAsFloatArray()[0];
                }));
            }
            for (int i = 0; i < calls.size(); i++) {
                assertEquals(i + 1, calls.get(i).get());
            }
        }
    }

    @Test
    void modulesClosedWhileThreadsCallThemFailOnlyByException() throws Exception {
        for (int round = 0; round < 20; round++) {
            var module = Fixtures.load("convolutions");
            var bound = module.bind("forward");
            var refused = new AtomicInteger();
            try (var executor = Executors.newFixedThreadPool(4)) {
                for (int t = 0; t < 4; t++) {
                    executor.submit(() -> {
                        try {
                            while (true) {
                                bound.run();
                                module.getMethods();
                            }
                        } catch (IllegalStateException closed) {
                            refused.incrementAndGet();
                        }
                    });
                }
                bound.run();
                module.close();
            }
            assertEquals(4, refused.get());
        }
    }

    @Test
    void severalModulesRunAtOnce() throws Exception {
        try (var executor = Executors.newFixedThreadPool(4)) {
            var sums = new ArrayList<Future<Float>>();
            for (int t = 0; t < 4; t++) {
                sums.add(executor.submit(() -> {
                    try (var module = Fixtures.load("convolutions_int8");
                            var method = module.bind("forward")) {
                        for (int i = 0; i < 50; i++) {
                            method.run();
                        }
                        return method.output(0).asFloatBuffer().get(0);
                    }
                }));
            }
            for (var sum : sums) {
                assertEquals(sums.getFirst().get(), sum.get());
            }
        }
    }

    @Test
    void modulesThatNobodyClosesAreReleasedByTheGarbageCollector() {
        var cleaner = Cleaner.create();
        var released = new AtomicInteger();
        for (int i = 0; i < 50; i++) {
            cleaner.register(Fixtures.load("add").bind("forward"), released::incrementAndGet);
        }
        await().until(() -> {
            System.gc();
            return released.get() == 50;
        });
    }
}
