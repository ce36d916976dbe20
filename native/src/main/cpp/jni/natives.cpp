#include <jni.h>

#include <cstring>
#include <memory>

#include "core/bound_method.h"
#include "core/columns.h"
#include "core/module.h"
#include "core/process.h"
#include "jni/support.h"

// The native methods of org.pytorch.executorch.Natives: they convert and call the core, nothing else.

namespace etjni {
namespace {

using executorch::aten::ScalarType;
using executorch::runtime::Tag;

/** The dimensions of a Java tensor, which the runtime counts in 32 bits. */
std::vector<int32_t> to_sizes(JNIEnv* env, jlongArray shape) {
  std::vector<int32_t> sizes;
  const jsize rank = env->GetArrayLength(shape);
  std::vector<jlong> values(static_cast<size_t>(rank));
  env->GetLongArrayRegion(shape, 0, rank, values.data());
  for (const jlong value : values) {
    if (value > INT32_MAX || rank > 16) {
      throw Failure(Error::InvalidArgument, "The runtime takes tensors of at most 16 dimensions of 31 bits");
    }
    sizes.push_back(static_cast<int32_t>(value));
  }
  return sizes;
}

TensorView to_view(JNIEnv* env, jobject tensor) {
  const Local<jobject> data(env, env->GetObjectField(tensor, types().tensor_data));
  const Local<jlongArray> shape(env, static_cast<jlongArray>(env->GetObjectField(tensor, types().tensor_shape)));
  return {static_cast<ScalarType>(env->GetIntField(tensor, types().tensor_dtype)), to_sizes(env, shape.get()),
          env->GetDirectBufferAddress(data.get())};
}

/** Inputs as the core takes them, and the strings that they refer to. */
struct Arguments {
  std::vector<Argument> values;
  std::vector<std::unique_ptr<std::string>> strings;
  std::vector<std::unique_ptr<executorch::aten::ArrayRef<char>>> views;
};

void add_argument(JNIEnv* env, jobject value, Arguments& arguments) {
  if (value == nullptr) {
    raise(env, types().illegal_argument, "An input must not be null; EValue.optionalNone() stands for no value");
  }
  const jlong bits = env->GetLongField(value, types().evalue_bits);
  Argument argument;
  switch (static_cast<Tag>(env->GetIntField(value, types().evalue_kind))) {
    case Tag::Tensor: {
      const Local<jobject> tensor(env, env->GetObjectField(value, types().evalue_tensor));
      argument.tensor = to_view(env, tensor.get());
      break;
    }
    case Tag::String: {
      const Local<jstring> text(env, static_cast<jstring>(env->GetObjectField(value, types().evalue_string)));
      arguments.strings.push_back(std::make_unique<std::string>(to_utf8(env, text.get())));
      const std::string& string = *arguments.strings.back();
      arguments.views.push_back(std::make_unique<executorch::aten::ArrayRef<char>>(string.data(), string.size()));
      argument.scalar = EValue(arguments.views.back().get());
      break;
    }
    case Tag::Double: {
      double number = 0;
      std::memcpy(&number, &bits, sizeof(number));
      argument.scalar = EValue(number);
      break;
    }
    case Tag::Int:
      argument.scalar = EValue(static_cast<int64_t>(bits));
      break;
    case Tag::Bool:
      argument.scalar = EValue(bits != 0);
      break;
    default:
      break;
  }
  arguments.values.push_back(std::move(argument));
}

jobject tensor_to_java(JNIEnv* env, const executorch::aten::Tensor& tensor) {
  const std::vector<jlong> sizes(tensor.sizes().begin(), tensor.sizes().end());
  const Local<jlongArray> shape(env, to_java(env, sizes));
  const Local<jobject> copy(env, env->CallStaticObjectMethod(types().tensor, types().tensor_allocate,
                                                             static_cast<jint>(tensor.scalar_type()), shape.get()));
  const Local<jobject> data(env, env->GetObjectField(copy.get(), types().tensor_data));
  if (tensor.nbytes() > 0) {
    std::memcpy(env->GetDirectBufferAddress(data.get()), tensor.const_data_ptr(), tensor.nbytes());
  }
  return env->CallStaticObjectMethod(types().evalue, types().evalue_from_tensor, copy.get());
}

jobject value_to_java(JNIEnv* env, const EValue& value) {
  jlong bits = 0;
  switch (value.tag) {
    case Tag::Tensor:
      return tensor_to_java(env, value.toTensor());
    case Tag::String: {
      const auto text = value.toString();
      const Local<jstring> string(env, to_java(env, std::string(text.data(), text.size())));
      return env->CallStaticObjectMethod(types().evalue, types().evalue_from_string, string.get());
    }
    case Tag::Double: {
      const double number = value.toDouble();
      std::memcpy(&bits, &number, sizeof(bits));
      break;
    }
    case Tag::Int:
      bits = value.toInt();
      break;
    case Tag::Bool:
      bits = value.toBool() ? 1 : 0;
      break;
    case Tag::None:
      break;
    default:
      throw Failure(Error::NotSupported, "The method returned a list, which has no form in Java; export it without");
  }
  return env->CallStaticObjectMethod(types().evalue, types().evalue_from_native, static_cast<jint>(value.tag), bits);
}

std::vector<jlong> encode(const std::vector<ValueInfo>& infos) {
  constexpr jlong kList = 6;
  std::vector<jlong> encoded;
  for (const auto& info : infos) {
    const auto tag = static_cast<jlong>(info.tag);
    encoded.push_back(tag < kList ? tag : kList);
    if (info.tag == Tag::Tensor) {
      encoded.push_back(static_cast<jlong>(info.dtype));
      encoded.push_back(info.planned ? 1 : 0);
      encoded.push_back(static_cast<jlong>(info.sizes.size()));
      encoded.insert(encoded.end(), info.sizes.begin(), info.sizes.end());
    }
  }
  return encoded;
}

jlong to_handle(const void* object) { return reinterpret_cast<jlong>(object); }

}  // namespace
}  // namespace etjni

using namespace etjni;  // NOLINT(google-build-using-namespace): this file is the inside of one Java class.

#define NATIVE(type, name) extern "C" JNIEXPORT type JNICALL Java_org_pytorch_executorch_Natives_##name

extern "C" JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void* /*reserved*/) {
  JNIEnv* env = nullptr;
  if (vm->GetEnv(reinterpret_cast<void**>(&env), JNI_VERSION_10) != JNI_OK) {
    return JNI_ERR;
  }
  try {
    JavaTypes::load(env);
    install_platform();
    return JNI_VERSION_10;
  } catch (...) {
    return JNI_ERR;
  }
}

extern "C" JNIEXPORT void JNICALL JNI_OnUnload(JavaVM* vm, void* /*reserved*/) {
  JNIEnv* env = nullptr;
  if (vm->GetEnv(reinterpret_cast<void**>(&env), JNI_VERSION_10) == JNI_OK) {
    JavaTypes::unload(env);
  }
}

NATIVE(jlong, load)
(JNIEnv* env, jclass /*type*/, jstring path, jint mode, jint threads, jboolean profile, jobjectArray backends,
 jobjectArray keys, jintArray values) {
  return guarded(env, jlong{0}, [&] {
    const auto backend_names = to_strings(env, backends);
    const auto key_names = to_strings(env, keys);
    std::vector<jint> numbers(static_cast<size_t>(env->GetArrayLength(values)));
    env->GetIntArrayRegion(values, 0, static_cast<jsize>(numbers.size()), numbers.data());
    std::vector<Option> options;
    for (size_t i = 0; i < numbers.size(); ++i) {
      options.push_back({backend_names.at(i), key_names.at(i), numbers[i]});
    }
    return to_handle(
        new Module(to_utf8(env, path), static_cast<LoadMode>(mode), threads, profile == JNI_TRUE, options));
  });
}

NATIVE(void, unload)(JNIEnv* env, jclass /*type*/, jlong module) {
  guarded(env, [&] { delete &require<Module>(env, module); });
}

NATIVE(jobjectArray, methods)(JNIEnv* env, jclass /*type*/, jlong module) {
  return guarded(env, jobjectArray{}, [&] { return to_java(env, require<Module>(env, module).methods()); });
}

NATIVE(jobjectArray, backends)(JNIEnv* env, jclass /*type*/, jlong module, jstring method) {
  return guarded(env, jobjectArray{},
                 [&] { return to_java(env, require<Module>(env, module).backends(to_utf8(env, method))); });
}

NATIVE(jlongArray, values)(JNIEnv* env, jclass /*type*/, jlong module, jstring method, jboolean outputs) {
  return guarded(env, jlongArray{}, [&] {
    const auto& program = require<Module>(env, module);
    const auto name = to_utf8(env, method);
    return to_java(env, encode(outputs == JNI_TRUE ? program.outputs(name) : program.inputs(name)));
  });
}

NATIVE(void, loadMethod)(JNIEnv* env, jclass /*type*/, jlong module, jstring method) {
  guarded(env, [&] { require<Module>(env, module).load_method(to_utf8(env, method)); });
}

NATIVE(jobjectArray, execute)(JNIEnv* env, jclass /*type*/, jlong module, jstring method, jobjectArray inputs) {
  return guarded(env, jobjectArray{}, [&] {
    auto& program = require<Module>(env, module);
    Arguments arguments;
    for (jsize i = 0; i < env->GetArrayLength(inputs); ++i) {
      const Local<jobject> input(env, env->GetObjectArrayElement(inputs, i));
      add_argument(env, input.get(), arguments);
    }
    const auto outputs = program.execute(to_utf8(env, method), arguments.values);
    jobjectArray results = env->NewObjectArray(static_cast<jsize>(outputs.size()), types().evalue, nullptr);
    check(env);
    for (size_t i = 0; i < outputs.size(); ++i) {
      const Local<jobject> output(env, value_to_java(env, outputs[i]));
      env->SetObjectArrayElement(results, static_cast<jsize>(i), output.get());
    }
    return results;
  });
}

NATIVE(jboolean, etdump)(JNIEnv* env, jclass /*type*/, jlong module, jstring path) {
  return guarded(env, jboolean{JNI_FALSE}, [&] {
    return static_cast<jboolean>(require<Module>(env, module).write_profile(to_utf8(env, path)) ? JNI_TRUE : JNI_FALSE);
  });
}

NATIVE(jlongArray, plannedSizes)(JNIEnv* env, jclass /*type*/, jlong module, jstring method) {
  return guarded(env, jlongArray{}, [&] {
    const auto sizes = require<Module>(env, module).planned_sizes(to_utf8(env, method));
    return to_java(env, std::vector<jlong>(sizes.begin(), sizes.end()));
  });
}

NATIVE(jlongArray, bind)
(JNIEnv* env, jclass /*type*/, jlong module, jstring method, jlongArray addresses, jint planned, jint inputs) {
  return guarded(env, jlongArray{}, [&] {
    std::vector<jlong> values(static_cast<size_t>(env->GetArrayLength(addresses)));
    env->GetLongArrayRegion(addresses, 0, static_cast<jsize>(values.size()), values.data());
    Memory memory;
    const auto first_input = static_cast<size_t>(planned);
    const auto first_output = first_input + static_cast<size_t>(inputs);
    for (size_t i = 0; i < values.size(); ++i) {
      auto& part = i < first_input ? memory.planned : i < first_output ? memory.inputs : memory.outputs;
      part.push_back(reinterpret_cast<void*>(values[i]));
    }
    auto bound = std::make_unique<BoundMethod>(require<Module>(env, module), to_utf8(env, method), memory);
    std::vector<jlong> result{to_handle(bound.get())};
    for (const void* output : bound->outputs()) {
      result.push_back(to_handle(output));
    }
    auto* array = to_java(env, result);
    bound.release();  // NOLINT(bugprone-unused-return-value): Java owns it by its handle.
    return array;
  });
}

NATIVE(void, run)(JNIEnv* env, jclass /*type*/, jlong bound, jint input_set) {
  guarded(env, [&] { require<BoundMethod>(env, bound).run(static_cast<size_t>(input_set)); });
}

NATIVE(void, unbind)(JNIEnv* env, jclass /*type*/, jlong bound) {
  guarded(env, [&] { delete &require<BoundMethod>(env, bound); });
}

NATIVE(jint, columnsAtLeast)
(JNIEnv* env, jclass /*type*/, jobject matrix, jint rows, jint columns, jfloat floor, jobject found) {
  return static_cast<jint>(columns_at_least(static_cast<const float*>(env->GetDirectBufferAddress(matrix)),
                                            static_cast<size_t>(rows), static_cast<size_t>(columns), floor,
                                            static_cast<int32_t*>(env->GetDirectBufferAddress(found))));
}

NATIVE(jobjectArray, logBuffer)(JNIEnv* env, jclass /*type*/) {
  return guarded(env, jobjectArray{}, [&] { return to_java(env, recent_log()); });
}

NATIVE(jobjectArray, registeredOps)(JNIEnv* env, jclass /*type*/) {
  return guarded(env, jobjectArray{}, [&] { return to_java(env, registered_operators()); });
}

NATIVE(jobjectArray, registeredBackends)(JNIEnv* env, jclass /*type*/) {
  return guarded(env, jobjectArray{}, [&] { return to_java(env, registered_backends()); });
}

NATIVE(jstring, open)(JNIEnv* env, jclass /*type*/, jstring path) {
  return guarded(env, jstring{}, [&] {
    const auto error = open_library(to_utf8(env, path));
    return error ? to_java(env, *error) : jstring{};
  });
}
