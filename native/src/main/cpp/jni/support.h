#pragma once

#include <jni.h>

#include <string>
#include <vector>

#include "core/failure.h"
#include "core/log.h"

namespace etjni {

/** A Java exception is pending: the C++ frames unwind and the native method returns. */
struct PendingException {};

/** The classes and members that the JNI layer uses, found once when the library is loaded. */
struct JavaTypes {
  jclass string;
  jclass evalue;
  jfieldID evalue_kind;
  jfieldID evalue_bits;
  jfieldID evalue_tensor;
  jfieldID evalue_string;
  jmethodID evalue_from_tensor;
  jmethodID evalue_from_string;
  jmethodID evalue_from_native;
  jclass tensor;
  jfieldID tensor_data;
  jfieldID tensor_shape;
  jfieldID tensor_dtype;
  jmethodID tensor_allocate;
  jclass runtime_exception;
  jmethodID runtime_exception_from_native;
  jclass illegal_argument;
  jclass illegal_state;
  jclass out_of_memory;

  /** Throws PendingException, which fails the load, if Java and C++ do not fit together. */
  static void load(JNIEnv* env);
  static void unload(JNIEnv* env);
};

const JavaTypes& types() noexcept;

/** Ends in PendingException if the latest call into Java threw. */
void check(JNIEnv* env);

/** Raises a Java exception and throws PendingException. */
[[noreturn]] void raise(JNIEnv* env, jclass type, const std::string& message);

/** A reference that is dropped at the end of the scope, for loops. */
template <typename T>
class Local {
 public:
  Local(JNIEnv* env, T reference) : env_(env), reference_(reference) { check(env); }
  ~Local() { env_->DeleteLocalRef(reference_); }
  Local(const Local&) = delete;
  Local& operator=(const Local&) = delete;
  T get() const noexcept { return reference_; }

 private:
  JNIEnv* env_;
  T reference_;
};

/** Text crosses as UTF-16, because JNI's own UTF-8 is not UTF-8. Malformed text becomes U+FFFD. */
std::string to_utf8(JNIEnv* env, jstring text);
jstring to_java(JNIEnv* env, const std::string& utf8);

std::vector<std::string> to_strings(JNIEnv* env, jobjectArray array);
jobjectArray to_java(JNIEnv* env, const std::vector<std::string>& strings);
jlongArray to_java(JNIEnv* env, const std::vector<jlong>& values);

/** Turns what a native method caught into a Java exception. To be called in a catch block. */
void rethrow_to_java(JNIEnv* env, const LogScope& log) noexcept;

/** Runs the body of a native method: no C++ exception leaves it. */
template <typename Result, typename Body>
Result guarded(JNIEnv* env, Result otherwise, Body body) noexcept {
  const LogScope log;
  try {
    return body();
  } catch (...) {
    rethrow_to_java(env, log);
    return otherwise;
  }
}

template <typename Body>
void guarded(JNIEnv* env, Body body) noexcept {
  guarded(env, false, [&] {
    body();
    return true;
  });
}

/** The object that a handle stands for. Raises IllegalStateException for the handle 0. */
template <typename T>
T& require(JNIEnv* env, jlong handle) {
  if (handle == 0) {
    raise(env, types().illegal_state, "The native object has been closed");
  }
  return *reinterpret_cast<T*>(handle);
}

}  // namespace etjni
