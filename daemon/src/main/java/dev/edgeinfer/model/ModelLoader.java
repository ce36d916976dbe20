package dev.edgeinfer.model;

import java.util.List;
import org.pytorch.executorch.BackendOptionsMap;
import org.pytorch.executorch.BoundMethod;
import org.pytorch.executorch.ExecutorchRuntimeException;
import org.pytorch.executorch.MethodMetadata;
import org.pytorch.executorch.Module;

/** Loads bundles. */
public final class ModelLoader {

    private static final String METHOD = "forward";

    /** The first run touches memory for the first time, the second shows that nothing is left to do. */
    private static final int WARM_UP_RUNS = 2;

    /** In the one of the process, which is the default, models wait for each other: one at work for one that is loaded. */
    private static final BackendOptionsMap OWN_WORKSPACE =
            new BackendOptionsMap().setInt("XnnpackBackend", "workspace_sharing_mode", 1);

    private ModelLoader() {}

    /**
     * Loads a bundle and runs it on zeros, so that the first frame is as fast as the others and a program
     * that cannot run is found now.
     *
     * @param threads threads that compute, 1..256; the same for all models of a process, which share the threads
     * @throws ModelException if the program is not the manifest's, is none, needs what the runtime lacks, has other
     *     shapes than the manifest and its decoder imply, or fails
     */
    public static LoadedModel load(ModelBundle bundle, int threads) {
        ProgramFile.verify(bundle.manifest());
        var module = module(bundle, threads);
        try {
            return load(bundle, module);
        } catch (ExecutorchRuntimeException e) {
            module.close();
            throw failed(bundle, e);
        } catch (RuntimeException | Error e) {
            module.close();
            throw e;
        }
    }

    private static Module module(ModelBundle bundle, int threads) {
        try {
            return Module.load(bundle.manifest().program().toString(), OWN_WORKSPACE, Module.LOAD_MODE_FILE, threads);
        } catch (ExecutorchRuntimeException | IllegalArgumentException e) {
            throw failed(bundle, e);
        }
    }

    private static LoadedModel load(ModelBundle bundle, Module module) {
        List<String> methods = List.of(module.getMethods());
        if (!methods.contains(METHOD)) {
            throw new ModelException("\"%s\" has no method \"%s\", only %s; export it again"
                    .formatted(bundle.manifest().program(), METHOD, String.join(", ", methods)));
        }
        MethodMetadata program = module.getMethodMetadata(METHOD);
        ModelManifest manifest = DecoderChoice.settle(bundle, program.getOutputs());
        ProgramCheck.verify(manifest, program.getInputs(), program.getOutputs());
        BoundMethod forward = module.bind(METHOD, LoadedModel.INPUTS);
        var model = new LoadedModel(manifest, module, forward, program);
        for (int run = 0; run < WARM_UP_RUNS; run++) {
            model.run();
        }
        return model;
    }

    private static ModelException failed(ModelBundle bundle, RuntimeException cause) {
        return new ModelException(
                "Model \"%s\" cannot be loaded: %s".formatted(bundle.manifest().name(), cause.getMessage()), cause);
    }
}
