package dev.edgeinfer.http.inference;

import dev.edgeinfer.detect.ModelSignature;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a client of the open inference protocol asks for.
 *
 * @param id comes back with the answer; empty: none
 * @param input exactly the bytes of {@link ModelSignature#input}, native byte order; of the body where that brought it as bytes
 * @param outputs those that are wanted, in the order of the request
 * @param timeout how long the client is willing to wait for its turn
 */
public record InferRequest(
        Optional<String> id, ByteBuffer input, List<WantedOutput> outputs, Optional<Duration> timeout) {

    /**
     * One output.
     *
     * @param index in the model's signature
     * @param binary whether it goes behind the document as bytes, else into it as numbers
     */
    record WantedOutput(int index, boolean binary) {}
}
