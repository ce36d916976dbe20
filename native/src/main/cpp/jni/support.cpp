#include "jni/support.h"

#include <new>

#include "core/utf.h"

namespace etjni {
namespace {

JavaTypes java_types{};

#define PACKAGE "org/pytorch/executorch/"

jclass find(JNIEnv* env, const char* name) {
  const Local<jclass> local(env, env->FindClass(name));
  auto* global = static_cast<jclass>(env->NewGlobalRef(local.get()));
  check(env);
  return global;
}

jfieldID field(JNIEnv* env, jclass type, const char* name, const char* signature) {
  jfieldID id = env->GetFieldID(type, name, signature);
  check(env);
  return id;
}

jmethodID factory(JNIEnv* env, jclass type, const char* name, const char* signature) {
  jmethodID id = env->GetStaticMethodID(type, name, signature);
  check(env);
  return id;
}

}  // namespace

void JavaTypes::load(JNIEnv* env) {
  auto& t = java_types;
  t.string = find(env, "java/lang/String");
  t.illegal_argument = find(env, "java/lang/IllegalArgumentException");
  t.illegal_state = find(env, "java/lang/IllegalStateException");
  t.out_of_memory = find(env, "java/lang/OutOfMemoryError");

  t.runtime_exception = find(env, PACKAGE "ExecutorchRuntimeException");
  t.runtime_exception_from_native =
      factory(env, t.runtime_exception, "fromNative",
              "(ILjava/lang/String;[Ljava/lang/String;)L" PACKAGE "ExecutorchRuntimeException;");

  t.tensor = find(env, PACKAGE "Tensor");
  t.tensor_data = field(env, t.tensor, "data", "Ljava/nio/Buffer;");
  t.tensor_shape = field(env, t.tensor, "shape", "[J");
  t.tensor_dtype = field(env, t.tensor, "dtypeCode", "I");
  t.tensor_allocate = factory(env, t.tensor, "allocate", "(I[J)L" PACKAGE "Tensor;");

  t.evalue = find(env, PACKAGE "EValue");
  t.evalue_kind = field(env, t.evalue, "kind", "I");
  t.evalue_bits = field(env, t.evalue, "bits", "J");
  t.evalue_tensor = field(env, t.evalue, "tensor", "L" PACKAGE "Tensor;");
  t.evalue_string = field(env, t.evalue, "string", "Ljava/lang/String;");
  t.evalue_from_tensor = factory(env, t.evalue, "from", "(L" PACKAGE "Tensor;)L" PACKAGE "EValue;");
  t.evalue_from_string = factory(env, t.evalue, "from", "(Ljava/lang/String;)L" PACKAGE "EValue;");
  t.evalue_from_native = factory(env, t.evalue, "fromNative", "(IJ)L" PACKAGE "EValue;");
}

void JavaTypes::unload(JNIEnv* env) {
  for (jclass type : {java_types.string, java_types.evalue, java_types.tensor, java_types.runtime_exception,
                      java_types.illegal_argument, java_types.illegal_state, java_types.out_of_memory}) {
    env->DeleteGlobalRef(type);
  }
  java_types = {};
}

const JavaTypes& types() noexcept { return java_types; }

void check(JNIEnv* env) {
  if (env->ExceptionCheck() == JNI_TRUE) {
    throw PendingException();
  }
}

void raise(JNIEnv* env, jclass type, const std::string& message) {
  env->ThrowNew(type, message.c_str());
  throw PendingException();
}

std::string to_utf8(JNIEnv* env, jstring text) {
  if (text == nullptr) {
    raise(env, types().illegal_argument, "A text must not be null");
  }
  const auto length = env->GetStringLength(text);
  std::u16string utf16(static_cast<size_t>(length), u'\0');
  env->GetStringRegion(text, 0, length, reinterpret_cast<jchar*>(utf16.data()));
  check(env);
  return utf8_of(utf16);
}

jstring to_java(JNIEnv* env, const std::string& utf8) {
  const std::u16string utf16 = utf16_of(utf8);
  jstring text = env->NewString(reinterpret_cast<const jchar*>(utf16.data()), static_cast<jsize>(utf16.size()));
  check(env);
  return text;
}

std::vector<std::string> to_strings(JNIEnv* env, jobjectArray array) {
  std::vector<std::string> strings;
  const jsize length = env->GetArrayLength(array);
  for (jsize i = 0; i < length; ++i) {
    const Local<jstring> element(env, static_cast<jstring>(env->GetObjectArrayElement(array, i)));
    strings.push_back(to_utf8(env, element.get()));
  }
  return strings;
}

jobjectArray to_java(JNIEnv* env, const std::vector<std::string>& strings) {
  jobjectArray array = env->NewObjectArray(static_cast<jsize>(strings.size()), types().string, nullptr);
  check(env);
  for (size_t i = 0; i < strings.size(); ++i) {
    const Local<jstring> element(env, to_java(env, strings[i]));
    env->SetObjectArrayElement(array, static_cast<jsize>(i), element.get());
  }
  return array;
}

jlongArray to_java(JNIEnv* env, const std::vector<jlong>& values) {
  const auto length = static_cast<jsize>(values.size());
  jlongArray array = env->NewLongArray(length);
  check(env);
  env->SetLongArrayRegion(array, 0, length, values.data());
  return array;
}

void rethrow_to_java(JNIEnv* env, const LogScope& log) noexcept {
  try {
    try {
      throw;
    } catch (const Failure& failure) {
      auto* exception = static_cast<jthrowable>(env->CallStaticObjectMethod(
          types().runtime_exception, types().runtime_exception_from_native, static_cast<jint>(failure.code()),
          to_java(env, failure.what()), to_java(env, log.lines())));
      check(env);
      env->Throw(exception);
    }
  } catch (const PendingException&) {
    // Java has its exception.
  } catch (const std::bad_alloc&) {
    env->ThrowNew(types().out_of_memory, "Out of native memory");
  } catch (const RuntimeAbort& abort) {
    env->ThrowNew(types().illegal_state, ("A fatal check of the runtime failed: " + abort.check).c_str());
  } catch (const std::exception& error) {
    env->ThrowNew(types().illegal_state, error.what());
  } catch (...) {
    env->ThrowNew(types().illegal_state, "Unknown native error");
  }
}

}  // namespace etjni
