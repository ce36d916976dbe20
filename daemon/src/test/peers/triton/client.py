"""Uses every call of NVIDIA's public Triton client that edge-infer answers; fails with what was not as it should be.

client.py HOST:PORT INPUT OUTPUT: INPUT is a tensor of the model as raw bytes; the outputs of an inference on it go to
OUTPUT, in the order of the model, as raw bytes.
"""

import sys
from pathlib import Path

import numpy as np
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException, triton_to_np_dtype

MODEL = "nanodet-g"
VERSION = "1.0.0"


def expect(actual: object, wanted: object, what: str) -> None:
    if actual != wanted:
        raise SystemExit(f"{what}: {actual!r} instead of {wanted!r}")


def refused(call: object, part: str) -> None:
    """The call fails with a sentence that has a part."""
    try:
        call()
    except InferenceServerException as e:
        if part not in str(e):
            raise SystemExit(f"'{part}' is not in '{e}'") from e
    else:
        raise SystemExit(f"nothing was refused, where '{part}' was to be said")


def describe(client: triton.InferenceServerClient) -> dict:
    expect(client.is_server_live(), True, "live")
    expect(client.is_server_ready(), True, "ready")
    expect(client.is_model_ready(MODEL), True, "model ready")
    expect(client.is_model_ready(MODEL, VERSION), True, "version ready")
    expect(client.is_model_ready("other"), False, "other model ready")
    expect(client.is_model_ready(MODEL, "7"), False, "other version ready")
    server = client.get_server_metadata()
    expect(server["name"], "edge-infer", "server")
    expect("binary_tensor_data" in server["extensions"], True, "binary tensors")
    metadata = client.get_model_metadata(MODEL)
    expect(metadata, client.get_model_metadata(MODEL, VERSION), "metadata of the version")
    expect(metadata["name"], MODEL, "name")
    expect(metadata["versions"], [VERSION], "versions")
    config = client.get_model_config(MODEL)
    expect(config["max_batch_size"], 0, "batch")
    expect(config["input"][0]["dims"], metadata["inputs"][0]["shape"], "dims")
    index = client.get_model_repository_index()
    states = {each["name"]: each["state"] for each in index}
    expect(states[MODEL], "READY", "index")
    return metadata


def infer(client: triton.InferenceServerClient, metadata: dict, raw: bytes) -> list[np.ndarray]:
    spec = metadata["inputs"][0]
    tensor = np.frombuffer(raw, triton_to_np_dtype(spec["datatype"])).reshape(spec["shape"])
    names = [output["name"] for output in metadata["outputs"]]

    def given(binary: bool, data: np.ndarray = tensor) -> list[triton.InferInput]:
        value = triton.InferInput(spec["name"], list(data.shape), spec["datatype"])
        value.set_data_from_numpy(data, binary_data=binary)
        return [value]

    def wanted(binary: bool, chosen: list[str] = names) -> list[triton.InferRequestedOutput]:
        return [triton.InferRequestedOutput(name, binary_data=binary) for name in chosen]

    usual = client.infer(MODEL, given(binary=True), request_id="seven")
    expect(usual.get_response()["id"], "seven", "id")
    expect(usual.get_response()["model_version"], VERSION, "version of the answer")
    arrays = [usual.as_numpy(name) for name in names]
    expect([list(array.shape) for array in arrays], [each["shape"] for each in metadata["outputs"]], "shapes")

    for binary_in in (True, False):
        for binary_out in (True, False):
            result = client.infer(MODEL, given(binary_in), model_version=VERSION, outputs=wanted(binary_out))
            for name, array in zip(names, arrays, strict=True):
                same = np.array_equal(result.as_numpy(name), array)
                expect(same, True, f"{name}, binary input {binary_in}, binary output {binary_out}")

    last = client.infer(MODEL, given(binary=True), outputs=wanted(True, names[-1:]))
    expect(last.as_numpy(names[0]), None, "an output that nobody asked for")
    expect(np.array_equal(last.as_numpy(names[-1]), arrays[-1]), True, names[-1])
    swapped = client.infer(MODEL, given(binary=True), outputs=wanted(True, names[::-1]))
    expect(np.array_equal(swapped.as_numpy(names[0]), arrays[0]), True, "outputs in another order")

    pending = [client.async_infer(MODEL, given(binary=True)) for _ in range(8)]
    answers = [each.get_result().as_numpy(names[0]) for each in pending]
    expect(all(np.array_equal(answer, arrays[0]) for answer in answers), True, "eight at once")

    refused(lambda: client.infer("other", given(binary=True)), "'other' is not loaded")
    refused(lambda: client.infer(MODEL, given(True, tensor[:, :, :-1])), "must be of shape")
    refused(lambda: client.infer(MODEL, given(binary=True), outputs=wanted(True, ["boxes"])), "no output 'boxes'")
    return arrays


def main(address: str, source: str, target: str) -> None:
    with triton.InferenceServerClient(address, concurrency=4) as client:
        metadata = describe(client)
        before = client.get_inference_statistics(MODEL)["model_stats"][0]["inference_stats"]["success"]["count"]
        arrays = infer(client, metadata, Path(source).read_bytes())
        stats = client.get_inference_statistics()["model_stats"][0]
        expect(stats["inference_stats"]["success"]["count"] - before, 15, "successes counted")
        expect(stats["inference_stats"]["compute_infer"]["ns"] > 0, True, "time counted")
        client.load_model(MODEL)
        refused(lambda: client.load_model("other"), 'no model "other"')
        refused(lambda: client.unload_model(MODEL), "in use")
        Path(target).write_bytes(b"".join(array.tobytes() for array in arrays))
    print("ok")


if __name__ == "__main__":
    main(*sys.argv[1:])
