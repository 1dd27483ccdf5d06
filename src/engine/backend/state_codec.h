// StateCodec: what stands between a state's bytes and the place where they lie: encryption (engine/encryption).
//
//   context.codec = &codec;                               // MakeBackend then makes backends that seal and open
//   ROLECALL_TRY(std::string stored, codec.Seal(bytes));
//   ROLECALL_TRY(OpenedState opened, codec.Open(stored));
//
// Errors: kUnauthenticated (none of the keys opens it), kInvalidArgument (plain where it must not be, no envelope),
// kUnavailable (the keys cannot be had), never with a key. Threads: any.
#ifndef ROLECALL_ENGINE_BACKEND_STATE_CODEC_H_
#define ROLECALL_ENGINE_BACKEND_STATE_CODEC_H_

#include <string>
#include <string_view>

#include "base/result.h"

namespace rolecall::engine {

struct OpenedState {
  std::string bytes;
  bool is_outdated = false;  // not sealed as Seal() would now: written anew at the next occasion
};

class StateCodec {
 public:
  virtual ~StateCodec() = default;
  // Has what is needed to seal before there is something that must not be lost.
  virtual Result<void> Prepare() = 0;
  virtual Result<std::string> Seal(std::string_view bytes) = 0;
  virtual Result<OpenedState> Open(std::string_view stored) = 0;
  // Whether the bytes are sealed by anybody.
  virtual bool IsSealed(std::string_view stored) const = 0;
};

// The codecs of other directories' states, by the data source that reads them ("network", "network[0]",
// "child.network"). Null: their states are plain.
class RemoteStateCodecs {
 public:
  virtual ~RemoteStateCodecs() = default;
  virtual StateCodec* Find(const std::string& data_source) = 0;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_BACKEND_STATE_CODEC_H_
