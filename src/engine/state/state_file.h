// The state file format, version 4: bytes to State and back, exactly as OpenTofu and Terraform write it.
//
// Read takes everything that version 4 allows, also from newer programs, and keeps what it does not know. It
// refuses, saying why: newer formats, versions 1 to 3, encrypted states, anything that is not a state.
// Write gives the same bytes for the same state: keys in the format's order, resources and instances sorted,
// < > & escaped in strings we encode, and a trailing newline.
#ifndef ROLECALL_ENGINE_STATE_STATE_FILE_H_
#define ROLECALL_ENGINE_STATE_STATE_FILE_H_

#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/state/state.h"

namespace rolecall::engine {

// kDataLoss: damaged; kUnimplemented: a state that we say no to; kResourceExhausted: too large or too deep.
// An empty file is an empty state.
Result<State> ReadStateFile(std::string_view bytes);

// Whether the bytes are an encrypted state or plan, OpenTofu's or ours: an object with an "encryption_version". What to
// do with them is engine/encryption's.
bool IsEncryptedPayload(std::string_view bytes);

enum class StateLayout { kCompact, kPretty };  // kPretty: two spaces, as for local files

std::string WriteStateFile(const State& state, StateLayout layout);

// True if outputs, resources and check results would be written alike: then the serial need not move.
bool SameContent(const State& a, const State& b);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_STATE_STATE_FILE_H_
