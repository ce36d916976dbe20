package dev.edgeinfer.http.inference;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.edgeinfer.detect.ModelSignature;
import dev.edgeinfer.detect.TensorSpec;
import dev.edgeinfer.model.ModelManifest;
import dev.edgeinfer.model.ModelManifest.Dtype;
import dev.edgeinfer.repository.ModelStatus;
import java.util.List;
import java.util.Map;

/** The documents of the open inference protocol (KServe v2) and of Triton's extensions to it; the names are theirs. */
final class KServeDocument {

    private KServeDocument() {}

    /** How the protocol calls the type of a tensor's elements. */
    static String datatype(TensorSpec tensor) {
        return switch (tensor.dtype()) {
            case FLOAT32 -> "FP32";
            case FLOAT16 -> "FP16";
            case UINT8 -> "UINT8";
        };
    }

    record Server(String name, String version, List<String> extensions) {}

    record Live(boolean live) {}

    record Ready(boolean ready) {}

    record ModelReady(String name, boolean ready) {}

    record Failure(String error) {}

    /** What a model takes and gives. */
    record Model(String name, List<String> versions, String platform, List<Tensor> inputs, List<Tensor> outputs) {

        static Model of(ModelSignature model) {
            return new Model(
                    model.name(),
                    List.of(model.version()),
                    Config.PLATFORM,
                    List.of(Tensor.of(model.input())),
                    model.outputs().stream().map(Tensor::of).toList());
        }
    }

    record Tensor(String name, String datatype, List<Long> shape) {

        static Tensor of(TensorSpec tensor) {
            return new Tensor(tensor.name(), KServeDocument.datatype(tensor), tensor.shape());
        }
    }

    /** The same in the words of Triton's configuration; the shapes have the batch of one in them. */
    record Config(
            String name,
            String platform,
            String backend,
            @JsonProperty("max_batch_size") int maxBatchSize,
            List<ConfigTensor> input,
            List<ConfigTensor> output) {

        static final String PLATFORM = "executorch";

        static Config of(ModelSignature model) {
            return new Config(
                    model.name(),
                    PLATFORM,
                    PLATFORM,
                    0,
                    List.of(ConfigTensor.of(model.input())),
                    model.outputs().stream().map(ConfigTensor::of).toList());
        }
    }

    record ConfigTensor(
            String name, @JsonProperty("data_type") String dataType, List<Long> dims) {

        static ConfigTensor of(TensorSpec tensor) {
            return new ConfigTensor(tensor.name(), "TYPE_" + KServeDocument.datatype(tensor), tensor.shape());
        }
    }

    /** A model that is there. */
    record Indexed(String name, String version, String state, String reason) {

        static Indexed of(ModelStatus model) {
            String state =
                    switch (model.state()) {
                        case ACTIVE, LOADED -> "READY";
                        case LOADING -> "LOADING";
                        case AVAILABLE, FAILED -> "UNAVAILABLE";
                    };
            return new Indexed(
                    model.name(),
                    model.manifest().map(ModelManifest::version).orElse(""),
                    state,
                    model.reason().orElse(""));
        }
    }

    /**
     * The head of an answer; outputs with {@code data} have it in the document, the others behind it.
     *
     * @param id {@code null}: the request had none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Inferred(
            @JsonProperty("model_name") String modelName,
            @JsonProperty("model_version") String modelVersion,
            String id,
            List<Output> outputs) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Output(String name, String datatype, List<Long> shape, Map<String, Integer> parameters, float[] data) {

        static Output binary(TensorSpec tensor) {
            return new Output(
                    tensor.name(),
                    datatype(tensor.dtype()),
                    tensor.shape(),
                    Map.of("binary_data_size", tensor.bytes()),
                    null);
        }

        static Output numbers(TensorSpec tensor, float[] data) {
            return new Output(tensor.name(), datatype(tensor.dtype()), tensor.shape(), null, data);
        }

        /** Outputs are widened to this, whatever the program gives. */
        private static String datatype(Dtype dtype) {
            if (dtype != Dtype.FLOAT32) {
                throw new IllegalArgumentException("outputs are 32-bit floats, not " + dtype);
            }
            return "FP32";
        }
    }
}
