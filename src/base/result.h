// Result<T>: a value, or the reason why the world did not give one.
//
// For failures outside of our control (files, network, store, refused requests). A wrong
// configuration of the user goes to diag::Diagnostics instead; a bug is a ROLECALL_CHECK.
//
//   ROLECALL_TRY(std::string body, files.Read(path, kMax));
//   ROLECALL_RETURN_IF_ERROR(files.Remove(path));
#ifndef ROLECALL_BASE_RESULT_H_
#define ROLECALL_BASE_RESULT_H_

#include <string>

#include "base/expected.h"  // IWYU pragma: export

namespace rolecall {

enum class ErrorCode {
  kInvalidArgument,    // the request or document itself is wrong
  kNotFound,           // the thing named does not exist
  kAlreadyExists,      // the thing to be made exists
  kConflict,           // a precondition failed: somebody else was there (lock, version)
  kPermissionDenied,   // known caller, not allowed
  kUnauthenticated,    // caller not known
  kResourceExhausted,  // a quota, a size bound, throttled
  kUnavailable,        // may work later; safe to retry
  kDeadlineExceeded,   // took too long
  kDataLoss,           // what is stored is damaged
  kUnimplemented,      // we say no to something that others do
  kCancelled,          // the user stopped it
  kInternal,           // everything else
};

// The stable lower-case name of a code: "not_found".
const char* ErrorCodeName(ErrorCode code);

// Why something failed. `message` is one sentence or more for a person, without secrets.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
};

template <typename T>
using Result = Expected<T, Error>;

}  // namespace rolecall

#endif  // ROLECALL_BASE_RESULT_H_
